//! When there are enough samples of a question.
//!
//! A rule looks at how often each answer was given so far and says whether to stop. None of its numbers is the probability
//! that the answer is right: they say how sure it is that more samples would not change the majority.

mod beta;
mod deepening;
mod dirichlet;
mod expected_samples;
mod horizon;
mod remaining;
mod window;

pub use beta::beta;
pub use deepening::deepening_budgets;
pub use dirichlet::dirichlet;
pub use expected_samples::expected_samples;
pub use horizon::horizon;
pub use window::{Streams, WindowReason, WindowStop, early_stop_window};

use crate::answers::ragged::Counts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::options::Named;

/// Samples of one question at most where a rule looks ahead.
pub const MAX_HORIZON: u32 = 1 << 16;

/// What is asked of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopRule {
    /// The leader against the runner-up, under a uniform prior.
    Beta,
    /// The leader against all answers, under a uniform prior.
    Dirichlet,
    /// The lead cannot be caught.
    Decided,
    /// The lead holds at the end.
    Horizon,
}

impl Named for StopRule {
    const OPTION: &'static str = "rule";
    const VALUES: &'static [(&'static str, Self)] =
        &[("beta", Self::Beta), ("dirichlet", Self::Dirichlet), ("decided", Self::Decided), ("horizon", Self::Horizon)];
    const NAMES: &'static str = "\"beta\", \"dirichlet\", \"decided\", \"horizon\"";
}

/// Why a rule stops, or goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Goes on: there are fewer samples than the least number.
    TooFew,
    /// Goes on: the probability is below the threshold.
    Uncertain,
    /// Stops: the probability has reached the threshold.
    Confident,
    /// Stops: the lead cannot be caught with the samples that are left.
    Decided,
    /// Stops: no samples are left.
    Exhausted,
}

/// A rule with its options.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    rule: StopRule,
    threshold: f64,
    max_samples: Option<u32>,
    min_samples: u32,
    n_largest: Option<u32>,
}

impl Stopping {
    /// Checks the options. `n_largest` is how many of the most frequent answers the Dirichlet rule compares; all by default.
    ///
    /// # Errors
    /// [`Error::OptionRange`] for a threshold that is not above 0 and at most 1, `max_samples` below `min_samples` or out of
    /// range, or `n_largest` below 2; [`Error::Data`] for a rule that looks ahead, or does not compare answers, where
    /// `max_samples` or `n_largest` do not fit it.
    pub fn new(
        rule: StopRule,
        threshold: f64,
        max_samples: Option<u32>,
        min_samples: u32,
        n_largest: Option<u32>,
    ) -> Result<Self> {
        let wrong = |option, got: String, expected: String| {
            Err(Error::OptionRange { rule: "adaptive_stop", option, got, expected })
        };
        if !(threshold > 0.0 && threshold <= 1.0) {
            return wrong("threshold", threshold.to_string(), "0 < threshold <= 1".to_owned());
        }
        if let Some(most) = max_samples
            && !(min_samples.max(1)..=MAX_HORIZON).contains(&most)
        {
            let expected = format!("min_samples = {min_samples} <= max_samples <= {MAX_HORIZON}, and at least 1");
            return wrong("max_samples", most.to_string(), expected);
        }
        if matches!(rule, StopRule::Decided | StopRule::Horizon) && max_samples.is_none() {
            let expected = "a number: this rule looks as far as that".to_owned();
            return wrong("max_samples", "None".to_owned(), expected);
        }
        if let Some(n) = n_largest
            && (rule != StopRule::Dirichlet || n < 2)
        {
            let expected = "2 <= n_largest, with rule=\"dirichlet\" alone".to_owned();
            return wrong("n_largest", n.to_string(), expected);
        }
        Ok(Self { rule, threshold, max_samples, min_samples, n_largest })
    }
}

/// What a rule says of one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// Whether to stop.
    pub stop: bool,
    /// Why.
    pub reason: Reason,
    /// The most frequent answer, the first one where several are; none without answers.
    pub leader: Option<u32>,
    /// Whether several are the most frequent.
    pub tied: bool,
    /// The probability that the rule is about.
    pub p_leader: f64,
    /// How many more samples to expect; NaN where there is no end to them.
    pub expected_remaining: f64,
}

/// Counts in falling order, the leader first.
#[derive(Debug, Default)]
struct Standing {
    sorted: Vec<u32>,
}

impl Standing {
    fn read(&mut self, counts: &[u32]) {
        self.sorted.clear();
        self.sorted.extend(counts.iter().copied().filter(|&count| count > 0));
        self.sorted.sort_unstable_by(|a, b| b.cmp(a));
    }

    fn top(&self) -> u32 {
        self.sorted.first().copied().unwrap_or(0)
    }

    fn second(&self) -> u32 {
        self.sorted.get(1).copied().unwrap_or(0)
    }
}

/// Asks a rule of every question.
///
/// # Errors
/// [`Error::TooLarge`] for more than 2^16 samples where the Dirichlet rule or a look ahead needs them; or the call was
/// stopped.
///
/// # Complexity
/// A question: `O(sqrt(n))` for beta, `O(n)` at some 50 points for dirichlet, and with `max_samples` another
/// `O((max_samples - n)^2)` at most for the samples to expect; see [`horizon`] for that rule.
pub fn adaptive_stop(counts: &Counts, stopping: Stopping, ctx: &Ctx<'_>) -> Result<Vec<Decision>> {
    let mut decisions = Vec::new();
    let map = |questions: std::ops::Range<usize>| {
        let mut standing = Standing::default();
        let decide = |question| {
            let (given, total) = (counts.of(question), counts.totals()[question]);
            standing.read(given);
            let leader = given.iter().position(|&count| count > 0 && count == standing.top());
            decide(&standing, leader.map(|leader| leader as u32), total, stopping, ctx)
        };
        questions.map(decide).collect::<Result<Vec<_>>>()
    };
    ctx.fold_chunks(counts.n_questions(), 256, map, |part| {
        decisions.extend(part);
        Ok(())
    })?;
    Ok(decisions)
}

fn decide(standing: &Standing, leader: Option<u32>, n: u32, stopping: Stopping, ctx: &Ctx<'_>) -> Result<Decision> {
    let Stopping { rule, threshold, max_samples, min_samples, n_largest } = stopping;
    let (top, second) = (standing.top(), standing.second());
    let left = max_samples.map(|most| most.saturating_sub(n));
    let caught = left.is_none_or(|left| top - second <= left);
    let p_leader = match rule {
        _ if leader.is_none() => 0.0,
        StopRule::Beta => beta(top, second),
        StopRule::Dirichlet => {
            let compared = n_largest.map_or(standing.sorted.len(), |n| standing.sorted.len().min(n as usize));
            dirichlet(&standing.sorted[..compared], ctx)?
        }
        StopRule::Decided => f64::from(u8::from(!caught)),
        StopRule::Horizon => horizon(&standing.sorted, left.unwrap_or(0), ctx)?,
    };
    let reason = if left == Some(0) {
        Reason::Exhausted
    } else if leader.is_some() && !caught {
        Reason::Decided
    } else if n < min_samples || leader.is_none() {
        Reason::TooFew
    } else if rule != StopRule::Decided && p_leader >= threshold {
        Reason::Confident
    } else {
        Reason::Uncertain
    };
    let stop = matches!(reason, Reason::Exhausted | Reason::Decided | Reason::Confident);
    let expected_remaining = match left {
        _ if stop => 0.0,
        None => f64::NAN,
        Some(left) => remaining::expected(top, second, n, left, stopping, ctx)?,
    };
    let tied = top > 0 && top == second;
    Ok(Decision { stop, reason, leader, tied, p_leader, expected_remaining })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(counts: &[i64], rule: StopRule, max_samples: Option<u32>) -> Decision {
        let counts = Counts::new(counts, &[0, counts.len() as i64], None).unwrap();
        let stopping = Stopping::new(rule, 0.95, max_samples, 4, None).unwrap();
        adaptive_stop(&counts, stopping, &Ctx::default()).unwrap()[0]
    }

    #[test]
    fn reasons_say_why() {
        assert_eq!(one(&[3], StopRule::Beta, None).reason, Reason::TooFew);
        assert_eq!(one(&[4], StopRule::Beta, None).reason, Reason::Confident);
        assert_eq!(one(&[4, 1], StopRule::Beta, None).reason, Reason::Uncertain);
        assert_eq!(one(&[1, 4], StopRule::Beta, Some(7)).reason, Reason::Decided);
        assert_eq!(one(&[3, 3], StopRule::Beta, Some(6)).reason, Reason::Exhausted);
        assert_eq!(one(&[4], StopRule::Decided, Some(7)).reason, Reason::Decided);
        assert_eq!(one(&[4], StopRule::Decided, Some(8)).reason, Reason::Uncertain);
        let nothing = one(&[0, 0], StopRule::Horizon, Some(8));
        assert_eq!((nothing.leader, nothing.p_leader.to_bits(), nothing.reason), (None, 0, Reason::TooFew));
        let tie = one(&[0, 2, 2], StopRule::Dirichlet, None);
        assert_eq!((tie.leader, tie.tied), (Some(1), true));
    }

    #[test]
    fn a_lead_that_holds_for_sure_has_probability_one() {
        for (counts, most) in [(&[5, 1][..], 9), (&[6, 2, 1], 12), (&[3], 5)] {
            let decided = one(counts, StopRule::Decided, Some(most)).stop;
            let p = one(counts, StopRule::Horizon, Some(most)).p_leader;
            assert_eq!(decided, (p - 1.0).abs() < 1e-12, "{counts:?} {most} {p}");
        }
    }

    #[test]
    fn options_are_checked() {
        assert!(Stopping::new(StopRule::Beta, 0.0, None, 4, None).is_err());
        assert!(Stopping::new(StopRule::Beta, 0.9, Some(3), 4, None).is_err());
        assert!(Stopping::new(StopRule::Horizon, 0.9, None, 4, None).is_err());
        assert!(Stopping::new(StopRule::Beta, 0.9, None, 4, Some(5)).is_err());
        assert!(Stopping::new(StopRule::Dirichlet, 0.9, None, 4, Some(5)).is_ok());
    }
}
