//! A state that several Python threads may hold: each sees it before or after an update, never in between.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use rankfold_core::state::State;

use crate::control::Control;
use crate::door::{enter, work};

/// Nanoseconds to add, write or read one number of a state; they only choose how a call runs.
const CELL_NS: f64 = 10.0;

pub(crate) struct Shared<S>(Mutex<Arc<S>>);

impl<S: State + Clone + Send + Sync> Shared<S> {
    pub(crate) fn new(state: S) -> Self {
        Self(Mutex::new(Arc::new(state)))
    }

    /// What is counted now. Later updates replace it and leave this one as it is.
    pub(crate) fn snapshot(&self) -> Arc<S> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a finished part, all or nothing.
    pub(crate) fn add(&self, py: Python<'_>, part: &S, n_cells: usize) -> PyResult<()> {
        self.replace(|before| {
            enter(py, None, work(n_cells, CELL_NS), |_| {
                let mut sum = before.clone();
                sum.merge(part)?;
                Ok(sum)
            })
        })
    }

    /// Puts a state that was made of this one in its place. It is made without the lock and put in place if nobody was
    /// faster, else made anew; so the lock is held for a pointer's time, and two threads that merge crosswise cannot
    /// block each other.
    pub(crate) fn replace(&self, make: impl Fn(&S) -> PyResult<S>) -> PyResult<()> {
        loop {
            let before = self.snapshot();
            let after = Arc::new(make(&before)?);
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if Arc::ptr_eq(&now, &before) {
                *now = after;
                return Ok(());
            }
        }
    }

    pub(crate) fn copy(&self) -> Self {
        Self(Mutex::new(self.snapshot()))
    }

    pub(crate) fn to_bytes(&self, py: Python<'_>, n_cells: usize) -> PyResult<Vec<u8>> {
        let state = self.snapshot();
        enter(py, None, work(n_cells, CELL_NS), |_| state.to_bytes())
    }

    pub(crate) fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<S> {
        enter(py, None, work(bytes.len(), 1.0), |_| S::from_bytes(bytes))
    }

    pub(crate) fn finish(&self, py: Python<'_>, control: Option<&Control>, n_cells: usize) -> PyResult<S::Output>
    where
        S::Output: Send,
    {
        let state = self.snapshot();
        enter(py, control, work(n_cells, CELL_NS), |ctx| state.finish(ctx))
    }
}
