//! What a rule returns.

use std::cmp::Ordering;

use crate::items::Items;

/// A ranking with the scores that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// In item order.
    pub scores: Vec<f64>,
    /// The tier of each item, 0 is the best; two items share one if and only if they tie exactly.
    pub level: Vec<u32>,
    /// Items from best to worst, in label order inside a tie.
    pub order: Vec<u32>,
    /// Competition ranks from 1: 1, 2, 2, 4.
    pub ranks: Vec<u32>,
    /// How many items win; all of the best tier, or none where a rule may find no winner.
    pub n_winners: usize,
    /// Whether higher scores are better.
    pub higher_is_better: bool,
    /// How unranked items were read.
    pub missing: &'static str,
    /// Whether no tie was broken on the way, so that no other outcome was as good: `false` where one was, by label.
    pub complete: bool,
    /// For rules that go in rounds: the score of each item in each round, NaN once it has left.
    pub rounds: Vec<Vec<f64>>,
    /// For rules that look for the order closest to the votes: its distance, in the unit that the rule documents.
    pub cost: Option<f64>,
}

impl Outcome {
    /// Ranks items by an exact comparison, `Less` meaning better.
    pub(super) fn by(items: &Items, scores: Vec<f64>, better: impl Fn(usize, usize) -> Ordering) -> Self {
        let n_items = items.len();
        let label_rank = items.label_rank();
        let mut order: Vec<u32> = (0..n_items as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            better(a as usize, b as usize).then_with(|| label_rank[a as usize].cmp(&label_rank[b as usize]))
        });
        let (mut level, mut ranks) = (vec![0; n_items], vec![0; n_items]);
        let (mut tier, mut first, mut n_winners) = (0, 0, 0);
        for (place, &item) in order.iter().enumerate() {
            if place > 0 && better(order[place - 1] as usize, item as usize) != Ordering::Equal {
                tier += 1;
                first = place;
            }
            level[item as usize] = tier;
            ranks[item as usize] = first as u32 + 1;
            n_winners += usize::from(tier == 0);
        }
        Self {
            scores,
            level,
            order,
            ranks,
            n_winners,
            higher_is_better: true,
            missing: "below",
            complete: true,
            rounds: Vec::new(),
            cost: None,
        }
    }

    /// Ranks items by keys, the highest first.
    pub(super) fn by_keys<K: Ord>(items: &Items, scores: Vec<f64>, keys: &[K]) -> Self {
        Self::by(items, scores, |a, b| keys[b].cmp(&keys[a]))
    }

    pub(super) fn reading(self, missing: &'static str) -> Self {
        Self { missing, ..self }
    }

    pub(super) fn lower_is_better(self) -> Self {
        Self { higher_is_better: false, ..self }
    }
}
