//! Methods that choose an answer, for Python.

pub(crate) mod checklists;
pub(crate) mod code;
pub(crate) mod consistency;
pub(crate) mod estimators;
pub(crate) mod grouping;
pub(crate) mod ragged;
pub(crate) mod stopping;
pub(crate) mod trace_confidence;
pub(crate) mod uncertainty;
mod votes;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use rankfold_core::answers::{self as core, Missing, NOBODY, Status, TieBreak};
use rankfold_core::options::Named;

pub(crate) use votes::AnswerVotes;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidTypeError;
use crate::samples::{Samples, integers};

/// A method with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct AnswerRule(Box<dyn core::Rule>);

#[pymethods]
impl AnswerRule {
    #[new]
    fn new(id: &str, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let look_up = |name: &str| options.get_item(name).ok().flatten().and_then(|given| convert::option(&given));
        Ok(Self(convert::raised(core::rule(id, &look_up))?))
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.0.id()
    }
}

/// The answers to many questions. Arrays are made when they are asked for: a service that wants one label does not pay
/// for the rest.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct AnswerSelection {
    inner: core::Selection,
    /// Where the labels of the answers are; whoever has one number more than labels has `None` for it.
    source: Source,
    has_mass: bool,
}

enum Source {
    Samples(Py<Samples>),
    /// The labels of all answers.
    Votes(Vec<Py<PyAny>>),
}

impl AnswerSelection {
    fn label(&self, py: Python<'_>, q: usize, answer: u32) -> PyResult<Py<PyAny>> {
        if answer == NOBODY {
            return Ok(py.None());
        }
        match &self.source {
            Source::Votes(labels) => Ok(labels[self.inner.offsets[q] + answer as usize].clone_ref(py)),
            Source::Samples(samples) => {
                let samples = samples.get();
                let at = samples.inner.answer_offsets()[q] + answer as usize;
                if at == samples.inner.answer_offsets()[q + 1] {
                    // Missing answers, where they are an answer of their own.
                    return Ok(py.None());
                }
                samples.labels.get(py, at)
            }
        }
    }

    fn scores_of(&self, q: usize) -> &[f64] {
        &self.inner.scores[self.inner.offsets[q]..self.inner.offsets[q + 1]]
    }

    fn tied_of(&self, py: Python<'_>, q: usize) -> PyResult<Vec<Py<PyAny>>> {
        if self.inner.n_tied[q] == 0 {
            return Ok(Vec::new());
        }
        let scores = self.scores_of(q);
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let tied = (0..).zip(scores).filter(|&(_, &score)| score >= best);
        tied.map(|(answer, _)| self.label(py, q, answer)).collect()
    }
}

#[pymethods]
impl AnswerSelection {
    fn __len__(&self) -> usize {
        self.inner.winners.len()
    }

    /// The label that was chosen for each question, or `None`.
    #[getter]
    fn answers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let labels = self.inner.winners.iter().enumerate().map(|(q, &winner)| self.label(py, q, winner));
        PyList::new(py, labels.collect::<PyResult<Vec<_>>>()?)
    }

    #[getter]
    fn confidence<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.has_mass.then(|| convert::vector(py, self.inner.confidence.clone())).transpose()
    }

    #[getter]
    fn offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        integers(py, &self.inner.offsets)
    }

    #[getter]
    fn scores<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.scores.clone())
    }

    /// The labels of all answers, in the order of the scores.
    #[getter]
    fn candidates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let all = PyList::empty(py);
        for q in 0..self.inner.winners.len() {
            for answer in 0..self.scores_of(q).len() {
                all.append(self.label(py, q, answer as u32)?)?;
            }
        }
        Ok(all)
    }

    /// The labels that have the highest score of each question.
    #[getter]
    fn tied<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let tied = (0..self.inner.winners.len()).map(|q| self.tied_of(py, q));
        PyList::new(py, tied.collect::<PyResult<Vec<_>>>()?)
    }

    #[getter]
    fn n_tied<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.n_tied.iter().map(|&n| i64::from(n)).collect())
    }

    #[getter]
    fn n_samples<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.n_samples.iter().map(|&n| n as i64).collect())
    }

    #[getter]
    fn n_valid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.n_valid.iter().map(|&n| n as i64).collect())
    }

    #[getter]
    fn n_distinct<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.offsets.windows(2).map(|pair| (pair[1] - pair[0]) as i64).collect())
    }

    #[getter]
    fn n_pruned<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.n_pruned.iter().map(|&n| i64::from(n)).collect())
    }

    #[getter]
    fn agrees_with_majority<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.agrees_with_majority.clone())
    }

    /// The code of each question's status, an index into `status_names`.
    #[getter]
    fn status_codes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.inner.status.iter().map(|&status| status as u8).collect())
    }

    #[staticmethod]
    fn status_names() -> Vec<&'static str> {
        Status::NAMES.to_vec()
    }

    /// Answer, confidence, number of samples, of valid, of different and of pruned ones, agreement with the majority,
    /// status and tied answers of one question.
    #[allow(clippy::type_complexity)] // the fields of `Decision`, in order
    fn decision<'py>(
        &self,
        py: Python<'py>,
        q: usize,
    ) -> PyResult<(Py<PyAny>, Option<f64>, u64, u64, usize, u32, bool, &'static str, Bound<'py, PyTuple>)> {
        let inner = &self.inner;
        Ok((
            self.label(py, q, inner.winners[q])?,
            self.has_mass.then(|| inner.confidence[q]),
            inner.n_samples[q],
            inner.n_valid[q],
            self.scores_of(q).len(),
            inner.n_pruned[q],
            inner.agrees_with_majority[q],
            Status::NAMES[inner.status[q] as usize],
            PyTuple::new(py, self.tied_of(py, q)?)?,
        ))
    }

    /// Labels and scores of the answers of one question.
    fn scores_at<'py>(&self, py: Python<'py>, q: usize) -> PyResult<(Vec<Py<PyAny>>, Bound<'py, PyAny>)> {
        let scores = self.scores_of(q);
        let labels = (0..scores.len()).map(|answer| self.label(py, q, answer as u32)).collect::<PyResult<_>>()?;
        Ok((labels, convert::vector(py, scores.to_vec())?))
    }
}

/// Runs a method on samples, or on votes that were kept of samples.
#[pyfunction]
#[pyo3(signature = (rule, data, missing, tie_break, control=None))]
pub(crate) fn select_answers(
    rule: &AnswerRule,
    data: &Bound<'_, PyAny>,
    missing: &str,
    tie_break: Option<&str>,
    control: Option<&Control>,
) -> PyResult<AnswerSelection> {
    let (py, rule) = (data.py(), &*rule.0);
    let missing = convert::raised(Missing::from_name(missing, rule.id()))?;
    let tie_break = tie_break.map(|name| convert::raised(TieBreak::from_name(name, rule.id()))).transpose()?;
    let has_mass = rule.has_mass();
    if let Ok(samples) = data.cast::<Samples>() {
        let inner = &samples.get().inner;
        let selected = enter(py, control, work(1, rule.estimate(inner)), |ctx| {
            core::select(rule, inner, missing, tie_break, ctx)
        })?;
        return Ok(AnswerSelection { inner: selected, source: Source::Samples(samples.clone().unbind()), has_mass });
    }
    let Ok(votes) = data.cast::<AnswerVotes>() else {
        let kind = data.get_type().qualname()?;
        return Err(InvalidTypeError::new_err(format!("data is of type {kind}: expected Samples or AnswerVotes")));
    };
    let (inner, labels) = votes.get().select(py, rule, missing, tie_break, control)?;
    Ok(AnswerSelection { inner, source: Source::Votes(labels), has_mass })
}
