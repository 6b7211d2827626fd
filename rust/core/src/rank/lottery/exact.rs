//! The exact solution of a game, proven by its own signs.
//!
//! A lottery that has positive weight on a set and earns more than 0 against every item outside it is optimal, and the
//! set is the essential one: an item with weight in another optimal lottery would lose to this one. Floats guess the set;
//! integers find the lottery; the signs decide. Where the guess is wrong, the set is found by exact least squares.

use num_bigint::{BigInt, Sign};
use num_integer::{Integer as _, gcd};

use super::game::Game;
use super::interior::{Interior, interior};
use super::kernel::{Kernel, kernel, product};
use super::least_squares::{nonnegative, solve};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::quotient_wide;

/// Dimensions of a kernel up to which its point nearest to the uniform lottery is sought.
const MAX_DIMENSIONS: usize = 128;
/// Items up to which the essential set is found without a guess.
pub(super) const MAX_WITHOUT_GUESS: usize = 40;

/// A lottery over all items of a game.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ExactLottery {
    /// Integers of at least 0 without a common factor.
    pub(super) numerators: Vec<BigInt>,
    /// Their sum.
    pub(super) denominator: BigInt,
    /// Whether no other lottery is optimal.
    pub(super) unique: bool,
}

/// What is known of a game.
pub(super) struct Solved {
    /// Ascending; `None` where neither the guess was right nor the game small.
    pub(super) essential: Option<Vec<usize>>,
    /// `None` if the set is unknown or its kernel too large.
    pub(super) lottery: Option<ExactLottery>,
}

/// The essential set and the least-norm lottery.
///
/// `always` goes on without a guess however long it takes.
pub(super) fn solve_exactly(game: &Game, always: bool, ctx: &Ctx<'_>) -> Result<Solved> {
    let n = game.n();
    if game.largest() == 0 {
        // Everybody ties with everybody.
        let lottery = ExactLottery { numerators: vec![1.into(); n], denominator: n.into(), unique: n == 1 };
        return Ok(Solved { essential: Some((0..n).collect()), lottery: Some(lottery) });
    }
    let inside = interior(game, false, ctx)?;
    if let Some(solved) = try_set(game, &inside.carriers(), Some(&inside), ctx)? {
        return Ok(solved);
    }
    if n > MAX_WITHOUT_GUESS && !always {
        return Ok(Solved { essential: None, lottery: None });
    }
    let essential = essential_without_guess(game, ctx)?;
    let unsolved = Solved { essential: Some(essential.clone()), lottery: None };
    Ok(try_set(game, &essential, None, ctx)?.unwrap_or(unsolved))
}

/// Solves on the assumption that these items are the essential ones; `None` if they are not, as far as one can see.
/// Without a float solution to compare with, the set is known to be right.
fn try_set(game: &Game, set: &[usize], inside: Option<&Interior>, ctx: &Ctx<'_>) -> Result<Option<Solved>> {
    let Some(kernel) = kernel(&game.among(set), ctx)? else { return Ok(None) };
    let outside: Vec<usize> = (0..game.n()).filter(|i| set.binary_search(i).is_err()).collect();
    let solved = |vector: &[BigInt], unique: bool| {
        let mut numerators = vec![BigInt::ZERO; game.n()];
        for (&item, value) in set.iter().zip(vector) {
            numerators[item].clone_from(value);
        }
        let denominator = numerators.iter().sum();
        Solved { essential: Some(set.to_vec()), lottery: Some(ExactLottery { numerators, denominator, unique }) }
    };
    match kernel.basis.as_slice() {
        [] => Ok(None),
        [vector] => Ok(proves(game, set, &outside, vector, ctx)?.then(|| solved(vector, true))),
        basis => {
            let proven = match inside {
                None => true,
                Some(inside) => proves(game, set, &outside, &rounded(&kernel, set, inside), ctx)?,
            };
            if !proven {
                return Ok(None);
            }
            if basis.len() > MAX_DIMENSIONS {
                return Ok(Some(Solved { essential: Some(set.to_vec()), lottery: None }));
            }
            Ok(Some(solved(&least_norm(game, set, &outside, &kernel, ctx)?, false)))
        }
    }
}

/// Whether a vector in the kernel is positive everywhere and earns more than 0 outside.
fn proves(game: &Game, set: &[usize], outside: &[usize], vector: &[BigInt], ctx: &Ctx<'_>) -> Result<bool> {
    if vector.iter().any(|value| value.sign() != Sign::Plus) {
        return Ok(false);
    }
    let sum: BigInt = vector.iter().sum();
    let shares: Vec<f64> = vector.iter().map(|value| quotient_wide(value, &sum, 0)).collect();
    let precision = (set.len() + 4) as f64 * f64::EPSILON;
    for &rival in outside {
        ctx.check()?;
        // Floats decide wherever their error cannot matter.
        let (mut earned, mut size) = (0.0, 0.0);
        for (&item, share) in set.iter().zip(&shares) {
            let term = share * game.at(item, rival) as f64;
            earned += term;
            size += term.abs();
        }
        if earned > precision * size {
            continue;
        }
        let margins: Vec<i128> = set.iter().map(|&item| game.at(item, rival)).collect();
        if product(vector, &margins).sign() != Sign::Plus {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The vector of the kernel whose free entries are those of a float solution, to 40 bits.
fn rounded(kernel: &Kernel, set: &[usize], inside: &Interior) -> Vec<BigInt> {
    let largest = set.iter().map(|&item| inside.weights[item]).fold(f64::MIN_POSITIVE, f64::max);
    // Each vector of the basis over its own entry, brought to one denominator.
    let units: Vec<&BigInt> = kernel.basis.iter().zip(&kernel.free).map(|(vector, &free)| &vector[free]).collect();
    let common = units.iter().fold(BigInt::from(1), |common, unit| common.lcm(unit));
    let mut sum = vec![BigInt::ZERO; set.len()];
    for ((vector, &free), unit) in kernel.basis.iter().zip(&kernel.free).zip(units) {
        let weight = (inside.weights[set[free]] / largest * 2.0_f64.powi(40)) as i64;
        let factor = &common / unit * weight;
        for (sum, value) in sum.iter_mut().zip(vector) {
            *sum += value * &factor;
        }
    }
    sum
}

/// The optimal lottery of least norm, as a primitive integer vector over `set`.
///
/// Optimal lotteries are the vectors of the kernel with no negative entry that earn nothing negative outside: a cone, cut
/// at sum 1. The one of least norm points the way of the point of the cone that is nearest to the vector of ones. That
/// point is the projection of the ones into the kernel, plus the multiples `u >= 0` of the projected conditions that
/// least squares gives.
fn least_norm(game: &Game, set: &[usize], outside: &[usize], kernel: &Kernel, ctx: &Ctx<'_>) -> Result<Vec<BigInt>> {
    let (basis, d) = (&kernel.basis, kernel.basis.len());
    let scalar = |a: &[BigInt], b: &[BigInt]| a.iter().zip(b).map(|(a, b)| a * b).sum::<BigInt>();
    let mut gram = Vec::with_capacity(d);
    for a in basis {
        ctx.check()?;
        gram.push(basis.iter().map(|b| scalar(a, b)).collect::<Vec<_>>());
    }
    // One row of coordinates for each condition, and one for the ones.
    let mut rows: Vec<Vec<BigInt>> = (0..set.len()).map(|i| basis.iter().map(|v| v[i].clone()).collect()).collect();
    for &rival in outside {
        ctx.check()?;
        let margins: Vec<i128> = set.iter().map(|&item| game.at(item, rival)).collect();
        rows.push(basis.iter().map(|vector| product(vector, &margins)).collect());
    }
    let ones: Vec<BigInt> = basis.iter().map(|vector| vector.iter().sum()).collect();
    let projected_ones: Vec<BigInt> =
        solve(gram.clone(), ones.into_iter().map(|value| vec![value]).collect(), ctx)?.0.concat();
    let met = |row: &Vec<BigInt>| scalar(row, &projected_ones).sign() != Sign::Minus;
    let coordinates = if rows.iter().all(met) {
        projected_ones
    } else {
        let right = (0..d).map(|f| rows.iter().map(|row| row[f].clone()).collect()).collect();
        let projected = solve(gram, right, ctx)?.0;
        // All over the same determinant, so its factor cancels in the coefficients.
        let mut products = Vec::with_capacity(rows.len());
        for row in &rows {
            ctx.check()?;
            let with = |l: usize| row.iter().zip(&projected).map(|(a, b)| a * &b[l]).sum();
            products.push((0..rows.len()).map(with).collect());
        }
        let target: Vec<BigInt> = rows.iter().map(|row| -scalar(row, &projected_ones)).collect();
        let (factors, scale) = nonnegative(&products, &target, ctx)?;
        projected_ones.iter().zip(&projected).map(|(one, b)| one * &scale + scalar(b, &factors)).collect()
    };
    let mut lottery: Vec<BigInt> =
        (0..set.len()).map(|i| basis.iter().zip(&coordinates).map(|(v, t)| &v[i] * t).sum()).collect();
    let common = lottery.iter().cloned().fold(BigInt::ZERO, gcd);
    for value in &mut lottery {
        *value /= &common;
    }
    Ok(lottery)
}

/// The essential set by exact least squares alone.
///
/// Tucker: some `x >= 0` earns `s >= 0` against every item and has `x + s >= 1` everywhere, and as no `x[i] s[i]` is
/// above 0, the essential items are those with `x[i] > 0`. The shortest such `x` is a least-distance problem, which is
/// least squares on one vector for each condition, with the bound of the condition as a further entry.
fn essential_without_guess(game: &Game, ctx: &Ctx<'_>) -> Result<Vec<usize>> {
    let n = game.n();
    let mut vectors: Vec<Vec<i128>> = Vec::with_capacity(3 * n);
    for (own, earned, bound) in [(1, 0, 0), (0, 1, 0), (1, 1, 1)] {
        for j in 0..n {
            let mut vector: Vec<i128> = (0..n).map(|i| earned * game.at(i, j)).collect();
            vector[j] += own;
            vector.push(bound);
            vectors.push(vector);
        }
    }
    let mut gram = Vec::with_capacity(vectors.len());
    for a in &vectors {
        ctx.check()?;
        let wide: Vec<BigInt> = a.iter().copied().map(BigInt::from).collect();
        gram.push(vectors.iter().map(|b| product(&wide, b)).collect::<Vec<_>>());
    }
    let target: Vec<BigInt> = vectors.iter().map(|vector| BigInt::from(vector[n])).collect();
    let (factors, _) = nonnegative(&gram, &target, ctx)?;
    let weight = |i: usize| vectors.iter().zip(&factors).map(|(vector, factor)| factor * vector[i]).sum::<BigInt>();
    Ok((0..n).filter(|&i| weight(i).sign() == Sign::Plus).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(n: usize, seed: u64, largest: u64) -> Game {
        let mut stream = crate::rng::Stream::new(seed, 0);
        let mut cells = vec![0_i128; n * n];
        for i in 0..n {
            for j in i + 1..n {
                cells[i * n + j] = i128::from(stream.below(2 * largest + 1)) - i128::from(largest);
                cells[j * n + i] = -cells[i * n + j];
            }
        }
        Game::new(&(0..n).collect::<Vec<_>>(), |i, j| cells[i * n + j], &Ctx::default()).unwrap()
    }

    fn check(game: &Game, lottery: &ExactLottery) {
        assert_eq!(lottery.numerators.iter().sum::<BigInt>(), lottery.denominator);
        assert!(lottery.numerators.iter().all(|value| value.sign() != Sign::Minus));
        for j in 0..game.n() {
            let column: Vec<i128> = (0..game.n()).map(|i| game.at(i, j)).collect();
            assert!(product(&lottery.numerators, &column).sign() != Sign::Minus);
        }
    }

    #[test]
    fn the_guess_and_the_way_without_it_agree() {
        let ctx = Ctx::default();
        for n in 1..9 {
            for seed in 0..40 {
                for largest in [1, 2, 1000] {
                    let game = random(n, seed * 3 + n as u64, largest);
                    let solved = solve_exactly(&game, true, &ctx).unwrap();
                    let lottery = solved.lottery.unwrap();
                    check(&game, &lottery);
                    let essential = essential_without_guess(&game, &ctx).unwrap();
                    assert_eq!(solved.essential, Some(essential.clone()));
                    if game.largest() > 0 {
                        let again = try_set(&game, &essential, None, &ctx).unwrap().unwrap();
                        assert_eq!(again.lottery.unwrap(), lottery);
                    }
                }
            }
        }
    }

    #[test]
    fn margins_of_very_different_size_are_solved_too() {
        // a > b > c > a by 2**60, and d ties with all but loses to a by 1.
        let big = 1 << 60;
        let rows = [[0, big, -big, 1], [-big, 0, big, 0], [big, -big, 0, 0], [-1, 0, 0, 0]];
        let game = Game::new(&[0, 1, 2, 3], |i, j| rows[i][j], &Ctx::default()).unwrap();
        let solved = solve_exactly(&game, true, &Ctx::default()).unwrap();
        assert_eq!(solved.essential, Some(vec![0, 1, 2]));
        check(&game, &solved.lottery.unwrap());
    }

    #[test]
    fn games_of_some_size_are_solved_exactly() {
        for (n, largest) in [(30, 1), (31, 3), (60, 10_000), (100, 1)] {
            let game = random(n, 5, largest);
            let solved = solve_exactly(&game, false, &Ctx::default()).unwrap();
            check(&game, &solved.lottery.unwrap());
        }
    }
}
