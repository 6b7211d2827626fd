//! The kernel of an antisymmetric integer matrix, exactly.
//!
//! One elimination modulo a prime; then the digits of each solution in base of that prime, one after another (Dixon's
//! lifting), until there are enough of them to tell the fraction. That takes `O(r^3)` steps on floats for rank `r` and
//! `O(r^2)` for each digit, where elimination on big integers takes `O(r^3)` steps on numbers of `r` digits.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer as _;

use super::echelon::{Echelon, PRIMES, digit};
use super::game::Game;
use crate::ctx::Ctx;
use crate::error::Result;

/// Bits of a margin that are multiplied at a time: a thousand products with a digit of 22 bits fit into 64.
const LIMB: u32 = 24;

/// A basis of the vectors `p` with `p M = 0`: primitive integer vectors, one for each free item, whose own entry is
/// positive and whose entries at the other free items are 0.
pub(super) struct Kernel {
    pub(super) basis: Vec<Vec<BigInt>>,
    pub(super) free: Vec<usize>,
}

/// The kernel, or `None` in the one case in a million in which every prime divides what it should not.
pub(super) fn kernel(game: &Game, ctx: &Ctx<'_>) -> Result<Option<Kernel>> {
    for prime in PRIMES {
        let cells: Vec<i128> = (0..game.n()).flat_map(|i| game.row(i).iter().copied()).collect();
        let echelon = Echelon::new(&cells, game.n(), prime, ctx)?;
        if let Some(kernel) = lift(game, &echelon, prime, ctx)? {
            return Ok(Some(kernel));
        }
    }
    Ok(None)
}

fn lift(game: &Game, echelon: &Echelon, prime: f64, ctx: &Ctx<'_>) -> Result<Option<Kernel>> {
    let n = game.n();
    let free: Vec<usize> = (0..n).filter(|i| echelon.columns.binary_search(i).is_err()).collect();
    let log_norms = |rows: &mut dyn Iterator<Item = usize>| -> f64 { rows.map(|i| log_norm(game.row(i))).sum() };
    // Hadamard: a determinant is at most the product of the lengths of its rows. The entries of the solution are
    // quotients of two determinants; where the kernel is a line, of two Pfaffians, roots of such determinants.
    let bits = match free.len() {
        1 => log_norms(&mut (0..n)),
        _ => 2.0 * log_norms(&mut echelon.rows.iter().copied()),
    };
    let bits = (bits * (1.0 + 1e-9)) as u64 + 4;
    let square = Limbs::new(game, &echelon.rows, &echelon.columns);
    let mut basis = Vec::with_capacity(free.len());
    for &item in &free {
        let right: Vec<i128> = echelon.rows.iter().map(|&row| -game.at(row, item)).collect();
        let Some((numerators, denominator)) = solve(&square, right, echelon, prime, bits, ctx)? else {
            return Ok(None);
        };
        let mut vector = vec![BigInt::ZERO; n];
        for (&column, numerator) in echelon.columns.iter().zip(numerators) {
            vector[column] = numerator;
        }
        vector[item] = denominator;
        basis.push(vector);
    }
    // Where the kernel is a line, the rank modulo the prime is as large as it can be, and so is the true one. Else it may
    // be larger than it looked; then some row does not vanish.
    let others = (0..n).filter(|i| free.len() > 1 && !echelon.rows.contains(i));
    for row in others {
        ctx.check()?;
        if basis.iter().any(|vector| product(vector, game.row(row)) != BigInt::ZERO) {
            return Ok(None);
        }
    }
    Ok(Some(Kernel { basis, free }))
}

/// The sum of products with margins.
pub(super) fn product(vector: &[BigInt], margins: &[i128]) -> BigInt {
    vector.iter().zip(margins).filter(|(_, margin)| **margin != 0).map(|(value, &margin)| value * margin).sum()
}

fn log_norm(row: &[i128]) -> f64 {
    row.iter().map(|&cell| (cell as f64).powi(2)).sum::<f64>().max(1.0).log2() / 2.0
}

/// Some rows and columns of a game, cut into limbs of few bits.
struct Limbs {
    n: usize,
    limbs: Vec<Vec<i32>>,
}

impl Limbs {
    fn new(game: &Game, rows: &[usize], columns: &[usize]) -> Self {
        let cells = || rows.iter().flat_map(|&i| columns.iter().map(move |&j| game.at(i, j)));
        let bits = 128 - game.largest().leading_zeros();
        let limb = |k: u32| {
            let cut = |cell: i128| {
                let size = (cell.abs() >> (k * LIMB)) as i32 & ((1 << LIMB) - 1);
                if cell < 0 { -size } else { size }
            };
            cells().map(cut).collect()
        };
        Self { n: columns.len(), limbs: (0..bits.div_ceil(LIMB)).map(limb).collect() }
    }

    /// The product of one row with digits.
    fn row(&self, i: usize, digits: &[i32]) -> i128 {
        let of_limb = |(k, limb): (u32, &Vec<i32>)| {
            let row = &limb[i * self.n..(i + 1) * self.n];
            // A thousand terms at a time, so that 64 bits hold the sum.
            let parts =
                row.chunks(1 << 14).zip(digits.chunks(1 << 14)).map(|(row, digits)| sum_of_products(row, digits));
            parts.map(i128::from).sum::<i128>() << (k * LIMB)
        };
        (0..).zip(&self.limbs).map(of_limb).sum()
    }
}

fn sum_of_products(a: &[i32], b: &[i32]) -> i64 {
    crate::vectorized::vectorized(
        #[inline(always)]
        || {
            let mut sums = [0_i64; 8];
            let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
            let rest = chunks_a.remainder().iter().zip(chunks_b.remainder());
            let rest: i64 = rest.map(|(&x, &y)| i64::from(x) * i64::from(y)).sum();
            for (a, b) in chunks_a.zip(chunks_b) {
                for k in 0..8 {
                    sums[k] = sums[k].wrapping_add(i64::from(a[k]).wrapping_mul(i64::from(b[k])));
                }
            }
            sums.iter().sum::<i64>() + rest
        },
    )
}

/// Solves a square system: numerators and their least common denominator, both of at most half of `bits`.
fn solve(
    square: &Limbs,
    mut right: Vec<i128>,
    echelon: &Echelon,
    prime: f64,
    bits: u64,
    ctx: &Ctx<'_>,
) -> Result<Option<(Vec<BigInt>, BigInt)>> {
    let (r, p) = (right.len(), prime as i128);
    let n_digits = (bits as f64 / prime.log2()).ceil() as usize + 1;
    let mut digits: Vec<u32> = Vec::with_capacity(n_digits * r);
    let (mut x, mut whole) = (vec![0.0; r], vec![0_i32; r]);
    for _ in 0..n_digits {
        ctx.check()?;
        for (x, &right) in x.iter_mut().zip(&right) {
            *x = digit(right, prime);
        }
        echelon.solve(&mut x);
        for (whole, &x) in whole.iter_mut().zip(&x) {
            *whole = x as i32;
        }
        digits.extend(whole.iter().map(|&x| x as u32));
        for (i, right) in right.iter_mut().enumerate() {
            let left = *right - square.row(i, &whole);
            *right = match i64::try_from(left) {
                Ok(left) => i128::from(left / p as i64),
                Err(_) => left / p,
            };
        }
    }
    let modulus = BigInt::from(prime as u32).pow(n_digits as u32);
    let limit: BigInt = BigInt::from(1) << bits.div_ceil(2);
    let mut common = BigInt::from(1);
    let mut residues = Vec::with_capacity(r);
    let mut numerators: Vec<BigInt> = Vec::with_capacity(r);
    for i in 0..r {
        ctx.check()?;
        let residue = number((0..n_digits).map(|k| digits[k * r + i]), prime as u32);
        let mut numerator = symmetric(&residue * &common % &modulus, &modulus);
        if numerator.magnitude() > limit.magnitude() {
            let Some((_, denominator)) = fraction(&residue, &modulus, &limit) else { return Ok(None) };
            // The denominators seen so far divide the new common one, once it is made a multiple of both.
            common = common.lcm(&denominator);
            numerator = symmetric(&residue * &common % &modulus, &modulus);
            for (numerator, residue) in numerators.iter_mut().zip(&residues) {
                *numerator = symmetric(residue * &common % &modulus, &modulus);
            }
        }
        residues.push(residue);
        numerators.push(numerator);
    }
    Ok(Some((numerators, common)))
}

/// The number with these digits, the lowest first.
fn number(digits: impl DoubleEndedIterator<Item = u32>, base: u32) -> BigInt {
    let sum = digits.rev().fold(BigUint::ZERO, |sum, digit| sum * base + digit);
    BigInt::from_biguint(Sign::Plus, sum)
}

fn symmetric(residue: BigInt, modulus: &BigInt) -> BigInt {
    if (&residue << 1_u32) > *modulus { residue - modulus } else { residue }
}

/// The one fraction of at most `limit` above and below that leaves this residue, by Euclid's algorithm.
fn fraction(residue: &BigInt, modulus: &BigInt, limit: &BigInt) -> Option<(BigInt, BigInt)> {
    let (mut before, mut rest) = (modulus.clone(), residue.clone());
    let (mut factor_before, mut factor) = (BigInt::ZERO, BigInt::from(1));
    while rest > *limit {
        let quotient = &before / &rest;
        let next = before - &quotient * &rest;
        (before, rest) = (rest, next);
        let next = factor_before - &quotient * &factor;
        (factor_before, factor) = (factor, next);
    }
    if factor.sign() == Sign::Minus {
        (rest, factor) = (-rest, -factor);
    }
    (factor.sign() == Sign::Plus && factor <= *limit).then_some((rest, factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn game(n: usize, scale: i128) -> Game {
        let upper = |i: usize, j: usize| ((i * 7919 + j * 104_729 + 13) % 2003) as i128 * scale - 1001 * scale + 1;
        let margin = |i: usize, j: usize| if i < j { upper(i, j) } else { -upper(j, i) };
        Game::new(&(0..n).collect::<Vec<_>>(), margin, &Ctx::default()).unwrap()
    }

    #[test]
    fn the_kernel_of_an_odd_game_is_a_line() {
        for (n, scale) in [(1, 1), (3, 1), (5, 1 << 30), (9, 1 << 70), (21, 1), (61, 1)] {
            let game = game(n, scale);
            let found = kernel(&game, &Ctx::default()).unwrap().unwrap();
            assert_eq!(found.basis.len(), 1);
            assert!((0..n).all(|i| product(&found.basis[0], game.row(i)) == BigInt::ZERO), "{n}");
            assert_eq!(found.basis[0].iter().cloned().fold(BigInt::ZERO, num_integer::gcd), BigInt::from(1));
        }
        // Five items: the Pfaffians of four.
        let basis = &kernel(&game(5, 1), &Ctx::default()).unwrap().unwrap().basis[0];
        assert!(basis.iter().all(|value| value.bits() < 25));
    }

    #[test]
    fn the_kernel_of_a_tie_is_everything() {
        let game = Game::new(&[0, 1, 2], |_, _| 0, &Ctx::default()).unwrap();
        let found = kernel(&game, &Ctx::default()).unwrap().unwrap();
        assert_eq!((found.basis.len(), found.free), (3, vec![0, 1, 2]));
    }

    #[test]
    fn an_even_game_without_kernel_has_none() {
        assert!(kernel(&game(4, 1), &Ctx::default()).unwrap().unwrap().basis.is_empty());
    }
}
