//! Labels, weights and arrays across the border.

use std::collections::HashMap;
use std::fmt;

use numpy::{
    AllowTypeChange, PyArray1, PyArrayLike1, PyArrayMethods as _, PyReadonlyArray1, PyReadonlyArray2,
    PyUntypedArrayMethods as _,
};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyInt, PyList, PyString, PyTuple, PyType};
use rankfold_core::ballots::{Groups, Missing};
use rankfold_core::error::{Error, Result};
use rankfold_core::fraction::{Fraction, Integer, from_hexadecimal};
use rankfold_core::items::{Items, Label};
use rankfold_core::options::Value;
use rankfold_core::pairwise::Cells;
use rankfold_core::weights::Weights;

use crate::errors::{InvalidInputError, InvalidTypeError, to_python};

/// A text as UTF-8. `what` names it in the error.
pub(crate) fn utf8<'a>(text: &'a Bound<'_, PyString>, what: fmt::Arguments<'_>) -> PyResult<&'a str> {
    text.to_str().map_err(|_| {
        let problem = "holds half of a surrogate pair: expected a text that UTF-8 can write";
        InvalidInputError::new_err(format!("{what} {problem}"))
    })
}

/// A label as Python gave it. `what` names the argument in the error.
pub(crate) fn label(value: &Bound<'_, PyAny>, what: &str) -> PyResult<Label> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Label::Text(utf8(text, format_args!("{what}"))?.to_owned()));
    }
    // Through `__index__`, so that NumPy integers count, which are no Python integers and yet what an array gives.
    if !value.is_instance_of::<PyBool>() {
        if let Ok(index) = value.extract() {
            return Ok(Label::Int(index));
        }
        if value.is_instance_of::<PyInt>() {
            let text = format!("{what} = {value} is not a label: expected an integer of 64 bits");
            return Err(InvalidInputError::new_err(text));
        }
    }
    let kind = value.get_type().qualname()?;
    Err(InvalidTypeError::new_err(format!("{what} = {} is of type {kind}: expected a str or an int", value.repr()?)))
}

/// Labels given by the user, or 0..`n_items`.
pub(crate) fn items(labels: Option<&Bound<'_, PyAny>>, n_items: usize) -> PyResult<Items> {
    let Some(labels) = labels else { return Items::range(n_items).map_err(to_python) };
    reject_unordered(labels)?;
    let labels = labels.try_iter()?.enumerate().map(|(k, value)| label(&value?, &format!("items[{k}]")));
    let labels = labels.collect::<PyResult<Vec<_>>>()?;
    Error::check_length("items", labels.len(), n_items).map_err(to_python)?;
    Items::new(labels).map_err(to_python)
}

/// The labels of a container as Python objects, in item order; made when first asked for.
pub(crate) struct Labels(PyOnceLock<Py<PyTuple>>);

impl Default for Labels {
    fn default() -> Self {
        Self(PyOnceLock::new())
    }
}

impl Labels {
    pub(crate) fn get<'py>(&self, py: Python<'py>, items: &Items) -> PyResult<Bound<'py, PyTuple>> {
        let tuple = self.0.get_or_try_init(py, || {
            let objects = items.labels().iter().map(|label| label_object(py, label)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, objects).map(Bound::unbind)
        })?;
        Ok(tuple.bind(py).clone())
    }
}

/// The labels of items, given those of all.
pub(crate) fn labels<'py>(all: &Bound<'py, PyTuple>, items: &[u32]) -> PyResult<Bound<'py, PyTuple>> {
    let labels = items.iter().map(|&item| all.get_item(item as usize)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(all.py(), labels)
}

/// A label as a Python object.
pub(crate) fn label_object<'py>(py: Python<'py>, label: &Label) -> PyResult<Bound<'py, PyAny>> {
    Ok(match label {
        Label::Int(value) => value.into_pyobject(py)?.into_any(),
        Label::Text(text) => text.into_pyobject(py)?.into_any(),
    })
}

/// A contiguous float or integer vector as weights; Python has already made it one of the two.
pub(crate) fn weights(values: Option<&Bound<'_, PyAny>>, n_voters: usize) -> PyResult<Weights> {
    let Some(values) = values else { return Ok(Weights::Unit) };
    if let Ok(integers) = values.extract::<PyReadonlyArray1<'_, i64>>() {
        return Weights::from_integers(integers.as_slice()?, n_voters).map_err(to_python);
    }
    let floats = values.extract::<PyReadonlyArray1<'_, f64>>()?;
    Weights::from_floats(floats.as_slice()?, n_voters).map_err(to_python)
}

/// Weights as an array: integers where they are.
pub(crate) fn weights_array<'py>(py: Python<'py>, weights: &Weights, n_voters: usize) -> PyResult<Bound<'py, PyAny>> {
    match weights {
        Weights::Unit => vector(py, vec![1_i64; n_voters]),
        Weights::Integer(values) => vector(py, values.clone()),
        Weights::Float(fixed) => vector(py, fixed.numerators.iter().map(|&numerator| fixed.value(numerator)).collect()),
    }
}

/// An option as the core reads it; `None` is one that was not given.
pub(crate) fn option(given: &Bound<'_, PyAny>) -> Option<Value> {
    if given.is_none() {
        return None;
    }
    let other = || Value::Other(given.get_type().qualname().map_or_else(|_| "?".to_owned(), |name| name.to_string()));
    if let Ok(flag) = given.cast::<PyBool>() {
        return Some(Value::Flag(flag.is_true()));
    }
    if let Ok(text) = given.cast::<PyString>() {
        return Some(text.to_str().map_or_else(|_| other(), |text| Value::Text(text.to_owned())));
    }
    // Through `__index__` and `__float__`, so that NumPy's numbers count.
    if let Ok(integer) = given.extract() {
        return Some(Value::Integer(integer));
    }
    if let Ok(number) = given.extract() {
        return Some(Value::Number(number));
    }
    if let Some(fractions) = fractions(given) {
        return Some(Value::Fractions(fractions));
    }
    let numbers = given.extract::<PyArrayLike1<'_, f64, AllowTypeChange>>();
    Some(numbers.map_or_else(|_| other(), |numbers| Value::Numbers(numbers.as_array().to_vec())))
}

/// An integer of any size.
fn integer<'py>(py: Python<'py>, value: &Integer) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(small) = i64::try_from(value) {
        return Ok(small.into_pyobject(py)?.into_any());
    }
    // Through hexadecimal texts, whose length Python does not limit.
    py.get_type::<PyInt>().call1((value.to_str_radix(16), 16))
}

/// The numbers of a list or tuple that floats may not hold, because some are fractions or large integers.
fn fractions(given: &Bound<'_, PyAny>) -> Option<Vec<Fraction>> {
    let values: Vec<Bound<'_, PyAny>> = if given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>() {
        given.extract().ok()?
    } else {
        return None;
    };
    let fraction = fraction_type(given.py()).ok()?;
    let is_wide = |value: &Bound<'_, PyAny>| {
        value.is_instance(fraction).unwrap_or(false)
            || value.is_instance_of::<PyInt>()
                && !value.extract::<i64>().is_ok_and(|value| value.unsigned_abs() < 1 << 53)
    };
    if !values.iter().any(is_wide) {
        return None;
    }
    // Through hexadecimal texts, whose length Python does not limit.
    let digits = |value: Bound<'_, PyAny>| value.call_method1("__format__", ("x",)).ok()?.extract::<String>().ok();
    let exact = |value: &Bound<'_, PyAny>| {
        let (numerator, denominator) = value.call_method0("as_integer_ratio").ok()?.extract().ok()?;
        from_hexadecimal(&digits(numerator)?, &digits(denominator)?)
    };
    values.iter().map(exact).collect()
}

fn fraction_type(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static FRACTION: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    FRACTION.import(py, "fractions", "Fraction")
}

/// An exact number as a `fractions.Fraction`.
pub(crate) fn fraction(py: Python<'_>, value: &Fraction) -> PyResult<Py<PyAny>> {
    quotient(py, value.numer(), value.denom())
}

/// A quotient as a `fractions.Fraction`.
pub(crate) fn quotient(py: Python<'_>, numerator: &Integer, denominator: &Integer) -> PyResult<Py<PyAny>> {
    let (fraction, numerator) = (fraction_type(py)?, integer(py, numerator)?);
    // Python takes a greatest common divisor of any two integers, which is most of the time of a whole number.
    let whole = denominator == &Integer::from(1);
    let made =
        if whole { fraction.call1((numerator,)) } else { fraction.call1((numerator, integer(py, denominator)?)) };
    Ok(made?.unbind())
}

/// Float weights as they are held, integers over a power of two.
pub(crate) fn exact_weights(weights: &Weights) -> Option<(Vec<i128>, i32)> {
    match weights {
        Weights::Float(fixed) => Some((fixed.numerators.clone(), fixed.exponent)),
        Weights::Unit | Weights::Integer(_) => None,
    }
}

/// One group number a row, with the number of groups.
pub(crate) fn groups(values: Option<(PyReadonlyArray1<'_, i64>, usize)>) -> PyResult<Option<Groups>> {
    let Some((values, n_groups)) = values else { return Ok(None) };
    let group_of = values.as_slice()?.iter().map(|&group| u32::try_from(group).unwrap_or(u32::MAX)).collect();
    Ok(Some(Groups::new(group_of, n_groups)))
}

/// The group of each row, if there are groups.
pub(crate) fn groups_array<'py>(py: Python<'py>, groups: Option<&Groups>) -> PyResult<Option<Bound<'py, PyAny>>> {
    groups.map(|groups| vector(py, groups.group_of.iter().map(|&group| i64::from(group)).collect())).transpose()
}

pub(crate) fn missing(name: &str) -> PyResult<Missing> {
    match name {
        "below" => Ok(Missing::Below),
        "absent" => Ok(Missing::Absent),
        other => Err(InvalidInputError::new_err(format!("missing = {other:?}: expected \"below\" or \"absent\""))),
    }
}

/// A square matrix of integers or floats, C-contiguous, as the core keeps it.
pub(crate) fn cells(matrix: &Bound<'_, PyAny>, n_items: usize) -> PyResult<Cells> {
    fn square<T: numpy::Element + Copy>(matrix: &PyReadonlyArray2<'_, T>, n_items: usize) -> PyResult<Vec<T>> {
        let (rows, columns) = (matrix.shape()[0], matrix.shape()[1]);
        if (rows, columns) != (n_items, n_items) {
            let text = format!("a matrix of shape ({rows}, {columns}): expected ({n_items}, {n_items})");
            return Err(InvalidInputError::new_err(text));
        }
        Ok(matrix.as_slice()?.to_vec())
    }
    if let Ok(integers) = matrix.extract::<PyReadonlyArray2<'_, i64>>() {
        return Ok(Cells::Integer(square(&integers, n_items)?));
    }
    Ok(Cells::Float(square(&matrix.extract::<PyReadonlyArray2<'_, f64>>()?, n_items)?))
}

/// A vector that Python may not write to.
pub(crate) fn vector<T: numpy::Element>(py: Python<'_>, values: Vec<T>) -> PyResult<Bound<'_, PyAny>> {
    let array = PyArray1::from_vec(py, values).try_readwrite()?.make_nonwriteable();
    Ok(array.as_any().clone())
}

/// A row-major matrix that Python may not write to.
pub(crate) fn matrix<T: numpy::Element>(
    py: Python<'_>,
    values: Vec<T>,
    shape: [usize; 2],
) -> PyResult<Bound<'_, PyAny>> {
    let array = PyArray1::from_vec(py, values).reshape(shape)?.try_readwrite()?.make_nonwriteable();
    Ok(array.as_any().clone())
}

/// A square matrix for Python.
pub(crate) fn cells_array(py: Python<'_>, cells: Cells, n_items: usize) -> PyResult<Bound<'_, PyAny>> {
    Ok(match cells {
        Cells::Integer(values) => matrix(py, values, [n_items, n_items])?,
        Cells::Float(values) => matrix(py, values, [n_items, n_items])?,
    })
}

/// Ballots as users write them, in the core's flat form.
pub(crate) struct Orders {
    pub(crate) offsets: Vec<usize>,
    pub(crate) entries: Vec<u32>,
    pub(crate) tied: Vec<bool>,
    pub(crate) items: Items,
}

/// Entries and ballots read between two looks for Ctrl-C.
const SIGNAL_ENTRIES: usize = 1 << 16;

/// Reads ballots: each a list or tuple, best first, with a tied group as an inner list, tuple, set or frozenset.
pub(crate) fn orders(ballots: &Bound<'_, PyAny>, items: Option<&Bound<'_, PyAny>>) -> PyResult<Orders> {
    let mut reader = OrderReader::new(ballots.py(), "orders", items)?;
    reject_text(ballots, "orders", "a list of ballots, each a list of labels: [[\"a\", \"b\"], [\"b\"]]")?;
    let kind = ballots.get_type().qualname()?;
    let iterator = ballots
        .try_iter()
        .map_err(|_| InvalidTypeError::new_err(format!("orders is of type {kind}: expected a list of ballots")))?;
    let mut next_look = SIGNAL_ENTRIES;
    for (voter, ballot) in iterator.enumerate() {
        if reader.entries.len() + voter >= next_look {
            next_look += SIGNAL_ENTRIES;
            ballots.py().check_signals()?;
        }
        reader.ballot(voter, &ballot?)?;
    }
    reader.finish()
}

/// Sets as users write them, in the core's flat form.
pub(crate) struct Sets {
    pub(crate) offsets: Vec<usize>,
    pub(crate) entries: Vec<u32>,
    pub(crate) items: Items,
}

/// Reads approvals: each a set, frozenset, list or tuple of labels.
pub(crate) fn sets(sets: &Bound<'_, PyAny>, items: Option<&Bound<'_, PyAny>>) -> PyResult<Sets> {
    let mut reader = OrderReader::new(sets.py(), "sets", items)?;
    reject_text(sets, "sets", "a list of sets of labels: [{\"a\", \"b\"}, {\"b\"}]")?;
    let kind = sets.get_type().qualname()?;
    let iterator = sets
        .try_iter()
        .map_err(|_| InvalidTypeError::new_err(format!("sets is of type {kind}: expected a list of sets")))?;
    let mut next_look = SIGNAL_ENTRIES;
    for (voter, set) in iterator.enumerate() {
        if reader.entries.len() + voter >= next_look {
            next_look += SIGNAL_ENTRIES;
            sets.py().check_signals()?;
        }
        let set = set?;
        reject_text(&set, &format!("sets[{voter}]"), "a set of labels: write {\"a\", \"b\"}, not \"ab\"")?;
        let members = set.try_iter().map_err(|_| {
            let kind = set.get_type().qualname().map_or_else(|_| "?".to_owned(), |name| name.to_string());
            InvalidTypeError::new_err(format!("sets[{voter}] is of type {kind}: expected a set of labels"))
        })?;
        for member in members {
            reader.entry(voter, &member?, false)?;
        }
        reader.offsets.push(reader.entries.len());
    }
    let Orders { offsets, entries, items, .. } = reader.finish()?;
    Ok(Sets { offsets, entries, items })
}

struct OrderReader<'py> {
    /// The argument, for errors.
    what: &'static str,
    /// Label object -> index in order of first sight. A Python dict, so that hashing is Python's own.
    index: Bound<'py, PyDict>,
    seen: Vec<Label>,
    fixed: bool,
    offsets: Vec<usize>,
    entries: Vec<u32>,
    tied: Vec<bool>,
}

impl<'py> OrderReader<'py> {
    fn new(py: Python<'py>, what: &'static str, items: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let (index, mut seen) = (PyDict::new(py), Vec::new());
        if let Some(items) = items {
            reject_unordered(items)?;
            for (k, item) in items.try_iter()?.enumerate() {
                let item = label(&item?, &format!("items[{k}]"))?;
                index.set_item(label_object(py, &item)?, seen.len())?;
                seen.push(item);
            }
        }
        Ok(Self { what, index, seen, fixed: items.is_some(), offsets: vec![0], entries: Vec::new(), tied: Vec::new() })
    }

    fn ballot(&mut self, voter: usize, ballot: &Bound<'py, PyAny>) -> PyResult<()> {
        reject_text(ballot, &format!("orders[{voter}]"), "a list of labels: write [\"a\", \"b\"], not \"ab\"")?;
        if ballot.is_instance_of::<PyDict>() || is_set(ballot) {
            let kind = ballot.get_type().qualname()?;
            return Err(InvalidTypeError::new_err(format!(
                "orders[{voter}] is a {kind}, which has no order: expected a list of labels, best first"
            )));
        }
        let entries = ballot.try_iter().map_err(|_| {
            let kind = ballot.get_type().qualname().map_or_else(|_| "?".to_owned(), |name| name.to_string());
            InvalidTypeError::new_err(format!("orders[{voter}] is of type {kind}: expected a list of labels"))
        })?;
        for entry in entries {
            let entry = entry?;
            if entry.is_instance_of::<PyList>() || entry.is_instance_of::<PyTuple>() || is_set(&entry) {
                for (place, member) in entry.try_iter()?.enumerate() {
                    self.entry(voter, &member?, place > 0)?;
                }
            } else {
                self.entry(voter, &entry, false)?;
            }
        }
        self.offsets.push(self.entries.len());
        Ok(())
    }

    fn entry(&mut self, voter: usize, value: &Bound<'py, PyAny>, tied: bool) -> PyResult<()> {
        // True and 1.0 equal 1 for a dict, and are mistakes among labels; so only what is a label is looked up.
        let is_label = value.is_instance_of::<PyString>()
            || (value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>());
        let known = if is_label { self.index.get_item(value)? } else { None };
        let item = if let Some(index) = known {
            index.extract::<u32>()?
        } else {
            let place = self.entries.len() - self.offsets[voter];
            let new = label(value, &format!("{}[{voter}][{place}]", self.what))?;
            if !is_label {
                // A NumPy integer, looked up as the integer that it is.
                return self.entry(voter, &label_object(value.py(), &new)?, tied);
            }
            if self.fixed {
                return Err(InvalidInputError::new_err(format!(
                    "{}[{voter}][{place}] = {new} is not an item: expected one of the {} items given",
                    self.what,
                    self.seen.len()
                )));
            }
            self.index.set_item(value, self.seen.len())?;
            self.seen.push(new);
            self.seen.len() as u32 - 1
        };
        self.entries.push(item);
        self.tied.push(tied);
        Ok(())
    }

    /// Items that were discovered are put in label order, so that the order of voters leaves no trace.
    fn finish(mut self) -> PyResult<Orders> {
        let labels = if self.fixed {
            self.seen
        } else {
            let mut sorted = self.seen.clone();
            sorted.sort();
            let place: HashMap<&Label, u32> = sorted.iter().zip(0..).collect();
            let new_index: Vec<u32> = self.seen.iter().map(|label| place[label]).collect();
            for entry in &mut self.entries {
                *entry = new_index[*entry as usize];
            }
            sorted
        };
        let items = Items::new(labels).map_err(to_python)?;
        Ok(Orders { offsets: self.offsets, entries: self.entries, tied: self.tied, items })
    }
}

fn is_set(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<pyo3::types::PySet>() || value.is_instance_of::<pyo3::types::PyFrozenSet>()
}

/// Labels have the order in which results list them, so they cannot come as a text or a set.
fn reject_unordered(items: &Bound<'_, PyAny>) -> PyResult<()> {
    reject_text(items, "items", "a list of labels")?;
    if is_set(items) {
        return Err(InvalidTypeError::new_err("items is a set, which has no order: expected a list of labels"));
    }
    Ok(())
}

fn reject_text(value: &Bound<'_, PyAny>, what: &str, expected: &str) -> PyResult<()> {
    if value.is_instance_of::<PyString>() {
        return Err(InvalidTypeError::new_err(format!("{what} = {} is a text: expected {expected}", value.repr()?)));
    }
    Ok(())
}

/// The shape and contents of a C-contiguous matrix.
pub(crate) fn table<'a, T: numpy::Element>(array: &'a PyReadonlyArray2<'_, T>) -> PyResult<(usize, usize, &'a [T])> {
    Ok((array.shape()[0], array.shape()[1], array.as_slice()?))
}

/// Moves a `Result` of the core over to Python's.
pub(crate) fn raised<T>(result: Result<T>) -> PyResult<T> {
    result.map_err(to_python)
}

/// Flags as Python sends them, bytes of 0 or 1: the bytes of a `bool` array may be neither.
pub(crate) fn flags(values: &PyReadonlyArray1<'_, u8>) -> PyResult<Vec<bool>> {
    Ok(values.as_slice()?.iter().map(|&flag| flag != 0).collect())
}
