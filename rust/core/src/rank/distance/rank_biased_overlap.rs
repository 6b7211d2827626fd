//! Rank-biased overlap: how much two lists have in common, depth by depth, the top weighing most.

use crate::ballots::Ballots;
use crate::error::{At, Error, Result};
use crate::rank::options::Named;

/// What a tie means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieReading {
    /// Tied items share the rank: a group counts as a whole from its first place on (Webber, Moffat and Zobel).
    W,
    /// Nobody knows their order: the mean over all ways to break the ties.
    A,
    /// As `A`, corrected for what the ties hide, so that a list agrees with itself.
    B,
}

impl Named for TieReading {
    const OPTION: &'static str = "variant";
    const VALUES: &'static [(&'static str, Self)] = &[("w", Self::W), ("a", Self::A), ("b", Self::B)];
    const NAMES: &'static str = "\"a\", \"b\", \"w\"";
}

/// What is known of the overlap of two lists, of which only the tops may be known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// As if the lists went on to agree as far as they do where they end.
    pub extrapolated: f64,
    /// If nothing that is still to come is common.
    pub minimum: f64,
    /// If all that can be common is.
    pub maximum: f64,
}

/// How an item stands in a list at some depth.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    InGroup,
    Yes,
}

/// One list, walked down: its tiers, and the tier at the present depth.
struct Walk {
    /// Items by place.
    order: Vec<u32>,
    /// For each place the place after the last of its tier.
    tier_end: Vec<u32>,
    seen: Vec<Seen>,
}

impl Walk {
    fn new(ballots: &Ballots, voter: usize) -> Self {
        let ranked = (0..ballots.n_items()).filter_map(|item| Some((ballots.rank(voter, item)?, item as u32)));
        let mut sorted: Vec<(usize, u32)> = ranked.collect();
        sorted.sort_unstable();
        let mut tier_end = Vec::with_capacity(sorted.len());
        for tier in sorted.chunk_by(|a, b| a.0 == b.0) {
            let end = tier_end.len() + tier.len();
            tier_end.resize(end, end as u32);
        }
        let order = sorted.into_iter().map(|(_, item)| item).collect();
        Self { order, tier_end, seen: vec![Seen::No; ballots.n_items()] }
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    /// The tier that covers place `depth - 1`, as places.
    fn tier(&self, depth: usize) -> Option<std::ops::Range<usize>> {
        let end = *self.tier_end.get(depth - 1)? as usize;
        let start = self.tier_end[..depth].partition_point(|&other| (other as usize) < end);
        Some(start..end)
    }
}

/// How many items stand how in the two lists.
#[derive(Default)]
struct Counts([[usize; 3]; 3]);

impl Counts {
    fn slot(&mut self, a: Seen, b: Seen) -> &mut usize {
        &mut self.0[a as usize][b as usize]
    }
}

/// What stands at one depth: the parts of the groups that count, and the sums that agreement is made of.
struct Depth {
    /// Common items.
    common: f64,
    /// Squares of the contributions of all items of each list (their number under `W`).
    sizes: [f64; 2],
    /// Items of the longer list that the shorter has not: known wholly, and in the group, and what one of those counts.
    only_longer: (usize, usize, f64),
}

/// The overlap of two of the ballots, with the persistence `p`: the chance to look one place further.
///
/// # Errors
/// [`Error::Invalid`] unless `0 < p < 1`, [`Error::Data`] for an empty list.
///
/// # Complexity
/// `O(n log n)` for lists of `n` items.
///
/// # Source
/// Webber, Moffat and Zobel, A similarity measure for indefinite rankings (2010), equation 32 for lists of different
/// length; Corsi and Urbano, The treatment of ties in rank-biased overlap (SIGIR 2024).
pub fn rank_biased_overlap(ballots: &Ballots, pair: [usize; 2], p: f64, ties: TieReading) -> Result<Overlap> {
    if !(p > 0.0 && p < 1.0) {
        return Err(Error::invalid("persistence", At::Whole, p, "a persistence", "0 < persistence < 1"));
    }
    let mut walks = pair.map(|voter| Walk::new(ballots, voter));
    if walks.iter().any(|walk| walk.len() == 0) {
        let (got, expected) = ("an empty list".to_owned(), "at least one item in each".to_owned());
        return Err(Error::Data { what: "rank_biased_overlap", got, expected });
    }
    if walks[0].len() > walks[1].len() {
        walks.swap(0, 1);
    }
    Ok(summed(&mut walks, p, ties))
}

/// The shorter list first.
fn summed(walks: &mut [Walk; 2], p: f64, ties: TieReading) -> Overlap {
    let (short, long) = (walks[0].len(), walks[1].len());
    let mut counts = Counts::default();
    let (mut extrapolated, mut minimum, mut maximum) = (0.0, 0.0, 0.0);
    // The weights of the depths sum to 1; summed here in the same order, so that equal lists give exactly 1.
    let (mut weight, mut weights) = (1.0 - p, 0.0);
    let (mut at_end, mut harmonic, mut last_common) = (0.0, 0.0, 0.0);
    for depth in 1..=long {
        let at = step(walks, &mut counts, depth, ties);
        let agreement = |common: f64| match ties {
            TieReading::W => 2.0 * common / (at.sizes[0] + at.sizes[1]),
            TieReading::A => common / depth as f64,
            TieReading::B => common / (at.sizes[0] * at.sizes[1]).sqrt(),
        };
        let known = agreement(at.common);
        let (mut likely, mut most) = (known, known);
        if depth <= short {
            at_end = known;
        } else {
            // The shorter list goes on with items that the longer one knows already.
            let (whole, grouped, part) = at.only_longer;
            let unseen = depth - short;
            let mean = (whole as f64 + grouped as f64 * part) / (whole + grouped) as f64;
            likely = agreement(at.common + unseen as f64 * at_end * mean);
            let (from_whole, from_group) = (unseen.min(whole), unseen.saturating_sub(whole).min(grouped));
            most = agreement(at.common + from_whole as f64 + from_group as f64 * part);
        }
        extrapolated += likely * weight;
        minimum += known * weight;
        maximum += most * weight;
        weights += weight;
        harmonic += p.powi(depth as i32) / depth as f64;
        weight *= p;
        last_common = at.common;
    }
    // Beyond the longer list; `rest` is the weight of all that lies there.
    let rest = weight / (1.0 - p);
    let at_last = (last_common + (long - short) as f64 * at_end) / long as f64;
    extrapolated = (extrapolated + at_last * rest) / (weights + rest);
    minimum += (1.0 - p) / p * last_common * tail(p, harmonic, long);
    maximum += most_beyond(short + long, last_common, p, weight, long);
    Overlap { extrapolated, minimum, maximum }
}

/// The sum of `p**d / d` beyond a depth.
fn tail(p: f64, harmonic: f64, depth: usize) -> f64 {
    // A difference that rounding must not take below zero, nor above a geometric series.
    let next = depth as f64 + 1.0;
    (-(-p).ln_1p() - harmonic).clamp(0.0, p.powf(next) / (next * (1.0 - p)))
}

/// Each list goes on with what the other has and it has not, two more in common at a depth, until all is common.
fn most_beyond(both: usize, common: f64, p: f64, mut weight: f64, long: usize) -> f64 {
    let complete = both as f64 - common;
    let (mut total, mut depth) = (0.0, long as f64 + 1.0);
    while depth <= complete {
        total += (2.0 * depth - complete) / depth * weight;
        weight *= p;
        depth += 1.0;
    }
    total + weight / (1.0 - p)
}

/// Goes down to a depth.
fn step(walks: &mut [Walk; 2], counts: &mut Counts, depth: usize, ties: TieReading) -> Depth {
    let mut parts = [1.0; 2];
    for side in 0..2 {
        let Some(tier) = walks[side].tier(depth) else {
            if depth == walks[side].len() + 1 {
                close(walks, counts, side, depth - 1);
            }
            continue;
        };
        if tier.start + 1 == depth {
            close(walks, counts, side, depth - 1);
            shift(walks, counts, side, tier.clone(), Seen::InGroup);
        }
        if ties != TieReading::W {
            parts[side] = (depth - tier.start) as f64 / tier.len() as f64;
        }
    }
    let count = |a: Seen, b: Seen| counts.0[a as usize][b as usize] as f64;
    let common = count(Seen::Yes, Seen::Yes)
        + count(Seen::InGroup, Seen::Yes) * parts[0]
        + count(Seen::Yes, Seen::InGroup) * parts[1]
        + count(Seen::InGroup, Seen::InGroup) * parts[0] * parts[1];
    let mut sizes = [0, 1].map(|side: usize| match walks[side].tier(depth) {
        Some(tier) => tier.start as f64 + tier.len() as f64 * parts[side] * parts[side],
        // Its continuation is not known and has no ties.
        None => depth as f64,
    });
    if ties == TieReading::A {
        sizes = [depth as f64; 2];
    }
    let only = |seen: Seen| counts.0[Seen::No as usize][seen as usize];
    Depth { common, sizes, only_longer: (only(Seen::Yes), only(Seen::InGroup), parts[1]) }
}

/// The tier that ended at a depth is known wholly.
fn close(walks: &mut [Walk; 2], counts: &mut Counts, side: usize, depth: usize) {
    if depth > 0
        && let Some(tier) = walks[side].tier(depth)
    {
        shift(walks, counts, side, tier, Seen::Yes);
    }
}

/// Items of a tier of one list stand differently from now on.
fn shift(walks: &mut [Walk; 2], counts: &mut Counts, side: usize, tier: std::ops::Range<usize>, now: Seen) {
    for place in tier {
        let item = walks[side].order[place] as usize;
        let stands = |walks: &[Walk; 2]| (walks[0].seen[item], walks[1].seen[item]);
        let (a, b) = stands(walks);
        if (a, b) != (Seen::No, Seen::No) {
            *counts.slot(a, b) -= 1;
        }
        walks[side].seen[item] = now;
        let (a, b) = stands(walks);
        *counts.slot(a, b) += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::{Items, Label};
    use crate::weights::Weights;

    fn overlap(orders: [&str; 2], p: f64, ties: TieReading) -> Overlap {
        // A letter an item; letters in parentheses tie.
        let (mut offsets, mut entries, mut tied) = (vec![0], Vec::new(), Vec::new());
        for order in orders {
            let (mut inside, mut first) = (false, false);
            for letter in order.bytes() {
                match letter {
                    b'(' => (inside, first) = (true, true),
                    b')' => inside = false,
                    _ => {
                        entries.push(u32::from(letter - b'a'));
                        tied.push(inside && !first);
                        first = false;
                    }
                }
            }
            offsets.push(entries.len());
        }
        let items = Items::new((0..26).map(Label::Int).collect()).unwrap();
        let missing = crate::ballots::Missing::Below;
        let ballots = Ballots::from_orders(&offsets, &entries, &tied, items, Weights::Unit, missing).unwrap();
        rank_biased_overlap(&ballots, [0, 1], p, ties).unwrap()
    }

    #[test]
    fn the_published_example_with_ties() {
        // red (blue green) yellow pink; (blue red) white (yellow black purple) green: README of the authors' code.
        let orders = ["r(bg)yp", "(br)w(yku)g"];
        let expected = [
            (TieReading::A, [0.692_285_3, 0.331_051_9, 0.893_069_2]),
            (TieReading::W, [0.706_825_7, 0.342_968_4, 0.904_985_7]),
            (TieReading::B, [0.720_713_1, 0.350_916_3, 0.912_933_6]),
        ];
        for (ties, values) in expected {
            let found = overlap(orders, 0.95, ties);
            for (found, value) in [found.extrapolated, found.minimum, found.maximum].iter().zip(values) {
                assert!((found - value).abs() < 5.1e-8, "{ties:?}: {found} {value}");
            }
        }
    }

    #[test]
    fn equal_lists_are_one_and_disjoint_ones_are_zero() {
        for ties in [TieReading::W, TieReading::A, TieReading::B] {
            assert_eq!(overlap(["abcd", "abcd"], 0.9, ties).extrapolated.to_bits(), 1.0_f64.to_bits());
            let apart = overlap(["abc", "defgh"], 0.9, ties);
            assert_eq!((apart.extrapolated.to_bits(), apart.minimum.to_bits()), (0, 0));
        }
    }
}
