//! Distinct ballots as choices: again and again one item out of those that are left.

use crate::rank::components::{Components, Digraph};
use super::lists::Lists;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::sort::{Equal, sort_runs};
use crate::weights::scale;

/// Voters sorted at a time.
const RUN_VOTERS: usize = 1 << 13;

/// Lists of items, equal ones folded, in an order that depends on the votes alone.
#[derive(Clone)]
pub(super) struct Choices {
    pub(super) n_items: usize,
    entries: Vec<u16>,
    spans: Vec<Span>,
}

#[derive(Clone, Copy)]
struct Span {
    start: usize,
    length: usize,
    n_stages: usize,
    weight: f64,
}

/// In stage `k` the voters chose `entries[k]` out of `entries[k..]`; what follows the last stage was never chosen.
pub(super) struct Choice<'a> {
    pub(super) entries: &'a [u16],
    pub(super) n_stages: usize,
    pub(super) weight: f64,
}

impl Choices {
    /// The choices that lists of items tell of. A choice out of one item is none.
    pub(super) fn of(lists: &Lists<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        let (n_voters, weights) = (lists.ballots.n_voters(), lists.ballots.weights());
        let n_stages = |voter: usize| lists.ranked(voter).len().min(lists.compared(voter).len().saturating_sub(1));
        let run = |k: usize| {
            let voters = k * RUN_VOTERS..n_voters.min((k + 1) * RUN_VOTERS);
            voters.filter(|&voter| n_stages(voter) > 0).collect()
        };
        let compare = |&a: &usize, &b: &usize| {
            lists.compared(a).cmp(lists.compared(b)).then_with(|| n_stages(a).cmp(&n_stages(b)))
        };
        let voters = sort_runs(n_voters.div_ceil(RUN_VOTERS), run, compare, Equal::Keep, ctx)?;
        let mut choices = Self { n_items: lists.n_items(), entries: Vec::new(), spans: Vec::new() };
        for equal in voters.chunk_by(|a, b| compare(a, b).is_eq()) {
            // Exact, so that the order of equal ballots cannot matter; below 2**110 in total.
            let numerator = equal.iter().map(|&voter| weights.numerator(voter)).sum();
            let weight = scale(numerator, weights.exponent());
            choices.push(lists.compared(equal[0]).iter().copied(), n_stages(equal[0]), weight);
        }
        Ok(choices)
    }

    /// One item more, which wins and loses one comparison of this weight against each of the others.
    pub(super) fn with_imaginary_item(&self, weight: f64) -> Self {
        let mut more = Self { n_items: self.n_items + 1, ..self.clone() };
        for item in 0..self.n_items as u16 {
            let imaginary = self.n_items as u16;
            more.push([item, imaginary].into_iter(), 1, weight);
            more.push([imaginary, item].into_iter(), 1, weight);
        }
        more
    }

    fn push(&mut self, entries: impl Iterator<Item = u16>, n_stages: usize, weight: f64) {
        let start = self.entries.len();
        self.entries.extend(entries);
        self.spans.push(Span { start, length: self.entries.len() - start, n_stages, weight });
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    pub(super) fn get(&self, k: usize) -> Choice<'_> {
        let Span { start, length, n_stages, weight } = self.spans[k];
        Choice { entries: &self.entries[start..start + length], n_stages, weight }
    }

    /// Items of one list on average.
    pub(super) fn mean_length(&self) -> usize {
        self.entries.len() / self.spans.len().max(1)
    }

    pub(super) fn total_weight(&self) -> f64 {
        self.spans.iter().map(|span| span.weight).sum()
    }

    /// Groups of items within which every item was chosen before every other one, if not at once then along a chain.
    pub(super) fn components(&self, ctx: &Ctx<'_>) -> Result<Components> {
        let mut chosen_before = Digraph::new(self.n_items)?;
        for k in 0..self.len() {
            let Choice { entries, n_stages, .. } = self.get(k);
            for pair in entries.windows(2).take(n_stages) {
                chosen_before.arc(usize::from(pair[0]), usize::from(pair[1]));
            }
            for &rest in &entries[n_stages..] {
                chosen_before.arc(usize::from(entries[n_stages - 1]), usize::from(rest));
            }
            if k % 256 == 0 {
                ctx.check()?;
            }
        }
        chosen_before.components(ctx)
    }

    /// The same choices with each confined to the component of the chosen item. Nothing that was left is of a higher
    /// component; against a lower one the choice is certain once the strengths have drifted infinitely far apart.
    pub(super) fn within(&self, components: &Components, ctx: &Ctx<'_>) -> Result<Self> {
        let mut split = Self { n_items: self.n_items, entries: Vec::new(), spans: Vec::new() };
        let mut lists: Vec<(Vec<u16>, usize)> = vec![(Vec::new(), 0); components.len()];
        for k in 0..self.len() {
            let Choice { entries, n_stages, weight } = self.get(k);
            for (place, &item) in entries.iter().enumerate() {
                let (list, chosen) = &mut lists[components.of[usize::from(item)] as usize];
                list.push(item);
                *chosen += usize::from(place < n_stages);
            }
            for &item in entries {
                let (list, chosen) = &mut lists[components.of[usize::from(item)] as usize];
                let n_stages = (*chosen).min(list.len().saturating_sub(1));
                if n_stages > 0 {
                    split.push(list.iter().copied(), n_stages, weight);
                }
                list.clear();
                *chosen = 0;
            }
            if k % 256 == 0 {
                ctx.check()?;
            }
        }
        Ok(split)
    }
}
