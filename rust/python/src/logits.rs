//! Statistics of logits, for Python: rows are read where they lie.

use numpy::{Element as Entry, PyArray1, PyReadonlyArray1, PyReadonlyArrayDyn, PyUntypedArrayMethods as _};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rankfold_core::logits::sequence_statistics::{self as sequences, SequenceStatistics, Sequences};
use rankfold_core::logits::token_statistics::{self as tokens, Request, TokenStatistics};
use rankfold_core::logits::{Bfloat16, Element, Float16, Float32, Float64, Outputs};

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InvalidInputError, InvalidTypeError};

/// Nanoseconds to read a logit, a row, and a token of a sequence; they only choose how a call runs.
const LOGIT_NS: f64 = 0.4;
const ROW_NS: f64 = 200.0;
const TOKEN_NS: f64 = 3.0;

/// What is asked of rows, beside the rows.
struct Asked<'a> {
    request: Request<'a>,
    names: Vec<String>,
    control: Option<&'a Control>,
}

/// The numbers of each row along the last axis, flat arrays by name. `format` says what the entries are: bfloat16 and
/// float16 come as their bits.
#[pyfunction]
#[pyo3(signature = (logits, format, targets, ignore_index, mask, temperature, outputs, control=None))]
#[expect(clippy::too_many_arguments, reason = "keywords of Python, checked there")]
pub(crate) fn token_statistics<'py>(
    logits: &Bound<'py, PyAny>,
    format: &str,
    targets: Option<PyReadonlyArray1<'_, i64>>,
    ignore_index: i64,
    mask: Option<PyReadonlyArray1<'_, u8>>,
    temperature: f64,
    outputs: Vec<String>,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyDict>> {
    let mask = mask.as_ref().map(convert::flags).transpose()?;
    let targets = targets.as_ref().map(|targets| targets.as_slice()).transpose()?;
    let request = Request { targets, ignore_index, mask: mask.as_deref(), temperature, outputs: named(&outputs) };
    let asked = Asked { request, names: outputs, control };
    match format {
        "bfloat16" => columns::<Bfloat16, u16, f32>(logits, &asked, |value| value as f32),
        "float16" => columns::<Float16, u16, f32>(logits, &asked, |value| value as f32),
        "float32" => columns::<Float32, f32, f32>(logits, &asked, |value| value as f32),
        "float64" => columns::<Float64, f64, f64>(logits, &asked, |value| value),
        other => {
            Err(InvalidTypeError::new_err(format!("logits have format {other}: expected a float of 16 to 64 bits")))
        }
    }
}

fn named(names: &[String]) -> Outputs {
    let one = |name: &String| match name.as_str() {
        "entropy" => Outputs::ENTROPY,
        "self_certainty" => Outputs::SELF_CERTAINTY,
        "margin" => Outputs::MARGIN,
        "rank" => Outputs::RANK,
        _ => Outputs::default(),
    };
    names.iter().map(one).fold(Outputs::default(), Outputs::and)
}

fn columns<'py, E: Element<Stored = S>, S: Entry + Copy + Sync, R: Entry>(
    logits: &Bound<'py, PyAny>,
    asked: &Asked<'_>,
    round: impl Fn(f64) -> R,
) -> PyResult<Bound<'py, PyDict>> {
    let py = logits.py();
    let logits = logits.extract::<PyReadonlyArrayDyn<'_, S>>()?;
    let view = logits.as_array();
    let in_one_piece = || InvalidInputError::new_err("rows of logits that do not lie in one piece");
    let rows = view.rows().into_iter().map(|row| row.to_slice().ok_or_else(in_one_piece));
    let rows = rows.collect::<PyResult<Vec<&[S]>>>()?;
    let n_tokens = logits.shape().last().copied().unwrap_or(0);
    let estimate = work(logits.len(), LOGIT_NS).saturating_add(work(rows.len(), ROW_NS));
    let request = &asked.request;
    let found = enter(py, asked.control, estimate, |ctx| tokens::token_statistics::<E>(&rows, n_tokens, request, ctx))?;
    let columns = PyDict::new(py);
    for name in &asked.names {
        let number: fn(&TokenStatistics) -> f64 = match name.as_str() {
            "logprob" => |row| row.logprob,
            "entropy" => |row| row.entropy,
            "self_certainty" => |row| row.self_certainty,
            "margin" => |row| row.margin,
            "max" => |row| row.max,
            "logsumexp" => TokenStatistics::logsumexp,
            "log_sum" => |row| row.log_sum,
            "rank" => {
                columns.set_item(name, PyArray1::from_iter(py, found.iter().map(|row| row.rank)))?;
                continue;
            }
            other => return Err(InvalidInputError::new_err(format!("there is no output {other:?}"))),
        };
        columns.set_item(name, PyArray1::from_iter(py, found.iter().map(|row| round(number(row)))))?;
    }
    Ok(columns)
}

/// Statistics of sequences, an array each.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct SequenceColumns(Vec<SequenceStatistics>);

impl SequenceColumns {
    fn column<'py, T: Entry>(
        &self,
        py: Python<'py>,
        of: impl Fn(&SequenceStatistics) -> T,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.0.iter().map(of).collect())
    }
}

#[pymethods]
impl SequenceColumns {
    #[getter]
    fn sum<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.sum)
    }

    #[getter]
    fn mean<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.mean)
    }

    #[getter]
    fn count<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.count)
    }

    #[getter]
    fn min<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.min)
    }

    #[getter]
    fn perplexity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.perplexity)
    }

    #[getter]
    fn tail_window<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.tail_window)
    }

    #[getter]
    fn min_window<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |row| row.min_window)
    }
}

/// Statistics of sequences that lie end to end.
#[pyfunction]
#[pyo3(signature = (tokens, offsets, window, control=None))]
pub(crate) fn ragged_sequences(
    tokens: &Bound<'_, PyAny>,
    offsets: PyReadonlyArray1<'_, i64>,
    window: Option<usize>,
    control: Option<&Control>,
) -> PyResult<SequenceColumns> {
    statistics(tokens, Sequences::Ragged(offsets.as_slice()?), window, control)
}

/// Statistics of sequences in padded rows.
#[pyfunction]
#[pyo3(signature = (tokens, n_sequences, mask, window, control=None))]
pub(crate) fn padded_sequences(
    tokens: &Bound<'_, PyAny>,
    n_sequences: usize,
    mask: PyReadonlyArray1<'_, u8>,
    window: Option<usize>,
    control: Option<&Control>,
) -> PyResult<SequenceColumns> {
    let mask = convert::flags(&mask)?;
    statistics(tokens, Sequences::Padded { n_sequences, mask: &mask }, window, control)
}

fn statistics(
    tokens: &Bound<'_, PyAny>,
    places: Sequences<'_>,
    window: Option<usize>,
    control: Option<&Control>,
) -> PyResult<SequenceColumns> {
    fn run<T: Entry + Copy + Into<f64> + Sync>(
        py: Python<'_>,
        tokens: &PyReadonlyArray1<'_, T>,
        places: Sequences<'_>,
        window: Option<usize>,
        control: Option<&Control>,
    ) -> PyResult<SequenceColumns> {
        let tokens = tokens.as_slice()?;
        let estimate = work(tokens.len(), TOKEN_NS);
        let found = enter(py, control, estimate, |ctx| sequences::sequence_statistics(tokens, places, window, ctx))?;
        Ok(SequenceColumns(found))
    }
    let py = tokens.py();
    match tokens.extract::<PyReadonlyArray1<'_, f32>>() {
        Ok(tokens) => run(py, &tokens, places, window, control),
        Err(_) => run(py, &tokens.extract::<PyReadonlyArray1<'_, f64>>()?, places, window, control),
    }
}
