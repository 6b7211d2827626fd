//! Stuart's Q: the probability that all of an item's ranks would be so good, if ballots were shuffled.

use super::normalised_ranks::{MissingRank, normalised_ranks};
use super::places::PlaceVotes;
use super::probability::{Probability, outcome};
use super::ranks::{Fraction, RankWeights};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "stuart";

/// The time grows with the third power of their number.
const MAX_VOTERS: u128 = 10_000;

/// Let `r_1 <= ... <= r_n` be the normalised ranks of an item. The score is the probability `Q` that for every `k` the
/// `k`-th smallest of `n` uniform numbers is at most `r_k`. Tied items have the mean of their ranks.
///
/// The usual recursion for `Q` has terms of alternating sign, which cancel: of random ranks by eighty voters no digit is left.
/// Here the numbers are followed from one distinct rank to the next by how many have been met so far: all terms are
/// positive, so no digits are lost for any number of voters.
///
/// # Errors
/// [`Error::Data`] for float weights; [`Error::TooLarge`] for more than 10,000 voters.
///
/// # Complexity
/// `O(n_voters * n_items)`, times a logarithm, to collect ranks; `O(n_ranks * n_voters^2)` for each item, where `n_ranks` is
/// the number of its distinct ranks.
#[derive(Debug)]
struct Stuart {
    missing: Option<MissingRank>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Stuart { missing: options.optional()? }))
}

impl Rule for Stuart {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        let n_voters = size.cells / size.n_items.max(1.0);
        size.sweep(200.0) + size.cells * n_voters * n_voters
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let missing = self.missing.unwrap_or(votes.missing().into());
        let ranks = normalised_ranks(ID, &votes, missing, ctx)?;
        let mut scores = Vec::with_capacity(ranks.len());
        let map = |items: std::ops::Range<usize>| items.map(|item| q(&ranks[item], ctx)).collect::<Result<Vec<_>>>();
        ctx.fold_chunks(ranks.len(), 16, map, |part| {
            scores.extend(part);
            Ok(())
        })?;
        Ok(outcome(votes.items(), &scores).reading(missing.name()))
    }
}

/// `None` where no ballot says anything of the item.
fn q(ranks: &RankWeights, ctx: &Ctx<'_>) -> Result<Option<Probability>> {
    let total: i128 = ranks.values().sum();
    if total as u128 > MAX_VOTERS {
        return Err(Error::TooLarge { what: "the number of voters", got: total as u128, limit: MAX_VOTERS });
    }
    if total == 0 {
        return Ok(None);
    }
    let n = total as usize;
    // `paths[c]` over `c!`: the volume of `c` numbers up to the rank so far that meet all demands so far.
    let mut paths = Numbers::zeros(n + 1);
    paths.set(0, Probability::ONE);
    let mut steps = Numbers::zeros(n + 1);
    let mut next = Numbers::zeros(n + 1);
    let (mut reached, mut last) = (0, Fraction { numerator: 0, denominator: 1 });
    for (rank, &weight) in ranks {
        let before = reached;
        reached += weight as usize;
        // Numbers between this rank and the last: `k` of them have the volume `width**k / k!`.
        let width = (rank.numerator * last.denominator - last.numerator * rank.denominator) as f64
            / (rank.denominator * last.denominator) as f64;
        let mut step = Probability::ONE;
        steps.set(0, step);
        for k in 1..=n - before {
            step = step.times(width / k as f64);
            steps.set(k, step);
        }
        // As many numbers as there are ranks so far must have been met by now.
        for met in reached..=n {
            ctx.check()?;
            next.set(met, paths.convolved(&steps, before, met));
        }
        std::mem::swap(&mut paths, &mut next);
        last = *rank;
    }
    let mut found = Probability { mantissa: paths.mantissas[n], exponent: i64::from(paths.exponents[n]) };
    for k in 2..=n {
        found = found.times(k as f64);
    }
    Ok(Some(found))
}

/// Numbers above 0 of any size, apart from those that were never set.
struct Numbers {
    mantissas: Vec<f64>,
    exponents: Vec<i32>,
}

impl Numbers {
    fn zeros(n: usize) -> Self {
        // So far down that they are never the largest.
        Self { mantissas: vec![0.0; n], exponents: vec![i32::MIN / 4; n] }
    }

    fn set(&mut self, at: usize, value: Probability) {
        self.mantissas[at] = value.mantissa;
        self.exponents[at] = value.exponent as i32;
    }

    /// The sum over `c` from `from` to `to` of `self[c] * steps[to - c]`.
    fn convolved(&self, steps: &Self, from: usize, to: usize) -> Probability {
        let exponents = || self.exponents[from..=to].iter().zip(steps.exponents[..=to - from].iter().rev());
        let mantissas = self.mantissas[from..=to].iter().zip(steps.mantissas[..=to - from].iter().rev());
        let largest = exponents().map(|(a, b)| a + b).max().unwrap_or(0);
        let mut sum = 0.0;
        for ((a, b), (mantissa, step)) in exponents().zip(mantissas) {
            // Below 2**-1022 of the largest there is nothing that a sum would keep.
            let exponent = (a + b - largest).max(-1022);
            sum += mantissa * step * f64::from_bits(((1023 + exponent) as u64) << 52);
        }
        Probability::new(sum, i64::from(largest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q_of(ranks: &[(i128, i128)]) -> f64 {
        let mut weights = RankWeights::new();
        for &(numerator, denominator) in ranks {
            *weights.entry(Fraction { numerator, denominator }).or_default() += 1;
        }
        q(&weights, &Ctx::default()).unwrap().unwrap().value()
    }

    #[test]
    fn worked_examples() {
        for (ranks, expected) in [
            (&[(1, 10), (2, 10), (9, 10)][..], 0.07),
            (&[(1, 10), (1, 10)], 0.01),
            (&[(1, 4)], 0.25),
            (&[(1, 1), (1, 1), (1, 1)], 1.0),
        ] {
            let got = q_of(ranks);
            assert!((got / expected - 1.0).abs() < 1e-14, "{ranks:?}: {got}");
        }
    }

    /// With `r_k = k / (n + 1)` there are `(n + 1)^(n - 1)` parking functions among `(n + 1)^n` cells.
    #[test]
    fn no_digits_are_lost_with_many_voters() {
        for n in [5_i128, 60, 200] {
            let ranks: Vec<_> = (1..=n).map(|k| (k, n + 1)).collect();
            let expected = 1.0 / (n + 1) as f64;
            assert!((q_of(&ranks) / expected - 1.0).abs() < 1e-13, "{n}");
        }
    }
}
