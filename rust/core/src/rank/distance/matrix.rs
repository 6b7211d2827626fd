//! A measure between each two rows of a table.

use super::average_precision::{ApVariant, average_precision_correlation};
use super::footrule::footrule;
use super::kendall::{PairCounts, TauVariant, check_penalty, pair_counts, ties};
use super::merge::{sort, sort_counting};
use super::sign_planes::{Planes, words};
use super::spearman::rho;
use super::vectors::{Vectors, centred_ranks, dense_ranks};
use super::weighted_tau::{Importance, weighted_tau};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;

/// The most cells of a result: 8 GiB.
const MAX_CELLS: u128 = 1 << 30;

/// Pairs of items as bits pay up to here; beyond, sorting is faster, and the bits are many.
const PLANE_ITEMS: usize = 1 << 12;
const PLANE_BYTES: usize = 1 << 28;

/// A measure that does not change when the two rankings do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// [`PairCounts::tau`].
    KendallTau(TauVariant),
    /// [`PairCounts::distance`].
    KendallDistance {
        /// Of a pair tied in one ranking alone.
        penalty: f64,
        /// Whether to divide by the number of pairs.
        normalized: bool,
    },
    /// [`super::spearman_rho`].
    SpearmanRho,
    /// [`super::spearman_footrule`].
    SpearmanFootrule {
        /// Whether to divide by the most there can be.
        normalized: bool,
    },
    /// [`weighted_tau`] with hyperbolic weights and [`Importance::Both`].
    WeightedTau {
        /// Whether the weights of a pair are added, or multiplied.
        additive: bool,
    },
    /// [`average_precision_correlation`] with [`ApVariant::B`].
    AveragePrecision,
}

impl Measure {
    fn of_counts(self, counts: &PairCounts) -> Result<f64> {
        match self {
            Measure::KendallDistance { penalty, normalized } => counts.distance(penalty, normalized),
            Measure::KendallTau(variant) => Ok(counts.tau(variant)),
            _ => Ok(f64::NAN),
        }
    }

    /// Of two vectors of which nothing is prepared.
    fn of_vectors(self, vectors: &Vectors<'_>, ctx: &Ctx<'_>) -> Result<f64> {
        let ranks = || Ok((centred_ranks(&vectors.x, ctx)?, centred_ranks(&vectors.y, ctx)?));
        match self {
            Measure::KendallTau(_) | Measure::KendallDistance { .. } => self.of_counts(&pair_counts(vectors, ctx)?),
            Measure::SpearmanRho => ranks().map(|(x, y)| rho(&x, &y)),
            Measure::SpearmanFootrule { normalized } => ranks().map(|(x, y)| footrule(&x, &y, normalized)),
            Measure::WeightedTau { additive } => weighted_tau(vectors, &Importance::Both, None, additive, ctx),
            Measure::AveragePrecision => average_precision_correlation(vectors, ApVariant::B, ctx),
        }
    }
}

/// The measure between each two of `n_rows` rows of scores, row-major and symmetric. NaN is a missing value: an error, or,
/// with `leave_out`, an item that is not compared where one of the two rows misses it.
///
/// # Errors
/// [`Error::Length`]; [`Error::Invalid`] for NaN, infinities and a bad penalty, [`Error::TooLarge`], or a stop asked for
/// through `ctx`.
///
/// # Complexity
/// Each row is ranked once. Then `O(n)` a pair of rows for Spearman's measures, `O(n log n)` for the others; up to some
/// thousand items Kendall's take `n * n / 128` operations on words.
pub fn matrix(
    rows: &[f64],
    n_rows: usize,
    measure: Measure,
    lower_is_better: bool,
    leave_out: bool,
    ctx: &Ctx<'_>,
) -> Result<Vec<f64>> {
    if let Measure::KendallDistance { penalty, .. } = measure {
        check_penalty(penalty)?;
    }
    let n_cells = Error::check_size("the matrix's cells", n_rows, n_rows, MAX_CELLS)?;
    let n = rows.len().checked_div(n_rows).unwrap_or(0);
    Error::check_length("data", rows.len(), n * n_rows)?;
    let has_gaps = check(rows, n, leave_out, ctx)?;
    let row = |k: usize| &rows[k * n..(k + 1) * n];
    let mut cells = filled("the matrix", n_cells, 0.0)?;
    let plain = |i: usize, j: usize| {
        let vectors = if has_gaps {
            Vectors::new(["data", "data"], row(i), row(j), true)?
        } else {
            Vectors::trusted(row(i), row(j))
        };
        measure.of_vectors(&vectors.oriented(lower_is_better), ctx)
    };
    match measure {
        _ if has_gaps => upper(&mut cells, n_rows, plain, ctx)?,
        Measure::KendallTau(_) | Measure::KendallDistance { .. } => {
            let ranked = prepared(n_rows, |k| Ranked::new(row(k), n_rows, ctx), ctx)?;
            let pair = |i: usize, j: usize| measure.of_counts(&ranked[i].compare(&ranked[j], ctx)?);
            upper(&mut cells, n_rows, pair, ctx)?;
        }
        Measure::SpearmanRho => {
            let ranks = prepared(n_rows, |k| centred_ranks(row(k), ctx), ctx)?;
            upper(&mut cells, n_rows, |i, j| Ok(rho(&ranks[i], &ranks[j])), ctx)?;
        }
        Measure::SpearmanFootrule { normalized } => {
            let ranks = prepared(n_rows, |k| centred_ranks(row(k), ctx), ctx)?;
            upper(&mut cells, n_rows, |i, j| Ok(footrule(&ranks[i], &ranks[j], normalized)), ctx)?;
        }
        Measure::WeightedTau { .. } | Measure::AveragePrecision => upper(&mut cells, n_rows, plain, ctx)?,
    }
    mirror(&mut cells, n_rows, ctx)?;
    Ok(cells)
}

/// Whether there are gaps; fails for what may not be there.
fn check(rows: &[f64], n: usize, leave_out: bool, ctx: &Ctx<'_>) -> Result<bool> {
    let mut has_gaps = false;
    for (k, row) in rows.chunks(n.max(1)).enumerate() {
        ctx.check()?;
        let fault = |value: &f64| if leave_out { value.is_infinite() } else { !value.is_finite() };
        if let Some(place) = row.iter().position(fault) {
            let expected =
                if row[place].is_nan() { "a number; missing=\"absent\" leaves NaN out" } else { "a finite number" };
            return Err(Error::invalid("data", At::Cell(k, place), row[place], "a rank or score", expected));
        }
        has_gaps |= row.iter().any(|value| value.is_nan());
    }
    Ok(has_gaps)
}

/// What each row is turned into, once.
fn prepared<T: Send>(n_rows: usize, prepare: impl Fn(usize) -> Result<T> + Sync, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(n_rows);
    ctx.fold_chunks(
        n_rows,
        1,
        |rows| rows.map(&prepare).collect::<Result<Vec<_>>>(),
        |part| {
            all.extend(part);
            Ok(())
        },
    )?;
    Ok(all)
}

/// Fills the upper triangle with the diagonal.
fn upper(
    cells: &mut [f64],
    n_rows: usize,
    pair: impl Fn(usize, usize) -> Result<f64> + Sync,
    ctx: &Ctx<'_>,
) -> Result<()> {
    ctx.set_total(n_rows as u64);
    ctx.fill_chunks(cells, n_rows, 1, |first, cells| {
        for (i, cells) in (first..).zip(cells.chunks_mut(n_rows)) {
            for (j, cell) in cells.iter_mut().enumerate().skip(i) {
                ctx.check()?;
                *cell = pair(i, j)?;
            }
            ctx.advance(1);
        }
        Ok(())
    })?;
    Ok(())
}

/// Writes the cells below the diagonal, by tiles: each line of the cache that a column touches serves a whole tile.
fn mirror(cells: &mut [f64], n_rows: usize, ctx: &Ctx<'_>) -> Result<()> {
    const TILE: usize = 64;
    for top in (0..n_rows).step_by(TILE) {
        ctx.check()?;
        for left in (0..=top).step_by(TILE) {
            for i in top..n_rows.min(top + TILE) {
                for j in left..i.min(left + TILE) {
                    cells[i * n_rows + j] = cells[j * n_rows + i];
                }
            }
        }
    }
    Ok(())
}

/// A row, ready to be compared by pairs of items.
struct Ranked {
    ranks: Vec<u32>,
    n_values: usize,
    tied: u64,
    order: Order,
}

enum Order {
    /// Every pair as a bit.
    Planes(Planes),
    /// Items sorted by rank.
    Sorted(Vec<u32>),
}

impl Ranked {
    fn new(values: &[f64], n_rows: usize, ctx: &Ctx<'_>) -> Result<Self> {
        let n = values.len();
        let (ranks, n_values) = dense_ranks(values, ctx)?;
        let by_rank = sort(ranks.iter().copied().zip(0..).collect::<Vec<(u32, u32)>>(), ctx)?;
        let (tied, _) = ties(&by_rank, |&(rank, _)| rank);
        let fits = n <= PLANE_ITEMS && words(n).saturating_mul(16).saturating_mul(n_rows) <= PLANE_BYTES;
        let order = if fits {
            Order::Planes(Planes::new(&ranks, n_values < n, ctx)?)
        } else {
            Order::Sorted(by_rank.into_iter().map(|(_, item)| item).collect())
        };
        Ok(Self { ranks, n_values, tied, order })
    }

    fn compare(&self, other: &Self, ctx: &Ctx<'_>) -> Result<PairCounts> {
        let (discordant, both) = match (&self.order, &other.order) {
            (Order::Planes(own), Order::Planes(others)) => own.compare(others),
            (Order::Sorted(order), _) | (_, Order::Sorted(order)) => self.sorted_by(order, other, ctx)?,
        };
        let n_values = self.n_values.min(other.n_values);
        Ok(PairCounts::from_totals(self.ranks.len(), [self.tied, other.tied], both, discordant, n_values))
    }

    /// Discordant pairs, and pairs tied in both: by the order of this row, that of the other where this one ties.
    fn sorted_by(&self, order: &[u32], other: &Self, ctx: &Ctx<'_>) -> Result<(u64, u64)> {
        let (mut others, mut both) = (Vec::with_capacity(order.len()), 0);
        for run in order.chunk_by(|&a, &b| self.ranks[a as usize] == self.ranks[b as usize]) {
            let start = others.len();
            others.extend(run.iter().map(|&item| other.ranks[item as usize]));
            if run.len() > 1 {
                let run = &mut others[start..];
                run.sort_unstable();
                both += ties(run, |&rank| rank).0;
            }
        }
        Ok((sort_counting(others, ctx)?.1, both))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_and_sorting_and_pairs_alone_agree() {
        let mut stream = crate::rng::Stream::new(9, 0);
        let ctx = Ctx::default();
        for (n, n_values) in [(1, 3), (2, 9), (63, 400), (64, 5), (65, 1000), (200, 40)] {
            let rows: Vec<Vec<f64>> = (0..5)
                .map(|k| (0..n).map(|i| if k == 0 { f64::from(i) } else { stream.below(n_values) as f64 }).collect())
                .collect();
            for a in &rows {
                for b in &rows {
                    let expected = pair_counts(&Vectors::trusted(a, b), &ctx).unwrap();
                    let ranked = |row: &[f64], n_rows| Ranked::new(row, n_rows, &ctx).unwrap();
                    let compare = |n_rows| ranked(a, n_rows).compare(&ranked(b, n_rows), &ctx).unwrap();
                    assert_eq!(compare(5), expected);
                    // So many rows that their bits would be too many.
                    assert_eq!(compare(usize::MAX), expected);
                }
            }
        }
    }
}
