//! What a fusion returns, and the way through the queries that all fusions share.

use std::mem::take;

use super::order::Sorter;
use super::runs::{LOOK, Runs};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::par::{chunks, rows};
use crate::vectorized::vectorized;

/// One ranked list a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Fused {
    /// Where the list of each query begins; `n_queries + 1`.
    pub offsets: Vec<i64>,
    /// The documents, best first; those of equal scores in their own order.
    pub documents: Vec<i64>,
    /// Their scores. Documents tie if and only if these are equal.
    pub scores: Vec<f64>,
    /// For each query whether a document that was left out scores as much as the last one that was not.
    pub cut_tied: Vec<bool>,
}

/// The part of the result that one chunk of queries fills.
struct Chunk<'a> {
    first: usize,
    documents: &'a mut [i64],
    scores: &'a mut [f64],
    cut_tied: &'a mut [bool],
}

/// Ranks each query's documents by what `score` pushes for them, one number each, in the order of their numbers; `room`
/// is whatever `score` keeps from query to query.
pub(super) fn each_query<S>(
    runs: &Runs,
    top_k: Option<usize>,
    ctx: &Ctx<'_>,
    room: impl Fn() -> S + Sync,
    score: impl Fn(&mut S, usize, &mut Vec<f64>) -> Result<()> + Sync,
) -> Result<Fused> {
    let n_queries = runs.n_queries();
    let kept = |query: usize| runs.documents(query).len().min(top_k.unwrap_or(usize::MAX));
    let mut offsets = filled("offsets", n_queries + 1, 0)?;
    let mut total = 0;
    for query in 0..n_queries {
        total += kept(query) as i64;
        offsets[query + 1] = total;
    }
    let mut documents = filled("fused documents", total as usize, 0)?;
    let mut scores = filled("fused scores", total as usize, 0.0)?;
    let mut cut_tied = filled("cut ties", n_queries, false)?;
    let (mut left_documents, mut left_scores, mut left_flags) = (&mut *documents, &mut *scores, &mut *cut_tied);
    let queries = ctx.par().chunk_length(rows(LOOK, runs.n_entries() / n_queries.max(1)));
    let mut parts: Vec<Chunk<'_>> = chunks(n_queries, queries)
        .map(|range| {
            let n = (offsets[range.end] - offsets[range.start]) as usize;
            let (documents, rest) = take(&mut left_documents).split_at_mut(n);
            left_documents = rest;
            let (scores, rest) = take(&mut left_scores).split_at_mut(n);
            left_scores = rest;
            let (cut_tied, rest) = take(&mut left_flags).split_at_mut(range.len());
            left_flags = rest;
            Chunk { first: range.start, documents, scores, cut_tied }
        })
        .collect();
    ctx.set_total(n_queries as u64);
    ctx.fill_chunks(&mut parts, 1, 1, |_, parts| {
        let (mut room, mut sorter, mut own) = (room(), Sorter::default(), Vec::new());
        for Chunk { first, documents, scores, cut_tied } in parts {
            let mut at = 0;
            for (query, tied) in (*first..).zip(cut_tied.iter_mut()) {
                own.clear();
                score(&mut room, query, &mut own)?;
                let end = at + kept(query);
                let (documents, scores) = (&mut documents[at..end], &mut scores[at..end]);
                let known = runs.documents(query);
                *tied = vectorized(
                    #[inline(always)]
                    || sorter.best(&own, known, documents, scores, ctx),
                )?;
                at = end;
            }
            ctx.advance(cut_tied.len() as u64);
        }
        Ok(())
    })?;
    Ok(Fused { offsets, documents, scores, cut_tied })
}
