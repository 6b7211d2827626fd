//! The AP rank correlation: Kendall's tau with the top of the ranking weighing more.

use super::fenwick::Fenwick;
use super::merge::sort;
use super::vectors::{Vectors, dense_ranks, key};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::rank::options::Named;

/// Items counted between two looks at the clock.
const LOOK: usize = 1 << 14;

/// What ties mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApVariant {
    /// The reference is the truth and has no ties; the mean over all ways to break those of the candidate.
    A,
    /// Two observers, either of whom may tie: symmetric, over the items that have something above them.
    B,
}

impl Named for ApVariant {
    const OPTION: &'static str = "variant";
    const VALUES: &'static [(&'static str, Self)] = &[("a", Self::A), ("b", Self::B)];
    const NAMES: &'static str = "\"a\", \"b\"";
}

/// How far a candidate (x) agrees with a reference (y), the best value being the highest: for each item of the candidate
/// but the first, the share of the items above it that the reference puts above it too; the mean of these, from -1 to 1.
///
/// Without ties `A` is the coefficient of Yilmaz, Aslam and Robertson (SIGIR 2008), which is not symmetric, and `B` the
/// mean of it both ways; with ties they are those of Urbano and Marrero (ICTIR 2017). NaN for fewer than two items, and for
/// `B` if one of the rankings ties everything.
///
/// # Errors
/// [`Error::Invalid`] for a tie in the reference under `A`, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n log n)`.
pub fn average_precision_correlation(vectors: &Vectors<'_>, variant: ApVariant, ctx: &Ctx<'_>) -> Result<f64> {
    let (candidate, reference) = (&vectors.x[..], &vectors.y[..]);
    if candidate.len() < 2 {
        return Ok(f64::NAN);
    }
    match variant {
        ApVariant::A => {
            let (ranks, n_ranks) = dense_ranks(reference, ctx)?;
            if n_ranks < ranks.len() {
                return Err(tied_reference(vectors, &ranks));
            }
            averaged(candidate, &ranks, n_ranks, ctx)
        }
        ApVariant::B => {
            let one_way = |from: &[f64], to: &[f64]| {
                let (ranks, n_ranks) = dense_ranks(to, ctx)?;
                below_the_top(from, &ranks, n_ranks, ctx)
            };
            Ok(f64::midpoint(one_way(candidate, reference)?, one_way(reference, candidate)?))
        }
    }
}

/// Names the first item of the reference whose value an earlier one has.
fn tied_reference(vectors: &Vectors<'_>, ranks: &[u32]) -> Error {
    let mut seen = vec![false; ranks.len()];
    let second = ranks.iter().position(|&rank| std::mem::replace(&mut seen[rank as usize], true)).unwrap_or(0);
    let place = vectors.kept.as_ref().map_or(second, |kept| kept[second] as usize);
    let value = vectors.y[second];
    Error::invalid(
        "reference",
        At::Entry(place),
        value,
        "untied",
        "a reference without ties; variant=\"b\" takes ties on both sides",
    )
}

/// A group of items that the candidate ties.
struct Group {
    /// Items above the group.
    above: u64,
    /// Items in it.
    size: u64,
    /// Pairs of one of the group and one above it that the reference orders the same way.
    concordant: u64,
}

/// The candidate's groups from the best to the worst.
fn groups(candidate: &[f64], ranks: &[u32], n_ranks: usize, ctx: &Ctx<'_>, mut each: impl FnMut(Group)) -> Result<()> {
    let items = sort(candidate.iter().zip(ranks).map(|(&value, &rank)| (!key(value), rank)).collect(), ctx)?;
    // Ranks grow with the value, so what is above in the reference is what has more: counted from the other end.
    let turned = |rank: u32| n_ranks as u32 - 1 - rank;
    let (mut seen, mut above, mut next_look) = (Fenwick::new(n_ranks), 0, 0);
    for group in items.chunk_by(|a, b| a.0 == b.0) {
        let mut concordant = 0;
        for part in group.chunks(LOOK) {
            if above >= next_look {
                ctx.check()?;
                next_look = above + LOOK as u64;
            }
            concordant += part.iter().map(|item| seen.below(turned(item.1))).sum::<u64>();
        }
        for item in group {
            seen.insert(turned(item.1));
        }
        each(Group { above, size: group.len() as u64, concordant });
        above += group.len() as u64;
    }
    Ok(())
}

/// The mean over all ways to break the candidate's ties.
fn averaged(candidate: &[f64], ranks: &[u32], n_ranks: usize, ctx: &Ctx<'_>) -> Result<f64> {
    let mut total = 0.0;
    groups(candidate, ranks, n_ranks, ctx, |group| {
        // At the j-th place of the group there are `above + j` items above, j of them of the group itself, and of those
        // one half are concordant in the mean.
        let (mut places, mut inside) = (0.0, 0.0);
        for j in 0..group.size {
            let n_above = (group.above + j) as f64;
            if n_above > 0.0 {
                places += 1.0 / n_above;
                inside += j as f64 / n_above / 2.0;
            }
        }
        total += group.concordant as f64 * places / group.size as f64 + inside;
    })?;
    Ok(2.0 * total / (candidate.len() - 1) as f64 - 1.0)
}

/// Over the items below the candidate's first group, each against the groups above it.
fn below_the_top(candidate: &[f64], ranks: &[u32], n_ranks: usize, ctx: &Ctx<'_>) -> Result<f64> {
    let (mut total, mut counted) = (0.0, 0);
    groups(candidate, ranks, n_ranks, ctx, |group| {
        if group.above > 0 {
            total += group.concordant as f64 / group.above as f64;
            counted += group.size;
        }
    })?;
    Ok(2.0 * total / counted as f64 - 1.0)
}
