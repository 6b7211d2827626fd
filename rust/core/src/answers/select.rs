//! A method on all questions.

use super::selection::{Decision, NOBODY, Selection, Status};
use super::tie_break::{Missing, TieBreak, logprobs};
use super::{Rule, Scored, Scratch};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par::rows;
use crate::samples::{Column, MISSING, Question, Samples};

/// Samples in a chunk of questions: some tens of microseconds of the fastest method.
const CHUNK: usize = 1 << 14;

/// The answer to each question. Where `tie_break` is `None`, ties are broken by log-probabilities if there are some, else
/// by the lowest label.
///
/// # Errors
/// [`crate::error::Error::Data`] for a column that the method or the tie-break needs and that is not there, or a stop
/// asked for through `ctx`.
pub fn select(
    rule: &dyn Rule,
    samples: &Samples,
    missing: Missing,
    tie_break: Option<TieBreak>,
    ctx: &Ctx<'_>,
) -> Result<Selection> {
    rule.check(samples)?;
    let tie_break = TieBreak::for_samples(tie_break, rule.id(), samples)?;
    let owned;
    let samples = if missing == Missing::OwnGroup {
        owned = samples.with_missing_as_answer();
        &owned
    } else {
        samples
    };
    let chosen = Chosen { rule, missing, tie_break, logprobs: logprobs(samples) };
    let n_questions = samples.n_questions();
    let preferred = rows(CHUNK, samples.n_samples().div_ceil(n_questions.max(1)));
    let mut all: Option<Selection> = None;
    let map = |questions: std::ops::Range<usize>| {
        let offsets = samples.answer_offsets();
        let n_answers = offsets[questions.end] - offsets[questions.start];
        let mut part = Selection::with_capacity(questions.len(), n_answers);
        let mut scratch = Scratch::default();
        for q in questions {
            chosen.question(&samples.question(q), &mut part, &mut scratch);
        }
        Ok(part)
    };
    let fold = |part: Selection| {
        match &mut all {
            None if preferred >= n_questions => all = Some(part),
            None => {
                let mut first = Selection::with_capacity(n_questions, samples.answer_offsets()[n_questions]);
                first.append(part);
                all = Some(first);
            }
            Some(all) => all.append(part),
        }
        Ok(())
    };
    ctx.fold_chunks(n_questions, preferred, map, fold)?;
    let mut all = all.unwrap_or_else(|| Selection::with_capacity(0, 0));
    if !rule.has_mass() {
        all.confidence = Vec::new();
    }
    Ok(all)
}

/// A method, and how it was asked.
struct Chosen<'a> {
    rule: &'a dyn Rule,
    missing: Missing,
    tie_break: TieBreak,
    logprobs: Option<Column>,
}

impl Chosen<'_> {
    fn question(&self, question: &Question<'_>, part: &mut Selection, scratch: &mut Scratch) {
        count(question, scratch);
        let start = part.scores.len();
        part.scores.resize(start + question.n_answers(), 0.0);
        let scores = &mut part.scores[start..];
        let scored = if scores.is_empty() { Scored::default() } else { self.rule.score(question, scores, scratch) };
        let decision = self.decide(question, scores, scored, scratch);
        part.push(decision);
    }

    fn decide(&self, question: &Question<'_>, scores: &[f64], scored: Scored, scratch: &Scratch) -> Decision {
        let n_samples = question.len() as u64;
        let n_valid = n_samples - u64::from(scratch.n_missing);
        let outcome = Outcome::of(scores, scored, self.missing);
        let winner = if outcome.n_tied < 2 {
            outcome.leader
        } else {
            let is_tied = |answer: u32| scores[answer as usize] >= outcome.best;
            let winner = self.tie_break.winner(question, self.logprobs, outcome.leader, is_tied);
            winner.unwrap_or(NOBODY)
        };
        outcome.settle(winner, self.rule.least_confidence(), &scratch.counts, n_samples, n_valid)
    }
}

/// How often each answer of a question was given.
fn count(question: &Question<'_>, scratch: &mut Scratch) {
    scratch.counts.clear();
    scratch.counts.resize(question.n_answers(), 0);
    // A slice of its own: through the vector, each count would first look up where the counts are.
    let counts = scratch.counts.as_mut_slice();
    let mut n_missing = 0;
    for &answer in question.answers() {
        match counts.get_mut(answer as usize) {
            Some(count) => *count += 1,
            None => n_missing += 1,
        }
    }
    debug_assert!(question.answers().iter().all(|&a| a == MISSING || (a as usize) < question.n_answers()));
    scratch.n_missing = n_missing;
}

/// The highest score of a question, and whose it is.
pub(super) struct Outcome {
    /// The lowest of the answers that have it.
    pub(super) leader: u32,
    pub(super) best: f64,
    pub(super) n_tied: u32,
    confidence: f64,
    n_pruned: u32,
    status: Status,
}

impl Outcome {
    pub(super) fn of(scores: &[f64], scored: Scored, missing: Missing) -> Self {
        let (mut leader, mut best, mut n_tied) = (NOBODY, f64::NEG_INFINITY, 0);
        for (answer, &score) in (0..).zip(scores) {
            if score > best {
                (leader, best, n_tied) = (answer, score, 1);
            } else if score >= best {
                n_tied += u32::from(leader != NOBODY);
            }
        }
        let total = scored.mass.answered + if missing == Missing::Count { scored.mass.missing } else { 0.0 };
        // A sum of parts may be rounded to above the whole.
        let confidence = if leader != NOBODY && total > 0.0 { (best / total).clamp(0.0, 1.0) } else { 0.0 };
        Self { leader, best, n_tied, confidence, n_pruned: scored.n_pruned, status: scored.status }
    }

    /// What is decided of the question: `winner` is who won the tie, if there was one.
    pub(super) fn settle(
        self,
        winner: u32,
        least: Option<f64>,
        counts: &[impl PartialOrd],
        n_samples: u64,
        n_valid: u64,
    ) -> Decision {
        let winner = if least.is_some_and(|least| self.confidence < least) { NOBODY } else { winner };
        let status = match (self.leader, winner) {
            (NOBODY, _) => Status::NoValidAnswer,
            (_, NOBODY) => Status::Abstained,
            _ if self.status == Status::NoMass => Status::NoMass,
            _ if self.n_tied > 1 => Status::Tie,
            _ => self.status,
        };
        let agrees = counts.get(winner as usize).is_some_and(|count| counts.iter().all(|other| other <= count));
        Decision {
            winner,
            confidence: self.confidence,
            n_tied: self.n_tied,
            n_samples,
            n_valid,
            n_pruned: self.n_pruned,
            agrees_with_majority: agrees,
            status,
        }
    }
}
