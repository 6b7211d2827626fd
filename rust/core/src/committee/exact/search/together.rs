//! Parts that several threads look at side by side.
//!
//! Each thread has a search of its own, which starts from the best committee known. After some parts they meet: the best
//! of their committees becomes that of all, and what they left open is handed out anew. What a search finds in the end,
//! the first best committee in order or all of them, does not depend on the order in which parts are looked at, and so not
//! on the number of threads. What a limit cuts off does.

use rayon::prelude::*;

use super::{Quest, Search};
use crate::committee::exact::number::Number;
use crate::committee::exact::problem::Problem;
use crate::ctx::Ctx;
use crate::error::Result;

/// Parts that a search looks at between two meetings: some milliseconds.
const TURN: usize = 32;

/// Searches a thread, so that one with easy parts does not wait long for another.
const SEARCHES: usize = 2;

impl<P: Problem> Search<'_, P> {
    /// Looks at what is open until nothing is left, on all threads there are.
    pub(super) fn look_together(&mut self, ctx: &Ctx<'_>) -> Result<()> {
        let Some(pool) = ctx.par().thread_pool().filter(|pool| pool.current_num_threads() > 1) else {
            return self.look_at_parts(usize::MAX, ctx);
        };
        let mut searches: Vec<Self> = Vec::new();
        while !self.is_done() {
            let n = (SEARCHES * pool.current_num_threads()).min(self.open.len());
            while searches.len() < n {
                let mut search = self.clone();
                search.open.clear();
                searches.push(search);
            }
            let parts = self.open.split_off(self.open.len() - n);
            for (search, part) in searches.iter_mut().zip(parts) {
                search.catch_up_with(self);
                search.open.push(part);
            }
            let turns: Vec<Result<()>> = pool.install(|| {
                let turn = |search: &mut Self| search.look_at_parts(ctx.par().chunk_length(TURN), &ctx.inner());
                searches[..n].par_iter_mut().with_max_len(1).map(turn).collect()
            });
            for search in &mut searches[..n] {
                self.take_over(search);
            }
            turns.into_iter().collect::<Result<()>>()?;
        }
        Ok(())
    }

    /// Starts from what another search knows.
    fn catch_up_with(&mut self, other: &Self) {
        self.best.clone_from(&other.best);
        self.value.clone_from(&other.value);
        (self.floor, self.above) = (other.floor, other.above);
        self.found.clone_from(&other.found);
        self.is_moving = other.is_moving;
        (self.passed, self.current) = (P::Number::LEAST, P::Number::LEAST);
    }

    /// Takes note of what another search found, passed over and left open.
    fn take_over(&mut self, other: &mut Self) {
        if other.value > self.value {
            self.value.clone_from(&other.value);
            (self.floor, self.above) = (other.floor, other.above);
            self.best.clone_from(&other.best);
            self.found.clone_from(&other.found);
            self.is_moving = other.is_moving;
        } else if other.value == self.value {
            if other.best < self.best {
                self.best.clone_from(&other.best);
            }
            self.is_moving |= other.is_moving && self.quest == Quest::First;
            self.found.append(&mut other.found);
        }
        self.passed = self.passed.max(other.passed);
        // What a search was at when it had to stop.
        self.current = self.current.max(other.current);
        self.open.append(&mut other.open);
    }
}
