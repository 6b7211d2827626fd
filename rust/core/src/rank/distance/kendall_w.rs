//! Kendall's coefficient of concordance, W.

use num_bigint::BigInt;

use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::quotient_wide;
use crate::par;

/// Cells ranked between two looks at the clock.
const CHUNK_CELLS: usize = 1 << 16;

/// How far the voters agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KendallW {
    /// From 0, no agreement, to 1, all the same; NaN if every voter ties everything.
    pub w: f64,
    /// The statistic of Friedman's test, corrected for ties.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub degrees_of_freedom: usize,
}

/// Kendall's W of all ballots, corrected for ties, with the statistic of Friedman's test, `m (n - 1) W`.
///
/// Tied items have the mean of their ranks; a weight counts as so many equal ballots.
///
/// # Errors
/// [`Error::Data`] for unranked items that are absent, and for no ballots, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(voters * items)`, exact.
pub fn kendall_w(ballots: &Ballots, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<KendallW> {
    const WHAT: &str = "kendall_w";
    let (n, n_voters) = (ballots.n_items(), ballots.n_voters());
    if !ballots.is_complete() && missing.unwrap_or(ballots.missing()) == Missing::Absent {
        let (got, expected) = ("rows that leave items out", "every item ranked in every row, or missing=\"below\"");
        return Err(Error::Data { what: WHAT, got: got.to_owned(), expected: expected.to_owned() });
    }
    let total = ballots.weights().total(n_voters);
    if total == 0 || n == 0 {
        let expected = "at least one row and one item".to_owned();
        return Err(Error::Data { what: WHAT, got: "nothing to rank by".to_owned(), expected });
    }
    // Sums of twice the centred ranks, and of t**3 - t over the groups of t tied items.
    let (mut sums, mut ties) = (vec![BigInt::ZERO; n], BigInt::ZERO);
    let map = |voters: std::ops::Range<usize>| {
        let (mut sums, mut ties) = (vec![0_i128; n], Vec::with_capacity(voters.len()));
        let mut sizes = vec![0_i64; n + 1];
        for voter in voters {
            let weight = ballots.weights().numerator(voter);
            // An unranked item stands below all that are ranked; those are counted first.
            let ranked = (0..n).filter(|&item| ballots.rank(voter, item).is_some()).count();
            let place = |item| ballots.rank(voter, item).unwrap_or(ranked);
            sizes.fill(0);
            (0..n).for_each(|item| sizes[place(item)] += 1);
            for (item, sum) in sums.iter_mut().enumerate() {
                let start = place(item);
                // Weights are below 2**110 together and ranks below 2**16.
                *sum += weight * i128::from(2 * start as i64 + sizes[start] - n as i64);
            }
            ties.push((
                weight,
                sizes.iter().map(|&t| i128::from(t) * i128::from(t) * i128::from(t) - i128::from(t)).sum::<i128>(),
            ));
        }
        Ok((sums, ties))
    };
    ctx.fold_chunks(n_voters, par::rows(CHUNK_CELLS, n), map, |(part, tied)| {
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        ties += tied.into_iter().map(|(weight, ties)| BigInt::from(weight) * ties).sum::<BigInt>();
        Ok(())
    })?;
    // 12 S = 3 * (sum of squares of the doubled sums).
    let spread = BigInt::from(3) * sums.iter().map(|sum| sum * sum).sum::<BigInt>();
    let cubes = BigInt::from(n) * n * n - n;
    let most = BigInt::from(total) * (BigInt::from(total) * cubes - ties);
    let w = if most == BigInt::ZERO { f64::NAN } else { quotient_wide(&spread, &most, 0) };
    let m = crate::weights::scale(total, ballots.weights().exponent());
    Ok(KendallW { w, chi_square: m * (n as f64 - 1.0) * w, degrees_of_freedom: n - 1 })
}
