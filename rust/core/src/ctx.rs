//! The manners of a long call: stop when asked, keep to the time limit, report progress.
//!
//! A kernel asks [`Ctx::check`] once per chunk: an atomic load, plus, on the thread that made the call, a look at the
//! clock and, at most every 50 ms, the caller's hook. The hook is where a binding serves Ctrl-C and progress; it never
//! runs on another thread, so a single-threaded call has the same manners as a parallel one.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::par::{Par, chunks};

/// How often the hook is called at most.
pub const HOOK_INTERVAL: Duration = Duration::from_millis(50);

/// How far a call has come, in the kernel's own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units in all; 0 while unknown.
    pub total: u64,
}

/// Called on the calling thread while a kernel runs; `false` asks the kernel to stop.
pub type Hook<'a> = &'a (dyn Fn(Progress) -> bool + Sync);

const RUNNING: u8 = 0;
const CANCELLED: u8 = 1;
const TIMED_OUT: u8 = 2;
const INTERRUPTED: u8 = 3;

/// What a kernel needs to know of its call.
pub struct Ctx<'a> {
    par: Par<'a>,
    parent: Option<&'a Ctx<'a>>,
    cancel: Option<&'a AtomicBool>,
    deadline: Option<(Instant, f64)>,
    hook: Option<Hook<'a>>,
    caller: ThreadId,
    started: Instant,
    last_hook_ms: AtomicU64,
    stop: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
}

impl Default for Ctx<'_> {
    fn default() -> Self {
        Self::new(Par::sequential())
    }
}

impl<'a> Ctx<'a> {
    /// A call made from this thread, without limits.
    #[must_use]
    pub fn new(par: Par<'a>) -> Self {
        Self {
            par,
            parent: None,
            cancel: None,
            deadline: None,
            hook: None,
            caller: thread::current().id(),
            started: Instant::now(),
            last_hook_ms: AtomicU64::new(0),
            stop: AtomicU8::new(RUNNING),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
        }
    }

    /// Stops with [`Error::Cancelled`] once the flag is set, from any thread.
    #[must_use]
    pub fn with_cancel(self, cancel: Option<&'a AtomicBool>) -> Self {
        Self { cancel, ..self }
    }

    /// Stops with [`Error::TimeLimit`] after so many seconds from now. A limit too large for the clock is no limit.
    #[must_use]
    pub fn with_time_limit(self, seconds: Option<f64>) -> Self {
        let deadline = seconds.and_then(|s| {
            let duration = Duration::try_from_secs_f64(s).ok()?;
            Some((self.started.checked_add(duration)?, s))
        });
        Self { deadline, ..self }
    }

    /// Calls the hook on this thread at most every [`HOOK_INTERVAL`].
    #[must_use]
    pub fn with_hook(self, hook: Option<Hook<'a>>) -> Self {
        Self { hook, ..self }
    }

    /// How the kernel may run.
    #[must_use]
    pub fn par(&self) -> Par<'a> {
        self.par
    }

    /// Fails once the call should stop. Cheap: ask once per chunk of some 10 microseconds or more.
    ///
    /// # Errors
    /// [`Error::Cancelled`], [`Error::TimeLimit`] or [`Error::Interrupted`].
    pub fn check(&self) -> Result<()> {
        if let Some(parent) = self.parent {
            return parent.check();
        }
        if self.stop.load(Ordering::Relaxed) == RUNNING {
            if self.cancel.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
                self.stop_with(CANCELLED);
            } else if (self.hook.is_some() || self.deadline.is_some()) && thread::current().id() == self.caller {
                self.tick();
            }
        }
        self.verdict()
    }

    /// What [`Ctx::check`] does on the calling thread; a caller that waits for a pool calls it in its waiting loop.
    pub fn tick(&self) {
        if self.stop.load(Ordering::Relaxed) != RUNNING {
            return;
        }
        let now = Instant::now();
        if self.deadline.is_some_and(|(deadline, _)| now >= deadline) {
            return self.stop_with(TIMED_OUT);
        }
        let elapsed = now.duration_since(self.started).as_millis() as u64;
        if let Some(hook) = self.hook
            && elapsed >= self.last_hook_ms.load(Ordering::Relaxed) + HOOK_INTERVAL.as_millis() as u64
        {
            if !hook(self.progress()) {
                self.stop_with(INTERRUPTED);
            }
            // After the hook, so that a slow hook does not take over the call.
            self.last_hook_ms.store(self.started.elapsed().as_millis() as u64, Ordering::Relaxed);
        }
    }

    /// How long a caller that waits for a pool may sleep before it ticks again.
    #[must_use]
    pub fn patience(&self) -> Duration {
        match self.deadline {
            Some((deadline, _)) if self.stop.load(Ordering::Relaxed) == RUNNING => {
                deadline.saturating_duration_since(Instant::now()).min(HOOK_INTERVAL)
            }
            _ => HOOK_INTERVAL,
        }
    }

    /// Announces how many units the work has.
    pub fn set_total(&self, units: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(units, Ordering::Relaxed);
    }

    /// Reports units done.
    pub fn advance(&self, units: u64) {
        self.done.fetch_add(units, Ordering::Relaxed);
    }

    /// How far the call has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress { done: self.done.load(Ordering::Relaxed), total: self.total.load(Ordering::Relaxed) }
    }

    /// A context for work inside one chunk: on the current thread, stopping with this call, silent about progress.
    #[must_use]
    pub fn inner(&self) -> Ctx<'_> {
        let par = Par::sequential().with_chunk(self.par.chunk_override());
        Ctx { parent: Some(self), caller: self.caller, ..Ctx::new(par) }
    }

    /// Maps the ordered chunks of `0..length` and folds their results in order.
    ///
    /// `preferred` is the chunk length that suits the kernel; it must not depend on the number of threads. Parallel
    /// runs hold at most a few chunk results per thread at a time.
    ///
    /// # Errors
    /// The first error in chunk order, of [`Ctx::check`], `map` or `fold`.
    pub fn fold_chunks<T: Send>(
        &self,
        length: usize,
        preferred: usize,
        map: impl Fn(Range<usize>) -> Result<T> + Sync,
        mut fold: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let chunk = self.par.chunk_length(preferred);
        let Some(pool) = self.par.thread_pool().filter(|_| length > chunk) else {
            for range in chunks(length, chunk) {
                self.check()?;
                fold(map(range)?)?;
            }
            return Ok(());
        };
        let all = chunks(length, chunk);
        let wave = 4 * pool.current_num_threads();
        for start in (0..all.len()).step_by(wave) {
            let ranges: Vec<_> = all.clone().skip(start).take(wave).collect();
            let results: Vec<Result<T>> = pool.install(|| {
                ranges
                    .into_par_iter()
                    .with_max_len(1)
                    .map(|range| {
                        self.check()?;
                        map(range)
                    })
                    .collect()
            });
            for result in results {
                fold(result?)?;
            }
        }
        Ok(())
    }

    /// Fills `data`, cut into ordered chunks of `preferred` units of `unit` cells each, and returns what `fill` gave for
    /// each chunk, in order. `fill` gets the number of the chunk's first unit and its cells.
    ///
    /// # Errors
    /// The first error in chunk order, of [`Ctx::check`] or `fill`.
    pub fn fill_chunks<T: Send, U: Send>(
        &self,
        data: &mut [T],
        unit: usize,
        preferred: usize,
        fill: impl Fn(usize, &mut [T]) -> Result<U> + Sync,
    ) -> Result<Vec<U>> {
        let units = self.par.chunk_length(preferred);
        let chunks = data.chunks_mut(units * unit.max(1)).collect();
        self.each_chunk(chunks, |chunk, cells| fill(chunk * units, cells))
    }

    /// [`Ctx::fill_chunks`] of two buffers with the same units.
    ///
    /// # Errors
    /// The first error in chunk order, of [`Ctx::check`] or `fill`.
    pub fn fill_chunk_pairs<S: Send, T: Send, U: Send>(
        &self,
        (one, other): (&mut [S], &mut [T]),
        unit: usize,
        preferred: usize,
        fill: impl Fn(usize, &mut [S], &mut [T]) -> Result<U> + Sync,
    ) -> Result<Vec<U>> {
        let units = self.par.chunk_length(preferred);
        let cells = units * unit.max(1);
        let chunks = one.chunks_mut(cells).zip(other.chunks_mut(cells)).collect();
        self.each_chunk(chunks, |chunk, (one, other)| fill(chunk * units, one, other))
    }

    fn each_chunk<C: Send, U: Send>(
        &self,
        chunks: Vec<C>,
        work: impl Fn(usize, C) -> Result<U> + Sync,
    ) -> Result<Vec<U>> {
        let one = |(chunk, cells)| {
            self.check()?;
            work(chunk, cells)
        };
        match self.par.thread_pool().filter(|_| chunks.len() > 1) {
            None => chunks.into_iter().enumerate().map(one).collect(),
            Some(pool) => {
                let all: Vec<Result<U>> =
                    pool.install(|| chunks.into_par_iter().enumerate().with_max_len(1).map(one).collect());
                all.into_iter().collect()
            }
        }
    }

    fn stop_with(&self, reason: u8) {
        // The first reason stays: a call that was cancelled does not become one that timed out.
        let _ = self.stop.compare_exchange(RUNNING, reason, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn verdict(&self) -> Result<()> {
        match self.stop.load(Ordering::Relaxed) {
            RUNNING => Ok(()),
            CANCELLED => Err(Error::Cancelled),
            TIMED_OUT => Err(Error::TimeLimit { limit: self.deadline.map_or(0.0, |(_, seconds)| seconds) }),
            _ => Err(Error::Interrupted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn pool(n: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap()
    }

    #[test]
    fn floats_fold_to_the_same_bits_on_any_number_of_threads() {
        let values: Vec<f64> = (0..10_000).map(|i| 1.0 / f64::from(i + 1)).collect();
        let sum = |par: Par| {
            let mut total = 0.0;
            let ctx = Ctx::new(par);
            let map = |range: Range<usize>| Ok(values[range].iter().sum::<f64>());
            let fold = |part: f64| {
                total += part;
                Ok(())
            };
            ctx.fold_chunks(values.len(), 64, map, fold).unwrap();
            total.to_bits()
        };
        let (two, five) = (pool(2), pool(5));
        assert_eq!(sum(Par::sequential()), sum(Par::pool(&two)));
        assert_eq!(sum(Par::sequential()), sum(Par::pool(&five)));
    }

    #[test]
    fn the_first_error_in_chunk_order_wins() {
        let two = pool(2);
        for par in [Par::sequential(), Par::pool(&two)] {
            let map = |range: Range<usize>| {
                if range.start >= 40 { Err(Error::Length { what: "x", got: range.start, expected: 0 }) } else { Ok(()) }
            };
            let error = Ctx::new(par).fold_chunks(100, 10, map, |()| Ok(())).unwrap_err();
            assert_eq!(error, Error::Length { what: "x", got: 40, expected: 0 });
        }
    }

    #[test]
    fn a_token_a_deadline_and_a_hook_each_stop_the_call() {
        let flag = AtomicBool::new(true);
        let cancelled = Ctx::default().with_cancel(Some(&flag));
        assert_eq!(cancelled.check(), Err(Error::Cancelled));
        assert_eq!(cancelled.inner().check(), Err(Error::Cancelled));

        let late = Ctx::default().with_time_limit(Some(0.0));
        assert_eq!(late.check(), Err(Error::TimeLimit { limit: 0.0 }));
        assert_eq!(Ctx::default().with_time_limit(Some(f64::MAX)).check(), Ok(()));

        let calls = AtomicUsize::new(0);
        let hook = |_: Progress| {
            calls.fetch_add(1, Ordering::Relaxed);
            false
        };
        let hooked = Ctx::default().with_hook(Some(&hook));
        assert_eq!(hooked.check(), Ok(()), "the hook is not called before its interval");
        std::thread::sleep(HOOK_INTERVAL + Duration::from_millis(5));
        assert_eq!(hooked.check(), Err(Error::Interrupted));
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }
}
