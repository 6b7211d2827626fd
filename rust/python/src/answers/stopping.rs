//! When to stop, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::answers::ragged::Counts;
use rankfold_core::answers::stopping as core;
use rankfold_core::answers::stopping::{Decision, StopRule, Stopping, Streams};
use rankfold_core::options::Named as _;

use super::ragged::counts;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};

/// Nanoseconds a question, and a sample of a stream; they only choose how a call runs.
const QUESTION_NS: f64 = 1500.0;
const LOOK_AHEAD_NS: f64 = 15_000.0;
const SAMPLE_NS: f64 = 2.0;

/// A rule with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct StoppingRule {
    stopping: Stopping,
    nanoseconds: f64,
}

#[pymethods]
impl StoppingRule {
    #[new]
    fn new(
        rule: &str,
        threshold: f64,
        max_samples: Option<u32>,
        min_samples: u32,
        n_largest: Option<u32>,
    ) -> PyResult<Self> {
        let rule = convert::raised(StopRule::from_name(rule, "adaptive_stop"))?;
        let stopping = convert::raised(Stopping::new(rule, threshold, max_samples, min_samples, n_largest))?;
        let nanoseconds = if rule == StopRule::Horizon { LOOK_AHEAD_NS } else { QUESTION_NS };
        Ok(Self { stopping, nanoseconds })
    }

    /// Whether to stop, the code of the reason, the leader, whether it is tied, its probability, and the samples to expect.
    fn one(
        &self,
        py: Python<'_>,
        counts: Vec<i64>,
        n_missing: i64,
        control: Option<&Control>,
    ) -> PyResult<(bool, u8, Option<u32>, bool, f64, f64)> {
        let counts = convert::raised(Counts::new(&counts, &[0, counts.len() as i64], Some(&[n_missing])))?;
        let decisions =
            enter(py, control, work(1, self.nanoseconds), |ctx| core::adaptive_stop(&counts, self.stopping, ctx))?;
        let found = decisions.first().map(|Decision { stop, reason, leader, tied, p_leader, expected_remaining }| {
            (*stop, *reason as u8, *leader, *tied, *p_leader, *expected_remaining)
        });
        Ok(found.unwrap_or((false, 0, None, false, 0.0, f64::NAN)))
    }

    /// The same for many questions: codes of reasons, leaders (-1 for none), whether they are tied, probabilities, samples to
    /// expect.
    fn many<'py>(
        &self,
        py: Python<'py>,
        answer_counts: PyReadonlyArray1<'py, i64>,
        offsets: PyReadonlyArray1<'py, i64>,
        n_missing: Option<PyReadonlyArray1<'py, i64>>,
        control: Option<&Control>,
    ) -> PyResult<[Bound<'py, PyAny>; 6]> {
        let counts = counts(&answer_counts, &offsets, n_missing.as_ref())?;
        let estimate = work(counts.n_questions(), self.nanoseconds);
        let found = enter(py, control, estimate, |ctx| core::adaptive_stop(&counts, self.stopping, ctx))?;
        Ok([
            convert::vector(py, found.iter().map(|decision| decision.stop).collect())?,
            convert::vector(py, found.iter().map(|decision| decision.reason as u8).collect())?,
            convert::vector(py, found.iter().map(|decision| decision.leader.map_or(-1, i64::from)).collect())?,
            convert::vector(py, found.iter().map(|decision| decision.tied).collect())?,
            convert::vector(py, found.iter().map(|decision| decision.p_leader).collect())?,
            convert::vector(py, found.iter().map(|decision| decision.expected_remaining).collect())?,
        ])
    }
}

/// Codes of reasons, answers (0 where there is none) and whether there is one, whether several tie, samples used.
#[pyfunction]
#[pyo3(signature = (answers, offsets, window, max_samples, missing, control=None))]
pub(crate) fn early_stop_window<'py>(
    py: Python<'py>,
    answers: PyReadonlyArray1<'py, i64>,
    offsets: PyReadonlyArray1<'py, i64>,
    window: u32,
    max_samples: u32,
    missing: Option<i64>,
    control: Option<&Control>,
) -> PyResult<[Bound<'py, PyAny>; 5]> {
    let streams = convert::raised(Streams::new(answers.as_slice()?, offsets.as_slice()?, missing))?;
    let estimate = work(streams.n_samples(), SAMPLE_NS);
    let found = enter(py, control, estimate, |ctx| core::early_stop_window(&streams, window, max_samples, ctx))?;
    Ok([
        convert::vector(py, found.iter().map(|stop| stop.reason as u8).collect())?,
        convert::vector(py, found.iter().map(|stop| stop.answer.unwrap_or(0)).collect())?,
        convert::vector(py, found.iter().map(|stop| stop.answer.is_some()).collect())?,
        convert::vector(py, found.iter().map(|stop| stop.tied).collect())?,
        convert::vector(py, found.iter().map(|stop| i64::from(stop.n_used)).collect())?,
    ])
}

#[pyfunction]
pub(crate) fn expected_samples(p: PyReadonlyArray1<'_, f64>, window: u32, max_samples: u32) -> PyResult<f64> {
    convert::raised(core::expected_samples(p.as_slice()?, window, max_samples))
}

#[pyfunction]
pub(crate) fn deepening_budgets(total: u64, first: u64, growth: (u64, u64)) -> PyResult<Vec<u64>> {
    convert::raised(core::deepening_budgets(total, first, growth))
}
