//! The different forms of each question's answers.

use crate::error::{At, Error, Result};

/// The most pairs of forms that are compared in one call.
pub const MAX_PAIRS: usize = 1 << 32;

/// Samples with the answer of each, and the form of each answer, checked.
#[derive(Debug, Clone)]
pub struct Forms {
    pub(super) bounds: Vec<usize>,
    /// One a sample: the number of its answer, in label order over all questions, or none.
    pub(super) answers: Vec<Option<u32>>,
    /// One an answer.
    pub(super) form_of: Vec<u32>,
    /// The different forms of all questions, ascending within one.
    distinct: Vec<u32>,
    offsets: Vec<usize>,
}

impl Forms {
    /// Checks the columns. `answers` are numbers of answers in label order, or -1 for a sample without one; `form_of`
    /// gives the number of each answer's form.
    ///
    /// # Errors
    /// [`Error::Invalid`] for offsets or numbers that are none; [`Error::TooLarge`] for more pairs than
    /// [`MAX_PAIRS`].
    ///
    /// # Complexity
    /// `O(n log n)` in the samples of a question.
    pub fn new(offsets: &[i64], answers: &[i64], form_of: Vec<u32>) -> Result<Self> {
        let bounds = crate::offsets::bounds("offsets", offsets, answers.len())?;
        let checked = |(at, &answer): (usize, &i64)| match usize::try_from(answer) {
            Ok(number) if number < form_of.len() => Ok(Some(number as u32)),
            Err(_) if answer == -1 => Ok(None),
            _ => {
                let expected = format!("-1, or 0 <= answer < {}", form_of.len());
                Err(Error::invalid("answers", At::Entry(at), answer, "the number of an answer", expected))
            }
        };
        let answers = answers.iter().enumerate().map(checked).collect::<Result<Vec<_>>>()?;
        let mut found = Self { bounds, answers, form_of, distinct: Vec::new(), offsets: vec![0] };
        let mut n_pairs = 0_u128;
        for question in found.bounds.windows(2) {
            let here = found.answers[question[0]..question[1]].iter().flatten();
            let mut forms: Vec<u32> = here.map(|&answer| found.form_of[answer as usize]).collect();
            forms.sort_unstable();
            forms.dedup();
            n_pairs += pairs_of(forms.len()) as u128;
            found.distinct.append(&mut forms);
            found.offsets.push(found.distinct.len());
        }
        if n_pairs > MAX_PAIRS as u128 {
            return Err(Error::TooLarge { what: "number of pairs of forms", got: n_pairs, limit: MAX_PAIRS as u128 });
        }
        Ok(found)
    }

    /// How many questions there are.
    #[must_use]
    pub fn n_questions(&self) -> usize {
        self.bounds.len() - 1
    }

    /// How many samples there are.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.answers.len()
    }

    /// The different forms of a question, ascending.
    #[must_use]
    pub fn question(&self, question: usize) -> &[u32] {
        &self.distinct[self.offsets[question]..self.offsets[question + 1]]
    }

    /// How many pairs of different forms there are within questions.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.offsets.windows(2).map(|ends| pairs_of(ends[1] - ends[0])).sum()
    }

    /// All pairs of different forms within questions, the lower number first: question by question, in the order in
    /// which [`super::close`] wants the verdicts.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.n_questions()).flat_map(|question| {
            let forms = self.question(question);
            let pairs_from = move |i: usize| forms[i + 1..].iter().map(move |&other| (forms[i], other));
            (0..forms.len()).flat_map(pairs_from)
        })
    }
}

/// Pairs of `n` different things.
fn pairs_of(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}
