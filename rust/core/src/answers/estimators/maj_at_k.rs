//! maj@k: that the majority of k samples is correct.

use super::binomial::pairs;
use super::{Ks, Weights, convolve, each};
use crate::answers::ragged::Counts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::options::Named;
use crate::vectorized::vectorized;

/// What a tie for the most frequent answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MajorityTie {
    /// The share of correct answers among those that tie.
    Share,
    /// Nothing: a tie is not a majority.
    Wrong,
}

impl Named for MajorityTie {
    const OPTION: &'static str = "tie";
    const VALUES: &'static [(&'static str, Self)] = &[("share", Self::Share), ("wrong", Self::Wrong)];
    const NAMES: &'static str = "\"share\", \"wrong\"";
}

/// The probability that the most frequent answer of `k` samples is correct, over all subsets of `k`; or its mean share
/// among the answers that tie for it. Samples without an answer are drawn like the others and never win.
///
/// For a correct answer `g` and `t` from 1, the subsets in which `g` comes up `t` times and `r` others as often, and none
/// more often, are the coefficients of `x^(k - t) y^r` in the product over the other answers `h` of
/// `sum over u < t of C(c_h, u) x^u + y C(c_h, t) x^t`, times `C(c_g, t)`; each counts for `1 / (r + 1)`. Answers with
/// fewer than `t` samples, and samples without an answer, make one power of `1 + x`, so only those that can reach `t` are
/// multiplied; the sum over them of their `t` is at most the number of samples. One product serves all `k`. All terms are
/// positive, so nothing cancels.
///
/// # Errors
/// [`Error::Length`] unless there is a flag for each count; or the call was stopped, or there is no memory for the result.
///
/// # Complexity
/// For `n` samples and sizes up to `k`, at most `O(n k^2)` for each different count of a correct answer, and in practice far
/// less: most answers are rare.
pub fn maj_at_k(counts: &Counts, correct: &[bool], tie: MajorityTie, ks: &Ks, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    Error::check_length("correct", correct.len(), counts.offsets().length())?;
    each(ks, counts.totals(), 16, ctx, |question, within, cells, scratch: &mut Scratch| {
        let flags = &correct[counts.offsets().row(question)];
        scratch.groups.clear();
        scratch
            .groups
            .extend(counts.of(question).iter().copied().zip(flags.iter().copied()).filter(|group| group.0 > 0));
        // Sorted, so that the order of answers leaves no trace in the last bits.
        scratch.groups.sort_unstable_by(|a, b| b.cmp(a));
        scratch.row(counts.totals()[question], tie, within, cells, ctx)
    })
}

/// Nanoseconds on one thread; it only chooses how a call runs.
#[must_use]
pub fn estimate(counts: &Counts, ks: &Ks) -> f64 {
    let widest = ks.values().last().copied().unwrap_or(0);
    let one = |&total: &u32| f64::from(total) * f64::from(total.min(widest)) * 5.0;
    counts.totals().iter().map(one).sum()
}

#[derive(Default)]
struct Scratch {
    /// Counts of answers with whether they are correct, the most frequent first.
    groups: Vec<(u32, bool)>,
    /// The coefficients of each group, one after the other, and where they begin.
    powers: Vec<f64>,
    begins: Vec<usize>,
    one: Vec<f64>,
    /// How many samples cannot reach the count in question, and the power of `1 + x` that stands for them.
    rest: Option<u32>,
    rest_power: Vec<f64>,
    /// By the number of rivals that tie: the coefficients of `x`, and the next ones.
    rows: Vec<f64>,
    next: Vec<f64>,
}

/// Answers of one count, all of them correct.
#[derive(Clone, Copy)]
struct Winner {
    /// Where they begin among the groups, and how many there are.
    place: usize,
    equal: usize,
}

/// Sizes of subsets that one set of weights serves.
#[derive(Clone, Copy)]
struct Band<'a> {
    n: u32,
    weights: Weights,
    tie: MajorityTie,
    ks: &'a [u32],
    widest: u32,
}

impl Scratch {
    fn row(&mut self, n: u32, tie: MajorityTie, ks: &[u32], cells: &mut [f64], ctx: &Ctx<'_>) -> Result<()> {
        cells.fill(0.0);
        let (mut ks, mut cells) = (ks, cells);
        while !ks.is_empty() {
            let (weights, served) = Weights::serving(n, ks);
            let (now, later) = cells.split_at_mut(served);
            let band = Band { n, weights, tie, ks: &ks[..served], widest: ks[served - 1] };
            self.band(band, now, ctx)?;
            weights.fill(n, band.widest as usize + 1, &mut self.one);
            now.iter_mut().zip(ks).for_each(|(cell, &k)| *cell = (*cell / self.one[k as usize]).min(1.0));
            (ks, cells) = (&ks[served..], later);
        }
        Ok(())
    }

    /// The weight of the subsets whose majority is correct.
    fn band(&mut self, band: Band<'_>, cells: &mut [f64], ctx: &Ctx<'_>) -> Result<()> {
        self.begins.clear();
        self.powers.clear();
        for place in 0..self.groups.len() {
            band.weights.fill(self.groups[place].0, band.widest as usize + 1, &mut self.one);
            self.begins.push(self.powers.len());
            self.powers.extend_from_slice(&self.one);
        }
        let mut place = 0;
        while let Some(&(count, correct)) = self.groups.get(place) {
            let equal = self.groups[place..].iter().take_while(|&&other| other == (count, correct)).count();
            let winner = Winner { place, equal };
            self.rest = None;
            for t in (1..=count.min(band.widest)).filter(|_| correct) {
                ctx.check()?;
                vectorized(
                    #[inline(always)]
                    || self.wins(band, winner, t, cells),
                );
            }
            place += equal;
        }
        Ok(())
    }

    /// Adds the subsets in which a winner comes up `t` times and nobody more often.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn wins(&mut self, band: Band<'_>, winner: Winner, t: u32, cells: &mut [f64]) {
        let n_reach = self.groups.partition_point(|group| group.0 >= t);
        let reach: u32 = self.groups[..n_reach].iter().map(|group| group.0).sum();
        if self.rest != Some(band.n - reach) {
            self.rest = Some(band.n - reach);
            band.weights.fill(band.n - reach, band.widest as usize, &mut self.rest_power);
        }
        let others = self.rivals(band, winner.place, n_reach, t as usize);
        let weight = winner.equal as f64 * self.powers[self.begins[winner.place] + t as usize];
        let first = band.ks.partition_point(|&k| k < t);
        let asked = cells[first..].iter_mut().zip(&band.ks[first..]);
        if 4 * band.ks.len() >= band.widest as usize {
            let degrees = (band.widest - t) as usize + 1;
            self.next.clear();
            self.next.resize(degrees, 0.0);
            convolve(&self.rows[..others], 0, &self.rest_power, &mut self.next);
            asked.for_each(|(cell, &k)| *cell += weight * self.next[(k - t) as usize]);
        } else {
            for (cell, &k) in asked {
                let degree = (k - t) as usize;
                let range = pairs(degree, others, self.rest_power.len());
                let sum: f64 = range.map(|s| self.rows[s] * self.rest_power[degree - s]).sum();
                *cell += weight * sum;
            }
        }
    }

    /// Leaves in `rows` what the rivals that can reach `t` contribute, each tie of `r` of them over `r + 1`; returns how
    /// many coefficients there are.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn rivals(&mut self, band: Band<'_>, winner: usize, n_reach: usize, t: usize) -> usize {
        let degrees = band.widest as usize - t + 1;
        let most_ties = match band.tie {
            MajorityTie::Share => (n_reach - 1).min((degrees - 1) / t),
            MajorityTie::Wrong => 0,
        };
        // After `i` rivals, `r` of which tie, at `t` each and the others below it.
        let support = |i: usize, r: usize| r * t..(r * t + (i - r) * (t - 1) + 1).min(degrees);
        self.rows.resize(self.rows.len().max((most_ties + 1) * degrees), 0.0);
        self.next.resize(self.next.len().max((most_ties + 1) * degrees), 0.0);
        self.rows[0] = 1.0;
        for (i, rival) in (0..n_reach).filter(|&place| place != winner).enumerate() {
            let power = &self.powers[self.begins[rival]..];
            for r in 0..=most_ties.min(i + 1) {
                let next = &mut self.next[r * degrees..][..degrees];
                next[support(i + 1, r)].fill(0.0);
                if r <= i {
                    let below = support(i, r);
                    convolve(&self.rows[r * degrees..][below.clone()], below.start, &power[..t], next);
                }
                if r > 0 {
                    let below = support(i, r - 1);
                    convolve(&self.rows[(r - 1) * degrees..][below.clone()], below.start + t, &power[t..=t], next);
                }
            }
            std::mem::swap(&mut self.rows, &mut self.next);
        }
        let n_rivals = n_reach - 1;
        let length = (n_rivals * t + 1).min(degrees);
        let (alone, tied) = self.rows.split_at_mut(degrees);
        alone[support(n_rivals, 0).end..length].fill(0.0);
        for r in 1..=most_ties {
            let range = support(n_rivals, r);
            let tied = &tied[(r - 1) * degrees..][range.clone()];
            alone[range].iter_mut().zip(tied).for_each(|(sum, coefficient)| *sum += coefficient / (r + 1) as f64);
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::estimators::Short;

    fn all(counts: &[i64], correct: usize, n_missing: i64, tie: MajorityTie) -> Vec<f64> {
        let counts = Counts::new(counts, &[0, counts.len() as i64], Some(&[n_missing])).unwrap();
        let flags: Vec<bool> = (0..counts.of(0).len()).map(|answer| answer == correct).collect();
        let ks = Ks::new(None, counts.totals(), Short::Error).unwrap();
        maj_at_k(&counts, &flags, tie, &ks, &Ctx::default()).unwrap()
    }

    #[test]
    fn worked_examples() {
        // Counted over all subsets, as fractions.
        let close = |found: f64, expected: f64| assert!((found - expected).abs() <= 1e-14, "{found} {expected}");
        let found = all(&[4, 3, 2, 1], 0, 0, MajorityTie::Share);
        for (k, expected) in [(1, 0.4), (2, 0.4), (3, 41.0 / 90.0), (4, 109.0 / 210.0), (5, 47.0 / 84.0), (10, 1.0)] {
            close(found[k - 1], expected);
        }
        let found = all(&[3, 3, 2], 1, 0, MajorityTie::Share);
        [0.375, 0.375, 11.0 / 28.0, 29.0 / 70.0].iter().zip(&found).for_each(|(e, f)| close(*f, *e));
        close(found[7], 0.5);
        let found = all(&[5, 1, 1], 1, 0, MajorityTie::Share);
        [1.0 / 7.0, 1.0 / 7.0, 1.0 / 21.0, 0.0].iter().zip(&found).for_each(|(e, f)| close(*f, *e));
        close(all(&[30, 20, 10, 4], 0, 0, MajorityTie::Share)[15], 0.784_818_966_427_921);
        close(all(&[20, 30, 10, 4], 0, 0, MajorityTie::Share)[15], 0.204_387_347_882_261);
    }

    #[test]
    fn a_tie_may_be_wrong_and_missing_answers_never_win() {
        assert_eq!(all(&[1, 1], 0, 0, MajorityTie::Wrong), [0.5, 0.0]);
        assert_eq!(all(&[1], 0, 1, MajorityTie::Share), [0.5, 1.0]);
        assert_eq!(all(&[2, 2], 5, 0, MajorityTie::Share), [0.0; 4]);
    }

    #[test]
    fn many_samples_are_as_exact_as_few() {
        // All answers once: nothing but ties, and the correct one has its share of them.
        let singles = all(&[1; 40], 3, 0, MajorityTie::Share);
        assert!(singles.iter().all(|value| (value - 1.0 / 40.0).abs() < 1e-15));
        // Two answers as often: one half at any k.
        let halves = all(&[1500, 1500], 0, 0, MajorityTie::Share);
        assert!(halves.iter().all(|value| (value - 0.5).abs() < 1e-11), "{halves:?}");
    }
}
