//! Multiplicative weights: a lottery that learns from what each item earns against it.

use super::factor::dot;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::rank::Votes;
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::vectorized::vectorized;

const ID: &str = "multiplicative_weights";

/// Half the root of one half: the largest rate for which the bound of the optimistic method is proven here.
pub const MAX_OPTIMISTIC_RATE: f64 = std::f64::consts::SQRT_2 / 4.0;

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Rounds at most.
    pub n_iterations: u64,
    /// Stop once the average is exploitable by no more than this.
    pub tolerance: f64,
    /// The rate; by default the one of the smallest bound.
    pub learning_rate: Option<f64>,
    /// Whether the last round counts twice.
    pub optimistic: bool,
}

/// The average lottery of all rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Average {
    /// In item order.
    pub probabilities: Vec<f64>,
    /// The most that an item earns against it, as a share of the largest margin.
    pub exploitability: f64,
    /// What the exploitability cannot exceed, by the theorem.
    pub regret_bound: f64,
    /// Rounds played.
    pub n_iterations: u64,
    /// Whether the tolerance was reached.
    pub converged: bool,
    /// Whether a time limit ended it before its rounds were over.
    pub stopped_early: bool,
    /// The rate that was used.
    pub learning_rate: f64,
    /// How unranked items were read.
    pub missing: &'static str,
}

impl Options {
    /// The rate for `m` items: given, or of the smallest bound.
    fn rate(&self, m: usize) -> Result<f64> {
        let invalid = |expected: &str| match self.learning_rate {
            Some(rate) => Err(Error::invalid("learning_rate", At::Whole, rate, "a rate", expected)),
            None => Ok(0.0),
        };
        match self.learning_rate {
            None if self.optimistic => Ok(MAX_OPTIMISTIC_RATE),
            None => Ok((2.0 * (m.max(2) as f64).ln() / self.n_iterations.max(1) as f64).sqrt()),
            Some(rate) if self.optimistic && !(rate > 0.0 && rate <= MAX_OPTIMISTIC_RATE) => {
                invalid("0 < rate <= sqrt(1/8) = 0.35355... (optimistic)")
            }
            Some(rate) if !(rate > 0.0 && rate <= 1e3) => invalid("0 < rate <= 1000"),
            Some(rate) => Ok(rate),
        }
    }

    fn check(&self) -> Result<()> {
        if self.n_iterations == 0 {
            return Err(Error::invalid("n_iterations", At::Whole, 0, "a number of rounds", "n_iterations >= 1"));
        }
        if !(self.tolerance >= 0.0 && self.tolerance.is_finite()) {
            let expected = "a finite tolerance >= 0";
            return Err(Error::invalid("tolerance", At::Whole, self.tolerance, "a tolerance", expected));
        }
        Ok(())
    }

    /// After `t` rounds among `m` items.
    ///
    /// A round's payoffs lie within [-1, 1], and a lottery earns 0 against itself; so the most that an item earns against
    /// the average is the regret per round. Hedge at a fixed rate has `ln m / (rate t) + rate / 2`. The optimistic method
    /// has `(ln m / rate + sqrt(1/8)) / t`: by how much payoffs change from round to round is bounded by how much the
    /// lottery changes, which the stability of the method outweighs up to a rate of `sqrt(1/8)`; the constant is the
    /// first round, which has no round before it.
    fn bound(&self, rate: f64, m: usize, t: u64) -> f64 {
        let (entropy, t) = ((m as f64).ln(), t as f64);
        if self.optimistic { (entropy / rate + MAX_OPTIMISTIC_RATE) / t } else { entropy / (rate * t) + rate / 2.0 }
    }
}

/// Starts uniform; in each round the weight of an item is `exp(rate * what it has earned)`, where it earns its margin
/// against the lottery of the round (Hedge). The optimistic method counts the last round twice, as a
/// guess of the next. The average over the rounds tends to a maximal lottery.
///
/// # Errors
/// [`Error::InputKind`] for counts of places, [`Error::Data`] without items, [`Error::Invalid`] for options out of range,
/// or a stop asked for through `ctx`; a time limit ends the rounds, once there was one.
///
/// # Complexity
/// That of counting pairs, and one product of half a matrix with a vector a round, `O(n_items^2)`.
pub fn multiplicative_weights(
    votes: &Votes<'_>,
    options: Options,
    missing: Option<Missing>,
    ctx: &Ctx<'_>,
) -> Result<Average> {
    options.check()?;
    let pairs = Pairs::of(votes, ID, missing, ctx)?;
    let m = pairs.items.len();
    if m == 0 {
        let (got, expected) = ("there are no items".to_owned(), "at least one".to_owned());
        return Err(Error::Data { what: "a lottery", got, expected });
    }
    let rate = options.rate(m)?;
    // In label order, so that the order of storage leaves no trace in sums of floats.
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_unstable_by_key(|&item| pairs.items.label_rank()[item]);
    let triangle = with_weights!(&pairs.preference, weights => Triangle::new(weights, &order, ctx)?);
    let learned = learn(&triangle, options, rate, ctx)?;
    let mut probabilities = vec![0.0; m];
    for (&item, share) in order.iter().zip(&learned.average) {
        probabilities[item] = *share;
    }
    Ok(Average {
        probabilities,
        exploitability: learned.exploitability,
        regret_bound: options.bound(rate, m, learned.rounds),
        n_iterations: learned.rounds,
        converged: learned.exploitability <= options.tolerance,
        stopped_early: learned.stopped_early,
        learning_rate: rate,
        missing: pairs.missing.name(),
    })
}

struct Learned {
    average: Vec<f64>,
    exploitability: f64,
    rounds: u64,
    stopped_early: bool,
}

fn learn(triangle: &Triangle, options: Options, rate: f64, ctx: &Ctx<'_>) -> Result<Learned> {
    let m = triangle.m;
    let (mut current, mut played) = (vec![1.0 / m as f64; m], vec![0.0; m]);
    let (mut earned, mut total) = (vec![0.0; m], vec![0.0; m]);
    let (mut rounds, mut stopped_early) = (0, false);
    ctx.set_total(options.n_iterations);
    // A look at the clock every 10 microseconds or so.
    let between = (100_000 / (m * m + 10 * m)).max(1) as u64;
    while rounds < options.n_iterations {
        if rounds % between == 0 {
            match ctx.check() {
                Err(Error::TimeLimit { .. }) if rounds > 0 => {
                    stopped_early = true;
                    break;
                }
                checked => checked?,
            }
        }
        triangle.earned_against(&current, &mut earned);
        add(&mut total, &earned);
        add(&mut played, &current);
        rounds += 1;
        ctx.advance(1);
        // What items earn against the sum of lotteries is the sum of what they earn.
        if largest(&total) <= options.tolerance * rounds as f64 && options.tolerance > 0.0 {
            break;
        }
        if options.optimistic {
            add(&mut earned, &total);
        } else {
            earned.copy_from_slice(&total);
        }
        let top = largest(&earned);
        for (share, earned) in current.iter_mut().zip(&earned) {
            *share = (rate * (earned - top)).exp();
        }
        scale_to_one(&mut current);
    }
    scale_to_one(&mut played);
    triangle.earned_against(&played, &mut earned);
    Ok(Learned { exploitability: largest(&earned).max(0.0), average: played, rounds, stopped_early })
}

fn add(sum: &mut [f64], terms: &[f64]) {
    vectorized(
        #[inline(always)]
        || {
            for (sum, term) in sum.iter_mut().zip(terms) {
                *sum += term;
            }
        },
    );
}

fn largest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn scale_to_one(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    for value in values.iter_mut() {
        *value /= sum;
    }
}

/// The margins above the diagonal as shares of the largest one, row after row: the other half is their negative.
struct Triangle {
    m: usize,
    cells: Vec<f64>,
}

impl Triangle {
    fn new<T: Copy + Into<i128>>(weights: &[T], order: &[usize], ctx: &Ctx<'_>) -> Result<Self> {
        let m = order.len();
        let mut cells = filled("margins", m * (m - 1) / 2, 0.0)?;
        let (mut rest, mut largest) = (cells.as_mut_slice(), 0.0_f64);
        for (i, &own) in order.iter().enumerate() {
            ctx.check()?;
            let (row, below) = rest.split_at_mut(m - 1 - i);
            for (cell, &other) in row.iter_mut().zip(&order[i + 1..]) {
                *cell = (weights[own * m + other].into() - weights[other * m + own].into()) as f64;
                largest = largest.max(cell.abs());
            }
            rest = below;
        }
        if largest > 0.0 {
            for cell in &mut cells {
                *cell /= largest;
            }
        }
        Ok(Self { m, cells })
    }

    /// What each item earns on average against a lottery.
    fn earned_against(&self, lottery: &[f64], earned: &mut [f64]) {
        earned.fill(0.0);
        let mut rest = self.cells.as_slice();
        for i in 0..self.m {
            let (row, below) = rest.split_at(self.m - 1 - i);
            let share = lottery[i];
            earned[i] += dot(row, &lottery[i + 1..]);
            let others = &mut earned[i + 1..];
            vectorized(
                #[inline(always)]
                || {
                    for (earned, &margin) in others.iter_mut().zip(row) {
                        *earned -= share * margin;
                    }
                },
            );
            rest = below;
        }
    }
}
