//! What a caller may say about the running of a call: threads, time limit, progress, cancellation.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::prelude::*;

use crate::errors::{InvalidInputError, InvalidTypeError};

/// A flag that any thread may set to stop the calls that hold it.
#[pyclass(frozen, from_py_object, module = "rankfold")]
#[derive(Clone, Default)]
pub(crate) struct CancelToken {
    flag: Arc<AtomicBool>,
}

#[pymethods]
impl CancelToken {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Stops every call that was given this token, now and later.
    fn cancel(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }

    /// Whether the token was set.
    #[getter]
    fn cancelled(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    fn __repr__(&self) -> String {
        format!("CancelToken(cancelled={})", if self.cancelled() { "True" } else { "False" })
    }
}

/// The checked options of one call.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Control {
    pub(crate) n_threads: Option<NonZeroUsize>,
    pub(crate) time_limit: Option<f64>,
    pub(crate) progress: Option<Py<PyAny>>,
    pub(crate) cancel: Option<CancelToken>,
}

impl Control {
    pub(crate) fn cancel_flag(&self) -> Option<&AtomicBool> {
        self.cancel.as_ref().map(|token| &*token.flag)
    }
}

#[pymethods]
impl Control {
    #[new]
    #[pyo3(signature = (n_threads=None, time_limit=None, progress=None, cancel=None))]
    fn new(
        py: Python<'_>,
        n_threads: Option<i64>,
        time_limit: Option<f64>,
        progress: Option<Py<PyAny>>,
        cancel: Option<CancelToken>,
    ) -> PyResult<Self> {
        let n_threads = n_threads
            .map(|n| {
                usize::try_from(n).ok().and_then(NonZeroUsize::new).filter(|n| n.get() <= 1024).ok_or_else(|| {
                    InvalidInputError::new_err(format!("n_threads = {n}: expected 1 <= n_threads <= 1024"))
                })
            })
            .transpose()?;
        if let Some(seconds) = time_limit
            && (seconds.is_nan() || seconds < 0.0)
        {
            return Err(InvalidInputError::new_err(format!("time_limit = {seconds}: expected seconds >= 0")));
        }
        if let Some(callback) = &progress
            && !callback.bind(py).is_callable()
        {
            let kind = callback.bind(py).get_type().qualname()?;
            let text = format!("progress is of type {kind}: expected a callable(done, total)");
            return Err(InvalidTypeError::new_err(text));
        }
        Ok(Self { n_threads, time_limit, progress, cancel })
    }
}
