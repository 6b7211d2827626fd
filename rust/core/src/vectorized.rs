//! Loops compiled for the processor at hand.

use pulp::{Arch, NullaryFnOnce};

/// Runs a closure, compiled once for every family of processors, in the form that suits this one.
///
/// The closure must be marked `#[inline(always)]`, and so must what its loops call: code that is not inlined into the
/// dispatching function is compiled for the oldest family. A closure given to [`Arch::dispatch`] itself goes through a shim
/// for `FnOnce` that is not inlined, which cost the pair counts a factor of two (AMD EPYC, 2026-11); `FnMut` has none.
#[inline(always)]
#[allow(clippy::inline_always)]
pub(crate) fn vectorized<T>(body: impl FnMut() -> T) -> T {
    struct Body<F>(F);

    impl<T, F: FnMut() -> T> NullaryFnOnce for Body<F> {
        type Output = T;

        #[inline(always)]
        fn call(mut self) -> T {
            (self.0)()
        }
    }

    Arch::new().dispatch(Body(body))
}
