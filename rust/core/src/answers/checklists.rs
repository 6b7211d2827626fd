//! Answers judged by lists of questions with yes or no.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::offsets::bounds;
use crate::options::Named;
use crate::par::rows;
use crate::sum::ExactSum;

/// Cells of one chunk of questions.
const CHUNK_CELLS: usize = 1 << 16;

/// A judgement.
pub const NO: u8 = 0;
/// A judgement.
pub const YES: u8 = 1;
/// No judgement.
pub const MISSING: u8 = 2;

/// What an item without a judgement means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It counts neither way: the score is a share of the items judged.
    Drop,
    /// No.
    No,
}

impl Named for Missing {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] = &[("drop", Self::Drop), ("no", Self::No)];
    const NAMES: &'static str = "\"drop\", \"no\"";
}

/// Judgements on the samples of many questions, each with a checklist of its own.
#[derive(Debug, Clone, Copy)]
pub struct Judgements<'a> {
    /// [`NO`], [`YES`] or [`MISSING`]: question by question, judge by judge, sample by sample, item by item.
    pub cells: &'a [u8],
    /// Where the samples of each question begin.
    pub sample_offsets: &'a [i64],
    /// Where the items of each question begin.
    pub item_offsets: &'a [i64],
    /// How many judges each question has.
    pub n_judges: &'a [i64],
    /// The weight of each item of all questions; none are 1 each.
    pub weights: Option<&'a [f64]>,
}

/// Scores of samples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChecklistScores {
    /// One a sample: the share of the items that are met, by weight; NaN if none was judged.
    pub scores: Vec<f64>,
    /// One a sample: items that are met.
    pub n_yes: Vec<i64>,
    /// One a sample: items that were judged.
    pub n_judged: Vec<i64>,
    /// One a question: the first of the samples with the highest score, or -1 if none has one.
    pub best: Vec<i64>,
    /// One a question: samples with the highest score.
    pub n_tied: Vec<i64>,
}

/// Scores each sample by the share of its checklist that it meets, and finds the best of each question.
///
/// Several judges decide an item by majority of those who judged it; a tie is none, and counts as no.
///
/// # Errors
/// [`Error::Length`] and [`Error::Invalid`] for parts that do not fit, a cell or a weight that is none, or a stop asked
/// for through `ctx`.
///
/// # Complexity
/// Linear in the cells.
pub fn checklist_score(judgements: &Judgements<'_>, missing: Missing, ctx: &Ctx<'_>) -> Result<ChecklistScores> {
    let end = |offsets: &[i64]| offsets.last().map_or(0, |&last| usize::try_from(last).unwrap_or(0));
    let samples = bounds("sample_offsets", judgements.sample_offsets, end(judgements.sample_offsets))?;
    let items = bounds("item_offsets", judgements.item_offsets, end(judgements.item_offsets))?;
    let n_questions = samples.len() - 1;
    Error::check_length("item_offsets", items.len(), samples.len())?;
    Error::check_length("n_judges", judgements.n_judges.len(), n_questions)?;
    let mut starts = vec![0_usize];
    for question in 0..n_questions {
        let judges = judgements.n_judges[question];
        let Some(n_judges) = usize::try_from(judges).ok().filter(|&n| n > 0) else {
            return Err(Error::invalid("n_judges", At::Entry(question), judges, "a number of judges", "at least 1"));
        };
        let (n_samples, n_items) = (samples[question + 1] - samples[question], items[question + 1] - items[question]);
        let limit = judgements.cells.len() as u128;
        let size = Error::check_size("judgements", n_samples, n_items, limit)?;
        starts.push(starts[question].saturating_add(Error::check_size("judgements", size, n_judges, limit)?));
    }
    Error::check_length("judgements", judgements.cells.len(), starts[n_questions])?;
    if let Some(at) = judgements.cells.iter().position(|&cell| cell > MISSING) {
        let (cell, expected) = (judgements.cells[at], "0 for no, 1 for yes or 2 where there is none");
        return Err(Error::invalid("judgements", At::Entry(at), cell, "a judgement", expected));
    }
    if let Some(weights) = judgements.weights {
        Error::check_length("weights", weights.len(), items[n_questions])?;
        if let Some(at) = weights.iter().position(|weight| !(0.0..=1e150).contains(weight)) {
            return Err(Error::invalid("weights", At::Entry(at), weights[at], "a weight", "a number from 0 to 1e150"));
        }
    }
    let mut found = ChecklistScores::default();
    ctx.set_total(n_questions as u64);
    let map = |range: std::ops::Range<usize>| {
        let one = |question: usize| {
            ctx.check()?;
            let table = Table {
                cells: &judgements.cells[starts[question]..starts[question + 1]],
                n_samples: samples[question + 1] - samples[question],
                n_items: items[question + 1] - items[question],
                weights: judgements.weights.map(|weights| &weights[items[question]..items[question + 1]]),
            };
            Ok(table.scores(missing))
        };
        range.map(one).collect::<Result<Vec<_>>>()
    };
    ctx.fold_chunks(n_questions, rows(CHUNK_CELLS, judgements.cells.len() / n_questions.max(1)), map, |part| {
        ctx.advance(part.len() as u64);
        for mut question in part {
            found.scores.append(&mut question.scores);
            found.n_yes.append(&mut question.n_yes);
            found.n_judged.append(&mut question.n_judged);
            found.best.append(&mut question.best);
            found.n_tied.append(&mut question.n_tied);
        }
        Ok(())
    })?;
    Ok(found)
}

/// The judgements on one question.
struct Table<'a> {
    cells: &'a [u8],
    n_samples: usize,
    n_items: usize,
    weights: Option<&'a [f64]>,
}

impl Table<'_> {
    fn scores(&self, missing: Missing) -> ChecklistScores {
        let mut found = ChecklistScores::default();
        for sample in 0..self.n_samples {
            let (mut n_yes, mut n_judged) = (0, 0);
            for item in 0..self.n_items {
                let verdict = self.verdict(sample, item);
                n_yes += i64::from(verdict == YES);
                n_judged += i64::from(verdict != MISSING);
            }
            let n_asked = if missing == Missing::No { self.n_items as i64 } else { n_judged };
            let (met, asked) = match self.weights {
                Some(weights) => self.weigh(sample, weights, missing),
                None => (n_yes as f64, n_asked as f64),
            };
            // Nothing judged is no score, whatever a missing judgement means.
            found.scores.push(if n_judged == 0 || asked == 0.0 { f64::NAN } else { met / asked });
            found.n_yes.push(n_yes);
            found.n_judged.push(n_judged);
        }
        let highest = found.scores.iter().copied().filter(|score| !score.is_nan()).max_by(f64::total_cmp);
        let is_best = |score: &f64| Some(score.to_bits()) == highest.map(f64::to_bits);
        found.best.push(found.scores.iter().position(is_best).map_or(-1, |best| best as i64));
        found.n_tied.push(found.scores.iter().filter(|score| is_best(score)).count() as i64);
        found
    }

    /// The weight of the items that a sample meets, and of those that count.
    fn weigh(&self, sample: usize, weights: &[f64], missing: Missing) -> (f64, f64) {
        let (mut met, mut asked) = (ExactSum::new(), ExactSum::new());
        for (item, &weight) in weights.iter().enumerate() {
            let verdict = self.verdict(sample, item);
            if verdict == YES {
                met.add(weight);
            }
            if verdict != MISSING || missing == Missing::No {
                asked.add(weight);
            }
        }
        (met.value(), asked.value())
    }

    /// The majority of the judges.
    fn verdict(&self, sample: usize, item: usize) -> u8 {
        let size = self.n_samples * self.n_items;
        let mut votes = [0_usize; 3];
        let mut at = sample * self.n_items + item;
        while at < self.cells.len() {
            votes[usize::from(self.cells[at])] += 1;
            at += size;
        }
        match votes {
            [0, 0, _] => MISSING,
            [no, yes, _] if yes > no => YES,
            _ => NO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[u8], n_judges: i64, weights: Option<&[f64]>, missing: Missing) -> ChecklistScores {
        let n_samples = cells.len() as i64 / n_judges / 3;
        let judgements = Judgements {
            cells,
            sample_offsets: &[0, n_samples],
            item_offsets: &[0, 3],
            n_judges: &[n_judges],
            weights,
        };
        checklist_score(&judgements, missing, &Ctx::default()).unwrap()
    }

    #[test]
    fn scores_are_shares_of_what_was_judged() {
        let cells = [1, 1, 0, 1, 2, 0, 2, 2, 2, 1, 2, 1];
        let drop = found(&cells, 1, None, Missing::Drop);
        assert_eq!(drop.scores[..2], [2.0 / 3.0, 0.5]);
        assert!(drop.scores[2].is_nan());
        assert_eq!((drop.best, drop.n_tied, drop.n_judged), (vec![3], vec![1], vec![3, 2, 0, 2]));
        let no = found(&cells, 1, None, Missing::No);
        assert_eq!((no.best, no.n_tied), (vec![0], vec![2]));
        let weighed = found(&cells, 1, Some(&[1.0, 0.0, 3.0]), Missing::Drop);
        assert_eq!(weighed.scores[..2], [0.25, 0.25]);
    }

    #[test]
    fn judges_decide_by_majority() {
        let judged = found(&[1, 1, 2, 1, 0, 2, 0, 2, 2], 3, None, Missing::Drop);
        assert_eq!((judged.n_yes, judged.n_judged, judged.scores), (vec![1], vec![2], vec![0.5]));
    }
}
