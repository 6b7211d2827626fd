//! Flat arrays into lists of small numbers, query by query.

use std::cmp::Ordering;

use super::runs::{FlatRun, LOOK, MAX_SCORE};
use super::table::Table;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Label;
use crate::memory::reserved;
use crate::sort::{Equal, sort_runs};

/// The offsets of a run, checked, in memory that nobody else writes to.
pub(super) fn bounds(run: &FlatRun<'_>, n_queries: usize) -> Result<Vec<usize>> {
    Error::check_length("offsets", run.offsets.len(), n_queries + 1)?;
    if let Some(scores) = run.scores {
        Error::check_length("scores", scores.len(), run.documents.len())?;
    }
    let (mut bounds, mut least) = (reserved("offsets", n_queries + 1)?, 0);
    for (at, &offset) in run.offsets.iter().enumerate() {
        let expected = match at {
            0 => 0..=0,
            _ if at == n_queries => run.documents.len()..=run.documents.len(),
            _ => least..=run.documents.len(),
        };
        match usize::try_from(offset) {
            Ok(offset) if expected.contains(&offset) && offset >= least => {
                bounds.push(offset);
                least = offset;
            }
            _ => {
                let (wanted, n) = ("an offset", run.documents.len());
                let expected = format!("a rise from 0 to the {n} documents");
                return Err(Error::invalid("offsets", At::Entry(at), offset, wanted, expected));
            }
        }
    }
    match bounds.last() {
        Some(&last) if last == run.documents.len() => Ok(bounds),
        // No query at all, and documents.
        _ => Error::check_length("documents", run.documents.len(), 0).map(|()| bounds),
    }
}

/// What was read of a chunk of queries.
#[derive(Default)]
pub(super) struct Part {
    pub(super) lengths: Vec<usize>,
    pub(super) sizes: Vec<usize>,
    pub(super) entries: Vec<u32>,
    pub(super) scores: Vec<f64>,
    /// The documents of all queries read so far, and room.
    pub(super) documents: Vec<i64>,
    pub(super) n_documents: usize,
}

pub(super) struct Reader<'a> {
    runs: &'a [FlatRun<'a>],
    bounds: &'a [Vec<usize>],
    any_scores: bool,
    table: Table,
    pub(super) part: Part,
    sorted: Vec<(f64, i64)>,
    /// The documents of a list that was sorted.
    list: Vec<i64>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(runs: &'a [FlatRun<'a>], bounds: &'a [Vec<usize>], any_scores: bool) -> Result<Self> {
        let (table, part) = (Table::new()?, Part::default());
        Ok(Self { runs, bounds, any_scores, table, part, sorted: Vec::new(), list: Vec::new() })
    }

    pub(super) fn query(&mut self, query: usize, ctx: &Ctx<'_>) -> Result<()> {
        let n_entries = self.bounds.iter().map(|bounds| bounds[query + 1] - bounds[query]).sum();
        Error::check_size("number of documents of one query", n_entries, 1, u128::from(u32::MAX))?;
        self.table.start_query(n_entries, self.runs.len())?;
        let before = self.part.n_documents;
        // One more than there can be: what is not new is written there too.
        self.part.documents.resize(before + n_entries + 1, 0);
        for run in 0..self.runs.len() {
            let range = self.bounds[run][query]..self.bounds[run][query + 1];
            self.part.lengths.push(range.len());
            let FlatRun { documents, scores, .. } = self.runs[run];
            if let Some(scores) = scores {
                self.sort(run, query, &documents[range.clone()], &scores[range], ctx)?;
                let list = std::mem::take(&mut self.list);
                self.list(run, query, before, &list, ctx)?;
                self.list = list;
                self.part.scores.extend(self.sorted.iter().map(|&(score, _)| score));
            } else {
                if self.any_scores {
                    self.part.scores.resize(self.part.scores.len() + range.len(), 0.0);
                }
                self.list(run, query, before, &documents[range], ctx)?;
            }
        }
        self.part.sizes.push(self.part.n_documents - before);
        Ok(())
    }

    fn list(&mut self, run: usize, query: usize, before: usize, documents: &[i64], ctx: &Ctx<'_>) -> Result<()> {
        let Part { entries, documents: known, n_documents, .. } = &mut self.part;
        self.table.start_list();
        for piece in documents.chunks(LOOK) {
            // The clock costs as much as a short list, and a chunk of queries has looked at it before.
            if piece.len() == LOOK {
                ctx.check()?;
            }
            let start = entries.len();
            entries.resize(start + piece.len(), 0);
            let (ids, known) = (&mut entries[start..], &mut known[before..]);
            match self.table.read(piece, ids, known, *n_documents - before) {
                Ok(n_known) => *n_documents = before + n_known,
                Err(place) => return Err(twice(run, query, piece[place])),
            }
        }
        Ok(())
    }

    /// Brings a list into order: the highest score first, equal scores by document.
    fn sort(&mut self, run: usize, query: usize, documents: &[i64], scores: &[f64], ctx: &Ctx<'_>) -> Result<()> {
        self.sorted.clear();
        for (&score, &document) in scores.iter().zip(documents) {
            if score.is_nan() || score.abs() > MAX_SCORE {
                return Err(no_score(run, query, document, score));
            }
            // Adding 0.0 turns -0.0 into 0.0, so that equal scores have equal bits.
            self.sorted.push((score + 0.0, document));
        }
        if self.sorted.is_sorted_by(|a, b| better(a, b).is_le()) {
            // As most lists come.
        } else if self.sorted.len() <= LOOK {
            self.sorted.sort_unstable_by(better);
        } else {
            let chunk = |k: usize| self.sorted[k * LOOK..self.sorted.len().min((k + 1) * LOOK)].to_vec();
            let n_chunks = self.sorted.len().div_ceil(LOOK);
            self.sorted = sort_runs(n_chunks, chunk, better, Equal::Keep, &ctx.inner())?;
        }
        self.list.clear();
        self.list.extend(self.sorted.iter().map(|&(_, document)| document));
        Ok(())
    }
}

pub(super) fn better(a: &(f64, i64), b: &(f64, i64)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

#[cold]
fn twice(run: usize, query: usize, document: i64) -> Error {
    let got = "stands there a second time".to_owned();
    listing(run, query, document, got, "each document at most once")
}

#[cold]
fn no_score(run: usize, query: usize, document: i64, score: f64) -> Error {
    listing(run, query, document, format!("has the score {score}"), "a finite number of at most 1e150")
}

fn listing(run: usize, query: usize, document: i64, got: String, expected: &'static str) -> Error {
    Error::Listing { run, query: Label::Int(query as i64), document: Label::Int(document), got, expected }
}
