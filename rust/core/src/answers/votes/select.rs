//! Answers chosen from votes, as far as no sample is needed.

use super::{AnswerVotes, Vote};
use crate::answers::select::Outcome;
use crate::answers::selection::{NOBODY, Selection, Status};
use crate::answers::tie_break::{Missing, TieBreak};
use crate::answers::{Mass, Rule, Scored};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// What a method reads of votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// How often each answer was given.
    Counts,
    /// What the samples that gave it weigh.
    Weights,
}

impl AnswerVotes {
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
