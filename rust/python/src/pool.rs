//! Threads of our own, which survive `fork`.
//!
//! Pools are built on first use, one per size, and never torn down. A forked child has none of its parent's threads, so
//! a handler that the C library runs in the child forgets the registry; the child's next call builds a new one. The
//! old registry is leaked on purpose: nothing in it may be touched in the child.

use std::num::NonZeroUsize;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors::InvalidInputError;

type Registry = Mutex<Vec<(usize, &'static ThreadPool)>>;

static REGISTRY: AtomicPtr<Registry> = AtomicPtr::new(ptr::null_mut());

extern "C" fn forget_pools() {
    // Runs in the child between `fork` and its first instruction: a store is all that is safe here.
    REGISTRY.store(ptr::null_mut(), Ordering::Release);
}

/// Registers the handler for forked children; called once, when the module is loaded.
pub(crate) fn survive_fork() {
    #[cfg(unix)]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| {
            // SAFETY: the handler is a plain function that lives as long as the library, which Python never unloads.
            unsafe { libc::pthread_atfork(None, None, Some(forget_pools)) };
        });
    }
}

fn registry() -> &'static Registry {
    let current = REGISTRY.load(Ordering::Acquire);
    let pointer = if current.is_null() {
        let fresh = Box::into_raw(Box::new(Registry::default()));
        match REGISTRY.compare_exchange(ptr::null_mut(), fresh, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => fresh,
            Err(other) => {
                // SAFETY: `fresh` came from `Box::into_raw` above and was not shared: another thread was faster.
                drop(unsafe { Box::from_raw(fresh) });
                other
            }
        }
    } else {
        current
    };
    // SAFETY: registries come from `Box::into_raw` and are never freed once they are in the static.
    unsafe { &*pointer }
}

/// The pool of this process with so many threads.
pub(crate) fn pool(n_threads: NonZeroUsize) -> PyResult<&'static ThreadPool> {
    // A panic cannot poison more than the list itself, which is valid between any two statements.
    let mut pools = registry().lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pool)) = pools.iter().find(|(size, _)| *size == n_threads.get()) {
        return Ok(pool);
    }
    let built = ThreadPoolBuilder::new()
        .num_threads(n_threads.get())
        .thread_name(|index| format!("rankfold-{index}"))
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start {n_threads} threads: {error}")))?;
    let leaked: &'static ThreadPool = Box::leak(Box::new(built));
    pools.push((n_threads.get(), leaked));
    Ok(leaked)
}

/// Sizes of the pools that this process has built.
pub(crate) fn sizes() -> Vec<usize> {
    registry().lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(size, _)| *size).collect()
}

/// How many threads a call uses if nobody says otherwise: `RANKFOLD_NUM_THREADS`, else what affinity and control groups
/// leave to this process.
pub(crate) fn default_threads() -> PyResult<NonZeroUsize> {
    static DEFAULT: OnceLock<Result<NonZeroUsize, String>> = OnceLock::new();
    let default = DEFAULT.get_or_init(|| {
        let available = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Ok(environment("RANKFOLD_NUM_THREADS")?.unwrap_or_else(available))
    });
    default.clone().map_err(InvalidInputError::new_err)
}

/// `RANKFOLD_TEST_CHUNK`: cuts all work into chunks of this many units and sends even toy calls through the pool, so
/// that a test run crosses every boundary between chunks and threads.
pub(crate) fn test_chunk() -> PyResult<Option<NonZeroUsize>> {
    static CHUNK: OnceLock<Result<Option<NonZeroUsize>, String>> = OnceLock::new();
    CHUNK.get_or_init(|| environment("RANKFOLD_TEST_CHUNK")).clone().map_err(InvalidInputError::new_err)
}

/// Read once a process. Unset and empty are the same.
fn environment(name: &str) -> Result<Option<NonZeroUsize>, String> {
    let value = std::env::var(name).unwrap_or_default();
    match value.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| format!("{name} = {text:?}: expected an integer of at least 1")),
    }
}
