//! Majority judgment: the median grade, and what is around it.

use std::cmp::Ordering;

use super::rows::{MissingScore, Rows};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Options;
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "majority_judgment";

/// The scores of a row are grades. The majority grade of an item is the median of its grades, the worse of two in the
/// middle. Of items with the same one, a grade in the middle is taken away from each, again and again, until their medians
/// differ (Balinski and Laraki): so grades are compared from the middle outwards, the worse side first at each step.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for anything but a table; [`crate::error::Error::Data`] if rows differ in their
/// direction; [`crate::error::Error::Option`] for missing cells and no word of what they count as.
///
/// # Complexity
/// `O(n_rows * n_items)`, times a logarithm.
#[derive(Debug)]
struct MajorityJudgment {
    missing: Option<MissingScore>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(MajorityJudgment { missing: options.optional()? }))
}

impl Rule for MajorityJudgment {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.cells * 100.0
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let rows = Rows::of(ID, votes, self.missing, ctx)?;
        let items = rows.table.items();
        let mut outwards = Vec::with_capacity(items.len());
        let map = |items: std::ops::Range<usize>| {
            let steps = items.map(|item| ctx.check().map(|()| from_the_middle(&rows, item)));
            steps.collect::<Result<Vec<_>>>()
        };
        ctx.fold_chunks(items.len(), 1, map, |part| {
            outwards.extend(part);
            Ok(())
        })?;
        let scores = outwards.iter().map(|steps| steps.first().map_or(f64::NAN, |step| step.worse)).collect();
        let outcome = Outcome::by(items, scores, |a, b| {
            let worst_first = compare(&outwards[a], &outwards[b]);
            if rows.lower_is_better { worst_first } else { worst_first.reverse() }
        });
        Ok(Outcome { higher_is_better: !rows.lower_is_better, ..outcome }.reading(rows.missing))
    }

    fn reads_scores(&self) -> bool {
        true
    }
}

/// A stretch, as far from the middle as `end`, over which the grades on both sides stay the same.
#[derive(Debug)]
struct Step {
    end: i128,
    worse: f64,
    better: f64,
}

/// The grades of an item, walked from the middle. Weights are doubled, so that there are as many on either side.
fn from_the_middle(rows: &Rows<'_>, item: usize) -> Vec<Step> {
    // Zero has one sign here.
    let mut grades: Vec<(f64, i128)> = rows.column(item).map(|(grade, weight)| (grade + 0.0, 2 * weight)).collect();
    grades.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    if !rows.lower_is_better {
        grades.reverse();
    }
    let half = grades.iter().map(|(_, weight)| weight).sum::<i128>() / 2;
    // From here on best first: how far each grade reaches from the middle, on the side where it is.
    let (mut better, mut worse) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (grade, weight) in grades {
        let end = start + weight;
        if start < half {
            better.push((half - start, grade));
        }
        if end > half {
            worse.push((end - half, grade));
        }
        start = end;
    }
    better.reverse();
    let mut steps: Vec<Step> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(&(better_end, better)), Some(&(worse_end, worse))) = (better.get(i), worse.get(j)) {
        let end = better_end.min(worse_end);
        i += usize::from(better_end == end);
        j += usize::from(worse_end == end);
        match steps.last_mut() {
            Some(last) if last.worse.total_cmp(&worse).is_eq() && last.better.total_cmp(&better).is_eq() => {
                last.end = end;
            }
            _ => steps.push(Step { end, worse, better }),
        }
    }
    steps
}

/// The grades where two items first differ, from the middle outwards. All items have grades of the same weight.
fn compare(a: &[Step], b: &[Step]) -> Ordering {
    let (mut i, mut j) = (0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        let order = left.worse.total_cmp(&right.worse).then_with(|| left.better.total_cmp(&right.better));
        if order.is_ne() {
            return order;
        }
        i += usize::from(left.end <= right.end);
        j += usize::from(right.end <= left.end);
    }
    Ordering::Equal
}
