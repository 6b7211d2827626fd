//! Votes on answers, kept without the samples: for whoever adds samples as they arrive.

mod select;
mod vote;

use std::collections::BTreeMap;

pub use select::Kept;
pub use vote::Vote;

use super::tally::Tally;
use super::tie_break::logprobs;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Label;
use crate::samples::{Column, Samples};
use crate::state::{Kind, Reader, State, Writer, corrupt};

/// The votes on one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionVotes {
    /// What each answer got, in label order.
    pub answers: BTreeMap<Label, Vote>,
    /// Samples without an answer.
    pub missing: Vote,
}

/// Votes on the answers to any number of questions: a mergeable state.
///
/// Samples may have log-probabilities, per token or of the whole, but one kind in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnswerVotes {
    questions: BTreeMap<Label, QuestionVotes>,
    logprobs: Option<Column>,
}

/// Samples with the labels of their questions and answers.
#[derive(Debug, Clone, Copy)]
pub struct Labelled<'a> {
    /// The samples.
    pub samples: &'a Samples,
    /// A label a question.
    pub questions: &'a [Label],
    /// A label for each different answer of each question, in the order of [`Samples::answer_offsets`].
    pub answers: &'a [Label],
}

impl AnswerVotes {
    /// The votes on each question, in label order.
    #[must_use]
    pub fn questions(&self) -> &BTreeMap<Label, QuestionVotes> {
        &self.questions
    }

    /// The votes of samples. Two questions of one label are one.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub fn of(votes: &Labelled<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        let samples = votes.samples;
        let column = logprobs(samples);
        let mut state = Self { questions: BTreeMap::new(), logprobs: column };
        let mut tally = Tally::default();
        for q in 0..samples.n_questions() {
            if q % 1024 == 0 {
                ctx.check()?;
            }
            let question = samples.question(q);
            let labels = &votes.answers[samples.answer_offsets()[q]..];
            let mut found = vec![Vote::default(); question.n_answers()];
            let mut missing = Vote::default();
            let values = column.and_then(|column| question.numbers(column));
            for (k, &answer) in question.answers().iter().enumerate() {
                let vote = found.get_mut(answer as usize).unwrap_or(&mut missing);
                let best_logprob = values.map(|values| values[k]);
                vote.add(&Vote { count: 1, weight: 1.0, rest: 0.0, best_logprob });
            }
            if let Some(weights) = question.weights() {
                let mut sums = vec![0.0; found.len()];
                missing.weight = tally.add_up(question.answers(), weights, &mut sums).missing;
                for (vote, sum) in found.iter_mut().zip(sums) {
                    vote.weight = sum;
                }
            }
            let kept = state.questions.entry(votes.questions[q].clone()).or_default();
            for (label, vote) in labels.iter().zip(&found) {
                kept.answers.entry(label.clone()).or_default().add(vote);
            }
            kept.missing.add(&missing);
        }
        Ok(state)
    }
}

impl State for AnswerVotes {
    type Votes<'a> = Labelled<'a>;
    type Output = ();

    fn update(&mut self, votes: &Self::Votes<'_>, ctx: &Ctx<'_>) -> Result<()> {
        let part = Self::of(votes, ctx)?;
        self.merge(&part)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        let name = |column: Option<Column>| column.map_or("none", Column::name).to_owned();
        if self.logprobs.is_some() && other.logprobs.is_some() && self.logprobs != other.logprobs {
            let (left, right) = (name(self.logprobs), name(other.logprobs));
            return Err(Error::IncompatibleState {
                what: "votes with log-probabilities of different kinds",
                left,
                right,
            });
        }
        self.logprobs = self.logprobs.or(other.logprobs);
        for (label, votes) in &other.questions {
            match self.questions.get_mut(label) {
                None => {
                    self.questions.insert(label.clone(), votes.clone());
                }
                Some(kept) => {
                    kept.missing.add(&votes.missing);
                    for (answer, vote) in &votes.answers {
                        match kept.answers.get_mut(answer) {
                            Some(kept) => kept.add(vote),
                            None => {
                                kept.answers.insert(answer.clone(), *vote);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn finish(&self, _ctx: &Ctx<'_>) -> Result<()> {
        Ok(())
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::AnswerVotes, 0);
        writer.u8(match self.logprobs {
            Some(Column::MeanLogprobs) => 1,
            Some(_) => 2,
            None => 0,
        });
        writer.u64(self.questions.len() as u64);
        for (label, question) in &self.questions {
            label.write(&mut writer);
            question.missing.write(&mut writer);
            writer.u64(question.answers.len() as u64);
            for (answer, vote) in &question.answers {
                answer.write(&mut writer);
                vote.write(&mut writer);
            }
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::AnswerVotes)?;
        let logprobs = match reader.u8("kind of log-probabilities")? {
            0 => None,
            1 => Some(Column::MeanLogprobs),
            2 => Some(Column::SumLogprobs),
            other => return Err(corrupt("kind of log-probabilities", other, "0, 1 or 2")),
        };
        let mut state = Self { questions: BTreeMap::new(), logprobs };
        for _ in 0..reader.length("questions", 9)? {
            let label = Label::read(&mut reader)?;
            let mut question = QuestionVotes { missing: Vote::read(&mut reader)?, ..QuestionVotes::default() };
            for _ in 0..reader.length("answers", 9)? {
                let answer = Label::read(&mut reader)?;
                let vote = Vote::read(&mut reader)?;
                if question.answers.insert(answer.clone(), vote).is_some() {
                    return Err(corrupt("answers", format!("{answer} twice"), "each answer once"));
                }
            }
            if state.questions.insert(label.clone(), question).is_some() {
                return Err(corrupt("questions", format!("{label} twice"), "each question once"));
            }
        }
        reader.finish()?;
        Ok(state)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answers::rule;
    use crate::answers::tie_break::Missing;
    use crate::samples::{Parts, number_integers};
    use crate::state::tests::forge;

    fn state() -> AnswerVotes {
        let numbered = number_integers(&[0, 3, 5], &[4, -1, 7, 4, 4], Some(-1));
        let labels: Vec<Label> = [4, 7, 4].map(Label::Int).into();
        let logprobs = vec![-0.5, -1.0, f64::NEG_INFINITY, -0.25, -2.0];
        let parts = Parts { mean_logprobs: Some(logprobs), ..Parts::default() };
        let samples = Samples::new(vec![0, 3, 5], numbered, true, parts).unwrap();
        let questions = [Label::Text("é".to_owned()), Label::Int(3)];
        let votes = Labelled { samples: &samples, questions: &questions, answers: &labels };
        AnswerVotes::of(&votes, &Ctx::default()).unwrap()
    }

    #[test]
    fn bytes_come_back() {
        let state = state();
        assert_eq!(AnswerVotes::from_bytes(&state.to_bytes().unwrap()).unwrap(), state);
        let question = &state.questions()[&Label::Text("é".to_owned())];
        assert_eq!((question.missing.count, question.answers.len()), (1, 2));
    }

    proptest! {
        /// Whatever comes out of forged bytes is refused, or is a state that methods can be run on.
        #[test]
        fn forged_bytes_do_no_harm(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            if let Ok(mut forged) = AnswerVotes::from_bytes(&forge(&state().to_bytes().unwrap(), &damage)) {
                let majority = rule("majority_vote", &|_| None).unwrap();
                let selection = forged.select(&*majority, Missing::Count, None, &Ctx::default()).unwrap();
                prop_assert!(selection.confidence.iter().all(|share| (0.0..=1.0).contains(share)));
                let _ = forged.merge(&state());
            }
        }
    }
}
