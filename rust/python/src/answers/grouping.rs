//! Equal answers under one number, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PyString};
use rankfold_core::answers::grouping as core;
use rankfold_core::answers::grouping::canonical::{Steps, canonical_forms as forms_of};

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InvalidInputError, InvalidTypeError};

/// Nanoseconds to bring a byte of a text into canonical form, and to put a sample or a pair into a group; they only choose
/// how a call runs.
const BYTE_NS: f64 = 10.0;
const SAMPLE_NS: f64 = 30.0;

/// The canonical form of each text; a text that is its own form comes back itself. Without names, the standard steps.
#[pyfunction]
#[pyo3(signature = (texts, steps, control=None))]
pub(crate) fn canonical_forms<'py>(
    texts: &Bound<'py, PyList>,
    steps: Option<Vec<String>>,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyList>> {
    let py = texts.py();
    let steps = match steps {
        None => Steps::standard(),
        Some(names) => convert::raised(Steps::named(names.iter().map(String::as_str)))?,
    };
    let backed = texts.iter().enumerate().map(text).collect::<PyResult<Vec<_>>>()?;
    let read: Vec<&str> = backed.iter().map(|text| &**text).collect();
    let n_bytes = read.iter().map(|text| text.len() + 10).sum();
    let forms = enter(py, control, work(n_bytes, BYTE_NS), |ctx| forms_of(&read, &steps, ctx))?;
    let objects =
        texts.iter().zip(forms).map(|(text, form)| form.map_or(text, |form| PyString::new(py, &form).into_any()));
    PyList::new(py, objects.collect::<Vec<_>>())
}

fn text((at, value): (usize, Bound<'_, PyAny>)) -> PyResult<PyBackedStr> {
    let Ok(text) = value.cast::<PyString>() else {
        let kind = value.get_type().qualname()?;
        return Err(InvalidTypeError::new_err(format!("texts[{at}] is of type {kind}: expected a str")));
    };
    PyBackedStr::try_from(text.clone()).map_err(|_| {
        let rule = "expected a text that UTF-8 can write";
        InvalidInputError::new_err(format!("texts[{at}] holds half of a surrogate pair: {rule}"))
    })
}

/// The names of the steps that are taken if none are named.
#[pyfunction]
pub(crate) fn canonical_steps() -> Vec<&'static str> {
    Steps::standard().names()
}

/// Samples, their answers and the forms of these.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct AnswerForms(core::Forms);

#[pymethods]
impl AnswerForms {
    #[new]
    fn new(
        offsets: PyReadonlyArray1<'_, i64>,
        answers: PyReadonlyArray1<'_, i64>,
        form_of: PyReadonlyArray1<'_, u32>,
    ) -> PyResult<Self> {
        let form_of = form_of.as_slice()?.to_vec();
        convert::raised(core::Forms::new(offsets.as_slice()?, answers.as_slice()?, form_of)).map(Self)
    }

    #[getter]
    fn n_pairs(&self) -> usize {
        self.0.n_pairs()
    }

    /// All pairs of different forms within questions, in the order in which verdicts come.
    fn pairs(&self) -> Vec<(u32, u32)> {
        self.0.pairs().collect()
    }

    /// Joins forms; one verdict a pair, or none at all.
    #[pyo3(signature = (verdicts, control=None))]
    fn close(
        &self,
        py: Python<'_>,
        verdicts: Option<PyReadonlyArray1<'_, u8>>,
        control: Option<&Control>,
    ) -> PyResult<AnswerGrouping> {
        let verdicts = verdicts.as_ref().map(convert::flags).transpose()?;
        let n_units = self.0.n_samples() + verdicts.as_ref().map_or(0, Vec::len);
        let found = enter(py, control, work(n_units, SAMPLE_NS), |ctx| core::close(&self.0, verdicts.as_deref(), ctx))?;
        Ok(AnswerGrouping {
            groups: convert::vector(py, found.groups)?.unbind(),
            offsets: convert::vector(py, found.offsets)?.unbind(),
            labels: convert::vector(py, found.labels)?.unbind(),
            sizes: convert::vector(py, found.sizes)?.unbind(),
            n_forms: convert::vector(py, found.n_forms)?.unbind(),
            n_forced: convert::vector(py, found.n_forced)?.unbind(),
        })
    }
}

/// Groups of answers, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct AnswerGrouping {
    groups: Py<PyAny>,
    offsets: Py<PyAny>,
    labels: Py<PyAny>,
    sizes: Py<PyAny>,
    n_forms: Py<PyAny>,
    n_forced: Py<PyAny>,
}
