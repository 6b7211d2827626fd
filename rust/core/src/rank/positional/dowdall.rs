//! Dowdall: one point for a first place, half a point for a second, a third for a third.

use num_bigint::BigInt;

use super::places::PlaceVotes;
use super::points::Points;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::rank::options::{MissingPoints, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "dowdall";

/// The common denominator of `1/1 ... 1/m` has about 1.44 `m` bits, and there is a sum of points over it for each of the
/// `m` places: 200 megabytes at this many places squared.
const MAX_PLACES_SQUARED: u128 = 1 << 30;

/// `1/r` for the place `r`, counted from 1, as exact fractions. Ties and unranked items are read as
/// [`super::positional`] reads them.
///
/// # Errors
/// [`Error::Option`] for a reading of unranked items that gives them no place, if there are any; [`Error::TooLarge`]
/// above 32,768 items.
///
/// # Complexity
/// `O(n_voters * n_items)` to count the places, times a logarithm; then `O(n_items^2)` products of `O(n_items)` bits.
#[derive(Debug)]
struct Dowdall {
    ties: Ties,
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Dowdall { ties: options.named()?, missing: options.optional()? }))
}

impl Rule for Dowdall {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(300.0) + 0.1 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let n_items = votes.items().len();
        Error::check_size("the square of the places of dowdall", n_items, n_items, MAX_PLACES_SQUARED)?;
        let common = least_common_multiple(n_items as u32);
        let points = (1..=n_items as u32).map(|place| &common / place);
        Points::new(points, common.clone(), 0).rank(ID, &votes, self.ties, self.missing, ctx)
    }
}

/// Of `1 ... n`: for each prime its highest power up to `n`.
fn least_common_multiple(n: u32) -> BigInt {
    let mut product = BigInt::from(1);
    let mut composite = vec![false; n as usize + 1];
    for prime in 2..=n {
        if composite[prime as usize] {
            continue;
        }
        for multiple in (prime..=n).step_by(prime as usize) {
            composite[multiple as usize] = true;
        }
        let mut power = prime;
        while power <= n / prime {
            power *= prime;
        }
        product *= power;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_denominators() {
        for (n, expected) in [(0, 1), (1, 1), (4, 12), (10, 2520), (16, 720_720)] {
            assert_eq!(least_common_multiple(n), BigInt::from(expected));
        }
    }
}
