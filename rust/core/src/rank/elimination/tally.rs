//! First places and last places among the items that are left.

use fixedbitset::FixedBitSet;

use super::counted::Counted;
use super::queues::Queues;
use crate::ballots::{Ballots, Missing, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par;
use crate::rank::exact::FractionSums;

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 17;

/// The end of the ballots that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The best place that is left. A ballot that ranks nobody who is left counts no more.
    First,
    /// The worst, under this reading of unranked items. A ballot on which all of those that it compares are tied has no
    /// worst place.
    Last(Missing),
}

/// Ballots in the form in which the end of each is found fastest; items that share it share the ballot's weight.
pub(super) struct Tally<'a> {
    exponent: i32,
    form: Form<'a>,
}

enum Form<'a> {
    Strict(Queues<'a>),
    /// Equal ballots folded, and all places looked through in each round.
    Tied(Ballots, End),
}

impl<'a> Tally<'a> {
    pub(super) fn new(ballots: &'a Ballots, end: End, ctx: &Ctx<'_>) -> Result<Self> {
        let form = if Queues::suit(ballots, end) {
            Form::Strict(match ballots.ranks() {
                Ranks::Narrow(ranks) => Queues::new(ballots, ranks, end, ctx)?,
                Ranks::Wide(ranks) => Queues::new(ballots, ranks, end, ctx)?,
            })
        } else {
            Form::Tied(ballots.clone().with_groups(None)?.merged(ctx)?, end)
        };
        Ok(Self { exponent: ballots.weights().exponent(), form })
    }

    /// The weight that each item has at the end of the ballots.
    pub(super) fn count(&mut self, left: &FixedBitSet, ctx: &Ctx<'_>) -> Result<Counted> {
        let sums = match &mut self.form {
            Form::Strict(queues) => queues.count(left, ctx)?,
            Form::Tied(ballots, end) => match ballots.ranks() {
                Ranks::Narrow(ranks) => sweep(ballots, ranks, *end, left, ctx)?,
                Ranks::Wide(ranks) => sweep(ballots, ranks, *end, left, ctx)?,
            },
        };
        sums.finish(self.exponent, ctx).map(Counted)
    }
}

fn sweep<R: Rank>(ballots: &Ballots, ranks: &[R], end: End, left: &FixedBitSet, ctx: &Ctx<'_>) -> Result<FractionSums> {
    let m = ballots.n_items();
    let left: Vec<usize> = left.ones().collect();
    let mut total = FractionSums::new(m);
    let map = |voters: std::ops::Range<usize>| {
        let mut sums = FractionSums::new(m);
        let mut own = Vec::with_capacity(left.len());
        for voter in voters {
            let ballot = &ranks[voter * m..(voter + 1) * m];
            own.clear();
            own.extend(left.iter().map(|&item| ballot[item]));
            let Some(rank) = tier(end, &own) else { continue };
            let n_tied = own.iter().filter(|&&own| own == rank).count() as u64;
            let weight = ballots.weights().numerator(voter);
            for (&item, _) in left.iter().zip(&own).filter(|(_, own)| **own == rank) {
                sums.add(item, 1, n_tied, weight)?;
            }
        }
        Ok(sums)
    };
    ctx.fold_chunks(ballots.n_voters(), par::rows(CHUNK_CELLS, m), map, |part| total.merge(part))?;
    Ok(total)
}

/// The rank at the end of a ballot, among the ranks of those who are left.
fn tier<R: Rank>(end: End, ranks: &[R]) -> Option<R> {
    let best = ranks.iter().copied().min()?;
    // Counted from the top: the worst has the largest rank, and `UNRANKED` is larger than any.
    let worst = match end {
        End::First => return (best != R::UNRANKED).then_some(best),
        End::Last(Missing::Below) => ranks.iter().copied().max()?,
        End::Last(Missing::Absent) => {
            let ranked = ranks.iter().map(|&rank| if rank == R::UNRANKED { R::from_index(0) } else { rank });
            ranked.max()?
        }
    };
    (best < worst).then_some(worst)
}
