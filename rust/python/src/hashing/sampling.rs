//! Samples that every host agrees on, for Python. Integers are read where they lie; other keys are packed first.

use numpy::{PyArray1, PyArrayMethods as _, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyInt, PyList, PyString, PyTuple};
use rankfold_core::hashing::sampling as core;
use rankfold_core::hashing::sampling::{Key, KeyedWeights, Keys, Logits, PackedKeys, salt_seed};
use rankfold_core::state::State as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InvalidInputError, InvalidTypeError};
use crate::shared::Shared;

/// Nanoseconds to hash a key, to read a row of weights, to draw a cell, and to write or read an entry of a sample; they only
/// choose how a call runs.
const KEY_NS: f64 = 1.0;
const ROW_NS: f64 = 5.0;
const CELL_NS: f64 = 1.0;
const ENTRY_NS: f64 = 100.0;

/// Keys that are packed between two looks for Ctrl-C.
const SIGNAL_KEYS: usize = 1 << 16;

/// Keys as Python sends them: a contiguous array of int64, a list of keys, or the number of rows.
enum Given<'py> {
    Rows(usize),
    Integers(PyReadonlyArray1<'py, i64>),
    Packed(PackedKeys),
}

impl<'py> Given<'py> {
    fn new(keys: &Bound<'py, PyAny>, what: &str) -> PyResult<Self> {
        if let Ok(list) = keys.cast::<PyList>() {
            return Ok(Self::Packed(packed(list, what)?));
        }
        if let Ok(n) = keys.extract() {
            return Ok(Self::Rows(n));
        }
        Ok(Self::Integers(keys.extract()?))
    }

    fn keys(&self) -> PyResult<Keys<'_>> {
        Ok(match self {
            Self::Rows(n) => Keys::Rows(*n),
            Self::Integers(values) => Keys::Integers(values.as_slice()?),
            Self::Packed(packed) => Keys::Packed(packed),
        })
    }
}

fn packed(keys: &Bound<'_, PyList>, what: &str) -> PyResult<PackedKeys> {
    let mut packed = PackedKeys::default();
    for (row, key) in keys.iter().enumerate() {
        if row % SIGNAL_KEYS == 0 {
            keys.py().check_signals()?;
        }
        if let Ok(text) = key.cast::<PyString>() {
            packed.push_text(convert::utf8(text, format_args!("{what}[{row}]"))?);
        } else if let Ok(bytes) = key.cast::<PyBytes>() {
            packed.push_bytes(bytes.as_bytes());
        } else if let Some(bits) = bits(&key) {
            packed.push_integer(bits);
        } else if key.is_instance_of::<PyInt>() && !key.is_instance_of::<PyBool>() {
            let text = format!("{what}[{row}] = {key} is not a key: expected an integer from -2**63 to 2**64 - 1");
            return Err(InvalidInputError::new_err(text));
        } else {
            let (kind, key) = (key.get_type().qualname()?, key.repr()?);
            let text = format!("{what}[{row}] = {key} is of type {kind}: expected an int, a str or bytes");
            return Err(InvalidTypeError::new_err(text));
        }
    }
    Ok(packed)
}

/// The 64 bits of an integer, whether Python made it or an array.
fn bits(key: &Bound<'_, PyAny>) -> Option<u64> {
    // The bool of an array has no `__index__`, Python's has one.
    if key.is_instance_of::<PyBool>() {
        return None;
    }
    key.extract::<i64>().map(|value| value as u64).or_else(|_| key.extract()).ok()
}

fn key_object<'py>(py: Python<'py>, key: &Key) -> PyResult<Bound<'py, PyAny>> {
    Ok(match key {
        Key::Integer(value) => value.into_pyobject(py)?.into_any(),
        Key::Text(text) => PyString::new(py, text).into_any(),
        Key::Bytes(bytes) => PyBytes::new(py, bytes).into_any(),
    })
}

fn weights<'a>(weights: Option<&'a PyReadonlyArray1<'_, f64>>) -> PyResult<Option<&'a [f64]>> {
    Ok(weights.map(|weights| weights.as_slice()).transpose()?)
}

fn rows(rows: Vec<usize>) -> Vec<i64> {
    rows.into_iter().map(|row| row as i64).collect()
}

/// The hash of each key.
#[pyfunction]
#[pyo3(signature = (keys, salt, control=None))]
pub(crate) fn hash_keys<'py>(
    keys: &Bound<'py, PyAny>,
    salt: &[u8],
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, given) = (keys.py(), Given::new(keys, "keys")?);
    let keys = given.keys()?;
    let mut out = PyArray1::<u64>::zeros(py, keys.len(), false).try_readwrite()?;
    let (hashes, seed) = (out.as_slice_mut()?, salt_seed(salt));
    enter(py, control, work(keys.len(), KEY_NS), |ctx| core::hash_keys(&keys, seed, hashes, ctx))?;
    Ok(out.make_nonwriteable().as_any().clone())
}

/// Whether each key is in the sample.
#[pyfunction]
#[pyo3(signature = (keys, rate, salt, control=None))]
pub(crate) fn hash_sample<'py>(
    keys: &Bound<'py, PyAny>,
    rate: f64,
    salt: &[u8],
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, given) = (keys.py(), Given::new(keys, "keys")?);
    let keys = given.keys()?;
    let mut out = PyArray1::<bool>::zeros(py, keys.len(), false).try_readwrite()?;
    let (kept, seed) = (out.as_slice_mut()?, salt_seed(salt));
    enter(py, control, work(keys.len(), KEY_NS), |ctx| core::hash_sample(&keys, rate, seed, kept, ctx))?;
    Ok(out.make_nonwriteable().as_any().clone())
}

/// The rows of highest priority, what each stands for, and the threshold.
#[pyfunction]
#[pyo3(signature = (keys, weights, k, salt, control=None))]
pub(crate) fn priority_sample<'py>(
    keys: &Bound<'py, PyAny>,
    weights: PyReadonlyArray1<'py, f64>,
    k: usize,
    salt: &[u8],
    control: Option<&Control>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>, f64)> {
    let (py, given) = (keys.py(), Given::new(keys, "keys")?);
    let (keys, weights, seed) = (given.keys()?, weights.as_slice()?, salt_seed(salt));
    let run = |ctx: &rankfold_core::ctx::Ctx<'_>| core::priority_sample(&keys, weights, k, seed, ctx);
    let sample = enter(py, control, work(keys.len(), ROW_NS), run)?;
    Ok((convert::vector(py, rows(sample.rows))?, convert::vector(py, sample.estimates)?, sample.threshold))
}

/// Items in the order in which they are drawn.
#[pyfunction]
#[pyo3(signature = (weights, k, seed, control=None))]
pub(crate) fn sample_without_replacement<'py>(
    py: Python<'py>,
    weights: PyReadonlyArray1<'py, f64>,
    k: usize,
    seed: u64,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let weights = weights.as_slice()?;
    let run = |ctx: &rankfold_core::ctx::Ctx<'_>| core::sample_without_replacement(weights, k, seed, ctx);
    convert::vector(py, rows(enter(py, control, work(weights.len(), ROW_NS), run)?))
}

/// The columns that are drawn from each row, and their values.
#[pyfunction]
#[pyo3(signature = (logits, k, seed, first_row, control=None))]
pub(crate) fn gumbel_top_k<'py>(
    logits: &Bound<'py, PyAny>,
    k: usize,
    seed: u64,
    first_row: u64,
    control: Option<&Control>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let py = logits.py();
    let (narrow, wide);
    let (n, m, cells) = if let Ok(array) = logits.extract::<PyReadonlyArray2<'py, f32>>() {
        narrow = array;
        let (n, m, cells) = convert::table(&narrow)?;
        (n, m, Logits::F32(cells))
    } else {
        wide = logits.extract::<PyReadonlyArray2<'py, f64>>()?;
        let (n, m, cells) = convert::table(&wide)?;
        (n, m, Logits::F64(cells))
    };
    let run = |ctx: &rankfold_core::ctx::Ctx<'_>| core::gumbel_top_k(cells, n, k, seed, first_row, ctx);
    let draws = enter(py, control, work(n.saturating_mul(m), CELL_NS), run)?;
    Ok((convert::matrix(py, draws.columns, [n, k])?, convert::matrix(py, draws.values, [n, k])?))
}

/// The number of the node of each key.
#[pyfunction]
#[pyo3(signature = (keys, nodes, node_weights, salt, control=None))]
pub(crate) fn rendezvous<'py>(
    keys: &Bound<'py, PyAny>,
    nodes: &Bound<'py, PyAny>,
    node_weights: Option<PyReadonlyArray1<'py, f64>>,
    salt: &[u8],
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, given, nodes) = (keys.py(), Given::new(keys, "keys")?, Given::new(nodes, "nodes")?);
    let (keys, nodes, weights) = (given.keys()?, nodes.keys()?, weights(node_weights.as_ref())?);
    let mut out = PyArray1::<i64>::zeros(py, keys.len(), false).try_readwrite()?;
    let (chosen, seed) = (out.as_slice_mut()?, salt_seed(salt));
    let estimate = work(keys.len().saturating_mul(nodes.len()), KEY_NS);
    enter(py, control, estimate, |ctx| core::rendezvous(&keys, &nodes, weights, seed, chosen, ctx))?;
    Ok(out.make_nonwriteable().as_any().clone())
}

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct BottomK(Shared<core::BottomK>);

impl BottomK {
    fn estimate(&self) -> std::time::Duration {
        work(self.0.snapshot().sample().len(), ENTRY_NS)
    }

    fn column<'py, T: numpy::Element>(
        &self,
        py: Python<'py>,
        value: impl Fn(&core::Entry) -> T,
    ) -> PyResult<Bound<'py, PyAny>> {
        convert::vector(py, self.0.snapshot().sample().iter().map(value).collect())
    }
}

#[pymethods]
impl BottomK {
    #[new]
    #[pyo3(signature = (k, salt))]
    fn new(k: usize, salt: &[u8]) -> PyResult<Self> {
        Ok(Self(Shared::new(convert::raised(core::BottomK::new(k, salt_seed(salt)))?)))
    }

    #[getter]
    fn k(&self) -> usize {
        self.0.snapshot().size()
    }

    #[getter]
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let state = self.0.snapshot();
        let keys = state.sample().iter().map(|entry| key_object(py, &entry.key)).collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, keys)
    }

    #[getter]
    fn hashes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |entry| entry.hash)
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |entry| entry.weight)
    }

    #[getter]
    fn ranks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.column(py, |entry| entry.rank)
    }

    #[getter]
    fn threshold(&self) -> f64 {
        self.0.snapshot().threshold()
    }

    #[getter]
    fn estimates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let state = self.0.snapshot();
        convert::vector(py, enter(py, None, self.estimate(), |ctx| state.finish(ctx))?)
    }

    #[pyo3(signature = (keys, key_weights, control=None))]
    fn update(
        &self,
        keys: &Bound<'_, PyAny>,
        key_weights: Option<PyReadonlyArray1<'_, f64>>,
        control: Option<&Control>,
    ) -> PyResult<()> {
        let (py, given) = (keys.py(), Given::new(keys, "keys")?);
        let votes = KeyedWeights { keys: given.keys()?, weights: weights(key_weights.as_ref())? };
        let state = self.0.snapshot();
        let part = enter(py, control, work(votes.keys.len(), ROW_NS), |ctx| {
            let mut part = core::BottomK::new(state.size(), state.seed())?;
            part.update(&votes, ctx)?;
            Ok(part)
        })?;
        self.add(py, &part)
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        let part = other.0.snapshot();
        self.add(py, &part)
    }

    fn copy(&self) -> Self {
        Self(self.0.copy())
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let state = self.0.snapshot();
        Ok(PyBytes::new(py, &enter(py, None, self.estimate(), |_| state.to_bytes())?))
    }

    #[staticmethod]
    fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        Ok(Self(Shared::new(Shared::<core::BottomK>::from_bytes(py, bytes)?)))
    }
}

impl BottomK {
    fn add(&self, py: Python<'_>, part: &core::BottomK) -> PyResult<()> {
        self.0.replace(|state| {
            enter(py, None, self.estimate(), |_| {
                let mut sum = state.clone();
                sum.merge(part)?;
                Ok(sum)
            })
        })
    }
}
