//! How much of the best committee's value is had under bias, with constraints and without.

use super::moments::Moments;
use super::points::Points;
use super::scenario::{Scenario, Strengths};
use super::select::Committees;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;

/// Cells of the elections of one chunk.
const CHUNK_CELLS: usize = 1 << 12;
/// Values that are told: means and errors.
const MAX_VALUES: u128 = 1 << 28;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CurveOptions {
    /// Rules by their points.
    pub rules: Vec<Points>,
    /// How many rankings an election has; smaller elections are the first rankings of larger ones.
    pub n_rankings: Vec<usize>,
    /// Strengths of bias, 0 to 1.
    pub strengths: Vec<f64>,
    /// Members of the committee.
    pub committee_size: usize,
    /// How many members of the second group exact splits take; default all numbers that can be.
    pub splits: Option<Vec<usize>>,
    /// How many elections are drawn.
    pub n_elections: usize,
}

/// Means over elections, and their standard errors, by rule, number of rankings, strength and kind of committee: without
/// constraints, with proportional bounds, then each split.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The splits.
    pub splits: Vec<usize>,
    /// Means of the latent score over that of the best committee.
    pub means: Vec<f64>,
    /// Standard errors of the means.
    pub errors: Vec<f64>,
}

/// Draws elections, and for each rule, number of rankings and strength chooses committees by the biased rankings and values
/// them by the latent ones.
///
/// # Errors
/// For a list that is empty, a value out of its range, fewer than two elections, or a stop asked for through `ctx`.
///
/// # Complexity
/// An election takes `O(n_rankings * (n_items + swaps * log n_items + n_strengths * n_rules * n_items))` for the largest
/// number of rankings, and a sort for each committee's scores.
pub fn fairness_curve(scenario: &Scenario, options: &CurveOptions, ctx: &Ctx<'_>) -> Result<Curve> {
    let plan = Plan::new(scenario, options)?;
    let m = scenario.items().len();
    let mut moments = Moments::new(plan.n_values);
    ctx.set_total(options.n_elections as u64);
    let elections = (CHUNK_CELLS / (plan.n_rankings * m).max(1)).max(1);
    ctx.fold_chunks(
        options.n_elections,
        elections,
        |range| {
            let n = range.len();
            let values = range.map(|election| plan.election(scenario, options, election as u64, ctx));
            let values = values.collect::<Result<Vec<_>>>();
            ctx.advance(n as u64);
            values
        },
        |values| {
            for values in values {
                moments.push(&values);
            }
            Ok(())
        },
    )?;
    let (means, errors) = moments.finish();
    Ok(Curve { splits: plan.committees.splits().to_vec(), means, errors })
}

/// Checked options.
struct Plan {
    committees: Committees,
    strengths: Strengths,
    /// The largest number of rankings.
    n_rankings: usize,
    n_values: usize,
}

impl Plan {
    fn new(scenario: &Scenario, options: &CurveOptions) -> Result<Self> {
        for (what, n) in [("rules", options.rules.len()), ("strengths", options.strengths.len())] {
            if n == 0 {
                return Err(Error::Data {
                    what,
                    got: "there are none".to_owned(),
                    expected: "at least one".to_owned(),
                });
            }
        }
        Scenario::check_elections(options.n_elections)?;
        for &n_rankings in &options.n_rankings {
            scenario.check_rankings(n_rankings)?;
            options.rules.iter().try_for_each(|rule| rule.check(n_rankings))?;
        }
        let Some(&n_rankings) = options.n_rankings.iter().max() else {
            let (got, expected) = ("there are none".to_owned(), "at least one".to_owned());
            return Err(Error::Data { what: "n_rankings", got, expected });
        };
        let n_second = scenario.is_second().iter().filter(|&&second| second).count();
        let n_first = scenario.items().len() - n_second;
        let committees = Committees::new(options.committee_size, options.splits.as_deref(), n_first, n_second)?;
        let series = options.rules.len() * options.n_rankings.len();
        let values = options.strengths.len().saturating_mul(committees.n_values());
        let n_values = Error::check_size("values of the curve", series, values, MAX_VALUES)?;
        Ok(Self { committees, strengths: Strengths::new(&options.strengths)?, n_rankings, n_values })
    }

    /// All values of one election, in the order of [`Curve`].
    fn election(&self, scenario: &Scenario, options: &CurveOptions, election: u64, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
        let CurveOptions { rules, n_rankings, strengths, .. } = options;
        let m = scenario.items().len();
        let drawn = scenario.election(election, self.n_rankings, ctx)?;
        let mut latent = vec![0_i128; rules.len() * m];
        let mut observed = filled("totals of points", strengths.len() * rules.len() * m, 0_i128)?;
        let mut seen = scenario.biased();
        let mut values = filled("values of the curve", self.n_values, 0.0)?;
        let mut found = Vec::with_capacity(self.committees.n_values());
        for (ranking, order) in drawn.orders.chunks_exact(m).enumerate() {
            ctx.check()?;
            for (rule, totals) in rules.iter().zip(latent.chunks_exact_mut(m)) {
                rule.add(order, totals);
            }
            seen.visit(&drawn, ranking, order, &self.strengths, ctx, |strength, order| {
                let totals = observed[strength * rules.len() * m..].chunks_exact_mut(m);
                rules.iter().zip(totals).for_each(|(rule, totals)| rule.add(order, totals));
            })?;
            for (size, _) in n_rankings.iter().enumerate().filter(|&(_, &n)| n == ranking + 1) {
                for (rule, latent) in latent.chunks_exact(m).enumerate() {
                    let optimum = self.committees.optimum(latent);
                    for strength in 0..strengths.len() {
                        ctx.check()?;
                        let start = (strength * rules.len() + rule) * m;
                        found.clear();
                        let observed = &observed[start..start + m];
                        self.committees.values(observed, latent, scenario.is_second(), optimum, &mut found);
                        let cell = (rule * n_rankings.len() + size) * strengths.len() + strength;
                        values[cell * found.len()..(cell + 1) * found.len()].copy_from_slice(&found);
                    }
                }
            }
        }
        Ok(values)
    }
}
