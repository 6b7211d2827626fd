//! Ranks: streams that are added up.

use super::cells::Cell;
use super::clients::{Value, on_values};
use super::{Clients, Vector};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::vectorized::vectorized;
use crate::weights::Weights;

/// Ranks between two looks at the clock, some 50 microseconds.
const LOOK: usize = 1 << 18;

/// Adds the ranks of items `first..` of all clients to `sums`, and checks their range on the way.
///
/// Four clients at a time, because each round loads and stores the sums: 52 instead of 62 ms for 25 clients and 5 million
/// items; more did not help (Intel Xeon with AVX-512, 2026-11).
pub(super) fn add<A: Cell>(
    sums: &mut [A],
    first: usize,
    clients: &Clients<'_>,
    weights: &[A],
    ctx: &Ctx<'_>,
) -> Result<()> {
    let is_unit = *clients.weights() == Weights::Unit;
    let items = first..first + sums.len();
    let (mut worst, mut unseen) = (0, 0);
    for (four, weights) in clients.vectors().chunks(4).zip(weights.chunks(4)) {
        worst = worst.max(match (four, weights) {
            ([Vector::U16(a), Vector::U16(b), Vector::U16(c), Vector::U16(d)], &[w, x, y, z]) => {
                group(sums, [a, b, c, d].map(|v| &v[items.clone()]), [w, x, y, z], is_unit)
            }
            ([Vector::U32(a), Vector::U32(b), Vector::U32(c), Vector::U32(d)], &[w, x, y, z]) => {
                group(sums, [a, b, c, d].map(|v| &v[items.clone()]), [w, x, y, z], is_unit)
            }
            ([Vector::I32(a), Vector::I32(b), Vector::I32(c), Vector::I32(d)], &[w, x, y, z]) => {
                group(sums, [a, b, c, d].map(|v| &v[items.clone()]), [w, x, y, z], is_unit)
            }
            ([Vector::I64(a), Vector::I64(b), Vector::I64(c), Vector::I64(d)], &[w, x, y, z]) => {
                group(sums, [a, b, c, d].map(|v| &v[items.clone()]), [w, x, y, z], is_unit)
            }
            _ => one_by_one(sums, four, items.clone(), weights, is_unit),
        });
        unseen += 4 * sums.len();
        if unseen > LOOK {
            ctx.check()?;
            unseen = 0;
        }
    }
    ctx.advance((clients.vectors().len() * sums.len()) as u64);
    if worst as usize >= clients.n_items() { Err(clients.first_fault(ctx)) } else { Ok(()) }
}

fn one_by_one<A: Cell>(
    sums: &mut [A],
    vectors: &[Vector<'_>],
    items: std::ops::Range<usize>,
    weights: &[A],
    is_unit: bool,
) -> u32 {
    let each = vectors.iter().zip(weights).map(
        |(vector, &weight)| on_values!(vector, values => group(sums, [&values[items.clone()]], [weight], is_unit)),
    );
    each.max().unwrap_or(0)
}

/// Adds some clients and returns their largest value, or the largest there is for one that no rank can have.
fn group<A: Cell, V: Value, const N: usize>(sums: &mut [A], values: [&[V]; N], weights: [A; N], is_unit: bool) -> u32 {
    // Slices of one length, which the compiler can see, so that no index is checked in the loop.
    let n = values.iter().map(|values| values.len()).fold(sums.len(), usize::min);
    let values = values.map(|values| &values[..n]);
    let sums = &mut sums[..n];
    vectorized(
        #[inline(always)]
        || {
            let (mut low, mut high) = (0, 0);
            for (at, sum) in sums.iter_mut().enumerate() {
                for k in 0..N {
                    let value = values[k][at];
                    let rank = A::from_u32(value.low());
                    *sum = sum.plus(if is_unit { rank } else { rank.times(weights[k]) });
                    low = low.max(value.low());
                    high |= value.high();
                }
            }
            if high == 0 { low } else { u32::MAX }
        },
    )
}
