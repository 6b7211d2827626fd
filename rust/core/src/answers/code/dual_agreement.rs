//! Solutions that pass the same tests, as many of them and as many tests as can be.

use std::cmp::Reverse;

use super::problems::Problems;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::options::Named;
use crate::par::rows;

/// Cells of one chunk of problems.
const CHUNK_CELLS: usize = 1 << 16;

/// What a group of solutions that pass the same tests is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// The root of the number of solutions, times the number of tests: the authors' code.
    Sqrt,
    /// The number of solutions times the number of tests: their paper.
    Product,
    /// The number of solutions.
    Solutions,
    /// The number of tests.
    Tests,
}

impl Named for Score {
    const OPTION: &'static str = "score";
    const VALUES: &'static [(&'static str, Self)] =
        &[("sqrt", Self::Sqrt), ("product", Self::Product), ("solutions", Self::Solutions), ("tests", Self::Tests)];
    const NAMES: &'static str = "\"sqrt\", \"product\", \"solutions\", \"tests\"";
}

impl Score {
    /// The score, and an integer of the same order that is exact.
    fn of(self, solutions: i64, tests: i64) -> (f64, u128) {
        let (s, t) = (solutions as u128, tests as u128);
        if tests == 0 {
            return (0.0, 0);
        }
        match self {
            Score::Sqrt => ((solutions as f64).sqrt() * tests as f64, s * t * t),
            Score::Product => ((s * t) as f64, s * t),
            Score::Solutions => (solutions as f64, s),
            Score::Tests => (tests as f64, t),
        }
    }
}

/// The groups of each problem, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DualAgreement {
    /// One a problem: the first solution of the best group, or -1 if no solution passes any test.
    pub best: Vec<i64>,
    /// One a problem: groups that share the best score.
    pub n_tied: Vec<i64>,
    /// One a solution: its group within the problem.
    pub groups: Vec<i64>,
    /// Where the groups of each problem begin; one more than there are problems.
    pub offsets: Vec<i64>,
    /// One a group: its solutions, repetitions counted.
    pub n_solutions: Vec<i64>,
    /// One a group: the tests that they pass, repetitions counted.
    pub n_tests: Vec<i64>,
    /// One a group.
    pub scores: Vec<f64>,
    /// One a problem and `k`, problem by problem: the probability that one of the first `k` solutions is correct.
    pub pass_at_k: Vec<f64>,
}

/// Groups solutions by the tests that they pass, and ranks the groups.
///
/// Groups of equal scores tie, exactly; they stand in the order of their first solutions. With `correct`, one a solution,
/// the ranking is valued: groups of one score are one level, each level in turn gives a solution at random that it has
/// not given yet, and after the last level it is the first one's turn again. Solutions that pass no test come when no
/// others are left.
///
/// # Errors
/// [`Error::Length`] for another number of flags than of solutions, [`Error::Invalid`] for a `k` of 0 or beyond the
/// solutions of a problem, or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the cells, and a sort of the rows of a problem.
pub fn dual_agreement(
    problems: &Problems<'_>,
    score: Score,
    correct: Option<&[bool]>,
    k: &[i64],
    ctx: &Ctx<'_>,
) -> Result<DualAgreement> {
    let n_problems = problems.len();
    let fewest = (0..n_problems).map(|problem| (problems.solutions(problem).len(), problem)).min();
    for (at, &draws) in k.iter().enumerate() {
        let (most, problem) = fewest.unwrap_or((usize::MAX, 0));
        if draws < 1 || draws as u128 > most as u128 {
            let expected = format!("1 <= k <= {most}, the solutions of problem {problem}");
            return Err(Error::invalid("k", At::Entry(at), draws, "a number of draws", expected));
        }
    }
    if let Some(correct) = correct {
        let n_solutions = (0..n_problems).map(|problem| problems.solutions(problem).len()).sum();
        Error::check_length("correct", correct.len(), n_solutions)?;
    }
    let mut found = DualAgreement { offsets: vec![0], ..DualAgreement::default() };
    ctx.set_total(n_problems as u64);
    let map = |range: std::ops::Range<usize>| {
        let one = |problem| {
            ctx.check()?;
            Ok(agree(problems, problem, score, correct, k))
        };
        range.map(one).collect::<Result<Vec<_>>>()
    };
    ctx.fold_chunks(n_problems, rows(CHUNK_CELLS, problems.n_cells() / n_problems.max(1)), map, |part| {
        ctx.advance(part.len() as u64);
        for mut problem in part {
            found.best.append(&mut problem.best);
            found.n_tied.append(&mut problem.n_tied);
            found.groups.append(&mut problem.groups);
            found.n_solutions.append(&mut problem.n_solutions);
            found.n_tests.append(&mut problem.n_tests);
            found.scores.append(&mut problem.scores);
            found.pass_at_k.append(&mut problem.pass_at_k);
            found.offsets.push(found.scores.len() as i64);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Solutions that pass the same tests.
struct Group {
    members: Vec<usize>,
    n_solutions: i64,
    n_tests: i64,
    score: f64,
    key: u128,
}

fn agree(problems: &Problems<'_>, problem: usize, score: Score, correct: Option<&[bool]>, k: &[i64]) -> DualAgreement {
    let solutions = problems.solutions(problem);
    let bits = Bits::of(problems, problem);
    let mut order: Vec<usize> = (0..solutions.len()).collect();
    order.sort_by(|&a, &b| bits.row(a).cmp(bits.row(b)));
    let first_test = problems.tests(problem).start;
    let group_of = |members: &[usize]| {
        let row = problems.row(problem, members[0]).iter().enumerate();
        let n_tests = row.filter(|(_, passed)| **passed != 0).map(|(t, _)| problems.test_count(first_test + t)).sum();
        let n_solutions = members.iter().map(|&member| problems.solution_count(solutions.start + member)).sum();
        let (score, key) = score.of(n_solutions, n_tests);
        Group { members: members.to_vec(), n_solutions, n_tests, score, key }
    };
    let mut groups: Vec<Group> = order.chunk_by(|&a, &b| bits.row(a) == bits.row(b)).map(group_of).collect();
    groups.sort_by_key(|group| (Reverse(group.key), group.members[0]));
    let best = groups.first().filter(|group| group.key > 0);
    let mut group = vec![0; solutions.len()];
    for (number, found) in (0..).zip(&groups) {
        found.members.iter().for_each(|&member| group[member] = number);
    }
    let value = |correct: &[bool]| {
        let levels = levels(&groups, &correct[solutions.clone()]);
        k.iter().map(|&k| pass_at(&levels, k as usize)).collect()
    };
    DualAgreement {
        best: vec![best.map_or(-1, |group| group.members[0] as i64)],
        n_tied: vec![best.map_or(0, |best| groups.iter().filter(|group| group.key == best.key).count() as i64)],
        groups: group,
        offsets: Vec::new(),
        n_solutions: groups.iter().map(|group| group.n_solutions).collect(),
        n_tests: groups.iter().map(|group| group.n_tests).collect(),
        scores: groups.iter().map(|group| group.score).collect(),
        pass_at_k: correct.map(value).unwrap_or_default(),
    }
}

/// The rows of a problem as bits, a fixed number of words each.
struct Bits {
    width: usize,
    words: Vec<u64>,
}

impl Bits {
    fn of(problems: &Problems<'_>, problem: usize) -> Self {
        let width = problems.tests(problem).len().div_ceil(64).max(1);
        let n_solutions = problems.solutions(problem).len();
        let mut words = vec![0; width * n_solutions];
        for solution in 0..n_solutions {
            let row = problems.row(problem, solution).chunks(64);
            for (word, cells) in words[solution * width..].iter_mut().zip(row) {
                *word = cells.iter().rev().fold(0, |word, &cell| word << 1 | u64::from(cell != 0));
            }
        }
        Self { width, words }
    }

    fn row(&self, solution: usize) -> &[u64] {
        &self.words[solution * self.width..(solution + 1) * self.width]
    }
}

/// Solutions of one score: how many, and how many of them are correct.
struct Level {
    n: usize,
    correct: usize,
    passes: bool,
}

fn levels(groups: &[Group], correct: &[bool]) -> Vec<Level> {
    let level = |same: &[Group]| {
        let members = || same.iter().flat_map(|group| &group.members);
        let correct = members().filter(|&&member| correct[member]).count();
        Level { n: members().count(), correct, passes: same[0].key > 0 }
    };
    groups.chunk_by(|a, b| a.key == b.key).map(level).collect()
}

/// The probability that one of `k` draws is correct.
fn pass_at(levels: &[Level], k: usize) -> f64 {
    let n_passing: usize = levels.iter().filter(|level| level.passes).map(|level| level.n).sum();
    let mut draws = vec![0; levels.len()];
    let mut left = k.min(n_passing);
    while left > 0 {
        for (draws, level) in draws.iter_mut().zip(levels).filter(|(_, level)| level.passes) {
            if left > 0 && *draws < level.n {
                *draws += 1;
                left -= 1;
            }
        }
    }
    if let (Some(draws), Some(level)) = (draws.last_mut(), levels.last())
        && !level.passes
    {
        *draws = k.saturating_sub(n_passing).min(level.n);
    }
    let fails = levels.iter().zip(draws).map(|(level, draws)| {
        let wrong = level.n - level.correct;
        if draws > wrong {
            return 0.0;
        }
        (0..draws).map(|i| (wrong - i) as f64 / (level.n - i) as f64).product()
    });
    1.0 - fails.product::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: [u8; 20] = [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0];

    fn found(score: Score, correct: Option<&[bool]>, k: &[i64]) -> DualAgreement {
        let problems = Problems::new(&CELLS, &[0, 5], &[0, 4], None, None).unwrap();
        dual_agreement(&problems, score, correct, k, &Ctx::default()).unwrap()
    }

    #[test]
    fn the_example_comes_out() {
        let code = found(Score::Sqrt, None, &[]);
        assert_eq!((code.best, code.groups, code.n_tied), (vec![0], vec![0, 0, 1, 2, 0], vec![1]));
        assert!((code.scores[0] - 5.196_152_422_706_63).abs() < 1e-13);
        assert_eq!(code.scores[1..], [2.0, 1.0]);
        assert_eq!(found(Score::Product, None, &[]).scores, [9.0, 2.0, 1.0]);
        let solutions = found(Score::Solutions, None, &[]);
        assert_eq!((solutions.scores, solutions.n_tests), (vec![3.0, 1.0, 1.0], vec![3, 2, 1]));
    }

    #[test]
    fn levels_take_turns() {
        let correct = [true, false, false, true, false];
        let code = found(Score::Sqrt, Some(&correct), &[1, 2, 3, 4, 5]);
        // One of three, then the wrong one, then the right one.
        let expected = [1.0 / 3.0, 1.0 / 3.0, 1.0, 1.0, 1.0];
        assert!(code.pass_at_k.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{:?}", code.pass_at_k);
        // With one level of two groups for the second draw: one of the two is right.
        let tied = found(Score::Solutions, Some(&correct), &[2]);
        assert!((tied.pass_at_k[0] - (1.0 - 2.0 / 3.0 * 0.5)).abs() < 1e-15);
    }

    #[test]
    fn solutions_that_pass_nothing_come_last() {
        let problems = Problems::new(&[0, 0, 0, 1], &[0, 2, 4], &[0, 1, 2], None, None).unwrap();
        let found = dual_agreement(&problems, Score::Sqrt, Some(&[true, false, true, false]), &[1, 2], &Ctx::default())
            .unwrap();
        assert_eq!((found.best, found.n_tied), (vec![-1, 1], vec![0, 1]));
        assert_eq!(found.pass_at_k, [0.5, 1.0, 0.0, 1.0]);
    }
}
