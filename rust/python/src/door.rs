//! The one door from Python into the kernels, and the only place that lets go of the interpreter.
//!
//! | estimated work | runs |
//! |---|---|
//! | below 20 microseconds | attached, at once |
//! | below a millisecond, or `n_threads=1` | detached, on the calling thread |
//! | more | detached, on the pool; the calling thread waits and wakes every 50 ms |
//!
//! In all of them Ctrl-C, `time_limit`, `cancel` and `progress` work (within one chunk of the kernel), and a panic of a
//! kernel becomes `rankfold.InternalError` instead of taking the process down.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use pyo3::prelude::*;
use rankfold_core::ctx::{Ctx, Progress};
use rankfold_core::error::Result;
use rankfold_core::par::Par;

use crate::control::Control;
use crate::errors::{InternalError, to_python};
use crate::pool;

/// Below this the call stays attached. Letting go of the interpreter and taking it back costs about 0.1 microseconds
/// when it is idle, and up to a switch interval (5 ms) when another thread is computing, which would then decide the
/// latency of a small call (AMD EPYC, 2026-11).
const ATTACHED: Duration = Duration::from_micros(20);

/// From here on the pool is worth waking: handing over and collecting costs 10 to 50 microseconds (AMD EPYC, 2026-11).
const POOLED: Duration = Duration::from_millis(1);

/// An estimate of a call's work on one thread: `units` of about `nanoseconds` each.
pub(crate) fn work(units: usize, nanoseconds: f64) -> Duration {
    Duration::try_from_secs_f64(units as f64 * nanoseconds * 1e-9).unwrap_or(Duration::MAX)
}

/// Runs `kernel` with the manners that `control` asks for.
pub(crate) fn enter<T: Send>(
    py: Python<'_>,
    control: Option<&Control>,
    estimate: Duration,
    kernel: impl FnOnce(&Ctx<'_>) -> Result<T> + Send,
) -> PyResult<T> {
    let chunk = pool::test_chunk()?;
    if estimate < ATTACHED && control.is_none() && chunk.is_none() {
        return settle(guarded(|| kernel(&Ctx::default())), None);
    }
    let n_threads = match control.and_then(|c| c.n_threads) {
        Some(n_threads) => n_threads,
        None => pool::default_threads()?,
    };
    let pool = if n_threads > NonZeroUsize::MIN && (estimate >= POOLED || chunk.is_some()) {
        Some(pool::pool(n_threads)?)
    } else {
        None
    };
    let raised = Mutex::new(None);
    let result = py.detach(|| {
        let hook = |progress: Progress| match Python::attach(|py| serve(py, control, progress)) {
            Ok(()) => true,
            Err(error) => {
                *raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                false
            }
        };
        let par = pool.map_or(Par::sequential(), Par::pool).with_chunk(chunk);
        let ctx = Ctx::new(par)
            .with_cancel(control.and_then(Control::cancel_flag))
            .with_time_limit(control.and_then(|c| c.time_limit))
            .with_hook(Some(&hook));
        let outcome = match pool {
            None => guarded(|| kernel(&ctx)),
            Some(pool) => wait_for(pool, &ctx, kernel),
        };
        if matches!(outcome, Ok(Ok(_))) && control.is_some_and(|c| c.progress.is_some()) {
            // The last word: a progress bar that stops short of its end looks like a failure.
            hook(ctx.progress());
        }
        outcome
    });
    settle(result, raised.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// What a call does for its caller every 50 ms.
fn serve(py: Python<'_>, control: Option<&Control>, progress: Progress) -> PyResult<()> {
    py.check_signals()?;
    if let Some(callback) = control.and_then(|c| c.progress.as_ref())
        && progress.total > 0
    {
        callback.call1(py, (progress.done, progress.total))?;
    }
    Ok(())
}

type Guarded<T> = std::result::Result<Result<T>, String>;

/// Turns a panic into its message.
fn guarded<T>(kernel: impl FnOnce() -> Result<T>) -> Guarded<T> {
    catch_unwind(AssertUnwindSafe(kernel)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown panic".to_owned())
    })
}

/// Runs the kernel on the pool while this thread keeps the manners.
fn wait_for<T: Send>(
    pool: &rayon::ThreadPool,
    ctx: &Ctx<'_>,
    kernel: impl FnOnce(&Ctx<'_>) -> Result<T> + Send,
) -> Guarded<T> {
    let (send, receive) = mpsc::sync_channel(1);
    // A limit of nothing holds even where the kernel would be done before the first look at the clock.
    ctx.tick();
    pool.in_place_scope(|scope| {
        scope.spawn(move |_| {
            // The receiver outlives the scope, so the send cannot fail.
            let _ = send.send(guarded(|| kernel(ctx)));
        });
        loop {
            match receive.recv_timeout(ctx.patience()) {
                Ok(outcome) => return outcome,
                Err(mpsc::RecvTimeoutError::Timeout) => ctx.tick(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err("the kernel's thread is gone".to_owned()),
            }
        }
    })
}

fn settle<T>(outcome: Guarded<T>, raised: Option<PyErr>) -> PyResult<T> {
    match (outcome, raised) {
        // What the user's callback or signal handler raised goes out as it is.
        (Ok(_), Some(error)) => Err(error),
        (Ok(result), _) => result.map_err(to_python),
        (Err(panic), _) => Err(InternalError::new_err(format!(
            "a kernel failed: {panic}. This is a bug in rankfold; please report it with the call that led here"
        ))),
    }
}

/// Panics inside the door; the tests' only way to see that a panic becomes an exception.
#[pyfunction]
#[pyo3(signature = (on_pool=false))]
pub(crate) fn panic_for_tests(py: Python<'_>, on_pool: bool) -> PyResult<()> {
    let estimate = if on_pool { Duration::MAX } else { Duration::ZERO };
    enter(py, None, estimate, |_| panic!("a panic on purpose"))
}
