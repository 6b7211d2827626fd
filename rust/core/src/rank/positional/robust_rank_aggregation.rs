//! Robust rank aggregation: how unlikely are ranks so good, if ballots were shuffled?

use std::f64::consts::PI;

use super::normalised_ranks::{MissingRank, normalised_ranks};
use super::places::PlaceVotes;
use super::probability::{Probability, outcome};
use super::ranks::RankWeights;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "robust_rank_aggregation";

/// So many voters take tens of thousands of terms a rank.
const MAX_VOTERS: u128 = 1 << 31;

/// Let `r_1 <= ... <= r_n` be the normalised ranks of an item, and `p_k` the probability that the `k`-th smallest of `n`
/// uniform numbers is at most `r_k`: that `k` or more of them are. The score is `min(1, n * min_k p_k)`, the correction of
/// Bonferroni for `n` looks (Kolde et al. 2012). Tied items have the mean of their ranks.
///
/// Among equal ranks the last has the smallest `p_k`, so each distinct rank is looked at once, whatever its weight. The tail
/// of the binomial distribution is summed from its largest term outwards, all terms being positive.
///
/// # Errors
/// [`Error::Data`] for float weights; [`Error::TooLarge`] for a total of `2**31`.
///
/// # Complexity
/// `O(n_voters * n_items)`, times a logarithm, to collect ranks; `O(sqrt(n_voters))` for each distinct rank of an item.
#[derive(Debug)]
struct RobustRankAggregation {
    missing: Option<MissingRank>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(RobustRankAggregation { missing: options.optional()? }))
}

impl Rule for RobustRankAggregation {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(400.0)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let missing = self.missing.unwrap_or(votes.missing().into());
        let ranks = normalised_ranks(ID, &votes, missing, ctx)?;
        let mut scores = Vec::with_capacity(ranks.len());
        let map =
            |items: std::ops::Range<usize>| items.map(|item| score(&ranks[item], ctx)).collect::<Result<Vec<_>>>();
        ctx.fold_chunks(ranks.len(), 16, map, |part| {
            scores.extend(part);
            Ok(())
        })?;
        Ok(outcome(votes.items(), &scores).reading(missing.name()))
    }
}

/// `None` where no ballot says anything of the item.
fn score(ranks: &RankWeights, ctx: &Ctx<'_>) -> Result<Option<Probability>> {
    let total: i128 = ranks.values().sum();
    if total as u128 >= MAX_VOTERS {
        return Err(Error::TooLarge { what: "the number of voters", got: total as u128, limit: MAX_VOTERS - 1 });
    }
    let (mut reached, mut least) = (0, None);
    for (rank, &weight) in ranks {
        ctx.check()?;
        reached += weight;
        let (above, below) = (rank.numerator as f64, (rank.denominator - rank.numerator) as f64);
        let whole = rank.denominator as f64;
        let found = at_least(reached as u64, total as u64, above / whole, below / whole);
        least = least.filter(|least: &Probability| least.key() <= found.key()).or(Some(found));
    }
    let corrected = least.map(|least| least.times(total as f64));
    Ok(corrected.map(|score| if score.exponent < 0 { score } else { Probability::ONE }))
}

/// The probability that `k` or more of `n` independent events of probability `p` happen; `q` is that of the opposite.
fn at_least(k: u64, n: u64, p: f64, q: f64) -> Probability {
    if q <= 0.0 {
        return Probability::ONE;
    }
    // Terms from the given one on, over the first of them: each is the one before times `ratio`.
    let sum = |from: u64, n_terms: u64, ratio: &dyn Fn(u64) -> f64| {
        let (mut term, mut sum) = (1.0, 1.0);
        for j in 0..n_terms {
            term *= ratio(from.wrapping_add(j));
            sum += term;
            if term < sum * f64::EPSILON / 16.0 {
                break;
            }
        }
        sum
    };
    if k as f64 > n as f64 * p {
        let odds = p / q;
        let tail = sum(k, n - k, &|j| (n - j) as f64 / (j + 1) as f64 * odds);
        return exactly(k, n, p, q).times(tail);
    }
    // Most of it: less than about half is missing, so nothing is lost by the subtraction.
    let odds = q / p;
    let rest = sum(0, k - 1, &|j| (k - 1 - j) as f64 / (n - k + 2 + j) as f64 * odds);
    Probability::new(1.0 - exactly(k - 1, n, p, q).times(rest).value(), 0)
}

/// The probability that exactly `k` of `n` events happen, by Loader's saddle-point form: no large numbers cancel in it.
fn exactly(k: u64, n: u64, p: f64, q: f64) -> Probability {
    let (k, rest, n) = (k as f64, (n - k) as f64, n as f64);
    if k == 0.0 {
        return Probability::from_ln(n * if p < q { (-p).ln_1p() } else { q.ln() });
    }
    if rest == 0.0 {
        return Probability::from_ln(n * if q < p { (-q).ln_1p() } else { p.ln() });
    }
    let errors = stirling_error(n) - stirling_error(k) - stirling_error(rest);
    let ln = errors - deviance(k, n * p) - deviance(rest, n * q);
    Probability::from_ln(ln - 0.5 * (2.0 * PI * k * (rest / n)).ln())
}

/// `ln n!` less Stirling's `(n + 1/2) ln n - n + ln(2 pi) / 2`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let factorial: f64 = (1..=n as u32).map(f64::from).product();
        return factorial.ln() - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / n
}

/// `x ln(x / mean) + mean - x`, without the cancellation that this has where `x` is close to the mean.
fn deviance(x: f64, mean: f64) -> f64 {
    let v = (x - mean) / (x + mean);
    if v.abs() >= 0.1 {
        return x * (x / mean).ln() + mean - x;
    }
    let mut sum = (x - mean) * v;
    let mut term = 2.0 * x * v;
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if next.to_bits() == sum.to_bits() {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_of_the_binomial_distribution() {
        // By hand: sums of C(n, j) p^j q^(n - j).
        for (k, n, p, expected) in [
            (1, 3, 0.1, 0.271),
            (2, 3, 0.2, 0.104),
            (3, 3, 0.9, 0.729),
            (1, 1, 0.25, 0.25),
            (5, 10, 0.5, 638.0 / 1024.0),
            (20, 20, 0.5, 0.5_f64.powi(20)),
        ] {
            let got = at_least(k, n, p, 1.0 - p).value();
            assert!((got / expected - 1.0).abs() < 1e-14, "{k} of {n} at {p}: {got}");
        }
        assert_eq!(at_least(3, 5, 1.0, 0.0), Probability::ONE);
    }

    #[test]
    fn large_numbers_and_tiny_probabilities() {
        // Symmetric: half of 2n + 1 fair coins or more is 1/2.
        for n in [101_u64, 10_001, 1_000_000_001] {
            let got = at_least(n / 2 + 1, n, 0.5, 0.5).value();
            assert!((got - 0.5).abs() < 1e-13, "{n}: {got}");
        }
        let all = at_least(5000, 5000, 0.001, 0.999);
        let expected = 5000.0 * 0.001_f64.log2();
        assert!((all.exponent as f64 + all.mantissa.log2() - expected).abs() < 1e-9);
    }
}
