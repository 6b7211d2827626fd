//! Votes on answers, kept without the samples: for whoever adds samples as they arrive.

use std::collections::BTreeMap;

use super::select::Outcome;
use super::selection::{NOBODY, Selection, Status};
use super::tally::Tally;
use super::tie_break::{Missing, TieBreak, logprobs};
use super::{Mass, Rule, Scored};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Label;
use crate::samples::{Column, Samples};
use crate::state::{Kind, Reader, State, Writer};

/// What a method reads of votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// How often each answer was given.
    Counts,
    /// What the samples that gave it weigh.
    Weights,
}

/// What is kept of the samples that gave an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Vote {
    /// How many there are.
    pub count: u64,
    weight: f64,
    /// What the weight lacks of the true sum.
    rest: f64,
    /// The best log-probability of one of them.
    pub best_logprob: Option<f64>,
}

impl Vote {
    /// What the samples weigh.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight + self.rest
    }

    fn add(&mut self, other: &Self) {
        self.count += other.count;
        let sum = self.weight + other.weight;
        // What rounding took away (Knuth's two-sum).
        let back = sum - self.weight;
        self.rest += other.rest + ((self.weight - (sum - back)) + (other.weight - back));
        self.weight = sum;
        self.best_logprob = match (self.best_logprob, other.best_logprob) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }
}

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

    /// The answer to each question by a method that needs no more than is kept.
    ///
    /// # Errors
    /// [`Error::InputKind`] for any other method; [`Error::Data`] for a tie-break that needs the samples; a stop asked for
    /// through `ctx`.
    pub fn select(
        &self,
        rule: &dyn Rule,
        missing: Missing,
        tie_break: Option<TieBreak>,
        ctx: &Ctx<'_>,
    ) -> Result<Selection> {
        let id = rule.id();
        let Some(kept) = rule.kept() else {
            return Err(Error::InputKind { rule: id, got: "AnswerVotes", expected: "Samples, each of which it reads" });
        };
        let refuse = |got: &str, expected: &str| {
            Err(Error::Data { what: id, got: got.to_owned(), expected: expected.to_owned() })
        };
        if missing == Missing::OwnGroup {
            return refuse("missing='own_group' with AnswerVotes", "Samples, or missing='count' or 'drop'");
        }
        let tie_break = tie_break.unwrap_or(TieBreak::default_for(self.logprobs));
        if tie_break == TieBreak::FirstSeen {
            return refuse("tie_break='first_seen' with AnswerVotes, which do not keep the order", "Samples");
        }
        if tie_break == TieBreak::ByLogprob && self.logprobs.is_none() {
            return refuse("tie_break='by_logprob' with votes that have no log-probabilities", "votes with them");
        }
        let mut all = Selection::with_capacity(self.questions.len(), self.questions.len());
        for (q, question) in self.questions.values().enumerate() {
            if q % 1024 == 0 {
                ctx.check()?;
            }
            let start = all.scores.len();
            let value = |vote: &Vote| match kept {
                Kept::Counts => vote.count as f64,
                Kept::Weights => vote.weight(),
            };
            all.scores.extend(question.answers.values().map(value));
            let scores = &all.scores[start..];
            let mass = Mass { answered: scores.iter().sum(), missing: value(&question.missing) };
            let status = if mass.answered == 0.0 { Status::NoMass } else { Status::Ok };
            let outcome = Outcome::of(scores, Scored { mass, n_pruned: 0, status }, missing);
            let winner = if outcome.n_tied < 2 || tie_break == TieBreak::LowestLabel || tie_break == TieBreak::Share {
                outcome.leader
            } else if tie_break == TieBreak::Abstain {
                NOBODY
            } else {
                let tied = (0..).zip(question.answers.values()).zip(scores);
                let tied = tied.filter(|&(_, &score)| score >= outcome.best).map(|(vote, _)| vote);
                let logprob = |vote: &Vote| vote.best_logprob.unwrap_or(f64::NEG_INFINITY);
                let best = tied.max_by(|a, b| logprob(a.1).total_cmp(&logprob(b.1)).then(b.0.cmp(&a.0)));
                best.map_or(NOBODY, |(answer, _)| answer)
            };
            let counts: Vec<u64> = question.answers.values().map(|vote| vote.count).collect();
            let n_valid: u64 = counts.iter().sum();
            let n_samples = n_valid + question.missing.count;
            all.push(outcome.settle(winner, rule.least_confidence(), &counts, n_samples, n_valid));
        }
        if !rule.has_mass() {
            all.confidence = Vec::new();
        }
        Ok(all)
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
            write_vote(&mut writer, &question.missing);
            writer.u64(question.answers.len() as u64);
            for (answer, vote) in &question.answers {
                answer.write(&mut writer);
                write_vote(&mut writer, vote);
            }
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::AnswerVotes)?;
        let corrupt = |what: &'static str, got: String, expected: &str| Error::CorruptState {
            what,
            got,
            expected: expected.to_owned(),
        };
        let logprobs = match reader.u8("kind of log-probabilities")? {
            0 => None,
            1 => Some(Column::MeanLogprobs),
            2 => Some(Column::SumLogprobs),
            other => return Err(corrupt("kind of log-probabilities", other.to_string(), "0, 1 or 2")),
        };
        let mut state = Self { questions: BTreeMap::new(), logprobs };
        for _ in 0..reader.length("questions", 9)? {
            let label = Label::read(&mut reader)?;
            let mut question = QuestionVotes { missing: read_vote(&mut reader)?, ..QuestionVotes::default() };
            for _ in 0..reader.length("answers", 9)? {
                let answer = Label::read(&mut reader)?;
                let vote = read_vote(&mut reader)?;
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

fn write_vote(writer: &mut Writer, vote: &Vote) {
    writer.u64(vote.count);
    writer.f64(vote.weight);
    writer.f64(vote.rest);
    // Floats of a state are finite, so minus infinity has a mark of its own.
    match vote.best_logprob {
        None => writer.u8(0),
        Some(f64::NEG_INFINITY) => writer.u8(2),
        Some(logprob) => {
            writer.u8(1);
            writer.f64(logprob);
        }
    }
}

fn read_vote(reader: &mut Reader<'_>) -> Result<Vote> {
    let (count, weight, rest) = (reader.u64("count")?, reader.f64("weight")?, reader.f64("weight")?);
    // So that no sum of what comes together overflows.
    let refuse = |what, got: String, expected: &str| Error::CorruptState { what, got, expected: expected.to_owned() };
    if count > 1 << 48 {
        return Err(refuse("count", count.to_string(), "at most 2**48"));
    }
    let best_logprob = match reader.u8("log-probability")? {
        0 => None,
        1 => Some(reader.f64("log-probability")?),
        2 => Some(f64::NEG_INFINITY),
        other => return Err(refuse("log-probability", other.to_string(), "0, 1 or 2 before it")),
    };
    if let Some(logprob) = best_logprob
        && logprob > 0.0
    {
        return Err(refuse("log-probability", logprob.to_string(), "at most 0"));
    }
    Ok(Vote { count, weight, rest, best_logprob })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::answers::rule;
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
