//! Groups of equal answers.

use super::forms::Forms;
use super::union_find::UnionFind;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::par::rows;

/// Samples of one chunk of questions.
const CHUNK_SAMPLES: usize = 1 << 13;

/// Equal answers of each question under one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    /// One a sample: its group within the question, or -1. Groups are numbered by their label's place in label order.
    pub groups: Vec<i64>,
    /// Where the groups of each question begin; one more than there are questions.
    pub offsets: Vec<i64>,
    /// One a group, its label: the most frequent answer in it; of several the first in label order.
    pub labels: Vec<i64>,
    /// One a group: its samples.
    pub sizes: Vec<i64>,
    /// One a question: different forms.
    pub n_forms: Vec<i64>,
    /// One a question: pairs of forms that are in one group although they were called different.
    pub n_forced: Vec<i64>,
}

/// Joins the forms that were called equal, one verdict a pair of [`Forms::pairs`]; no verdicts at all are all "no".
///
/// # Errors
/// [`Error::Length`] for another number of verdicts than of pairs, or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in samples and pairs, but for sorting the samples of a question.
pub fn close(forms: &Forms, verdicts: Option<&[bool]>, ctx: &Ctx<'_>) -> Result<Grouping> {
    if let Some(verdicts) = verdicts {
        Error::check_length("verdicts", verdicts.len(), forms.n_pairs())?;
    }
    let n_questions = forms.n_questions();
    // Where the verdicts of each question begin.
    let mut starts = vec![0];
    for question in 0..n_questions {
        let n = forms.question(question).len();
        starts.push(starts[question] + n * n.saturating_sub(1) / 2);
    }
    let mut found = Grouping { offsets: vec![0], ..Grouping::default() };
    let map = |questions: std::ops::Range<usize>| {
        let one = |question: usize| {
            let own = verdicts.map(|verdicts| &verdicts[starts[question]..starts[question + 1]]);
            close_question(forms, question, own)
        };
        Ok(questions.map(one).collect::<Vec<_>>())
    };
    ctx.set_total(n_questions as u64);
    ctx.fold_chunks(n_questions, rows(CHUNK_SAMPLES, forms.answers.len() / n_questions.max(1)), map, |part| {
        ctx.advance(part.len() as u64);
        for mut question in part {
            found.groups.append(&mut question.groups);
            found.labels.append(&mut question.labels);
            found.sizes.append(&mut question.sizes);
            found.n_forms.append(&mut question.n_forms);
            found.n_forced.append(&mut question.n_forced);
            found.offsets.push(found.labels.len() as i64);
        }
        Ok(())
    })?;
    Ok(found)
}

fn close_question(all: &Forms, question: usize, verdicts: Option<&[bool]>) -> Grouping {
    let forms = all.question(question);
    let samples = &all.answers[all.bounds[question]..all.bounds[question + 1]];
    let mut sets = UnionFind::new(forms.len());
    let pairs = || (0..forms.len()).flat_map(|i| (i + 1..forms.len()).map(move |j| (i, j)));
    let mut n_forced = 0;
    if let Some(verdicts) = verdicts {
        pairs().zip(verdicts).filter(|(_, equal)| **equal).for_each(|((i, j), _)| sets.join(i, j));
        let denied = pairs().zip(verdicts).filter(|(_, equal)| !**equal);
        n_forced = denied.filter(|&((i, j), _)| sets.root(i) == sets.root(j)).count();
    }
    let root: Vec<usize> = (0..forms.len()).map(|form| sets.root(form)).collect();
    let set_of = |answer: u32| forms.binary_search(&all.form_of[answer as usize]).map_or(0, |form| root[form]);
    // How often each answer came, answer by answer in label order within each set.
    let mut seen: Vec<(usize, u32)> = samples.iter().flatten().map(|&answer| (set_of(answer), answer)).collect();
    seen.sort_unstable();
    // Label, set and size of each group; then by label.
    let mut groups: Vec<(u32, usize, i64)> = Vec::new();
    for set in seen.chunk_by(|a, b| a.0 == b.0) {
        let mut label = (0, 0);
        for same in set.chunk_by(|a, b| a == b) {
            if same.len() > label.0 {
                label = (same.len(), same[0].1);
            }
        }
        groups.push((label.1, set[0].0, set.len() as i64));
    }
    groups.sort_unstable();
    let mut number = vec![-1; forms.len()];
    for (group, &(_, set, _)) in (0..).zip(&groups) {
        number[set] = group;
    }
    Grouping {
        groups: samples.iter().map(|answer| answer.map_or(-1, |answer| number[set_of(answer)])).collect(),
        offsets: Vec::new(),
        labels: groups.iter().map(|&(label, ..)| i64::from(label)).collect(),
        sizes: groups.iter().map(|&(.., size)| size).collect(),
        n_forms: vec![forms.len() as i64],
        n_forced: vec![n_forced as i64],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_their_most_frequent_answer_as_label() {
        // Answers 0 and 3 share form 7, 1 and 2 have forms of their own, 4 has another.
        let forms = Forms::new(&[0, 6, 6, 8], &[3, 1, 0, 3, -1, 2, 4, 4], vec![7, 2, 5, 7, 9]).unwrap();
        assert_eq!(forms.question(0), [2, 5, 7]);
        assert_eq!(forms.pairs().collect::<Vec<_>>(), [(2, 5), (2, 7), (5, 7)]);
        let alone = close(&forms, None, &Ctx::default()).unwrap();
        assert_eq!(alone.groups, [2, 0, 2, 2, -1, 1, 0, 0]);
        assert_eq!((alone.labels, alone.sizes), (vec![1, 2, 3, 4], vec![1, 1, 3, 2]));
        assert_eq!((alone.offsets, alone.n_forms), (vec![0, 3, 3, 4], vec![3, 0, 1]));
        let joined = close(&forms, Some(&[true, false, true]), &Ctx::default()).unwrap();
        assert_eq!(joined.groups, [0, 0, 0, 0, -1, 0, 0, 0]);
        assert_eq!((joined.labels, joined.sizes, joined.n_forced), (vec![3, 4], vec![5, 2], vec![1, 0, 0]));
        assert!(close(&forms, Some(&[true]), &Ctx::default()).is_err());
    }

    #[test]
    fn what_is_no_answer_is_named() {
        let fails = |answers: &[i64]| Forms::new(&[0, 1], answers, vec![0]).unwrap_err().to_string();
        assert_eq!(fails(&[1]), "answers[0] = 1 is not the number of an answer: expected -1, or 0 <= answer < 1");
        assert!(fails(&[-2]).starts_with("answers[0] = -2"));
        assert!(fails(&[0, 0]).starts_with("offsets[1] = 1"));
    }
}
