//! What a missing answer means, and who wins a tie.

use crate::error::{Error, Result};
use crate::options::Named;
use crate::samples::{Column, MISSING, Question, Samples};

/// What a sample without an answer means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// It counts against every answer, and cannot win.
    #[default]
    Count,
    /// It is left out.
    Drop,
    /// Such samples are a group like any other, which may win.
    OwnGroup,
}

impl Named for Missing {
    const OPTION: &'static str = "missing";
    const VALUES: &'static [(&'static str, Self)] =
        &[("count", Missing::Count), ("drop", Missing::Drop), ("own_group", Missing::OwnGroup)];
    const NAMES: &'static str = "'count', 'drop', 'own_group'";
}

/// Who wins a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieBreak {
    /// The answer with the most probable sample; among equals the lowest label.
    ByLogprob,
    /// The lowest label.
    LowestLabel,
    /// The lowest label stands for all, and whoever looks at all of them gives each an equal part.
    Share,
    /// Nobody.
    Abstain,
    /// The answer that was given first.
    FirstSeen,
}

impl Named for TieBreak {
    const OPTION: &'static str = "tie_break";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("by_logprob", TieBreak::ByLogprob),
        ("lowest_label", TieBreak::LowestLabel),
        ("share", TieBreak::Share),
        ("abstain", TieBreak::Abstain),
        ("first_seen", TieBreak::FirstSeen),
    ];
    const NAMES: &'static str = "'by_logprob', 'lowest_label', 'share', 'abstain', 'first_seen'";
}

impl TieBreak {
    /// By log-probabilities, where there are some.
    pub(super) fn default_for(logprobs: Option<Column>) -> Self {
        if logprobs.is_some() { TieBreak::ByLogprob } else { TieBreak::LowestLabel }
    }

    /// The one that was asked for, or that of the samples: by log-probabilities where there are some.
    ///
    /// # Errors
    /// [`Error::Data`] for log-probabilities that are not there, and for labels that have no order.
    pub(super) fn for_samples(asked: Option<Self>, rule: &'static str, samples: &Samples) -> Result<Self> {
        let logprobs = logprobs(samples);
        let chosen = asked.unwrap_or(Self::default_for(logprobs));
        if chosen == TieBreak::ByLogprob && logprobs.is_none() {
            let got = "tie_break='by_logprob' with samples that have no log-probabilities".to_owned();
            let expected = "Samples made with mean_logprobs= or sum_logprobs=".to_owned();
            return Err(Error::Data { what: rule, got, expected });
        }
        if !samples.is_ordered() && matches!(chosen, TieBreak::ByLogprob | TieBreak::LowestLabel | TieBreak::Share) {
            let got = "answers that have no order, so that there is no lowest label".to_owned();
            let expected =
                "answers that are numbers, texts or bytes, or tie_break='abstain' or 'first_seen'".to_owned();
            return Err(Error::Data { what: rule, got, expected });
        }
        Ok(chosen)
    }

    /// Who of those with the highest score wins. `is_tied` says who they are; the lowest of them is `lowest`.
    pub(super) fn winner(
        self,
        question: &Question<'_>,
        logprobs: Option<Column>,
        lowest: u32,
        is_tied: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let answers = question.answers();
        match self {
            TieBreak::LowestLabel | TieBreak::Share => Some(lowest),
            TieBreak::Abstain => None,
            TieBreak::FirstSeen => answers.iter().copied().find(|&answer| answer != MISSING && is_tied(answer)),
            TieBreak::ByLogprob => {
                let values = logprobs.and_then(|column| question.numbers(column)).unwrap_or(&[]);
                let tied = answers.iter().zip(values).filter(|&(&answer, _)| answer != MISSING && is_tied(answer));
                let best = tied.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
                best.map(|(&answer, _)| answer)
            }
        }
    }
}

/// The log-probabilities that break ties: those per token, where there are both.
pub(super) fn logprobs(samples: &Samples) -> Option<Column> {
    [Column::MeanLogprobs, Column::SumLogprobs].into_iter().find(|&column| samples.has(column))
}
