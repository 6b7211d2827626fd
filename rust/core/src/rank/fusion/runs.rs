//! The ranked lists of several systems over many queries.

use std::cmp::Ordering;
use std::ops::Range;

use super::read::{Part, Reader, bounds};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::reserved;
use crate::par::rows;

/// The most documents in all lists together.
pub const MAX_ENTRIES: usize = 1 << 36;

/// The most lists: runs times queries.
pub const MAX_LISTS: usize = 1 << 32;

/// The largest score, either sign: its square, and sums of squares, are floats.
pub const MAX_SCORE: f64 = 1e150;

/// Entries between two looks at the clock.
pub(super) const LOOK: usize = 1 << 15;

/// One run as flat arrays: the list of query `q` is `documents[offsets[q]..offsets[q + 1]]`, best first, or in any order
/// if there are scores, of which more is better.
#[derive(Debug, Clone, Copy)]
pub struct FlatRun<'a> {
    /// The documents of all lists.
    pub documents: &'a [i64],
    /// `n_queries + 1` places, the first 0.
    pub offsets: &'a [i64],
    /// One score a document.
    pub scores: Option<&'a [f64]>,
}

/// Ranked lists, one a run and query, checked. Within a query, documents are numbered, so that every fusion adds into a
/// small dense array; their numbers mean nothing, the documents themselves break ties.
#[derive(Debug, Clone)]
pub struct Runs {
    /// Where the lists begin, query by query and run by run within a query; `n_queries * n_runs + 1`.
    starts: Vec<usize>,
    /// Numbers of documents, best first; equal scores in the order of the documents.
    entries: Vec<u32>,
    /// One score an entry, 0 in runs without; empty if no run has scores.
    scores: Vec<f64>,
    scored: Vec<bool>,
    /// The different documents of each query.
    documents: Vec<i64>,
    /// Where each query's documents begin; `n_queries + 1`.
    offsets: Vec<usize>,
    longest: usize,
}

/// One list: numbers of documents, best first, and their scores if the run has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) ids: &'a [u32],
    pub(super) scores: Option<&'a [f64]>,
}

impl List<'_> {
    /// Hands over the places (from 0) that documents of equal scores share, best first.
    #[inline]
    pub(super) fn each_tie(&self, mut each: impl FnMut(Range<usize>)) {
        let Some(scores) = self.scores else { return (0..self.ids.len()).for_each(|place| each(place..place + 1)) };
        let mut first = 0;
        for next in 1..=scores.len() {
            if next == scores.len() || scores[next].total_cmp(&scores[first]) != Ordering::Equal {
                each(first..next);
                first = next;
            }
        }
    }
}

impl Runs {
    /// Checks and copies the lists.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Invalid`] for offsets that are none, [`Error::Listing`] for a document that stands
    /// twice in one list or has a score that is no number, [`Error::TooLarge`], or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(entries)`; lists with scores that are not in order yet are sorted.
    pub fn new(runs: &[FlatRun<'_>], n_queries: usize, ctx: &Ctx<'_>) -> Result<Self> {
        Error::check_size("number of lists", runs.len(), n_queries, MAX_LISTS as u128)?;
        let bounds = runs.iter().map(|run| bounds(run, n_queries)).collect::<Result<Vec<_>>>()?;
        let n_entries: usize = runs.iter().map(|run| run.documents.len()).sum();
        Error::check_size("number of entries", n_entries, 1, MAX_ENTRIES as u128)?;
        let any_scores = runs.iter().any(|run| run.scores.is_some());
        let mut found = Self {
            starts: reserved("starts of lists", runs.len() * n_queries + 1)?,
            entries: reserved("entries of lists", n_entries)?,
            scores: reserved("scores of entries", if any_scores { n_entries } else { 0 })?,
            scored: runs.iter().map(|run| run.scores.is_some()).collect(),
            documents: reserved("documents of queries", n_entries)?,
            offsets: reserved("offsets of queries", n_queries + 1)?,
            longest: 0,
        };
        found.starts.push(0);
        found.offsets.push(0);
        ctx.set_total(n_queries as u64);
        let map = |queries: Range<usize>| {
            let mut reader = Reader::new(runs, &bounds, any_scores)?;
            for query in queries {
                reader.query(query, ctx)?;
            }
            Ok(reader.part)
        };
        ctx.fold_chunks(n_queries, rows(LOOK, n_entries / n_queries.max(1)), map, |part| {
            ctx.advance(part.sizes.len() as u64);
            found.append(&part);
            Ok(())
        })?;
        // The room that was reserved for documents is what they would need if no two lists shared any.
        found.documents.shrink_to_fit();
        Ok(found)
    }

    fn append(&mut self, part: &Part) {
        for &length in &part.lengths {
            self.starts.push(self.starts.last().copied().unwrap_or(0) + length);
            self.longest = self.longest.max(length);
        }
        for &size in &part.sizes {
            self.offsets.push(self.offsets.last().copied().unwrap_or(0) + size);
        }
        self.entries.extend_from_slice(&part.entries);
        self.scores.extend_from_slice(&part.scores);
        self.documents.extend_from_slice(&part.documents[..part.n_documents]);
    }

    /// How many runs there are.
    #[must_use]
    pub fn n_runs(&self) -> usize {
        self.scored.len()
    }

    /// How many queries there are.
    #[must_use]
    pub fn n_queries(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many documents all lists hold together.
    #[must_use]
    pub fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// How many documents there are, those of each query counted once.
    #[must_use]
    pub fn n_documents(&self) -> usize {
        self.documents.len()
    }

    /// For each run whether it has scores.
    #[must_use]
    pub fn scored(&self) -> &[bool] {
        &self.scored
    }

    /// The length of the longest list.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The different documents of a query, by number.
    pub(super) fn documents(&self, query: usize) -> &[i64] {
        &self.documents[self.offsets[query]..self.offsets[query + 1]]
    }

    /// What a run lists for a query.
    #[inline]
    pub(super) fn list(&self, run: usize, query: usize) -> List<'_> {
        let at = query * self.scored.len() + run;
        let range = self.starts[at]..self.starts[at + 1];
        List { ids: &self.entries[range.clone()], scores: self.scored[run].then(|| &self.scores[range]) }
    }

    /// One run as it was read: documents, offsets, scores. Lists with scores are in order, best first.
    #[must_use]
    pub fn run(&self, run: usize) -> (Vec<i64>, Vec<i64>, Option<Vec<f64>>) {
        let (mut documents, mut offsets, mut scores) = (Vec::new(), vec![0], Vec::new());
        for query in 0..self.n_queries() {
            let (list, known) = (self.list(run, query), self.documents(query));
            documents.extend(list.ids.iter().map(|&id| known[id as usize]));
            scores.extend_from_slice(list.scores.unwrap_or_default());
            offsets.push(documents.len() as i64);
        }
        (documents, offsets, self.scored[run].then_some(scores))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::better;
    use super::*;

    fn run<'a>(documents: &'a [i64], offsets: &'a [i64], scores: Option<&'a [f64]>) -> FlatRun<'a> {
        FlatRun { documents, offsets, scores }
    }

    #[test]
    fn lists_come_back_in_order() {
        let flat = [run(&[5, 3, 9], &[0, 2, 3], None), run(&[3, 7, 5], &[0, 3, 3], Some(&[1.0, 2.0, 2.0]))];
        let runs = Runs::new(&flat, 2, &Ctx::default()).unwrap();
        assert_eq!((runs.n_runs(), runs.n_queries(), runs.n_entries(), runs.n_documents()), (2, 2, 6, 4));
        assert_eq!(runs.run(0), (vec![5, 3, 9], vec![0, 2, 3], None));
        assert_eq!(runs.run(1), (vec![5, 7, 3], vec![0, 3, 3], Some(vec![2.0, 2.0, 1.0])));
        let mut ties = Vec::new();
        runs.list(1, 0).each_tie(|places| ties.push(places));
        assert_eq!(ties, [0..2, 2..3]);
    }

    #[test]
    fn what_cannot_be_a_list_is_named() {
        let fails =
            |run: FlatRun<'_>, n_queries| Runs::new(&[run], n_queries, &Ctx::default()).unwrap_err().to_string();
        assert_eq!(
            fails(run(&[1, 2, 1], &[0, 0, 3], None), 2),
            "runs[0], query 1: document 1 stands there a second time; expected each document at most once"
        );
        assert_eq!(
            fails(run(&[4], &[0, 1], Some(&[f64::NAN])), 1),
            "runs[0], query 0: document 4 has the score NaN; expected a finite number of at most 1e150"
        );
        for offsets in [&[1, 1][..], &[0, 2], &[0, -1], &[0, 0]] {
            assert!(fails(run(&[4], offsets, None), 1).starts_with("offsets["));
        }
        assert!(fails(run(&[4], &[0], None), 0).starts_with("documents has 1 entries"));
        assert!(fails(run(&[4], &[0, 1], None), 2).starts_with("offsets has 2 entries"));
        assert!(fails(run(&[4, 5], &[0, 2, 1, 2], None), 3).starts_with("offsets[2]"));
    }

    #[test]
    fn long_lists_sort_in_pieces() {
        let n = 3 * LOOK + 5;
        let documents: Vec<i64> = (0..n as i64).collect();
        let scores: Vec<f64> = (0..n).map(|i| (i * 7919 % 1000) as f64).collect();
        let offsets = [0, n as i64];
        let runs = Runs::new(&[run(&documents, &offsets, Some(&scores))], 1, &Ctx::default()).unwrap();
        let (documents, _, scores) = runs.run(0);
        let pairs: Vec<(f64, i64)> = scores.unwrap().into_iter().zip(documents).collect();
        assert!(pairs.is_sorted_by(|a, b| better(a, b).is_lt()));
    }
}
