//! `AnswerVotes` for Python.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rankfold_core::answers::{self as core, Labelled, Missing, QuestionVotes, Rule, Selection, TieBreak, Vote};
use rankfold_core::items::Label;
use rankfold_core::state::State;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::samples::Samples;

/// Nanoseconds to add a sample, and to read or write an answer; they only choose how a call runs.
const SAMPLE_NS: f64 = 30.0;
const ANSWER_NS: f64 = 100.0;

/// The answers of a question, and its missing ones: how many, what they weigh, their best log-probability.
type Told<'py> = (Bound<'py, PyDict>, (u64, f64, Option<f64>));

fn told<'py>(py: Python<'py>, question: &QuestionVotes) -> PyResult<Told<'py>> {
    let parts = |vote: &Vote| (vote.count, vote.weight(), vote.best_logprob);
    let answers = PyDict::new(py);
    for (label, vote) in &question.answers {
        answers.set_item(convert::label_object(py, label)?, parts(vote))?;
    }
    Ok((answers, parts(&question.missing)))
}

/// Updates are in place, so that a sample costs what it costs and not a copy of all that came before. The lock is held
/// while finished parts are added, never while anybody waits for the interpreter.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct AnswerVotes(Mutex<core::AnswerVotes>);

impl AnswerVotes {
    fn lock(&self) -> MutexGuard<'_, core::AnswerVotes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept now. Python objects are made of this, and not under the lock: the interpreter may run anything while it
    /// makes one, an update of these votes included.
    fn snapshot(&self) -> core::AnswerVotes {
        self.lock().clone()
    }

    fn answers(&self) -> usize {
        self.lock().questions().values().map(|question| question.answers.len() + 1).sum()
    }

    pub(super) fn select(
        &self,
        py: Python<'_>,
        rule: &dyn Rule,
        missing: Missing,
        tie_break: Option<TieBreak>,
        control: Option<&Control>,
    ) -> PyResult<(Selection, Vec<Py<PyAny>>)> {
        let (state, estimate) = (self.snapshot(), work(self.answers(), ANSWER_NS));
        let selected = enter(py, control, estimate, |ctx| state.select(rule, missing, tie_break, ctx))?;
        let answers = state.questions().values().flat_map(|question| question.answers.keys());
        let labels = answers.map(|label| Ok(convert::label_object(py, label)?.unbind()));
        Ok((selected, labels.collect::<PyResult<_>>()?))
    }
}

#[pymethods]
impl AnswerVotes {
    #[new]
    fn new() -> Self {
        Self(Mutex::default())
    }

    /// Adds samples; `questions` has a label for each of theirs.
    #[pyo3(signature = (samples, questions, control=None))]
    fn update(
        &self,
        py: Python<'_>,
        samples: &Samples,
        questions: Vec<Bound<'_, PyAny>>,
        control: Option<&Control>,
    ) -> PyResult<()> {
        let questions =
            questions.iter().enumerate().map(|(q, label)| convert::label(label, &format!("questions[{q}]")));
        let questions = questions.collect::<PyResult<Vec<_>>>()?;
        let answers = samples.labels.to_core(py)?;
        let votes = Labelled { samples: &samples.inner, questions: &questions, answers: &answers };
        let part =
            enter(py, control, work(samples.inner.n_samples(), SAMPLE_NS), |ctx| core::AnswerVotes::of(&votes, ctx))?;
        convert::raised(self.lock().merge(&part))
    }

    fn merge(&self, py: Python<'_>, other: &AnswerVotes) -> PyResult<()> {
        let part = other.snapshot();
        enter(py, None, work(self.answers(), ANSWER_NS), |_| self.lock().merge(&part))
    }

    fn copy(&self) -> Self {
        Self(Mutex::new(self.snapshot()))
    }

    #[getter]
    fn questions<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let labels: Vec<Label> = self.lock().questions().keys().cloned().collect();
        labels.iter().map(|label| convert::label_object(py, label)).collect()
    }

    fn __len__(&self) -> usize {
        self.lock().questions().len()
    }

    /// For each question the answers with count, weight and best log-probability, and the same of missing answers.
    fn votes<'py>(&self, py: Python<'py>) -> PyResult<Vec<Told<'py>>> {
        self.snapshot().questions().values().map(|question| told(py, question)).collect()
    }

    /// The same of one question, if it is there.
    fn votes_of<'py>(&self, question: &Bound<'py, PyAny>) -> PyResult<Option<Told<'py>>> {
        let label = convert::label(question, "question")?;
        let found = self.lock().questions().get(&label).cloned();
        found.map(|votes| told(question.py(), &votes)).transpose()
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = self.snapshot();
        Ok(PyBytes::new(py, &enter(py, None, work(self.answers(), ANSWER_NS), |_| state.to_bytes())?))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, content: &[u8]) -> PyResult<Self> {
        let state = enter(py, None, work(content.len(), 1.0), |_| core::AnswerVotes::from_bytes(content))?;
        Ok(Self(Mutex::new(state)))
    }
}
