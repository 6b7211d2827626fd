//! Where a walk spends its time.

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::memory::filled;
use crate::pairwise::chunk_rows;
use crate::rank::Outcome;
use crate::vectorized::vectorized;

/// Shares this close to each other, relatively, are equal on paper and differ by rounding.
const SAME: f64 = 1e-9;

/// The ranking by the stationary distribution of a walk that goes from item `i` to item `j` at the rate `rate(i, j)`,
/// which must be at least 0 and connect every item with every other.
///
/// Elimination without subtractions (Grassmann, Taksar and Heyman 1985): each share is right to some units of its last
/// place, however slowly the walk mixes. Items are taken in label order, so where they are stored does not matter.
///
/// # Errors
/// [`Error::Data`] for shares beyond the range of floats; [`Error::Memory`]; a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_items^3)`.
pub(super) fn by_stationary(
    rule: &'static str,
    items: &Items,
    rate: impl Fn(usize, usize) -> f64 + Sync,
    ctx: &Ctx<'_>,
) -> Result<Outcome> {
    let m = items.len();
    let mut state_of = vec![0; m];
    for (item, &rank) in items.label_rank().iter().enumerate() {
        state_of[rank as usize] = item;
    }
    let mut rates = filled("rates", m * m, 0.0_f64)?;
    ctx.fill_chunks(&mut rates, m, chunk_rows(m), |first, rows| {
        for (from, row) in (first..).zip(rows.chunks_exact_mut(m.max(1))) {
            for (to, slot) in row.iter_mut().enumerate().filter(|(to, _)| *to != from) {
                *slot = rate(state_of[from], state_of[to]);
            }
        }
        Ok(())
    })?;
    let by_state = stationary(rates, m, ctx)?;
    if by_state.iter().any(|share| !(share.is_finite() && *share > 0.0)) {
        return Err(Error::Data {
            what: rule,
            got: "the shares of the items are more than 300 orders of magnitude apart".to_owned(),
            expected: "votes that are less one-sided".to_owned(),
        });
    }
    let mut shares = vec![0.0; m];
    for (&item, share) in state_of.iter().zip(by_state) {
        shares[item] = share;
    }
    Ok(tied_by_rounding(items, shares))
}

fn stationary(mut rates: Vec<f64>, m: usize, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    ctx.set_total(m as u64);
    for last in (1..m).rev() {
        let (rest, from_here) = rates.split_at_mut(last * m);
        let out = &from_here[..last];
        let total = out.iter().fold(0.0, |sum, rate| sum + rate);
        // Whoever went to the last state now goes on to where it led.
        ctx.fill_chunks(rest, m, chunk_rows(m), |_, rows| {
            vectorized(
                #[inline(always)]
                || {
                    for row in rows.chunks_exact_mut(m) {
                        row[last] /= total;
                        let into = row[last];
                        for (rate, &on) in row.iter_mut().zip(out) {
                            *rate += into * on;
                        }
                    }
                },
            );
            Ok(())
        })?;
        ctx.advance(1);
    }
    let mut shares = vec![0.0; m];
    for state in 0..m {
        ctx.check()?;
        let into = (0..state).fold(0.0, |sum, from| sum + shares[from] * rates[from * m + state]);
        shares[state] = if state == 0 { 1.0 } else { into };
    }
    let total = shares.iter().fold(0.0, |sum, share| sum + share);
    Ok(shares.into_iter().map(|share| share / total).collect())
}

/// Neighbours in the order of shares that differ by no more than rounding tie, and show the same share.
fn tied_by_rounding(items: &Items, mut shares: Vec<f64>) -> Outcome {
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]));
    let mut keys = vec![0_usize; shares.len()];
    let mut best = 0.0;
    for (place, &item) in order.iter().enumerate() {
        let above = if place == 0 { item } else { order[place - 1] };
        if place > 0 && best - shares[item] <= SAME * best {
            keys[item] = keys[above];
            shares[item] = best;
        } else {
            keys[item] = shares.len() - place;
            best = shares[item];
        }
    }
    Outcome::by_keys(items, shares, &keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_share_by_their_rates() {
        let items = Items::range(2).unwrap();
        let outcome = by_stationary("", &items, |from, _| if from == 0 { 1.0 } else { 3.0 }, &Ctx::default()).unwrap();
        assert_eq!(outcome.scores, [0.75, 0.25]);
    }

    #[test]
    fn what_goes_in_comes_out() {
        let mut stream = crate::rng::Stream::new(5, 0);
        for m in 1..12_usize {
            let rates: Vec<f64> = (0..m * m).map(|_| (stream.below(1000) + 1) as f64 / 100.0).collect();
            let items = Items::range(m).unwrap();
            let shares = by_stationary("", &items, |i, j| rates[i * m + j], &Ctx::default()).unwrap().scores;
            for i in 0..m {
                let others = || (0..m).filter(|&j| j != i);
                let out: f64 = others().map(|j| shares[i] * rates[i * m + j]).sum();
                let into: f64 = others().map(|j| shares[j] * rates[j * m + i]).sum();
                assert!((out - into).abs() <= 1e-13 * out.max(into));
            }
        }
    }
}
