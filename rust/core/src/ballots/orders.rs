//! Ballots from orders of items, and back.

use super::positions::Shape;
use super::{Ballots, MAX_CELLS, Missing, Rank, Ranks};
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::weights::Weights;

impl Ballots {
    /// Ballots from flat orders: voter `v` ranks `entries[offsets[v]..offsets[v + 1]]`, best first, and `tied[k]` puts
    /// entry `k` at the place of the entry before it. Items left out are unranked.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooLarge`], [`Error::Invalid`] for an offset or item out of range, and
    /// [`Error::Duplicate`] for an item that a ballot names twice.
    pub fn from_orders(
        offsets: &[usize],
        entries: &[u32],
        tied: &[bool],
        items: Items,
        weights: Weights,
        missing: Missing,
    ) -> Result<Self> {
        let n_voters = offsets.len().saturating_sub(1);
        let n_items = items.len();
        let cells = Error::check_size("cells of the ballots", n_voters, n_items, MAX_CELLS)?;
        Error::check_length("tied", tied.len(), entries.len())?;
        check_offsets(offsets, entries.len())?;
        let orders = Orders { offsets, entries, tied, items: &items };
        let (ranks, shape) = if n_items < usize::from(u8::UNRANKED) {
            let (ranks, shape) = orders.compact::<u8>(cells)?;
            (Ranks::Narrow(ranks), shape)
        } else {
            let (ranks, shape) = orders.compact::<u16>(cells)?;
            (Ranks::Wide(ranks), shape)
        };
        Self::from_parts(items, n_voters, ranks, shape, missing).with_weights(weights)
    }

    /// The ranked items of a voter, best first, tied ones together in item order.
    #[must_use]
    pub fn tiers(&self, voter: usize) -> Vec<Vec<u32>> {
        let mut ranked: Vec<(usize, u32)> =
            (0..self.n_items()).filter_map(|item| Some((self.rank(voter, item)?, item as u32))).collect();
        ranked.sort_unstable();
        ranked.chunk_by(|a, b| a.0 == b.0).map(|tier| tier.iter().map(|&(_, item)| item).collect()).collect()
    }

    /// The ranks as users write them, voter-major: 1 is best, ties share the number (1, 2, 2, 4), 0 is unranked.
    ///
    /// # Errors
    /// [`Error::Memory`].
    pub fn positions(&self) -> Result<Vec<i64>> {
        fn widen<R: Rank>(ranks: &[R]) -> Result<Vec<i64>> {
            let mut positions = filled("positions", ranks.len(), 0)?;
            for (position, &rank) in positions.iter_mut().zip(ranks).filter(|(_, rank)| **rank != R::UNRANKED) {
                *position = rank.index() as i64 + 1;
            }
            Ok(positions)
        }
        match self.ranks() {
            Ranks::Narrow(ranks) => widen(ranks),
            Ranks::Wide(ranks) => widen(ranks),
        }
    }
}

fn check_offsets(offsets: &[usize], n_entries: usize) -> Result<()> {
    let expected = format!("offsets that start at 0, never fall, and end at {n_entries}");
    let bad = |at: usize, value: usize| Error::invalid("offsets", At::Entry(at), value, "an offset", &expected);
    match offsets {
        [] => Err(Error::Length { what: "offsets", got: 0, expected: 1 }),
        [first, ..] if *first != 0 => Err(bad(0, *first)),
        [.., last] if *last != n_entries => Err(bad(offsets.len() - 1, *last)),
        _ => match offsets.windows(2).position(|pair| pair[1] < pair[0]) {
            Some(voter) => Err(bad(voter + 1, offsets[voter + 1])),
            None => Ok(()),
        },
    }
}

struct Orders<'a> {
    offsets: &'a [usize],
    entries: &'a [u32],
    tied: &'a [bool],
    items: &'a Items,
}

impl Orders<'_> {
    fn compact<R: Rank>(&self, cells: usize) -> Result<(Vec<R>, Shape)> {
        let n_items = self.items.len();
        let mut ranks = filled("ballots", cells, R::UNRANKED)?;
        let mut shape = Shape::STRICT;
        for (voter, span) in self.offsets.windows(2).enumerate() {
            let ranks = &mut ranks[voter * n_items..][..n_items];
            let mut tier = 0;
            for (place, k) in (span[0]..span[1]).enumerate() {
                let item = self.entries[k];
                let at = At::Cell(voter, place);
                let Some(rank) = ranks.get_mut(item as usize) else {
                    return Err(Error::invalid("orders", at, item, "an item", format!("0 <= item < {n_items}")));
                };
                if *rank != R::UNRANKED {
                    let item = self.items.labels()[item as usize].to_string();
                    return Err(Error::Duplicate { what: "orders", at: At::Entry(voter), item });
                }
                let joins = self.tied[k] && place > 0;
                if !joins {
                    tier = place;
                }
                shape.has_ties |= joins;
                *rank = R::from_index(tier);
            }
            shape.is_complete &= span[1] - span[0] == n_items;
        }
        Ok((ranks, shape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(offsets: &[usize], entries: &[u32], tied: &[bool]) -> Result<Ballots> {
        Ballots::from_orders(offsets, entries, tied, Items::range(3).unwrap(), Weights::Unit, Missing::Below)
    }

    #[test]
    fn orders_become_ranks_and_come_back() {
        let ballots = read(&[0, 3, 3, 5], &[2, 0, 1, 1, 0], &[false, false, true, false, false]).unwrap();
        assert_eq!(ballots.positions().unwrap(), [2, 2, 1, 0, 0, 0, 2, 1, 0]);
        assert_eq!(ballots.tiers(0), [vec![2], vec![0, 1]]);
        assert!(ballots.tiers(1).is_empty());
        assert!(ballots.has_ties() && !ballots.is_complete());
    }

    #[test]
    fn faults_are_named_where_they_stand() {
        let twice = read(&[0, 2], &[1, 1], &[false, false]).unwrap_err().to_string();
        assert_eq!(twice, "orders[0] names the item 1 a second time: expected each item at most once");
        let stranger = read(&[0, 1], &[3], &[false]).unwrap_err().to_string();
        assert_eq!(stranger, "orders[0, 0] = 3 is not an item: expected 0 <= item < 3");
        for offsets in [&[][..], &[1, 1], &[0, 2], &[0, 1, 0, 1]] {
            assert!(read(offsets, &[0], &[false]).is_err());
        }
    }
}
