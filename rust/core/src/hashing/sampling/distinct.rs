//! The few keys with the smallest ranks out of many, each once.

use std::ops::Range;

use super::keys::{BLOCK, Keys};
use super::smallest::{Candidate, SLACK, walk};
use super::uniform::rank;
use crate::error::Result;

/// Keeps the smallest of what is offered, each key once.
pub(super) struct Distinct<'a> {
    keys: &'a Keys<'a>,
    size: usize,
    found: Vec<Candidate>,
    bound: f64,
    /// When to look again who is among the smallest.
    full: usize,
}

impl<'a> Distinct<'a> {
    /// Of a part of all, of which those above the bound are known not to be among the smallest.
    pub(super) fn new(keys: &'a Keys<'a>, size: usize, bound: f64) -> Self {
        Self { keys, size, found: Vec::new(), bound, full: 2 * size.max(BLOCK) }
    }

    pub(super) fn walk(&mut self, range: Range<usize>, weights: Option<&[f64]>, seed: u64) -> Result<()> {
        let keys = self.keys;
        walk(
            range,
            weights,
            #[inline(always)]
            |first, bits| keys.hash_into(first, seed, bits),
            self.bound * SLACK,
            |index, hash, weight| {
                self.offer(Candidate { rank: rank(hash, weight), hash, index });
                self.bound * SLACK
            },
        )
    }

    pub(super) fn offer(&mut self, candidate: Candidate) {
        if candidate.rank <= self.bound {
            self.found.push(candidate);
            if self.found.len() >= self.full {
                self.shrink();
            }
        }
    }

    /// No rank above this one is among the smallest.
    pub(super) fn bound(&self) -> f64 {
        self.bound
    }

    /// Those found, in no order.
    pub(super) fn take(mut self) -> Vec<Candidate> {
        self.shrink();
        self.found
    }

    /// A key that came twice must not push another one out, so it goes before the bound is set.
    fn shrink(&mut self) {
        self.found.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| a.order(b)));
        let mut kept: Vec<Candidate> = Vec::with_capacity(self.found.len());
        let mut start = 0;
        for &candidate in &self.found {
            if kept.last().is_some_and(|last| last.hash != candidate.hash) {
                start = kept.len();
            }
            let key = |of: &Candidate| self.keys.get(of.index);
            match kept[start..].iter_mut().find(|same| key(same).compare(&key(&candidate)).is_eq()) {
                None => kept.push(candidate),
                // Of several forms of a key one is kept whatever the order of rows.
                Some(same) if same.rank >= candidate.rank && key(same).form() > key(&candidate).form() => {
                    *same = candidate;
                }
                Some(_) => {}
            }
        }
        if kept.len() > self.size {
            let (_, last, _) = kept.select_nth_unstable_by(self.size - 1, Candidate::order);
            self.bound = self.bound.min(last.rank);
            // Keys that differ and share rank and hash are told apart by their bytes, at the end.
            let bound = *last;
            kept.retain(|candidate| {
                candidate.rank < bound.rank || (candidate.rank <= bound.rank && candidate.hash <= bound.hash)
            });
        }
        self.full = (2 * self.size).max(kept.len() + self.size.max(BLOCK));
        self.found = kept;
    }
}
