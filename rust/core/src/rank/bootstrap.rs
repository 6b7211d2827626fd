//! How stable a ranking is: the rule on resampled votes, many times over.

use super::resample::{Rows, Units};
use super::{Outcome, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::rng::Stream;

/// What to resample, and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// How many resamples.
    pub n_resamples: usize,
    /// Draw groups of rows instead of rows.
    pub by_groups: bool,
    /// Resample `b` draws from stream `b` of this seed.
    pub seed: u64,
    /// The share of resamples that an interval holds, in (0, 1).
    pub level: f64,
}

/// Ranks over the resamples, per item.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// The lower end of the interval of ranks.
    pub rank_low: Vec<u32>,
    /// The median rank.
    pub rank_median: Vec<u32>,
    /// The upper end of the interval of ranks.
    pub rank_high: Vec<u32>,
    /// How often the item won; winners that tie share. It sums to 1, less the share of resamples in which the rule found
    /// no winner.
    pub p_first: Vec<f64>,
    /// `[i, j]`: how often `i` stood strictly above `j`, row-major.
    pub p_above: Vec<f64>,
}

/// Resamples drawn at a time by one thread.
const CHUNK: usize = 8;

/// Draws as many voters, rows or groups as there are, with replacement, and runs the rule; `n_resamples` times.
///
/// Ranks are competition ranks, quantiles are ranks that occurred (the inverse of the empirical distribution).
///
/// # Errors
/// [`Error::InputKind`] for counts, which hold no rows; [`Error::Data`] for groups that are not there or no rows;
/// [`Error::Invalid`] for options out of range; whatever the rule returns.
///
/// # Complexity
/// `n_resamples` times the rule; memory `O(n_items * (n_items + n_resamples))`.
pub fn bootstrap(rule: &dyn Rule, votes: &Votes<'_>, options: Options, ctx: &Ctx<'_>) -> Result<Stability> {
    let Options { n_resamples, by_groups, seed, level } = options;
    if n_resamples == 0 || n_resamples > 1 << 24 {
        let expected = "1 <= n_resamples <= 16777216";
        return Err(Error::invalid("n_resamples", At::Whole, n_resamples, "a number of resamples", expected));
    }
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::invalid("level", At::Whole, level, "a level", "0 < level < 1"));
    }
    let rows = Rows::of(rule, votes, ctx)?;
    let units = Units::of(&rows, by_groups)?;
    let mut tally = Tally::new(rows.items().len(), n_resamples)?;
    ctx.set_total(n_resamples as u64);
    let map = |replicates: std::ops::Range<usize>| {
        let inner = ctx.inner();
        let outcomes = replicates.map(|replicate| {
            let outcome = rows.resampled(rule, &units, &mut Stream::new(seed, replicate as u64), &inner)?;
            ctx.advance(1);
            Ok(outcome)
        });
        outcomes.collect::<Result<Vec<Outcome>>>()
    };
    ctx.fold_chunks(n_resamples, CHUNK, map, |part| {
        for outcome in &part {
            ctx.check()?;
            tally.add(outcome);
        }
        Ok(())
    })?;
    Ok(tally.finish(level))
}

/// Integer tallies, so that the order in which resamples arrive cannot matter; shares of a first place are kept by
/// the number that shared it.
struct Tally {
    n_items: usize,
    ranks: Vec<Vec<u32>>,
    first: Vec<Vec<u64>>,
    above: Vec<u64>,
}

impl Tally {
    fn new(n_items: usize, n_resamples: usize) -> Result<Self> {
        let above = filled("p_above", n_items * n_items, 0)?;
        // Grows by pushing; asked for now, so that it is refused before the work and not after.
        filled("the ranks of all resamples", n_items * n_resamples, 0_u32)?;
        let ranks = (0..n_items).map(|_| Vec::with_capacity(n_resamples)).collect();
        Ok(Self { n_items, ranks, first: vec![Vec::new(); n_items], above })
    }

    fn add(&mut self, outcome: &Outcome) {
        let (ranks, n_first) = (&outcome.ranks, outcome.n_winners);
        for (item, &rank) in ranks.iter().enumerate() {
            self.ranks[item].push(rank);
            if rank == 1 && n_first > 0 {
                let shares = &mut self.first[item];
                shares.resize(shares.len().max(n_first), 0);
                shares[n_first - 1] += 1;
            }
            let row = &mut self.above[item * self.n_items..(item + 1) * self.n_items];
            for (above, &other) in row.iter_mut().zip(ranks) {
                *above += u64::from(rank < other);
            }
        }
    }

    fn finish(mut self, level: f64) -> Stability {
        let n = self.ranks.first().map_or(1, Vec::len).max(1);
        self.ranks.iter_mut().for_each(|ranks| ranks.sort_unstable());
        let quantile = |p: f64| {
            let at = place(p, n);
            self.ranks.iter().map(|ranks| ranks[at]).collect()
        };
        let tail = (1.0 - level) / 2.0;
        let share = |shares: &Vec<u64>| {
            let of = |(k, &times): (usize, &u64)| times as f64 / (k + 1) as f64;
            shares.iter().enumerate().map(of).fold(0.0, |sum, share| sum + share) / n as f64
        };
        Stability {
            rank_low: quantile(tail),
            rank_median: quantile(0.5),
            rank_high: quantile(1.0 - tail),
            p_first: self.first.iter().map(share).collect(),
            p_above: self.above.iter().map(|&above| above as f64 / n as f64).collect(),
        }
    }
}

/// The index of the `p`-quantile of `n` sorted values: the first that a share `p` of them reaches. `p * n` is taken as
/// whole where only the rounding of `p` keeps it from being so: `(1 - 0.95) / 2 * 1000` is 25.
fn place(p: f64, n: usize) -> usize {
    let exact = p * n as f64;
    let whole = if (exact - exact.round()).abs() < 1e-9 * n as f64 { exact.round() } else { exact.ceil() };
    (whole as usize).clamp(1, n) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_not_moved_by_rounding() {
        let tail = (1.0 - 0.95) / 2.0;
        assert_eq!((place(tail, 1000), place(0.5, 1000), place(1.0 - tail, 1000)), (24, 499, 974));
        assert_eq!((place(tail, 1), place(0.5, 3), place(1.0 - tail, 3)), (0, 1, 2));
    }
}
