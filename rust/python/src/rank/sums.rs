//! Sums of ranks for Python: vectors are read where they lie.

use numpy::{Element, PyArray1, PyArrayMethods as _, PyReadonlyArray1, PyReadonlyArrayDyn, PyUntypedArrayMethods as _};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use rankfold_core::rank::sums as core;
use rankfold_core::rank::sums::{Clients, Form, Keys, Out, Sums, Validate, Vector};
use rankfold_core::state::State as _;

use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::{InvalidInputError, InvalidTypeError};
use crate::shared::Shared;

/// Nanoseconds to add a rank, to add an entry of a permutation, and to choose or sort an item; they only choose how a
/// call runs.
const RANK_NS: f64 = 0.5;
const PERMUTATION_NS: f64 = 4.0;
const SELECT_NS: f64 = 5.0;
const SORT_NS: f64 = 30.0;

/// Arrays of one client each, or one of a client a row, borrowed for the length of a call.
struct Arrays<'py>(Vec<Borrowed<'py>>);

enum Borrowed<'py> {
    U16(PyReadonlyArrayDyn<'py, u16>),
    U32(PyReadonlyArrayDyn<'py, u32>),
    I32(PyReadonlyArrayDyn<'py, i32>),
    I64(PyReadonlyArrayDyn<'py, i64>),
}

impl<'py> Arrays<'py> {
    fn new(arrays: &Bound<'py, PyList>) -> PyResult<Self> {
        let borrowed = arrays.iter().map(|array| {
            if let Ok(array) = array.extract::<PyReadonlyArrayDyn<'_, u32>>() {
                Ok(Borrowed::U32(array))
            } else if let Ok(array) = array.extract::<PyReadonlyArrayDyn<'_, i64>>() {
                Ok(Borrowed::I64(array))
            } else if let Ok(array) = array.extract::<PyReadonlyArrayDyn<'_, i32>>() {
                Ok(Borrowed::I32(array))
            } else if let Ok(array) = array.extract::<PyReadonlyArrayDyn<'_, u16>>() {
                Ok(Borrowed::U16(array))
            } else {
                let kind = array.get_type().qualname()?;
                Err(InvalidTypeError::new_err(format!("an array of {kind}: expected integers of 16, 32 or 64 bits")))
            }
        });
        Ok(Self(borrowed.collect::<PyResult<_>>()?))
    }

    /// The vectors of all clients, and over how many items they are.
    fn vectors(&self) -> PyResult<(Vec<Vector<'_>>, usize)> {
        let mut vectors = Vec::new();
        for array in &self.0 {
            match array {
                Borrowed::U16(array) => rows(array, Vector::U16, &mut vectors)?,
                Borrowed::U32(array) => rows(array, Vector::U32, &mut vectors)?,
                Borrowed::I32(array) => rows(array, Vector::I32, &mut vectors)?,
                Borrowed::I64(array) => rows(array, Vector::I64, &mut vectors)?,
            }
        }
        let n_items = match &self.0[..] {
            [Borrowed::U16(array), ..] => array.shape().last(),
            [Borrowed::U32(array), ..] => array.shape().last(),
            [Borrowed::I32(array), ..] => array.shape().last(),
            [Borrowed::I64(array), ..] => array.shape().last(),
            [] => None,
        };
        Ok((vectors, n_items.copied().unwrap_or(0)))
    }
}

/// The rows of an array whose last axis is the items.
fn rows<'a, T: Element>(
    array: &'a PyReadonlyArrayDyn<'_, T>,
    vector: impl Fn(&'a [T]) -> Vector<'a>,
    vectors: &mut Vec<Vector<'a>>,
) -> PyResult<()> {
    if !array.is_c_contiguous() {
        return Err(InvalidInputError::new_err("an array whose rows do not lie in one piece"));
    }
    let values = array.as_slice()?;
    match *array.shape() {
        [_] => vectors.push(vector(values)),
        [n_clients, n_items] => {
            vectors.extend((0..n_clients).map(|client| vector(&values[client * n_items..][..n_items])));
        }
        _ => return Err(InvalidInputError::new_err("an array of more than two dimensions")),
    }
    Ok(())
}

fn clients<'a>(
    arrays: &'a Arrays<'_>,
    permutations: bool,
    distinct: bool,
    weights: Option<&Bound<'_, PyAny>>,
) -> PyResult<Clients<'a>> {
    let (vectors, n_items) = arrays.vectors()?;
    let weights = convert::weights(weights, vectors.len())?;
    let form = if permutations { Form::Permutations } else { Form::Ranks };
    let validate = if distinct { Validate::Permutation } else { Validate::Range };
    convert::raised(Clients::new(vectors, n_items, form, validate, weights))
}

fn estimate(clients: &Clients<'_>) -> std::time::Duration {
    let nanoseconds = match (clients.form(), clients.validate()) {
        (Form::Ranks, Validate::Range) => RANK_NS,
        _ => PERMUTATION_NS,
    };
    work(clients.vectors().len().saturating_mul(clients.n_items()), nanoseconds)
}

/// Sums of ranks: integers, or floats where weights are.
#[pyfunction]
#[pyo3(signature = (vectors, permutations, distinct, weights, control=None))]
pub(crate) fn sum_of_ranks<'py>(
    vectors: &Bound<'py, PyList>,
    permutations: bool,
    distinct: bool,
    weights: Option<&Bound<'_, PyAny>>,
    control: Option<&Control>,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, arrays) = (vectors.py(), Arrays::new(vectors)?);
    let clients = clients(&arrays, permutations, distinct, weights)?;
    let (n_items, estimate) = (clients.n_items(), estimate(&clients));
    // NumPy's own memory, which comes in large pages.
    if clients.weights().is_integer() {
        let mut out = PyArray1::<i64>::zeros(py, n_items, false).try_readwrite()?;
        let sums = Out::Integer(out.as_slice_mut()?);
        enter(py, control, estimate, |ctx| core::sum_of_ranks(&clients, sums, ctx))?;
        Ok(out.make_nonwriteable().as_any().clone())
    } else {
        let mut out = PyArray1::<f64>::zeros(py, n_items, false).try_readwrite()?;
        let sums = Out::Float(out.as_slice_mut()?);
        enter(py, control, estimate, |ctx| core::sum_of_ranks(&clients, sums, ctx))?;
        Ok(out.make_nonwriteable().as_any().clone())
    }
}

#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct RankSums(Shared<core::RankSums>);

impl RankSums {
    /// Nanoseconds to add, write or read one item.
    const ITEM_NS: f64 = 2.0;

    fn estimate(&self) -> std::time::Duration {
        work(self.0.snapshot().n_items(), Self::ITEM_NS)
    }
}

#[pymethods]
impl RankSums {
    #[new]
    #[pyo3(signature = (n_items))]
    fn new(n_items: usize) -> PyResult<Self> {
        Ok(Self(Shared::new(convert::raised(core::RankSums::new(n_items))?)))
    }

    #[getter]
    fn n_items(&self) -> usize {
        self.0.snapshot().n_items()
    }

    #[getter]
    fn n_clients(&self) -> u64 {
        self.0.snapshot().n_clients()
    }

    #[getter]
    fn total_weight(&self) -> f64 {
        self.0.snapshot().total_weight()
    }

    #[getter]
    fn sums<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let state = self.0.snapshot();
        match enter(py, None, self.estimate(), |ctx| state.finish(ctx))? {
            Sums::Integer(sums) => convert::vector(py, sums),
            Sums::Float(sums) => convert::vector(py, sums),
        }
    }

    #[pyo3(signature = (vectors, permutations, distinct, weights, control=None))]
    fn update(
        &self,
        vectors: &Bound<'_, PyList>,
        permutations: bool,
        distinct: bool,
        weights: Option<&Bound<'_, PyAny>>,
        control: Option<&Control>,
    ) -> PyResult<()> {
        let (py, arrays) = (vectors.py(), Arrays::new(vectors)?);
        let clients = clients(&arrays, permutations, distinct, weights)?;
        let estimate = estimate(&clients).saturating_add(self.estimate());
        self.0.replace(|state| enter(py, control, estimate, |ctx| state.plus(&clients, ctx)))
    }

    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        let part = other.0.snapshot();
        self.0.replace(|state| {
            enter(py, None, self.estimate(), |_| {
                let mut sum = state.clone();
                sum.merge(&part)?;
                Ok(sum)
            })
        })
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
        Ok(Self(Shared::new(Shared::<core::RankSums>::from_bytes(py, bytes)?)))
    }
}

/// Sums as the core orders them.
enum Summed<'py> {
    Integer(PyReadonlyArray1<'py, i64>),
    Float(PyReadonlyArray1<'py, f64>),
}

impl<'py> Summed<'py> {
    fn new(sums: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(sums) = sums.extract() { Ok(Self::Integer(sums)) } else { Ok(Self::Float(sums.extract()?)) }
    }

    fn keys(&self) -> PyResult<Keys<'_>> {
        Ok(match self {
            Self::Integer(sums) => Keys::Integer(sums.as_slice()?),
            Self::Float(sums) => Keys::Float(sums.as_slice()?),
        })
    }
}

/// The mask of the items with the highest sums, one of the lowest among them, how many tie with it, and how many of those
/// are in.
#[pyfunction]
#[pyo3(signature = (sums, count, control=None))]
pub(crate) fn top<'py>(
    sums: &Bound<'py, PyAny>,
    count: usize,
    control: Option<&Control>,
) -> PyResult<(Bound<'py, PyAny>, usize, usize, usize)> {
    let (py, sums) = (sums.py(), Summed::new(sums)?);
    let keys = sums.keys()?;
    let found = enter(py, control, work(keys.len(), SELECT_NS), |ctx| core::top(keys, count, ctx))?;
    Ok((convert::vector(py, found.mask)?, found.last, found.n_tied, found.n_tied_in))
}

/// The items from worst to best.
#[pyfunction]
#[pyo3(signature = (sums, control=None))]
pub(crate) fn order_by_sum<'py>(sums: &Bound<'py, PyAny>, control: Option<&Control>) -> PyResult<Bound<'py, PyAny>> {
    let (py, sums) = (sums.py(), Summed::new(sums)?);
    let keys = sums.keys()?;
    let order = enter(py, control, work(keys.len(), SORT_NS), |ctx| core::order_by_sum(keys, ctx))?;
    convert::vector(py, order)
}
