//! Answers of any kind into numbers, by Python's own equality, and back.

use numpy::PyReadonlyArray1;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyList, PyString, PyTuple};
use rankfold_core::items::Label;
use rankfold_core::samples::{MISSING, Numbered};

use crate::convert::{self, utf8};
use crate::errors::{InvalidInputError, InvalidTypeError};

/// The label of each different answer, question after question.
pub(crate) enum Labels {
    Integers(Vec<i64>),
    Objects(Vec<Py<PyAny>>),
}

impl Labels {
    /// One label.
    pub(crate) fn get(&self, py: Python<'_>, at: usize) -> PyResult<Py<PyAny>> {
        match self {
            Labels::Integers(values) => Ok(values[at].into_pyobject(py)?.into_any().unbind()),
            Labels::Objects(objects) => Ok(objects[at].clone_ref(py)),
        }
    }

    /// All of them, as an array of integers or a list.
    pub(crate) fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Labels::Integers(values) => convert::vector(py, values.clone()),
            Labels::Objects(objects) => Ok(PyList::new(py, objects)?.into_any()),
        }
    }

    pub(crate) fn from_python(labels: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(values) = labels.extract::<PyReadonlyArray1<'_, i64>>() {
            return Ok(Labels::Integers(values.as_slice()?.to_vec()));
        }
        let objects = labels.try_iter()?.map(|label| label.map(Bound::unbind));
        Ok(Labels::Objects(objects.collect::<PyResult<_>>()?))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Labels::Integers(values) => values.len(),
            Labels::Objects(objects) => objects.len(),
        }
    }

    /// Labels that a state can hold.
    pub(crate) fn to_core(&self, py: Python<'_>) -> PyResult<Vec<Label>> {
        match self {
            Labels::Integers(values) => Ok(values.iter().map(|&value| Label::Int(value)).collect()),
            Labels::Objects(objects) => {
                objects.iter().map(|object| convert::label(object.bind(py), "an answer of AnswerVotes")).collect()
            }
        }
    }
}

/// Answers as they were read.
pub(crate) struct Read {
    pub(crate) offsets: Vec<usize>,
    pub(crate) numbered: Numbered,
    pub(crate) labels: Vec<Py<PyAny>>,
    /// Whether the labels of every question have an order.
    pub(crate) ordered: bool,
}

/// Samples read between two looks for Ctrl-C.
const SIGNAL_SAMPLES: usize = 1 << 16;

/// Reads answers: an inner list, tuple or array of hashable labels for each question; `None` is a missing answer.
pub(crate) fn read(answers: &Bound<'_, PyAny>) -> PyResult<Read> {
    let py = answers.py();
    let mut reader = Reader {
        read: Read {
            offsets: vec![0],
            numbered: Numbered { answers: Vec::new(), offsets: vec![0], first: Vec::new() },
            labels: Vec::new(),
            ordered: true,
        },
        slots: Vec::new(),
        found: Vec::new(),
    };
    let mut next_look = SIGNAL_SAMPLES;
    for (q, question) in answers.try_iter()?.enumerate() {
        reader.question(q, &question?)?;
        let n_read = reader.read.numbered.answers.len() + q;
        if n_read >= next_look {
            next_look = n_read + SIGNAL_SAMPLES;
            py.check_signals()?;
        }
    }
    Ok(reader.read)
}

struct Reader<'py> {
    read: Read,
    /// Hash and number of the answers of the question at hand: open addressing, at most half full.
    slots: Vec<(isize, u32)>,
    found: Vec<Bound<'py, PyAny>>,
}

impl<'py> Reader<'py> {
    fn question(&mut self, q: usize, question: &Bound<'py, PyAny>) -> PyResult<()> {
        if let Ok(list) = question.cast::<PyList>() {
            self.start(list.len());
            for (s, answer) in list.iter().enumerate() {
                self.answer(q, s, answer)?;
            }
        } else {
            let samples = samples_of(q, question)?;
            self.start(samples.len());
            for (s, answer) in samples.into_iter().enumerate() {
                self.answer(q, s, answer)?;
            }
        }
        self.finish()
    }

    fn start(&mut self, n_samples: usize) {
        self.slots.clear();
        self.slots.resize((2 * n_samples.max(4)).next_power_of_two(), (0, MISSING));
        self.found.clear();
    }

    fn answer(&mut self, q: usize, s: usize, answer: Bound<'py, PyAny>) -> PyResult<()> {
        let number = if answer.is_none() { MISSING } else { self.number(q, s, answer)? };
        self.read.numbered.answers.push(number);
        Ok(())
    }

    fn number(&mut self, q: usize, s: usize, answer: Bound<'py, PyAny>) -> PyResult<u32> {
        let hash = answer.hash().map_err(|_| {
            let kind = kind(&answer);
            InvalidTypeError::new_err(format!("answers[{q}][{s}] is of type {kind}: expected a hashable label"))
        })?;
        let mask = self.slots.len() - 1;
        // Fibonacci hashing: Python hashes small integers to themselves.
        let mut slot = ((hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & mask;
        loop {
            let (known, number) = self.slots[slot];
            if number == MISSING {
                if !answer.is_instance_of::<PyString>() && answer.ne(&answer)? {
                    return Err(InvalidInputError::new_err(format!(
                        "answers[{q}][{s}] = {answer} does not equal itself: expected a label, or None where there is no answer"
                    )));
                }
                self.slots[slot] = (hash, self.found.len() as u32);
                self.found.push(answer);
                return Ok(self.found.len() as u32 - 1);
            }
            if known == hash {
                let found = &mut self.found[number as usize];
                if found.is(&answer) {
                    return Ok(number);
                }
                if found.eq(&answer)? {
                    if !found.get_type().is(answer.get_type()) && is_plainer(&answer, found) {
                        *found = answer;
                    }
                    return Ok(number);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Puts the answers of the question at hand into label order.
    fn finish(&mut self) -> PyResult<()> {
        let Read { offsets, numbered, labels, ordered } = &mut self.read;
        let start = offsets[offsets.len() - 1];
        if let Some(order) = order(&self.found)? {
            let mut place = vec![0; order.len()];
            for (new, &old) in (0..).zip(&order) {
                place[old] = new;
                labels.push(self.found[old].clone().unbind());
            }
            for answer in &mut numbered.answers[start..] {
                if *answer != MISSING {
                    *answer = place[*answer as usize];
                }
            }
        } else {
            *ordered = false;
            labels.extend(self.found.drain(..).map(Bound::unbind));
        }
        offsets.push(numbered.answers.len());
        numbered.offsets.push(labels.len());
        Ok(())
    }
}

/// The samples of a question that does not come as a list.
fn samples_of<'py>(q: usize, question: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    if question.is_instance_of::<PyString>() || question.is_instance_of::<PyBytes>() {
        return Err(InvalidTypeError::new_err(format!(
            "answers[{q}] = {} is one answer: expected a list of answers a question; write Samples.one(answers) for one question",
            question.repr()?
        )));
    }
    let wrong = || {
        let kind = kind(question);
        InvalidTypeError::new_err(format!(
            "answers[{q}] is of type {kind}: expected a list of answers a question; write Samples.one(answers) for one question"
        ))
    };
    if question.is_instance_of::<PyDict>() || question.hasattr("difference")? {
        // Sets and mappings have no order to which a column of log-probabilities could belong.
        return Err(wrong());
    }
    let items = if question.hasattr("tolist")? { question.call_method0("tolist")? } else { question.clone() };
    items.try_iter().map_err(|_| wrong())?.collect()
}

fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().qualname().map_or_else(|_| "?".to_owned(), |name| name.to_string())
}

/// Whether `a`, which equals `b` and is of another type, is the one to show: an integer, or else the type whose name comes
/// first. So the order of samples leaves no trace.
fn is_plainer(a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>) -> bool {
    let rank = |value: &Bound<'_, PyAny>| (!value.is_exact_instance_of::<PyInt>(), kind(value));
    rank(a) < rank(b)
}

/// The places of labels in label order: numbers by value, then texts by their UTF-8 bytes, then bytes, then tuples.
/// `None` where some have no order.
fn order(labels: &[Bound<'_, PyAny>]) -> PyResult<Option<Vec<usize>>> {
    let mut places: Vec<usize> = (0..labels.len()).collect();
    if let Ok(texts) = labels.iter().map(|label| label.cast::<PyString>()).collect::<Result<Vec<_>, _>>() {
        let texts = texts.into_iter().map(|text| utf8(text, format_args!("an answer")));
        let texts = texts.collect::<PyResult<Vec<_>>>()?;
        places.sort_unstable_by_key(|&place| texts[place]);
        return Ok(Some(places));
    }
    if let Some(integers) = labels.iter().map(small_integer).collect::<Option<Vec<i64>>>() {
        places.sort_unstable_by_key(|&place| integers[place]);
        return Ok(Some(places));
    }
    in_python(labels)
}

fn small_integer(label: &Bound<'_, PyAny>) -> Option<i64> {
    label.cast_exact::<PyInt>().ok()?.extract().ok()
}

/// The order of labels of several kinds, or of a kind that only Python can compare.
fn in_python(labels: &[Bound<'_, PyAny>]) -> PyResult<Option<Vec<usize>>> {
    let Some(first) = labels.first() else { return Ok(Some(Vec::new())) };
    let py = first.py();
    let number = py.import("numbers")?.getattr("Number")?;
    let keys = PyList::empty(py);
    for (place, label) in labels.iter().enumerate() {
        let key = if label.is_instance(&number)? {
            (0, label.clone(), place)
        } else if let Ok(text) = label.cast::<PyString>() {
            // UTF-8 bytes have the order of code points, which is Python's.
            (1, text.clone().into_any(), place)
        } else if label.is_instance_of::<PyBytes>() {
            (2, label.clone(), place)
        } else if label.is_instance_of::<PyTuple>() {
            (3, label.clone(), place)
        } else {
            return Ok(None);
        };
        keys.append(key)?;
    }
    match keys.call_method0("sort") {
        Ok(_) => keys.iter().map(|key| key.get_item(2)?.extract()).collect::<PyResult<_>>().map(Some),
        Err(error) if error.is_instance_of::<PyTypeError>(py) => Ok(None),
        Err(error) => Err(error),
    }
}
