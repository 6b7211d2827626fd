//! Ballots without ties as lists of items, best first.

use std::borrow::Cow;

use super::super::Votes;
use crate::ballots::{Ballots, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled_under;
use crate::par;

/// Cells between two looks at the clock.
pub(super) const CHUNK_CELLS: usize = 1 << 15;

/// No item has this number.
const NONE: u16 = u16::MAX;

/// One list a voter. A voter without weight has an empty one.
pub(super) struct Lists<'a> {
    pub(super) ballots: Cow<'a, Ballots>,
    pub(super) missing: Missing,
    /// Of each voter: how many items are ranked, those items from best to worst, then the others in label order.
    cells: Vec<u16>,
}

impl<'a> Lists<'a> {
    /// Reads ballots.
    ///
    /// # Errors
    /// [`Error::InputKind`] for counts, [`Error::Data`] for a ballot with a tie, or a stop asked for through `ctx`.
    pub(super) fn of(votes: &Votes<'a>, model: &'static str, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Self> {
        let ballots = match *votes {
            Votes::Ballots(ballots) => Cow::Borrowed(ballots),
            Votes::Table(table) => Cow::Owned(Ballots::from_table(table, ctx)?),
            Votes::Pairwise(_) | Votes::Positional(_) => {
                let expected = "Ballots or a ScoreTable: counts forget the ballots";
                return Err(Error::InputKind { rule: model, got: votes.kind(), expected });
            }
        };
        let cells = match ballots.ranks() {
            Ranks::Narrow(ranks) => cells(&ballots, ranks, model, ctx)?,
            Ranks::Wide(ranks) => cells(&ballots, ranks, model, ctx)?,
        };
        let missing = missing.unwrap_or(ballots.missing());
        Ok(Self { ballots, missing, cells })
    }

    pub(super) fn n_items(&self) -> usize {
        self.ballots.n_items()
    }

    /// The items that a voter ranks, best first.
    pub(super) fn ranked(&self, voter: usize) -> &[u16] {
        let row = self.row(voter);
        &row[1..=usize::from(row[0])]
    }

    /// The items that a voter ranks, and then those that the reading of unranked items puts below them.
    pub(super) fn compared(&self, voter: usize) -> &[u16] {
        match self.missing {
            Missing::Below => &self.row(voter)[1..],
            Missing::Absent => self.ranked(voter),
        }
    }

    /// The first ballot with weight that ranks fewer items.
    pub(super) fn first_shorter(&self, n_ranked: usize) -> Option<usize> {
        let weights = self.ballots.weights();
        (0..self.ballots.n_voters()).find(|&voter| weights.numerator(voter) > 0 && self.ranked(voter).len() < n_ranked)
    }

    fn row(&self, voter: usize) -> &[u16] {
        let width = self.n_items() + 1;
        &self.cells[voter * width..(voter + 1) * width]
    }
}

fn cells<R: Rank>(ballots: &Ballots, ranks: &[R], model: &'static str, ctx: &Ctx<'_>) -> Result<Vec<u16>> {
    let (m, weights) = (ballots.n_items(), ballots.weights());
    let by_label = ballots.items().by_label();
    let mut cells = filled_under(ctx, "lists of items", ballots.n_voters() * (m + 1), NONE)?;
    ctx.fill_chunks(&mut cells, m + 1, par::rows(CHUNK_CELLS, m), |first, cells| {
        for (voter, row) in (first..).zip(cells.chunks_exact_mut(m + 1)) {
            let ranks = &ranks[voter * m..(voter + 1) * m];
            let (n_ranked, list) = row.split_at_mut(1);
            n_ranked[0] = 0;
            if weights.numerator(voter) == 0 {
                continue;
            }
            for (place, &item) in (0..).zip(&by_label) {
                let rank = ranks[item as usize];
                if rank == R::UNRANKED {
                    continue;
                }
                let slot = &mut list[rank.index()];
                if *slot != NONE {
                    let label = |place: u16| &ballots.items().labels()[by_label[usize::from(place)] as usize];
                    let got = format!("ballot {voter} ties {} and {}", label(*slot), label(place));
                    return Err(Error::Data { what: model, got, expected: "ballots without ties".to_owned() });
                }
                *slot = place;
                n_ranked[0] += 1;
            }
            let rest = &mut list[usize::from(n_ranked[0])..];
            let unranked = (0..).zip(&by_label).filter(|(_, item)| ranks[**item as usize] == R::UNRANKED);
            for (slot, (place, _)) in rest.iter_mut().zip(unranked) {
                *slot = place;
            }
        }
        Ok(())
    })?;
    Ok(cells)
}
