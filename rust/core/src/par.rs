//! Parallelism as an argument.
//!
//! Work is cut into chunks whose bounds depend on the input alone, never on the number of threads, and the chunk
//! results are folded in their order. So the same input gives the same bits on any number of threads, floats included.

use std::num::NonZeroUsize;
use std::ops::Range;

/// How a kernel may run: on the calling thread, or on a pool that the caller owns.
#[derive(Clone, Copy, Default)]
pub struct Par<'a> {
    pool: Option<&'a rayon::ThreadPool>,
    chunk: Option<NonZeroUsize>,
}

impl<'a> Par<'a> {
    /// Everything on the calling thread.
    #[must_use]
    pub fn sequential() -> Self {
        Self::default()
    }

    /// On the given pool.
    #[must_use]
    pub fn pool(pool: &'a rayon::ThreadPool) -> Self {
        Self { pool: Some(pool), chunk: None }
    }

    /// Cuts all work into chunks of this many units, so that tests cross every chunk boundary on toy input.
    #[must_use]
    pub fn with_chunk(self, chunk: Option<NonZeroUsize>) -> Self {
        Self { chunk, ..self }
    }

    /// The pool, if there is one.
    #[must_use]
    pub fn thread_pool(&self) -> Option<&'a rayon::ThreadPool> {
        self.pool
    }

    /// How many threads take part.
    #[must_use]
    pub fn n_threads(&self) -> usize {
        self.pool.map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// The chunk length that all work is cut into, if one was set.
    #[must_use]
    pub fn chunk_override(&self) -> Option<NonZeroUsize> {
        self.chunk
    }

    /// The chunk length to use where the kernel would like `preferred`.
    #[must_use]
    pub fn chunk_length(&self, preferred: usize) -> usize {
        self.chunk.map_or(preferred, |chunk| chunk.get().min(preferred)).max(1)
    }
}

/// Rows of `width` cells that make a chunk of about `cells`, so that wide rows are looked after as often as narrow ones.
#[must_use]
pub fn rows(cells: usize, width: usize) -> usize {
    (cells / width.max(1)).max(1)
}

/// The ordered chunks of `0..length`.
#[must_use]
pub fn chunks(length: usize, chunk: usize) -> impl ExactSizeIterator<Item = Range<usize>> + Clone {
    (0..length.div_ceil(chunk)).map(move |k| k * chunk..length.min((k + 1) * chunk))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_unit_once_in_order() {
        for length in 0..50 {
            for chunk in 1..12 {
                let seen: Vec<usize> = chunks(length, chunk).flatten().collect();
                assert_eq!(seen, (0..length).collect::<Vec<_>>());
            }
        }
    }
}
