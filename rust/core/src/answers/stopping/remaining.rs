//! How many more samples to expect before a rule stops.

use super::{StopRule, Stopping};
use crate::ctx::Ctx;
use crate::error::Result;

/// No count of the leader stops here.
const NEVER: u32 = u32::MAX;

/// The mean number of further samples until the rule stops or none are `left`, foreseen for the two leading answers alone:
/// each new sample is the first one's with probability `(top + 1) / (top + second + 2)`, else the second one's, and counts
/// as a sample seen (Pólya's urn, as under a uniform prior). Samples of other answers are not foreseen, so more may be
/// needed. The Dirichlet rule is foreseen by the beta rule, which it is for two answers.
///
/// A rule stops where the leader has so many samples or more, a number for each step; so the mean is a walk backwards over
/// the counts in between.
///
/// # Complexity
/// `O(left^2)` at most; the counts that do not stop are a band that is far narrower.
pub(super) fn expected(top: u32, second: u32, n: u32, left: u32, stopping: Stopping, ctx: &Ctx<'_>) -> Result<f64> {
    let both = top + second;
    let caught = u32::midpoint(both, left) + 1;
    let mut bounds = match stopping.rule {
        StopRule::Beta | StopRule::Dirichlet => beta_bounds(both, left, stopping.threshold),
        StopRule::Decided => vec![NEVER; left as usize + 1],
        StopRule::Horizon => horizon_bounds(top, second, left, stopping.threshold, ctx)?,
    };
    for (samples, bound) in (n..).zip(&mut bounds) {
        *bound = if samples < stopping.min_samples { caught } else { caught.min(*bound) };
    }
    // `means[i]`: after `step` samples, `i` of them the first answer's; 0 outside of the band, where the rule stops.
    let mut means = vec![0.0; left as usize + 2];
    let (mut low, mut high) = (0, 0);
    for step in (0..left).rev() {
        if step % 256 == 0 {
            ctx.check()?;
        }
        let bound = if step == 0 { NEVER } else { bounds[step as usize] };
        let first = (step + 1).saturating_sub(bound.saturating_sub(second)) as usize;
        let last = (step as usize + 1).min(bound.saturating_sub(top) as usize);
        let range = first..last.max(first);
        let scale = 1.0 / (f64::from(both) + f64::from(step) + 2.0);
        for i in range.clone() {
            let p = (f64::from(top) + i as f64 + 1.0) * scale;
            means[i] = 1.0 + p * means[i + 1] + (1.0 - p) * means[i];
        }
        means[low..high.min(range.start).max(low)].fill(0.0);
        means[range.end.min(high)..high].fill(0.0);
        (low, high) = (range.start, range.end);
    }
    Ok(means[0])
}

/// The least count of the leader at which the beta rule stops, after each number of further samples of the two. The tail of
/// the binomial distribution and its next term are carried along; both are exact for small counts.
fn beta_bounds(both: u32, left: u32, threshold: f64) -> Vec<u32> {
    let mut bounds = Vec::with_capacity(left as usize + 1);
    // Of `tosses` = samples + 1 tosses, the probability of `heads` or more, and of `heads`; the leader has `heads - 1`.
    let (mut heads, mut tail, mut term) = (1_u32, 0.5, 0.5);
    for tosses in 1..=both + left + 1 {
        if tosses > 1 {
            let before = term * f64::from(heads) / f64::from(tosses - heads);
            tail += 0.5 * before;
            term = 0.5 * (term + before);
        }
        while 1.0 - tail < threshold && heads < tosses {
            tail -= term;
            term *= f64::from(tosses - heads) / f64::from(heads + 1);
            heads += 1;
        }
        if tosses > both {
            bounds.push(if 1.0 - tail >= threshold && threshold < 1.0 { heads - 1 } else { NEVER });
        }
    }
    bounds
}

/// The same for the rule that looks ahead, with the urn of the two answers alone.
fn horizon_bounds(top: u32, second: u32, left: u32, threshold: f64, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
    let end = top + second + left;
    // `leads[x - second]`: the probability that an answer with `x` of the samples leads in the end.
    let mut leads: Vec<f64> = (second..=top + left).map(|x| f64::from(u8::from(2 * x > end))).collect();
    let mut bounds = vec![NEVER; left as usize + 1];
    for step in (0..=left).rev() {
        ctx.check()?;
        let samples = top + second + step;
        if step < left {
            let scale = 1.0 / (f64::from(samples) + 2.0);
            for i in 0..(top - second + step + 1) as usize {
                let p = (f64::from(second) + i as f64 + 1.0) * scale;
                leads[i] = p * leads[i + 1] + (1.0 - p) * leads[i];
            }
        }
        let known = &leads[..=(top - second + step) as usize];
        let place = known.partition_point(|&p| p < threshold);
        if place < known.len() {
            bounds[step as usize] = second + place as u32;
        }
    }
    Ok(bounds)
}

#[cfg(test)]
mod tests {
    use super::super::beta;
    use super::*;

    /// Every sequence of samples, by recursion.
    fn walked(counts: (u32, u32), n: u32, left: u32, stopping: Stopping, start: bool) -> f64 {
        let (x, y) = counts;
        let (top, second) = (x.max(y), x.min(y));
        let rule = n >= stopping.min_samples
            && match stopping.rule {
                StopRule::Beta | StopRule::Dirichlet => beta(top, second) >= stopping.threshold,
                _ => false,
            };
        if left == 0 || (!start && (rule || top - second > left)) {
            return 0.0;
        }
        let p = f64::from(x + 1) / f64::from(x + y + 2);
        1.0 + p * walked((x + 1, y), n + 1, left - 1, stopping, false)
            + (1.0 - p) * walked((x, y + 1), n + 1, left - 1, stopping, false)
    }

    #[test]
    fn the_walk_is_the_walk() {
        for rule in [StopRule::Beta, StopRule::Decided] {
            for (top, second, others, left) in [(1, 0, 0, 9), (2, 2, 1, 10), (4, 2, 3, 8), (0, 0, 0, 6), (3, 1, 0, 1)] {
                let stopping = Stopping::new(rule, 0.9, Some(40), 4, None).unwrap();
                let n = top + second + others;
                let found = expected(top, second, n, left, stopping, &Ctx::default()).unwrap();
                let by_hand = walked((top, second), n, left, stopping, true);
                assert!((found - by_hand).abs() < 1e-12, "{rule:?} {top} {second} {left}: {found} {by_hand}");
            }
        }
    }

    #[test]
    fn bounds_are_where_the_rule_stops() {
        for (both, bound) in (0..60_u32).zip(beta_bounds(0, 59, 0.95)) {
            let first = (both.div_ceil(2)..=both).find(|&top| beta(top, both - top) >= 0.95).unwrap_or(NEVER);
            assert_eq!(bound, first, "{both}");
        }
        // With nothing left, whoever is ahead leads; with one left, two ahead are safe.
        let bounds = horizon_bounds(3, 2, 2, 1.0, &Ctx::default()).unwrap();
        assert_eq!(bounds[2], 4);
        assert_eq!(bounds[1], 4);
    }
}
