//! Which solution passes which test.

use std::ops::Range;

use crate::error::{At, Error, Result};
use crate::offsets::bounds;

/// The most solutions, or tests, of a problem with all their repetitions: scores are exact.
pub const MAX_COUNT: i64 = 1 << 40;

/// Matrices of solutions and tests of many problems, checked.
#[derive(Debug, Clone)]
pub struct Problems<'a> {
    cells: &'a [u8],
    starts: Vec<usize>,
    solutions: Vec<usize>,
    tests: Vec<usize>,
    solution_counts: Option<&'a [i64]>,
    test_counts: Option<&'a [i64]>,
}

impl<'a> Problems<'a> {
    /// The matrices of all problems, one after the other, each a solution a row and a test a column; a cell that is not
    /// 0 is a test passed. Counts say how often a solution or a test came; none are 1 each.
    ///
    /// # Errors
    /// [`Error::Length`] and [`Error::Invalid`] for parts that do not fit, or a count below 1; [`Error::TooLarge`] for
    /// more than [`MAX_COUNT`] solutions or tests of one problem.
    pub fn new(
        cells: &'a [u8],
        solution_offsets: &[i64],
        test_offsets: &[i64],
        solution_counts: Option<&'a [i64]>,
        test_counts: Option<&'a [i64]>,
    ) -> Result<Self> {
        let end = |offsets: &[i64]| offsets.last().map_or(0, |&last| usize::try_from(last).unwrap_or(0));
        let solutions = bounds("solution_offsets", solution_offsets, end(solution_offsets))?;
        let tests = bounds("test_offsets", test_offsets, end(test_offsets))?;
        Error::check_length("test_offsets", tests.len(), solutions.len())?;
        let mut starts = vec![0_usize];
        for (rows, columns) in solutions.windows(2).zip(tests.windows(2)) {
            let size = Error::check_size("cells", rows[1] - rows[0], columns[1] - columns[0], cells.len() as u128)?;
            starts.push(starts[starts.len() - 1].saturating_add(size));
        }
        Error::check_length("cells", cells.len(), starts[starts.len() - 1])?;
        check_counts("solution_counts", solution_counts, &solutions)?;
        check_counts("test_counts", test_counts, &tests)?;
        Ok(Self { cells, starts, solutions, tests, solution_counts, test_counts })
    }

    /// How many problems there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cells there are.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// The solutions of a problem among those of all.
    pub(super) fn solutions(&self, problem: usize) -> Range<usize> {
        self.solutions[problem]..self.solutions[problem + 1]
    }

    /// The tests of a problem among those of all.
    pub(super) fn tests(&self, problem: usize) -> Range<usize> {
        self.tests[problem]..self.tests[problem + 1]
    }

    /// What a solution of a problem, counted within it, passes.
    pub(super) fn row(&self, problem: usize, solution: usize) -> &'a [u8] {
        let n_tests = self.tests(problem).len();
        let start = self.starts[problem] + solution * n_tests;
        &self.cells[start..start + n_tests]
    }

    /// How often a solution came, counted among those of all problems.
    pub(super) fn solution_count(&self, solution: usize) -> i64 {
        self.solution_counts.map_or(1, |counts| counts[solution])
    }

    /// How often a test came, counted among those of all problems.
    pub(super) fn test_count(&self, test: usize) -> i64 {
        self.test_counts.map_or(1, |counts| counts[test])
    }
}

fn check_counts(what: &'static str, counts: Option<&[i64]>, bounds: &[usize]) -> Result<()> {
    let Some(counts) = counts else {
        return match bounds.windows(2).map(|ends| ends[1] - ends[0]).max() {
            Some(most) if most as u128 > MAX_COUNT as u128 => too_many(what, most as u128),
            _ => Ok(()),
        };
    };
    Error::check_length(what, counts.len(), bounds[bounds.len() - 1])?;
    if let Some(at) = counts.iter().position(|&count| count < 1) {
        return Err(Error::invalid(what, At::Entry(at), counts[at], "a count", "at least 1"));
    }
    let totals = bounds.windows(2).map(|ends| counts[ends[0]..ends[1]].iter().map(|&count| count as u128).sum());
    match totals.max() {
        Some(most) if most > MAX_COUNT as u128 => too_many(what, most),
        _ => Ok(()),
    }
}

fn too_many(what: &'static str, got: u128) -> Result<()> {
    Err(Error::TooLarge { what, got, limit: MAX_COUNT as u128 })
}
