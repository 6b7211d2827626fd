//! Instant runoff: the item with the fewest first places leaves, again and again.

use std::borrow::Cow;

use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::par;
use crate::rank::exact::{Exact, FractionSums, Keys};
use crate::rank::options::{Options, TieBreak};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "instant_runoff";

/// Cells between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 17;

/// In each round every ballot counts for its best item that is left; `t` items that share that place get `1/t` each, and a
/// ballot that ranks none of them counts no more. The item with the least weight leaves. Of several, all leave at once
/// (`Simultaneous`; if that is everybody, they end tied), or the one with the highest label (`LowestLabel`).
///
/// The count goes on to the last item, majority or not, so that the whole order is known. The score of an item is the
/// round in which it left; the last ones have the highest.
///
/// # Errors
/// [`Error::InputKind`] for counts of pairs or places, or a stop asked for through `ctx`.
///
/// # Complexity
/// Without ties `O(n_ballots * (n_items + n_rounds))`; else `O(n_rounds * n_ballots * n_items)` over distinct ballots.
#[derive(Debug)]
struct InstantRunoff {
    tie_break: TieBreak,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(InstantRunoff { tie_break: options.named()? }))
}

impl Rule for InstantRunoff {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(20.0 + 3.0 * size.n_items)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { tie_break } = *self;
        let ballots = match *votes {
            Votes::Ballots(ballots) => Cow::Borrowed(ballots),
            Votes::Table(table) => Cow::Owned(Ballots::from_table(table, ctx)?),
            Votes::Pairwise(_) | Votes::Positional(_) => {
                return Err(Error::InputKind {
                    rule: ID,
                    got: votes.kind(),
                    expected: "Ballots or a ScoreTable: counts forget the ballots",
                });
            }
        };
        let mut tally = Tally::new(&ballots, ctx)?;
        let m = ballots.n_items();
        let label_rank = ballots.items().label_rank();
        let (mut left, mut round_left, mut rounds) = (vec![true; m], vec![0_u32; m], Vec::new());
        let mut complete = true;
        ctx.set_total(m as u64);
        loop {
            let remaining: Vec<usize> = (0..m).filter(|&item| left[item]).collect();
            if remaining.is_empty() {
                break;
            }
            let Exact { keys, values, .. } = tally.count(&left, ctx)?;
            let round = (0..m).map(|item| if left[item] { values[item] } else { f64::NAN }).collect();
            rounds.push(round);
            let mut last = match &keys {
                Keys::Narrow(keys) => lowest(&remaining, keys),
                Keys::Wide(keys) => lowest(&remaining, keys),
            };
            if tie_break == TieBreak::LowestLabel
                && last.len() > 1
                && let Some(&highest) = last.iter().max_by_key(|&&item| label_rank[item])
            {
                last = vec![highest];
                complete = false;
            }
            ctx.advance(last.len() as u64);
            for item in last {
                left[item] = false;
                round_left[item] = rounds.len() as u32;
            }
        }
        let scores = round_left.iter().map(|&round| f64::from(round)).collect();
        let outcome = Outcome::by_keys(ballots.items(), scores, &round_left).reading(ballots.missing().name());
        Ok(Outcome { complete, rounds, ..outcome })
    }
}

/// The items of the least key.
fn lowest<K: Ord>(remaining: &[usize], keys: &[K]) -> Vec<usize> {
    let least = remaining.iter().map(|&item| &keys[item]).min();
    remaining.iter().copied().filter(|&item| Some(&keys[item]) == least).collect()
}

/// Ballots in the form in which their best remaining item is found fastest.
enum Tally<'a> {
    /// Without ties: a list of items that is walked down once, over all rounds together.
    Strict(Queues<'a>),
    /// With ties: equal ballots folded, and all places looked through in each round.
    Tied(Ballots),
}

impl<'a> Tally<'a> {
    fn new(ballots: &'a Ballots, ctx: &Ctx<'_>) -> Result<Self> {
        if ballots.has_ties() {
            return Ok(Self::Tied(ballots.clone().with_groups(None)?.merged(ctx)?));
        }
        Ok(Self::Strict(match ballots.ranks() {
            Ranks::Narrow(ranks) => Queues::new(ballots, ranks, ctx)?,
            Ranks::Wide(ranks) => Queues::new(ballots, ranks, ctx)?,
        }))
    }

    /// First places among the items that are left.
    fn count(&mut self, left: &[bool], ctx: &Ctx<'_>) -> Result<Exact> {
        let (sums, exponent) = match self {
            Self::Strict(queues) => (queues.first_places(left, ctx)?, queues.ballots.weights().exponent()),
            Self::Tied(ballots) => {
                let sums = match ballots.ranks() {
                    Ranks::Narrow(ranks) => first_places(ballots, ranks, left, ctx)?,
                    Ranks::Wide(ranks) => first_places(ballots, ranks, left, ctx)?,
                };
                (sums, ballots.weights().exponent())
            }
        };
        sums.finish(exponent, ctx)
    }
}

/// Ballots without ties, best first.
struct Queues<'a> {
    ballots: &'a Ballots,
    /// Of each ballot: the place that it has come to, then its items, then `END`.
    cells: Vec<u16>,
}

/// No item has this number.
const END: u16 = u16::MAX;

impl<'a> Queues<'a> {
    fn new<R: Rank>(ballots: &'a Ballots, ranks: &[R], ctx: &Ctx<'_>) -> Result<Self> {
        let m = ballots.n_items();
        let mut cells = filled("ballots", ballots.n_voters() * (m + 2), END)?;
        ctx.fill_chunks(&mut cells, m + 2, par::rows(CHUNK_CELLS, m), |first, cells| {
            for (voter, queue) in (first..).zip(cells.chunks_exact_mut(m + 2)) {
                queue[0] = 0;
                for (item, &rank) in (0..).zip(&ranks[voter * m..(voter + 1) * m]) {
                    if rank != R::UNRANKED {
                        queue[1 + rank.index()] = item;
                    }
                }
            }
            Ok(())
        })?;
        Ok(Self { ballots, cells })
    }

    fn first_places(&mut self, left: &[bool], ctx: &Ctx<'_>) -> Result<FractionSums> {
        let (m, weights) = (left.len(), self.ballots.weights());
        let parts = ctx.fill_chunks(&mut self.cells, m + 2, par::rows(CHUNK_CELLS, m), |first, cells| {
            let mut sums = vec![0_i128; m];
            for (voter, queue) in (first..).zip(cells.chunks_exact_mut(m + 2)) {
                let mut place = 1 + usize::from(queue[0]);
                while left.get(usize::from(queue[place])).is_some_and(|left| !left) {
                    place += 1;
                }
                queue[0] = place as u16 - 1;
                // Totals were bounded when the weights came in.
                if let Some(sum) = sums.get_mut(usize::from(queue[place])) {
                    *sum += weights.numerator(voter);
                }
            }
            Ok(sums)
        })?;
        let mut total = FractionSums::new(m);
        for part in parts {
            for (item, sum) in part.into_iter().enumerate() {
                total.add(item, sum, 1, 1)?;
            }
        }
        Ok(total)
    }
}

fn first_places<R: Rank>(ballots: &Ballots, ranks: &[R], left: &[bool], ctx: &Ctx<'_>) -> Result<FractionSums> {
    let m = ballots.n_items();
    let mut total = FractionSums::new(m);
    let map = |voters: std::ops::Range<usize>| {
        let mut sums = FractionSums::new(m);
        for voter in voters {
            let ballot = &ranks[voter * m..(voter + 1) * m];
            let mut best = R::UNRANKED;
            let mut n_best = 0;
            for (&rank, _) in ballot.iter().zip(left).filter(|(_, left)| **left) {
                if rank < best {
                    (best, n_best) = (rank, 1);
                } else if rank == best {
                    n_best += 1;
                }
            }
            if best == R::UNRANKED {
                continue;
            }
            for item in (0..m).filter(|&item| left[item] && ballot[item] == best) {
                sums.add(item, 1, n_best, ballots.weights().numerator(voter))?;
            }
        }
        Ok(sums)
    };
    ctx.fold_chunks(ballots.n_voters(), par::rows(CHUNK_CELLS, m), map, |part| total.merge(part))?;
    Ok(total)
}
