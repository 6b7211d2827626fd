//! Plurality with runoff: the two items with the most first places, and of these the one that more voters prefer.

use fixedbitset::FixedBitSet;

use super::counted::Counted;
use super::engine::{Leaving, Round, Ties, by_round, everybody};
use super::tally::{End, Tally};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, TieBreak};
use crate::rank::pairwise::pairs::{Pairs, with_weights};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "plurality_runoff";

/// First places are counted as in instant runoff, in both rounds. All but two items leave in the first round, the loser of
/// the runoff in the second, the winner in the third.
///
/// Where several tie for a place in the runoff, all of them take part (`Simultaneous`), and the one with the most first
/// places among those wins; or those with the lowest labels do (`LowestLabel`); or every pair that the tie allows does, in
/// a universe of its own (`ParallelUniverse`).
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs or places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of three rounds of instant runoff; parallel universes that of counting pairs.
#[derive(Debug)]
struct PluralityRunoff {
    tie_break: TieBreak,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(PluralityRunoff { tie_break: options.named()? }))
}

impl Rule for PluralityRunoff {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(30.0)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let tie_break = self.tie_break;
        // A runoff of two has two universes at most.
        let ties = Ties { tie_break, limit: 2 };
        let ballots = ties.ballots(votes, ID, ctx)?;
        let mut tally = Tally::new(&ballots, End::First, ctx)?;
        let all = everybody(ballots.n_items());
        let finalists = Finalists::of(&tally.count(&all, ctx)?, &all);
        let is_tied = finalists.sure.len() + finalists.tied.len() > 2;
        if is_tied && tie_break == TieBreak::ParallelUniverse {
            return universes(&ballots, &finalists, ctx);
        }
        let label_rank = ballots.items().label_rank();
        let Finalists { sure, mut tied } = finalists;
        if tie_break == TieBreak::LowestLabel {
            tied.sort_unstable_by_key(|&item| label_rank[item]);
            tied.truncate(2 - sure.len());
        }
        let runoff: FixedBitSet = sure.into_iter().chain(tied).collect();
        let n_finalists = runoff.count_ones(..);
        let outcome = ties.eliminate(ballots.items(), ctx, |left| {
            let first = tally.count(left, ctx)?;
            let outside: Vec<usize> = left.difference(&runoff).collect();
            // Those who tie in the runoff win; without the others they are not counted again.
            let is_runoff = left.count_ones(..) == n_finalists;
            let winners = if is_runoff { first.most(left) } else { left.ones().collect() };
            let losers: Vec<usize> = left.ones().filter(|item| !winners.contains(item)).collect();
            let leaving = if !outside.is_empty() {
                Leaving::Together(outside)
            } else if losers.is_empty() {
                Leaving::Tied(winners)
            } else {
                Leaving::Together(losers)
            };
            Ok(Round { scores: first.scores(left), leaving })
        })?;
        let complete = outcome.complete && !(is_tied && tie_break == TieBreak::LowestLabel);
        Ok(Outcome { complete, ..outcome.reading(ballots.missing().name()) })
    }
}

/// Who is in the runoff.
struct Finalists {
    /// One with more first places than any other.
    sure: Vec<usize>,
    /// Those who share the next place.
    tied: Vec<usize>,
}

impl Finalists {
    fn of(first: &Counted, all: &FixedBitSet) -> Self {
        let most = first.most(all);
        if most.len() != 1 {
            return Self { sure: Vec::new(), tied: most };
        }
        let mut others = all.clone();
        others.remove(most[0]);
        Self { sure: most, tied: first.most(&others) }
    }
}

/// Every pair that the tie allows, held against each other.
fn universes(ballots: &Ballots, finalists: &Finalists, ctx: &Ctx<'_>) -> Result<Outcome> {
    // A ballot that ranks only one of the two counts for it.
    let pairs = Pairs::of(&Votes::Ballots(ballots), ID, Some(Missing::Below), ctx)?;
    let m = ballots.n_items();
    let mut round_left = vec![1; m];
    for &item in finalists.sure.iter().chain(&finalists.tied) {
        round_left[item] = 2;
    }
    let first = if finalists.sure.is_empty() { &finalists.tied } else { &finalists.sure };
    for &a in first {
        ctx.check()?;
        for &b in finalists.tied.iter().filter(|&&b| b != a) {
            let wins = with_weights!(&pairs.preference, weights => weights[a * m + b].cmp(&weights[b * m + a]));
            if wins.is_ge() {
                round_left[a] = 3;
            }
            if wins.is_le() {
                round_left[b] = 3;
            }
        }
    }
    Ok(by_round(ballots.items(), &round_left).reading(ballots.missing().name()))
}
