//! Least squares with coefficients of at least 0, on exact integers.

use num_bigint::{BigInt, Sign};

use crate::ctx::Ctx;
use crate::error::Result;

/// The coefficients `u >= 0` for which the sum of `u[k]` times vector `k` comes nearest to a target: numerators and their
/// common denominator. `gram` holds the scalar products of the vectors, `target` theirs with the target.
///
/// The active-set method of Lawson and Hanson. Each round comes strictly nearer to the target, and no set of
/// vectors comes twice: without rounding, this ends. The sum that is found is unique; its coefficients need not be.
pub(super) fn nonnegative(gram: &[Vec<BigInt>], target: &[BigInt], ctx: &Ctx<'_>) -> Result<(Vec<BigInt>, BigInt)> {
    let n = target.len();
    let (mut used, mut numerators, mut denominator) = (Vec::new(), vec![BigInt::ZERO; n], BigInt::from(1));
    loop {
        let mut best: Option<(usize, BigInt)> = None;
        for k in (0..n).filter(|k| numerators[*k] == BigInt::ZERO) {
            ctx.check()?;
            let known: BigInt = used.iter().map(|&j: &usize| &gram[k][j] * &numerators[j]).sum();
            let slope = &target[k] * &denominator - known;
            if slope.sign() == Sign::Plus && best.as_ref().is_none_or(|(_, known)| slope > *known) {
                best = Some((k, slope));
            }
        }
        let Some((entering, _)) = best else { return Ok((numerators, denominator)) };
        used.push(entering);
        loop {
            let own = used.iter().map(|&i| used.iter().map(|&j| gram[i][j].clone()).collect()).collect();
            let wanted = used.iter().map(|&i| vec![target[i].clone()]).collect();
            let (solution, scale) = solve(own, wanted, ctx)?;
            let solution: Vec<BigInt> = solution.into_iter().flatten().collect();
            if solution.iter().all(|value| value.sign() == Sign::Plus) {
                numerators.fill(BigInt::ZERO);
                for (&k, value) in used.iter().zip(solution) {
                    numerators[k] = value;
                }
                denominator = scale;
                break;
            }
            (numerators, denominator) = towards(&used, &numerators, &denominator, &solution, &scale);
            used.retain(|&k| numerators[k] != BigInt::ZERO);
        }
    }
}

/// Goes from one solution towards another until the first coefficient is 0.
fn towards(
    used: &[usize],
    numerators: &[BigInt],
    denominator: &BigInt,
    solution: &[BigInt],
    scale: &BigInt,
) -> (Vec<BigInt>, BigInt) {
    // Both over one denominator; the way to the border is own / (own - other) where the other is not positive.
    let (mut way, mut length) = (BigInt::from(1), BigInt::from(1));
    for (&k, other) in used.iter().zip(solution).filter(|(_, other)| other.sign() != Sign::Plus) {
        // Above 0: the one coefficient that is 0 is that of the vector just entered, which is to grow.
        let own = &numerators[k] * scale;
        let span = &own - other * denominator;
        if &own * &length < &way * &span {
            (way, length) = (own, span);
        }
    }
    let mut moved = vec![BigInt::ZERO; numerators.len()];
    for (&k, other) in used.iter().zip(solution) {
        moved[k] = (&length - &way) * &numerators[k] * scale + &way * other * denominator;
    }
    let mut all = length * denominator * scale;
    let common = moved.iter().cloned().fold(all.clone(), num_integer::gcd);
    for value in &mut moved {
        *value /= &common;
    }
    all /= common;
    (moved, all)
}

/// Solves a positive definite system for several right-hand sides: numerators and their common denominator, which is the
/// determinant (Bareiss, without the triangle: every division is exact).
pub(super) fn solve(
    mut matrix: Vec<Vec<BigInt>>,
    right: Vec<Vec<BigInt>>,
    ctx: &Ctx<'_>,
) -> Result<(Vec<Vec<BigInt>>, BigInt)> {
    let n = matrix.len();
    for (row, right) in matrix.iter_mut().zip(right) {
        row.extend(right);
    }
    let mut before = BigInt::from(1);
    for k in 0..n {
        let own = std::mem::take(&mut matrix[k]);
        for (_, row) in matrix.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            ctx.check()?;
            let factor = row[k].clone();
            for (cell, value) in row.iter_mut().zip(&own).skip(k) {
                *cell = (&own[k] * &*cell - &factor * value) / &before;
            }
            // What is left of the diagonal above.
            for cell in row.iter_mut().take(k) {
                *cell = &own[k] * &*cell / &before;
            }
        }
        before.clone_from(&own[k]);
        matrix[k] = own;
    }
    let solutions = matrix.into_iter().map(|row| row.into_iter().skip(n).collect()).collect();
    Ok((solutions, before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn big(rows: &[&[i64]]) -> Vec<Vec<BigInt>> {
        rows.iter().map(|row| row.iter().copied().map(BigInt::from).collect()).collect()
    }

    #[test]
    fn solves_definite_systems() {
        let (x, det) =
            solve(big(&[&[2, 1, 0], &[1, 3, 1], &[0, 1, 4]]), big(&[&[1], &[2], &[3]]), &Ctx::default()).unwrap();
        assert_eq!((x.concat(), det), (big(&[&[6, 6, 12]]).concat(), BigInt::from(18)));
    }

    #[test]
    fn coefficients_do_not_become_negative() {
        // The target (1, -2) in the cone of (1, 0), (1, 1), (2, 3): nearest is (1, 0).
        let gram = big(&[&[1, 1, 2], &[1, 2, 5], &[2, 5, 13]]);
        let (u, d) = nonnegative(&gram, &big(&[&[1, -1, -4]])[0], &Ctx::default()).unwrap();
        assert_eq!((u, d), (big(&[&[1, 0, 0]]).concat(), BigInt::from(1)));
        // (0, 1) lies between none of them: the nearest is on (2, 3), 3/13 of it.
        let (u, d) = nonnegative(&gram, &big(&[&[0, 1, 3]])[0], &Ctx::default()).unwrap();
        assert_eq!((u, d), (big(&[&[0, 0, 3]]).concat(), BigInt::from(13)));
    }
}
