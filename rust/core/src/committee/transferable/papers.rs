//! Ballots as lists that are walked down once.

use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::{filled, reserved};

/// Voters between two looks at the clock.
const CHUNK_VOTERS: usize = 1 << 12;

/// Ballots that rank somebody, without ties: the items of each, best first.
#[derive(Debug)]
pub(super) struct Papers {
    starts: Vec<usize>,
    items: Vec<u16>,
    /// Numerators over the common exponent.
    weights: Vec<i128>,
    pub(super) exponent: i32,
    pub(super) n_items: usize,
    /// The weight of all of them.
    pub(super) total: i128,
}

impl Papers {
    /// # Errors
    /// [`Error::Data`] for a ballot with a tie; [`Error::Memory`]; a stop asked for through `ctx`.
    pub(super) fn new(ballots: &Ballots, rule: &'static str, ctx: &Ctx<'_>) -> Result<Self> {
        match ballots.ranks() {
            Ranks::Narrow(ranks) => Self::read(ballots, ranks, rule, ctx),
            Ranks::Wide(ranks) => Self::read(ballots, ranks, rule, ctx),
        }
    }

    fn read<R: Rank>(ballots: &Ballots, ranks: &[R], rule: &'static str, ctx: &Ctx<'_>) -> Result<Self> {
        let m = ballots.n_items();
        let mut starts = reserved("ballots", ballots.n_voters() + 1)?;
        let mut items = reserved("ballots", ranks.len())?;
        let mut weights = reserved("ballots", ballots.n_voters())?;
        let mut row = filled("a ballot", m, u16::MAX)?;
        let mut total = 0;
        starts.push(0);
        for voter in 0..ballots.n_voters() {
            if voter % CHUNK_VOTERS == 0 {
                ctx.check()?;
            }
            let weight = ballots.weights().numerator(voter);
            if weight == 0 {
                continue;
            }
            let mut n_ranked = 0;
            for (item, &rank) in (0..).zip(&ranks[voter * m..(voter + 1) * m]) {
                if rank != R::UNRANKED {
                    // Two items at one place leave a gap behind it.
                    n_ranked += 1;
                    row[rank.index()] = item;
                }
            }
            if row[..n_ranked].contains(&u16::MAX) {
                let got = format!("{rule} cannot read ties, and voter {voter} ranks two items at the same place");
                return Err(Error::Data { what: "ballots", got, expected: "rankings without ties".to_owned() });
            }
            if n_ranked > 0 {
                items.extend_from_slice(&row[..n_ranked]);
                row[..n_ranked].fill(u16::MAX);
                starts.push(items.len());
                weights.push(weight);
                total += weight;
            }
        }
        Ok(Self { starts, items, weights, exponent: ballots.weights().exponent(), n_items: m, total })
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// The items of a paper, best first.
    pub(super) fn items(&self, paper: usize) -> &[u16] {
        &self.items[self.starts[paper]..self.starts[paper + 1]]
    }

    pub(super) fn weight(&self, paper: usize) -> i128 {
        self.weights[paper]
    }
}
