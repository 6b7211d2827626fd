//! The native half of `rankfold`: conversion, and the door. Logic lives in `rankfold-core`, words for users in Python.

use pyo3::prelude::*;

mod control;
mod door;
mod errors;
mod pool;

/// The native module `rankfold._native`; private, typed in `_native.pyi`.
#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::control::{CancelToken, Control};
    #[pymodule_export]
    use crate::door::panic_for_tests;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::pool::survive_fork();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        let profile = if cfg!(debug_assertions) { "checked" } else { "release" };
        module.add("build_profile", profile)
    }

    /// What this build and process run with: threads by default, pools started, processor features in use.
    #[pyfunction]
    fn runtime_info() -> (usize, Vec<usize>) {
        (crate::pool::default_threads().get(), crate::pool::sizes())
    }
}
