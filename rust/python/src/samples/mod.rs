//! `Samples` for Python.

mod labels;
mod paths;

use std::sync::Arc;

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use rankfold_core::offsets::bounds;
use rankfold_core::samples::{self as core, Column, MISSING, Numbered, Parts, Tokens};

pub(crate) use labels::Labels;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidInputError;

/// Nanoseconds to number an integer; they only choose how a call runs.
const NUMBER_NS: f64 = 8.0;

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Samples {
    pub(crate) inner: core::Samples,
    /// Shared with the same samples under other weights.
    pub(crate) labels: Arc<Labels>,
}

#[pymethods]
impl Samples {
    /// Answers of any kind, a list a question. `columns` are flat arrays by name.
    #[staticmethod]
    #[pyo3(signature = (answers, columns))]
    fn from_objects(answers: &Bound<'_, PyAny>, columns: &Bound<'_, PyDict>) -> PyResult<Self> {
        let read = labels::read(answers)?;
        let parts = parts(columns, &read.offsets)?;
        let inner = convert::raised(core::Samples::new(read.offsets, read.numbered, read.ordered, parts))?;
        Ok(Self { inner, labels: Arc::new(Labels::Objects(read.labels)) })
    }

    /// Answers that are integers, flat.
    #[staticmethod]
    #[pyo3(signature = (answers, offsets, missing_value, columns, control=None))]
    fn from_integers(
        py: Python<'_>,
        answers: PyReadonlyArray1<'_, i64>,
        offsets: PyReadonlyArray1<'_, i64>,
        missing_value: Option<i64>,
        columns: &Bound<'_, PyDict>,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let values = answers.as_slice()?;
        let offsets = checked_offsets("offsets", &offsets, Some(values.len()))?;
        let parts = parts(columns, &offsets)?;
        let (inner, labels) = enter(py, control, work(values.len(), NUMBER_NS), |_| {
            let numbered = core::number_integers(&offsets, values, missing_value);
            let labels = numbered.first.iter().map(|&at| values[at]).collect();
            Ok((core::Samples::new(offsets, numbered, true, parts)?, labels))
        })?;
        Ok(Self { inner, labels: Arc::new(Labels::Integers(labels)) })
    }

    /// Answers that are numbered already, as [`Samples::numbers`] gives them, with the columns as [`Samples::column`] gives them.
    #[staticmethod]
    #[pyo3(signature = (offsets, answers, answer_offsets, labels, ordered, columns))]
    fn from_numbers(
        offsets: PyReadonlyArray1<'_, i64>,
        answers: PyReadonlyArray1<'_, i64>,
        answer_offsets: PyReadonlyArray1<'_, i64>,
        labels: &Bound<'_, PyAny>,
        ordered: bool,
        columns: &Bound<'_, PyDict>,
    ) -> PyResult<Self> {
        let answers = answers.as_slice()?;
        let offsets = checked_offsets("offsets", &offsets, Some(answers.len()))?;
        let labels = Labels::from_python(labels)?;
        let answer_offsets = checked_offsets("answer_offsets", &answer_offsets, Some(labels.len()))?;
        if answer_offsets.len() != offsets.len() {
            return Err(InvalidInputError::new_err("answer_offsets and offsets differ in length"));
        }
        let mut numbers = Vec::with_capacity(answers.len());
        for (q, pair) in offsets.windows(2).enumerate() {
            let n_answers = answer_offsets[q + 1] - answer_offsets[q];
            for &answer in &answers[pair[0]..pair[1]] {
                numbers.push(match usize::try_from(answer) {
                    Ok(number) if number < n_answers => number as u32,
                    Err(_) if answer == -1 => MISSING,
                    _ => {
                        return Err(InvalidInputError::new_err(format!(
                            "answer {answer} of question {q} is no answer"
                        )));
                    }
                });
            }
        }
        let parts = parts(columns, &offsets)?;
        let numbered = Numbered { answers: numbers, offsets: answer_offsets, first: Vec::new() };
        let mut inner = convert::raised(core::Samples::new(offsets, numbered, ordered, parts))?;
        if let Some(weights) = floats(columns, "weights")? {
            inner = convert::raised(inner.with_weights(weights))?;
        }
        Ok(Self { inner, labels: Arc::new(labels) })
    }

    /// Offsets, the number of each sample's answer (-1 for none), the offsets of the answers, their labels, and whether
    /// these are in label order.
    #[allow(clippy::type_complexity)] // the arguments of `from_numbers`
    fn numbers<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, Bound<'py, PyAny>, bool)> {
        let answers = self.inner.answers().iter().map(|&a| if a == MISSING { -1 } else { i64::from(a) }).collect();
        Ok((
            integers(py, self.inner.offsets())?,
            convert::vector(py, answers)?,
            integers(py, self.inner.answer_offsets())?,
            self.labels.to_python(py)?,
            self.inner.is_ordered(),
        ))
    }

    /// The same with a weight each.
    fn with_weights(&self, weights: PyReadonlyArray1<'_, f64>) -> PyResult<Self> {
        let inner = convert::raised(self.inner.with_weights(weights.as_slice()?.to_vec()))?;
        Ok(Self { inner, labels: Arc::clone(&self.labels) })
    }

    #[getter]
    fn n_questions(&self) -> usize {
        self.inner.n_questions()
    }

    #[getter]
    fn n_samples(&self) -> usize {
        self.inner.n_samples()
    }

    /// Different answers, over all questions.
    #[getter]
    fn n_answers(&self) -> usize {
        self.labels.len()
    }

    /// Samples without an answer.
    #[getter]
    fn n_missing(&self) -> usize {
        self.inner.answers().iter().filter(|&&answer| answer == MISSING).count()
    }

    /// Whether the labels of every question have an order.
    #[getter]
    fn ordered(&self) -> bool {
        self.inner.is_ordered()
    }

    #[getter]
    fn offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        integers(py, self.inner.offsets())
    }

    /// The answers of each question as they were given, `None` where there is none.
    fn answers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let lists = PyList::empty(py);
        for q in 0..self.inner.n_questions() {
            let question = self.inner.question(q);
            let start = self.inner.answer_offsets()[q];
            let label = |&answer: &u32| match answer {
                MISSING => Ok(py.None()),
                answer => self.labels.get(py, start + answer as usize),
            };
            lists.append(PyList::new(py, question.answers().iter().map(label).collect::<PyResult<Vec<_>>>()?)?)?;
        }
        Ok(lists)
    }

    /// The names of the columns that are there.
    #[getter]
    fn column_names(&self) -> Vec<&'static str> {
        let columns = self.inner.columns();
        let tokens = columns.tokens();
        [
            ("mean_logprobs", columns.has(Column::MeanLogprobs)),
            ("sum_logprobs", columns.has(Column::SumLogprobs)),
            ("rewards", columns.has(Column::Rewards)),
            ("confidences", columns.has(Column::Confidences)),
            ("weights", columns.has(Column::Weights)),
            ("n_tokens", columns.has(Column::TokenCounts)),
            ("paths", columns.has(Column::Paths)),
            ("raters", columns.raters().is_some()),
            ("correct", columns.has(Column::Correct)),
            ("token_offsets", tokens.is_some()),
            ("token_logprobs", tokens.is_some_and(|tokens| tokens.logprobs.is_some())),
            ("token_confidences", tokens.is_some_and(|tokens| tokens.confidences.is_some())),
        ]
        .into_iter()
        .filter_map(|(name, is_there)| is_there.then_some(name))
        .collect()
    }

    /// A column by its name, as a flat array.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let columns = self.inner.columns();
        let floats = |values: &[f64]| convert::vector(py, values.to_vec());
        let numbers = |values: &[u32]| convert::vector(py, values.iter().map(|&value| i64::from(value)).collect());
        let tokens = columns.tokens();
        match name {
            "n_tokens" => columns.n_tokens().map(|values| convert::vector(py, values.to_vec())),
            "paths" => columns.paths().map(numbers),
            "raters" => columns.raters().map(numbers),
            "correct" => columns.correct().map(|values| convert::vector(py, values.to_vec())),
            "token_offsets" => tokens.map(|tokens| integers(py, &tokens.offsets)),
            "token_logprobs" => tokens.and_then(|tokens| tokens.logprobs.as_deref()).map(floats),
            "token_confidences" => tokens.and_then(|tokens| tokens.confidences.as_deref()).map(floats),
            _ => {
                let named =
                    [Column::MeanLogprobs, Column::SumLogprobs, Column::Rewards, Column::Confidences, Column::Weights];
                let found = named.into_iter().find(|column| column.name() == name);
                found.and_then(|column| columns.numbers(column)).map(floats)
            }
        }
        .transpose()
    }
}

/// Sizes for Python.
pub(crate) fn integers<'py>(py: Python<'py>, values: &[usize]) -> PyResult<Bound<'py, PyAny>> {
    convert::vector(py, values.iter().map(|&value| value as i64).collect())
}

/// Offsets, checked; `length` is the number of entries, where that is known.
fn checked_offsets(
    what: &'static str,
    offsets: &PyReadonlyArray1<'_, i64>,
    length: Option<usize>,
) -> PyResult<Vec<usize>> {
    let offsets = offsets.as_slice()?;
    let last = offsets.last().and_then(|&last| usize::try_from(last).ok());
    convert::raised(bounds(what, offsets, length.or(last).unwrap_or(0)))
}

fn floats(columns: &Bound<'_, PyDict>, name: &str) -> PyResult<Option<Vec<f64>>> {
    let Some(values) = columns.get_item(name)? else { return Ok(None) };
    Ok(Some(values.extract::<PyReadonlyArray1<'_, f64>>()?.as_slice()?.to_vec()))
}

fn parts(columns: &Bound<'_, PyDict>, offsets: &[usize]) -> PyResult<Parts> {
    let floats = |name: &str| floats(columns, name);
    let whole = |name: &str| -> PyResult<Option<Vec<i64>>> {
        let Some(values) = columns.get_item(name)? else { return Ok(None) };
        Ok(Some(values.extract::<PyReadonlyArray1<'_, i64>>()?.as_slice()?.to_vec()))
    };
    let tokens = match columns.get_item("token_offsets")? {
        None => None,
        Some(given) => {
            let token_offsets = checked_offsets("token_offsets", &given.extract()?, None)?;
            let (logprobs, confidences) = (floats("token_logprobs")?, floats("token_confidences")?);
            Some(Tokens { offsets: token_offsets, logprobs, confidences })
        }
    };
    let correct = match columns.get_item("correct")? {
        None => None,
        // As bytes, which is what `bool` arrays hold, not all of them 0 or 1.
        Some(flags) => Some(convert::flags(&flags.call_method1("view", ("uint8",))?.extract()?)?),
    };
    Ok(Parts {
        mean_logprobs: floats("mean_logprobs")?,
        sum_logprobs: floats("sum_logprobs")?,
        n_tokens: whole("n_tokens")?,
        paths: columns.get_item("paths")?.map(|given| paths::read(&given, offsets)).transpose()?,
        rewards: floats("rewards")?,
        confidences: floats("confidences")?,
        raters: whole("raters")?.map(|raters| raters.iter().map(|&rater| rater as u32).collect()),
        correct,
        tokens,
    })
}
