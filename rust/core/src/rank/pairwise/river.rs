//! River: as ranked pairs, but every item is beaten at most once.

use std::collections::BTreeSet;

use super::lock::{Locking, State, Win};
use super::pairs::{Pairs, with_weights};
use super::relation::Relation;
use super::strengths::Defeats;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Options, Strength};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "river";

/// Wins are locked in from the strongest down, but for those over an item that one was locked in over before, and those
/// that would close a cycle. What comes of it are trees, and an item stands above all that hang from it. The score is the
/// number of rivals that do not stand above the item, the highest over all orders of equally strong wins: the winners are
/// those with `n_items - 1`.
///
/// # Errors
/// [`crate::error::Error::TooLarge`] beyond `limit` states of the search through those orders,
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^2 log n_items)` to sort wins; with equally strong wins over one item or on cycles
/// exponential at worst.
#[derive(Debug)]
struct River {
    strength: Strength,
    locking: Locking,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(River { strength: options.named()?, locking: Locking::parse(options)?, missing: options.optional()? }))
}

impl Rule for River {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 50.0 * size.n_items.powi(2)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { strength, locking, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let defeats = with_weights!(&pairs.preference, weights => Defeats::of(weights, m, strength, ctx)?);
        let what = "number of states that river looks at";
        let locked = locking.run(Trees::new(m), &defeats, &pairs.items, what, ctx)?;
        let mut keys = vec![0; m];
        for trees in &locked.states {
            for (key, &n_above) in keys.iter_mut().zip(&trees.n_above) {
                *key = (m - 1 - n_above).max(*key);
            }
        }
        let scores = keys.iter().map(|&key| key as f64).collect();
        let outcome = Outcome::by_keys(&pairs.items, scores, &keys).reading(pairs.missing.name());
        Ok(Outcome { complete: locked.complete, ..outcome })
    }
}

/// For each item the root of its tree and how many stand above it: all that matters for wins to come and for the outcome.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Trees {
    root: Vec<usize>,
    n_above: Vec<usize>,
}

impl Trees {
    fn new(m: usize) -> Self {
        Self { root: (0..m).collect(), n_above: vec![0; m] }
    }
}

impl State for Trees {
    fn is_open(&self, win: Win) -> bool {
        let (winner, loser) = win.ends();
        // An item stands above the winner of the pair and below nobody only if it is the root of that tree.
        self.root[loser] == loser && self.root[winner] != loser
    }

    fn lock(&mut self, win: Win) {
        let (winner, loser) = win.ends();
        let (root, more) = (self.root[winner], self.n_above[winner] + 1);
        for (of, n_above) in self.root.iter_mut().zip(&mut self.n_above) {
            if *of == loser {
                *of = root;
                *n_above += more;
            }
        }
    }

    fn keep_open(&self, wins: &mut Vec<Win>) {
        // Two winners of one tree that stand equally low in it make no difference to the loser.
        let mut seen = BTreeSet::new();
        let mut is_first = |(winner, loser): (usize, usize)| {
            let place = (loser, self.root[winner], self.n_above[winner]);
            seen.insert(place)
        };
        wins.retain(|&win| self.is_open(win) && is_first(win.ends()));
    }

    fn contested(&self, open: &[Win], left_out: &[Win]) -> Result<(Vec<bool>, Vec<bool>)> {
        let m = self.root.len();
        let (mut n_over, mut above) = (vec![0; m], Relation::empty(m)?);
        for (winner, loser) in open.iter().map(|win| win.ends()) {
            n_over[loser] += 1;
            above.connect(self.root[winner], loser);
        }
        // By another win over the same item, or by a chain of wins that puts the winner into the loser's tree.
        let by_others =
            |(winner, loser): (usize, usize), own: usize| n_over[loser] > own || above.has(loser, self.root[winner]);
        let contested = |wins: &[Win], own| wins.iter().map(|win| by_others(win.ends(), own)).collect();
        Ok((contested(open, 1), contested(left_out, 0)))
    }
}
