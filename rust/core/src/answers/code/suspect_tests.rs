//! Tests that few solutions pass.

use super::problems::Problems;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::par::rows;

/// Cells of one chunk of problems.
const CHUNK_CELLS: usize = 1 << 16;

/// The share of solutions, repetitions counted, that fail each test of all problems; NaN where there are no solutions.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the cells.
pub fn suspect_tests(problems: &Problems<'_>, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    let n_problems = problems.len();
    let mut found = Vec::new();
    ctx.set_total(n_problems as u64);
    let one = |problem: usize| {
        let (solutions, n_tests) = (problems.solutions(problem), problems.tests(problem).len());
        let (mut failed, mut total) = (vec![0; n_tests], 0);
        for (row, solution) in solutions.enumerate() {
            let count = problems.solution_count(solution);
            total += count;
            let cells = failed.iter_mut().zip(problems.row(problem, row));
            cells.filter(|(_, passed)| **passed == 0).for_each(|(failed, _)| *failed += count);
        }
        failed.into_iter().map(move |failed| failed as f64 / total as f64)
    };
    let map = |range: std::ops::Range<usize>| Ok(range.flat_map(one).collect::<Vec<_>>());
    ctx.fold_chunks(n_problems, rows(CHUNK_CELLS, problems.n_cells() / n_problems.max(1)), map, |mut part| {
        found.append(&mut part);
        Ok(())
    })?;
    ctx.advance(n_problems as u64);
    Ok(found)
}
