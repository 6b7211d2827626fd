//! How well a rule tells items apart under bias: the two numbers on which it depends how many rankings are needed.

use super::moments::Moments;
use super::points::Points;
use super::ratios::{deciding_pairs, grid};
use super::scenario::{Scenario, Strengths};
use crate::ballots::MAX_CELLS;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::reserved;

/// Cells of the elections of one chunk.
const CHUNK_CELLS: usize = 1 << 12;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct SmoothnessOptions {
    /// The rule by its points.
    pub rule: Points,
    /// How many rankings an election has.
    pub n_rankings: usize,
    /// The strength of bias.
    pub strength: f64,
    /// What scores are divided by, tau 1 of the definition; default the points of the first place.
    pub normaliser: Option<f64>,
    /// Where gamma is told; or at so many points, evenly from the smallest mean latent score over the largest, to 1.
    pub betas: std::result::Result<Vec<f64>, usize>,
    /// How many elections are drawn.
    pub n_elections: usize,
}

/// What was estimated.
#[derive(Debug, Clone)]
pub struct Smoothness {
    /// What scores were divided by.
    pub normaliser: f64,
    /// The least mean score of an item, latent or biased, over the normaliser.
    pub alpha: f64,
    /// Its standard error: that of the item's mean score. Where several items share the least score, the largest.
    pub alpha_error: f64,
    /// Mean latent score of each item in one ranking.
    pub latent: Vec<f64>,
    /// Standard errors of them.
    pub latent_errors: Vec<f64>,
    /// Mean biased score of each item in one ranking.
    pub biased: Vec<f64>,
    /// Standard errors of them.
    pub biased_errors: Vec<f64>,
    /// Where gamma is told.
    pub betas: Vec<f64>,
    /// The largest ratio of biased scores over the pairs of one group whose latent scores differ by the factor beta or more.
    pub gammas: Vec<f64>,
    /// Standard errors, by the delta method at the pair that decides.
    pub gamma_errors: Vec<f64>,
}

/// Draws elections over the same items, and estimates alpha and the curve of gamma over beta.
///
/// With `W` the mean latent and `V` the mean biased score, gamma of beta is the largest `V(j) / V(i)` over all ordered pairs
/// of one group with `beta W(i) >= W(j)`, and 0 where there is none. Two scores of 0 are equal: their ratio is 1.
///
/// # Errors
/// For a value out of its range, fewer than two elections, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of drawing the elections, and `O(n_items^2 * log n_betas)`.
pub fn smoothness(scenario: &Scenario, options: &SmoothnessOptions, ctx: &Ctx<'_>) -> Result<Smoothness> {
    let SmoothnessOptions { rule, n_rankings, strength, n_elections, .. } = options;
    let normaliser = options.normaliser.unwrap_or_else(|| rule.most());
    check(scenario, options, normaliser)?;
    let strengths = Strengths::new(&[*strength])?;
    let m = scenario.items().len();
    // Two rows an election: latent totals, biased totals.
    let cells = Error::check_size("totals of all elections", *n_elections, 2 * m, MAX_CELLS)?;
    let mut totals: Vec<i128> = reserved("totals of all elections", cells)?;
    ctx.set_total(*n_elections as u64);
    ctx.fold_chunks(
        *n_elections,
        (CHUNK_CELLS / (n_rankings * m).max(1)).max(1),
        |range| {
            let n = range.len();
            let mut rows = vec![0_i128; n * 2 * m];
            let mut seen = scenario.biased();
            for (election, rows) in range.zip(rows.chunks_exact_mut(2 * m)) {
                let (latent, biased) = rows.split_at_mut(m);
                let drawn = scenario.election(election as u64, *n_rankings, ctx)?;
                for (ranking, order) in drawn.orders.chunks_exact(m).enumerate() {
                    ctx.check()?;
                    rule.add(order, latent);
                    seen.visit(&drawn, ranking, order, &strengths, ctx, |_, order| rule.add(order, biased))?;
                }
            }
            ctx.advance(n as u64);
            Ok(rows)
        },
        |rows| {
            totals.extend(rows);
            Ok(())
        },
    )?;
    let elections = Elections { rule, n_rankings: *n_rankings, n_items: m, totals };
    let (sums, means, errors) = elections.means();
    let least = sums.iter().min().copied().unwrap_or(0);
    let at_least = (0..2 * m).filter(|&cell| sums[cell] == least);
    let (alpha, alpha_error) = at_least.fold((0.0, 0.0_f64), |(_, error), cell| (means[cell], error.max(errors[cell])));
    let (latent_sums, biased_sums) = sums.split_at(m);
    let betas = match &options.betas {
        Ok(betas) => betas.clone(),
        Err(n) => grid(latent_sums, *n),
    };
    let deciding = deciding_pairs(latent_sums, biased_sums, scenario.is_second(), &betas, ctx)?;
    let (mut gammas, mut gamma_errors) = (Vec::new(), Vec::new());
    let mut known = None;
    for pair in deciding {
        // Neighbouring betas mostly share their pair.
        let (gamma, error) = match (pair, known) {
            (None, _) => (0.0, 0.0),
            (Some(pair), Some((before, found))) if pair == before => found,
            (Some(pair), _) => elections.ratio(pair, biased_sums),
        };
        known = pair.map(|pair| (pair, (gamma, error)));
        gammas.push(gamma);
        gamma_errors.push(error);
    }
    let (latent, biased) = means.split_at(m);
    let (latent_errors, biased_errors) = errors.split_at(m);
    Ok(Smoothness {
        normaliser,
        alpha: alpha / normaliser,
        alpha_error: alpha_error / normaliser,
        latent: latent.to_vec(),
        latent_errors: latent_errors.to_vec(),
        biased: biased.to_vec(),
        biased_errors: biased_errors.to_vec(),
        betas,
        gammas,
        gamma_errors,
    })
}

fn check(scenario: &Scenario, options: &SmoothnessOptions, normaliser: f64) -> Result<()> {
    scenario.check_rankings(options.n_rankings)?;
    Scenario::check_elections(options.n_elections)?;
    // Sums over all elections must fit as well.
    options.rule.check(options.n_rankings.saturating_mul(options.n_elections))?;
    if !(normaliser > 0.0 && normaliser.is_finite()) {
        let expected = "a finite number above 0";
        return Err(Error::invalid("normaliser", At::Whole, normaliser, "a normaliser", expected));
    }
    match &options.betas {
        Err(0) => Err(Error::invalid("beta", At::Whole, 0, "a number of points", "at least 1")),
        Err(_) => Ok(()),
        Ok(betas) => match betas.iter().position(|beta| !(0.0..=1.0).contains(beta)) {
            Some(at) => Err(Error::invalid("beta", At::Entry(at), betas[at], "a factor", "0 <= beta <= 1")),
            None => Ok(()),
        },
    }
}

/// Totals of all elections, two rows each.
struct Elections<'a> {
    rule: &'a Points,
    n_rankings: usize,
    n_items: usize,
    totals: Vec<i128>,
}

impl Elections<'_> {
    fn per_ranking(&self, total: i128) -> f64 {
        self.rule.value(total) / self.n_rankings as f64
    }

    /// Sums over all elections, their means in one ranking, and the standard errors of these.
    fn means(&self) -> (Vec<i128>, Vec<f64>, Vec<f64>) {
        let width = 2 * self.n_items;
        let mut sums = vec![0_i128; width];
        let mut moments = Moments::new(width);
        let mut row_values = vec![0.0; width];
        for row in self.totals.chunks_exact(width) {
            for ((sum, value), &total) in sums.iter_mut().zip(&mut row_values).zip(row) {
                *sum += total;
                *value = self.per_ranking(total);
            }
            moments.push(&row_values);
        }
        let n_elections = self.totals.len() / width;
        let means = sums.iter().map(|&sum| self.per_ranking(sum) / n_elections as f64).collect();
        (sums, means, moments.finish().1)
    }

    /// The ratio of mean biased scores, `j` over `i`, and its error: that of the mean of `V(j) - ratio V(i)`, over `V(i)`.
    fn ratio(&self, (i, j): (usize, usize), sums: &[i128]) -> (f64, f64) {
        if sums[i] == 0 {
            return if sums[j] == 0 { (1.0, 0.0) } else { (f64::INFINITY, f64::INFINITY) };
        }
        let ratio = sums[j] as f64 / sums[i] as f64;
        let mut moments = Moments::new(2);
        for row in self.totals.chunks_exact(2 * self.n_items) {
            let (below, above) = (self.per_ranking(row[self.n_items + i]), self.per_ranking(row[self.n_items + j]));
            moments.push(&[above - ratio * below, below]);
        }
        let (means, errors) = moments.finish();
        (ratio, errors[0] / means[1])
    }
}
