//! Kendall's tau with exchanges that weigh by the ranks of the items.

use super::spread::sort_by_number;
use super::vectors::{Vectors, key};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};

/// Items merged between two looks at the clock.
const LOOK: usize = 1 << 16;

/// Where the rank of an item comes from, 0 being the most important.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Importance {
    /// From x (ties by y), then from y (ties by x); the mean of both.
    Both,
    /// From x, ties by y.
    X,
    /// From y, ties by x.
    Y,
    /// Given for each item.
    Given(Vec<u32>),
}

impl Importance {
    /// The reading of this name.
    ///
    /// # Errors
    /// [`Error::Option`] that lists the names.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "both" => Ok(Self::Both),
            "x" => Ok(Self::X),
            "y" => Ok(Self::Y),
            _ => Err(Error::Option {
                rule: "weighted_tau",
                option: "rank",
                got: name.to_owned(),
                expected: "\"both\", \"x\", \"y\", or a rank for each item",
            }),
        }
    }
}

/// The weighted tau of Vigna: pairs count by the weights of their items, added or multiplied.
///
/// The best value is the highest; see [`Vectors::oriented`]. `weights[r]` is the weight of rank `r`; `None` is the
/// hyperbolic weight `1 / (r + 1)`. NaN for fewer than two items, and where the pairs untied in one of the vectors weigh
/// nothing. Equal vectors give exactly 1.
///
/// # Errors
/// [`Error::Length`] or [`Error::Invalid`] for ranks or weights that do not fit, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n log n)`. The sums are floats, taken in the sorted order of the items, so the order of the input does not matter.
///
/// # Source
/// Vigna, A weighted correlation index for rankings with ties (WWW 2015).
pub fn weighted_tau(
    vectors: &Vectors<'_>,
    importance: &Importance,
    weights: Option<&[f64]>,
    additive: bool,
    ctx: &Ctx<'_>,
) -> Result<f64> {
    if let Some(weights) = weights {
        check_weights(weights)?;
    }
    let (x, y) = (&vectors.x[..], &vectors.y[..]);
    let n = x.len();
    let weight = |rank: usize| match weights {
        None => Ok(1.0 / (rank as f64 + 1.0)),
        Some(weights) => weights.get(rank).copied().ok_or_else(|| {
            let expected = format!("a weight for each rank, 0 to {rank} at least");
            Error::Data { what: "weights", got: format!("{} weights", weights.len()), expected }
        }),
    };
    // Best last, so the rank is the place counted from the end.
    let by_place = (0..n).rev().map(weight);
    match importance {
        Importance::Both => {
            let weights = by_place.collect::<Result<Vec<_>>>()?;
            let there = one_way(x, y, &weights, additive, ctx)?;
            Ok(f64::midpoint(there, one_way(y, x, &weights, additive, ctx)?))
        }
        Importance::X => one_way(x, y, &by_place.collect::<Result<Vec<_>>>()?, additive, ctx),
        Importance::Y => one_way(y, x, &by_place.collect::<Result<Vec<_>>>()?, additive, ctx),
        Importance::Given(ranks) => {
            // Checked against the vectors as given, before any item was left out.
            let picked = match &vectors.kept {
                None => ranks.iter().collect::<Vec<_>>(),
                Some(kept) => kept.iter().filter_map(|&k| ranks.get(k as usize)).collect(),
            };
            Error::check_length("rank", picked.len(), n)?;
            let items = sort_by_number(x, |place| (key(x[place]), key(y[place]), *picked[place]), ctx)?;
            let weights = items.iter().map(|item| weight(item.2 as usize)).collect::<Result<Vec<_>>>()?;
            tau(&items, &weights, additive, ctx)
        }
    }
}

fn check_weights(weights: &[f64]) -> Result<()> {
    match weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        Some(k) => Err(Error::invalid("weights", At::Entry(k), weights[k], "a weight", "a finite number >= 0")),
        None => Ok(()),
    }
}

/// Sorted by the first vector, the second where it ties; the weights are those of the places.
fn one_way(x: &[f64], y: &[f64], weights: &[f64], additive: bool, ctx: &Ctx<'_>) -> Result<f64> {
    let items = sort_by_number(x, |place| (key(x[place]), key(y[place]), 0), ctx)?;
    tau(&items, weights, additive, ctx)
}

/// Of sorted items and their weights.
fn tau(items: &[(u64, u64, u32)], weights: &[f64], additive: bool, ctx: &Ctx<'_>) -> Result<f64> {
    let weighed: Vec<(u64, f64)> = items.iter().map(|item| item.1).zip(weights.iter().copied()).collect();
    let all = within(&weighed, |_, _| true, additive);
    let joint: Vec<((u64, u64), f64)> =
        items.iter().map(|item| (item.0, item.1)).zip(weights.iter().copied()).collect();
    let both = within(&joint, |a, b| a == b, additive);
    let tied_x = within(&joint, |a, b| a.0 == b.0, additive);
    let (weighed, discordant) = sort_weighing(weighed, additive, ctx)?;
    let tied_y = within(&weighed, |a, b| a == b, additive);
    let (untied_x, untied_y) = (all - tied_x, all - tied_y);
    // A vector that ties everything: its sum of all was added up in the same order as that of its one tie.
    if items.len() < 2 || !(untied_x > 0.0 && untied_y > 0.0) || constant(&joint, |v| v.0) || constant(&weighed, |v| *v)
    {
        return Ok(f64::NAN);
    }
    let lead = all - (tied_x + tied_y - both) - 2.0 * discordant;
    Ok((lead / (untied_x * untied_y).sqrt()).clamp(-1.0, 1.0))
}

fn constant<V, K: PartialEq>(sorted: &[(V, f64)], value: impl Fn(&V) -> K) -> bool {
    match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) => value(&first.0) == value(&last.0),
        _ => true,
    }
}

/// The weight of all pairs within runs of values that are alike.
fn within<V>(values: &[(V, f64)], alike: impl Fn(&V, &V) -> bool, additive: bool) -> f64 {
    let mut total = 0.0;
    for run in values.chunk_by(|a, b| alike(&a.0, &b.0)) {
        let mut before = 0.0;
        for (k, &(_, weight)) in run.iter().enumerate() {
            // With each of the k before it.
            total += if additive { weight * k as f64 + before } else { weight * before };
            before += weight;
        }
    }
    total
}

/// Sorts, and sums the weights of the pairs that stood the wrong way round.
fn sort_weighing(mut values: Vec<(u64, f64)>, additive: bool, ctx: &Ctx<'_>) -> Result<(Vec<(u64, f64)>, f64)> {
    let mut buffer = values.clone();
    let (mut width, mut total) = (1, 0.0);
    while width < values.len() {
        let chunks = values.chunks(2 * width).zip(buffer.chunks_mut(2 * width));
        for (number, (from, to)) in chunks.enumerate() {
            if (number * 2 * width) % LOOK < 2 * width {
                ctx.check()?;
            }
            total += merge_weighing(from, to, width, additive);
        }
        std::mem::swap(&mut values, &mut buffer);
        width *= 2;
    }
    Ok((values, total))
}

fn merge_weighing(from: &[(u64, f64)], to: &mut [(u64, f64)], width: usize, additive: bool) -> f64 {
    let (left, right) = from.split_at(width.min(from.len()));
    let (mut i, mut j, mut total, mut passed) = (0, 0, 0.0, 0.0);
    for slot in to {
        let from_right = match (left.get(i), right.get(j)) {
            (Some(a), Some(b)) => b.0 < a.0,
            (None, _) => true,
            (_, None) => false,
        };
        if from_right {
            *slot = right[j];
            passed += right[j].1;
            j += 1;
        } else {
            // Of the right ones all that have gone ahead were after it and are below it. Sums that only grow, so that
            // nothing cancels.
            let weight = left[i].1;
            total += if additive { weight * j as f64 + passed } else { weight * passed };
            *slot = left[i];
            i += 1;
        }
    }
    total
}
