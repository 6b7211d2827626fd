//! Stopping as soon as a window of samples is unanimous.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::offsets::Offsets;

/// Samples in the order in which they came, of one question after the other, each the number of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streams {
    offsets: Offsets,
    answers: Vec<i64>,
    missing: Option<i64>,
}

impl Streams {
    /// Checks offsets into answers; `missing` is what a sample without an answer has in its place.
    ///
    /// # Errors
    /// [`Error::Invalid`] for wrong offsets.
    pub fn new(answers: &[i64], offsets: &[i64], missing: Option<i64>) -> Result<Self> {
        Ok(Self { offsets: Offsets::new(offsets, answers.len())?, answers: answers.to_vec(), missing })
    }

    /// How many samples there are in all.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.answers.len()
    }
}

/// Why to stop, or to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum WindowReason {
    /// Goes on: no window was unanimous, and there may be more samples.
    Continue,
    /// Stops: a window was unanimous.
    Unanimous,
    /// Stops: there are as many samples as there may be.
    Exhausted,
}

/// What the windows of one question say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowStop {
    /// Why to stop, or to go on.
    pub reason: WindowReason,
    /// The unanimous answer, or the majority of all samples where there may be no more; the lowest one where several tie.
    pub answer: Option<i64>,
    /// Whether several answers tie for the majority.
    pub tied: bool,
    /// How many samples were looked at until then.
    pub n_used: u32,
}

/// Looks at windows of `window` samples, one after the other and without overlap. If all answers of a window are equal, and
/// none is missing, that is the answer, whatever earlier windows said. After `max_samples` it is the majority of all.
///
/// # Errors
/// [`Error::OptionRange`] unless `window` is at least 1 and divides `max_samples`; or the call was stopped.
///
/// # Complexity
/// `O(max_samples)` a question, and a logarithm more for a majority.
pub fn early_stop_window(streams: &Streams, window: u32, max_samples: u32, ctx: &Ctx<'_>) -> Result<Vec<WindowStop>> {
    check("early_stop_window", window, max_samples)?;
    let mut stops = Vec::new();
    let map = |questions: std::ops::Range<usize>| {
        let mut sorted = Vec::new();
        let one = |question| {
            let row = &streams.answers[streams.offsets.row(question)];
            let row = &row[..row.len().min(max_samples as usize)];
            look(row, window as usize, max_samples as usize, streams.missing, &mut sorted)
        };
        Ok(questions.map(one).collect::<Vec<_>>())
    };
    ctx.fold_chunks(streams.offsets.n_rows(), 256, map, |part| {
        stops.extend(part);
        Ok(())
    })?;
    Ok(stops)
}

/// Whether windows fit the number of samples.
pub(super) fn check(rule: &'static str, window: u32, max_samples: u32) -> Result<()> {
    if window == 0 || max_samples == 0 || !max_samples.is_multiple_of(window) {
        let expected = format!("a multiple of window = {window}, both at least 1");
        return Err(Error::OptionRange { rule, option: "max_samples", got: max_samples.to_string(), expected });
    }
    Ok(())
}

fn look(row: &[i64], window: usize, most: usize, missing: Option<i64>, sorted: &mut Vec<i64>) -> WindowStop {
    let unanimous = |seen: &[i64]| Some(seen[0]) != missing && seen.iter().all(|&answer| answer == seen[0]);
    if let Some(place) = row.chunks_exact(window).position(unanimous) {
        let (answer, n_used) = (Some(row[place * window]), ((place + 1) * window) as u32);
        return WindowStop { reason: WindowReason::Unanimous, answer, tied: false, n_used };
    }
    let n_used = row.len() as u32;
    if row.len() < most {
        return WindowStop { reason: WindowReason::Continue, answer: None, tied: false, n_used };
    }
    sorted.clear();
    sorted.extend(row.iter().copied().filter(|&answer| Some(answer) != missing));
    sorted.sort_unstable();
    let groups = || sorted.chunk_by(|a, b| a == b);
    let largest = groups().map(<[i64]>::len).max().unwrap_or(0);
    let mut best = groups().filter(|group| group.len() == largest);
    let answer = best.next().map(|group| group[0]);
    WindowStop { reason: WindowReason::Exhausted, answer, tied: best.next().is_some(), n_used }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_decide_alone() {
        let run = |answers: &[i64]| {
            let streams = Streams::new(answers, &[0, answers.len() as i64], Some(-1)).unwrap();
            early_stop_window(&streams, 2, 6, &Ctx::default()).unwrap()[0]
        };
        let stop = run(&[1, 2, 2, 2, 9, 9]);
        assert_eq!((stop.reason, stop.answer, stop.n_used), (WindowReason::Unanimous, Some(2), 4));
        // Failures are never unanimous.
        assert_eq!(run(&[-1, -1]).reason, WindowReason::Continue);
        let stop = run(&[1, 2, 2, 1, -1, 3, 7, 7]);
        assert_eq!((stop.reason, stop.answer, stop.tied, stop.n_used), (WindowReason::Exhausted, Some(1), true, 6));
        assert_eq!(run(&[-1; 6]).answer, None);
        let streams = Streams::new(&[], &[0], None).unwrap();
        assert!(early_stop_window(&streams, 4, 6, &Ctx::default()).is_err());
    }
}
