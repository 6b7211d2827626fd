//! Elimination modulo a small prime, in floats that hold all products exactly.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::vectorized::vectorized;

/// The largest primes below 2^22: a product of two digits has 44 bits, so a float sums 512 of them exactly.
pub(super) const PRIMES: [f64; 3] = [4_194_301.0, 4_194_287.0, 4_194_277.0];
/// Products that are summed before they are reduced.
const LAZY: usize = 256;

/// The independent rows and columns of a matrix modulo a prime, with the factors of the square they form.
pub(super) struct Echelon {
    prime: f64,
    /// Row of each pivot.
    pub(super) rows: Vec<usize>,
    /// Column of each pivot, ascending.
    pub(super) columns: Vec<usize>,
    /// Factors below the diagonal, and the upper triangle on and above it; as many columns as there are pivots.
    factors: Vec<f64>,
    /// The inverses of the pivots.
    inverses: Vec<f64>,
}

impl Echelon {
    /// Eliminates a row-major matrix of `n` rows and columns.
    pub(super) fn new(cells: &[i128], n: usize, prime: f64, ctx: &Ctx<'_>) -> Result<Self> {
        let mut reduced = filled("margins modulo a prime", n * n, 0.0)?;
        for (slot, &cell) in reduced.iter_mut().zip(cells) {
            *slot = digit(cell, prime);
        }
        let mut rows: Vec<usize> = (0..n).collect();
        let (mut columns, mut inverses) = (Vec::new(), Vec::new());
        for column in 0..n {
            ctx.check()?;
            let rank = columns.len();
            let Some(found) = (rank..n).find(|&i| reduced[i * n + column] != 0.0) else { continue };
            rows.swap(rank, found);
            let (above, below) = reduced.split_at_mut((rank + 1) * n);
            let own = &mut above[rank * n..];
            if found > rank {
                own.swap_with_slice(&mut below[(found - rank - 1) * n..][..n]);
            }
            let inverse = inverse(own[column], prime);
            let own = &above[rank * n..][column..];
            for row in below.chunks_exact_mut(n) {
                let factor = reduce(row[column] * inverse, prime);
                row[column] = factor;
                if factor != 0.0 {
                    eliminate(&mut row[column + 1..], factor, &own[1..], prime);
                }
            }
            columns.push(column);
            inverses.push(inverse);
        }
        rows.truncate(columns.len());
        let of_row = |i: usize| columns.iter().map(move |&column| i * n + column);
        let factors = (0..columns.len()).flat_map(of_row).map(|cell| reduced[cell]).collect();
        Ok(Self { prime, rows, columns, factors, inverses })
    }

    /// Solves the square system in place; all numbers are digits, `0 <= x < prime`.
    pub(super) fn solve(&self, x: &mut [f64]) {
        let (r, prime) = (self.columns.len(), self.prime);
        for k in 1..r {
            let known = self.dot(&self.factors[k * r..][..k], &x[..k]);
            x[k] = difference(x[k], known, prime);
        }
        for k in (0..r).rev() {
            let row = &self.factors[k * r..(k + 1) * r];
            let left = difference(x[k], self.dot(&row[k + 1..], &x[k + 1..]), prime);
            x[k] = reduce(left * self.inverses[k], prime);
        }
    }

    fn dot(&self, a: &[f64], b: &[f64]) -> f64 {
        let parts = a.chunks(LAZY).zip(b.chunks(LAZY)).map(|(a, b)| reduce(super::factor::dot(a, b), self.prime));
        reduce(parts.sum(), self.prime)
    }
}

/// The remainder of an integer, at least 0.
pub(super) fn digit(value: i128, prime: f64) -> f64 {
    // Most numbers fit 64 bits, whose remainder is several times cheaper.
    match i64::try_from(value) {
        Ok(value) => value.rem_euclid(prime as i64) as f64,
        Err(_) => value.rem_euclid(prime as i128) as f64,
    }
}

/// The remainder of an integer of at most 53 bits, at least 0.
#[inline(always)]
#[allow(clippy::inline_always)] // part of a vectorised loop
fn reduce(value: f64, prime: f64) -> f64 {
    // The quotient may be off by one, in either direction.
    let rest = value - (value * (1.0 / prime)).floor() * prime;
    let rest = if rest < 0.0 { rest + prime } else { rest };
    if rest >= prime { rest - prime } else { rest }
}

fn difference(a: f64, b: f64, prime: f64) -> f64 {
    if a < b { a - b + prime } else { a - b }
}

fn eliminate(row: &mut [f64], factor: f64, other: &[f64], prime: f64) {
    vectorized(
        #[inline(always)]
        || {
            for (cell, &value) in row.iter_mut().zip(other) {
                *cell = reduce(*cell + (prime - factor) * value, prime);
            }
        },
    );
}

/// The number that gives 1 with this one.
fn inverse(value: f64, prime: f64) -> f64 {
    let (mut base, mut power, mut result) = (value, prime as u64 - 2, 1.0);
    while power > 0 {
        if power & 1 == 1 {
            result = reduce(result * base, prime);
        }
        base = reduce(base * base, prime);
        power >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_modulo_each_prime() {
        for prime in PRIMES {
            let p = prime as u64;
            assert!((2..2100).all(|factor| !p.is_multiple_of(factor)));
            for n in [1, 2, 3, 17, 300] {
                let noise = |k: usize| ((k * 7919 + 13) % 100_003) as i128 - 50_000;
                let mut cells: Vec<i128> = (0..n * n).map(noise).collect();
                for i in 0..n {
                    cells[i * n + i] = 1 << 80;
                }
                let echelon = Echelon::new(&cells, n, prime, &Ctx::default()).unwrap();
                assert_eq!(echelon.columns.len(), n);
                let right: Vec<f64> = (0..n).map(|k| digit(noise(k * 31 + 7), prime)).collect();
                let mut x: Vec<f64> = echelon.rows.iter().map(|&row| right[row]).collect();
                echelon.solve(&mut x);
                for (row, right) in cells.chunks_exact(n).zip(&right) {
                    let sum: i128 = row.iter().zip(&x).map(|(&cell, &x)| cell % i128::from(p) * x as i128).sum();
                    assert_eq!(digit(sum, prime).to_bits(), right.to_bits());
                }
            }
        }
    }

    #[test]
    fn finds_the_rank() {
        let cells = [0, 1, 2, -1, 0, 1, -2, -1, 0];
        let echelon = Echelon::new(&cells, 3, PRIMES[0], &Ctx::default()).unwrap();
        assert_eq!((echelon.columns, echelon.rows.len()), (vec![0, 1], 2));
    }
}
