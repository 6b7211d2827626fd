//! Ties that nothing but a lot breaks: the order of priority draws it, or every draw is followed in turn.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::Xxh3;

/// Draws lots. A count is repeated with other draws until all of them have been made.
#[derive(Debug)]
pub(super) struct Lots {
    explores: bool,
    /// The draw at each lot, and how many draws there were.
    draws: Vec<(usize, usize)>,
    at: usize,
    seen: BTreeSet<u128>,
    drawn: bool,
}

impl Lots {
    /// Lots that priority draws; with `explores`, every draw gets its turn.
    pub(super) fn new(explores: bool) -> Self {
        Self { explores, draws: Vec::new(), at: 0, seen: BTreeSet::new(), drawn: false }
    }

    /// Whether any lot was drawn.
    pub(super) fn drawn(&self) -> bool {
        self.drawn
    }

    /// One of `n`, the first being the one that priority draws; `None` if a count came to this state before, so that
    /// this one has nothing new to say. `state` writes down everything that the rest of the count depends on.
    pub(super) fn draw(&mut self, n: usize, state: impl FnOnce(&mut Xxh3)) -> Option<usize> {
        self.drawn = true;
        if !self.explores {
            return Some(0);
        }
        if self.at == self.draws.len() {
            let mut hash = Xxh3::new();
            state(&mut hash);
            if !self.seen.insert(hash.digest128()) {
                return None;
            }
            self.draws.push((0, n));
        }
        let (draw, _) = self.draws[self.at];
        self.at += 1;
        Some(draw)
    }

    /// Turns to the next series of draws; `false` after the last.
    pub(super) fn advance(&mut self) -> bool {
        self.at = 0;
        while let Some((draw, n)) = self.draws.pop() {
            if draw + 1 < n {
                self.draws.push((draw + 1, n));
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_series_of_draws_gets_its_turn() {
        let (mut lots, mut found) = (Lots::new(true), Vec::new());
        loop {
            let first = lots.draw(2, |hash| hash.update(b"first"));
            // States that differ by the draws that led to them.
            let second = first.and_then(|first| lots.draw(3, |hash| hash.update(&[first as u8])));
            found.extend(first.zip(second));
            if !lots.advance() {
                break;
            }
        }
        assert_eq!(found, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
        assert!(lots.drawn());
    }

    #[test]
    fn a_state_that_was_seen_is_not_followed_again() {
        let (mut lots, mut n_ends) = (Lots::new(true), 0);
        loop {
            let first = lots.draw(2, |hash| hash.update(b"first"));
            if first.and_then(|_| lots.draw(2, |hash| hash.update(b"second"))).is_some() {
                n_ends += 1;
            }
            if !lots.advance() {
                break;
            }
        }
        assert_eq!(n_ends, 2);
    }
}
