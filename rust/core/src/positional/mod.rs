//! How often each item stands at each place: the only thing that positional rules see.

mod state;

use std::collections::BTreeMap;

use crate::ballots::{Ballots, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::items::Items;
use crate::memory::filled;
use crate::par;
use crate::sum::ExactSum;
use crate::weights::scale;

/// Cells of one chunk, some milliseconds at most.
const CHUNK_CELLS: usize = 1 << 14;

/// Where an item stands on a ballot: all that a positional rule may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How many ranked items stand strictly above it.
    pub start: u32,
    /// How many items share its place, itself included. The unranked items of a ballot share one.
    pub size: u32,
    /// How many items the ballot ranks.
    pub n_ranked: u32,
    /// Whether the item is one of them.
    pub ranked: bool,
}

/// Exact weights of voters by item and place.
#[derive(Debug, Clone, PartialEq)]
pub struct PositionalCounts {
    items: Items,
    missing: Missing,
    /// Weights over `2**exponent`.
    cells: BTreeMap<(u32, Place), i128>,
    exponent: i32,
    is_integer: bool,
}

impl PositionalCounts {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(items: Items, missing: Missing) -> Self {
        Self { items, missing, cells: BTreeMap::new(), exponent: 0, is_integer: true }
    }

    /// Counts ballots.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_voters * n_items)`, times a logarithm where ballots have ties or gaps.
    pub fn from_ballots(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<Self> {
        let cells = match ballots.ranks() {
            Ranks::Narrow(ranks) => count(ballots, ranks, ctx)?,
            Ranks::Wide(ranks) => count(ballots, ranks, ctx)?,
        };
        let (items, missing) = (ballots.items().clone(), ballots.missing());
        let (exponent, is_integer) = (ballots.weights().exponent(), ballots.weights().is_integer());
        Ok(Self { items, missing, cells, exponent, is_integer })
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// What an unranked item means, unless a rule is told otherwise.
    #[must_use]
    pub fn missing(&self) -> Missing {
        self.missing
    }

    /// Item, place and weight over `2**exponent`, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Place, i128)> + '_ {
        self.cells.iter().map(|(&(item, place), &weight)| (item as usize, place, weight))
    }

    /// How many numbers are counted.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// The common exponent of the weights; 0 for integers.
    #[must_use]
    pub fn exponent(&self) -> i32 {
        self.exponent
    }

    /// Whether the weights are integers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.is_integer
    }
}

fn count<R: Rank>(ballots: &Ballots, ranks: &[R], ctx: &Ctx<'_>) -> Result<BTreeMap<(u32, Place), i128>> {
    let (m, weights) = (ballots.n_items(), ballots.weights());
    let mut cells = BTreeMap::new();
    ctx.set_total(ballots.n_voters() as u64);
    let map = |voters: std::ops::Range<usize>| {
        ctx.advance(voters.len() as u64);
        let mut part: BTreeMap<(u32, Place), i128> = BTreeMap::new();
        let mut places = Places::new(m);
        for voter in voters {
            let ballot = &ranks[voter * m..(voter + 1) * m];
            places.read(ballot);
            for (item, &rank) in (0..).zip(ballot) {
                *part.entry((item, places.of(rank))).or_default() += weights.numerator(voter);
            }
        }
        Ok(part)
    };
    let fold = |part: BTreeMap<(u32, Place), i128>| {
        for (key, weight) in part {
            *cells.entry(key).or_default() += weight;
        }
        Ok(())
    };
    ctx.fold_chunks(ballots.n_voters(), par::rows(CHUNK_CELLS, m), map, fold)?;
    Ok(cells)
}

/// Turns the ranks of one ballot after another into places, without allocating.
#[derive(Debug)]
pub struct Places {
    size: Vec<u32>,
    n_ranked: u32,
}

impl Places {
    /// For ballots over so many items.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        Self { size: vec![0; n_items], n_ranked: 0 }
    }

    /// Reads a ballot.
    pub fn read<R: Rank>(&mut self, ballot: &[R]) {
        self.size.fill(0);
        self.n_ranked = 0;
        for &rank in ballot {
            // Ranks of a checked ballot are below the number of items, and "unranked" is not.
            if let Some(size) = self.size.get_mut(rank.index()) {
                *size += 1;
                self.n_ranked += 1;
            }
        }
    }

    /// The place of an item of that ballot.
    #[must_use]
    pub fn of<R: Rank>(&self, rank: R) -> Place {
        let n_ranked = self.n_ranked;
        match self.size.get(rank.index()) {
            Some(&size) => Place { start: rank.index() as u32, size, n_ranked, ranked: true },
            None => Place { start: n_ranked, size: self.size.len() as u32 - n_ranked, n_ranked, ranked: false },
        }
    }
}

/// The weight of each item at each place as floats: `matrix[item * n_items + place]`.
fn matrix(counts: &PositionalCounts, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    let m = counts.items.len();
    let mut cells = filled("places", m * m, 0.0)?;
    // The counts come item by item; sums are wide, so one row of them at a time.
    let mut row: Vec<ExactSum> = Vec::new();
    let all: Vec<(usize, Place, i128)> = counts.iter().collect();
    for of_item in all.chunk_by(|a, b| a.0 == b.0) {
        row.clear();
        row.resize_with(m, ExactSum::new);
        for &(_, place, weight) in of_item {
            ctx.check()?;
            let share = scale(weight, counts.exponent) / f64::from(place.size);
            for sum in &mut row[place.start as usize..(place.start + place.size) as usize] {
                sum.add(share);
            }
        }
        for (cell, sum) in cells[of_item[0].0 * m..].iter_mut().zip(&mut row) {
            *cell = sum.value();
        }
    }
    Ok(cells)
}
