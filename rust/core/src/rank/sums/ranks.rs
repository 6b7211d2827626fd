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
/// items (Intel Xeon with AVX-512, 2026-11).
pub(super) fn add<A: Cell>(
    sums: &mut [A],
    first: usize,
    clients: &Clients<'_>,
    weights: &[A],
    ctx: &Ctx<'_>,
) -> Result<()> {
    let worst = if *clients.weights() == Weights::Unit {
        add_all(sums, first, clients, weights, |rank, _| A::from_u32(rank), ctx)?
    } else {
        add_all(sums, first, clients, weights, |rank, weight| A::from_u32(rank).times(weight), ctx)?
    };
    ctx.advance((clients.vectors().len() * sums.len()) as u64);
    if worst as usize >= clients.n_items() { Err(clients.first_fault(ctx)) } else { Ok(()) }
}

/// Returns the largest value, or the largest there is for one that no rank can have.
fn add_all<A: Cell>(
    sums: &mut [A],
    first: usize,
    clients: &Clients<'_>,
    weights: &[A],
    share: impl Fn(u32, A) -> A + Copy,
    ctx: &Ctx<'_>,
) -> Result<u32> {
    let items = first..first + sums.len();
    let (mut worst, mut unseen) = (0, 0);
    for (vectors, weights) in clients.vectors().chunks(4).zip(weights.chunks(4)) {
        worst = worst.max(match *vectors {
            [Vector::U16(a), Vector::U16(b), Vector::U16(c), Vector::U16(d)] => {
                four(sums, [a, b, c, d].map(|v| &v[items.clone()]), weights, share)
            }
            [Vector::U32(a), Vector::U32(b), Vector::U32(c), Vector::U32(d)] => {
                four(sums, [a, b, c, d].map(|v| &v[items.clone()]), weights, share)
            }
            [Vector::I32(a), Vector::I32(b), Vector::I32(c), Vector::I32(d)] => {
                four(sums, [a, b, c, d].map(|v| &v[items.clone()]), weights, share)
            }
            [Vector::I64(a), Vector::I64(b), Vector::I64(c), Vector::I64(d)] => {
                four(sums, [a, b, c, d].map(|v| &v[items.clone()]), weights, share)
            }
            _ => {
                let each = vectors.iter().zip(weights).map(
                    |(vector, &weight)| on_values!(vector, values => one(sums, &values[items.clone()], weight, share)),
                );
                each.max().unwrap_or(0)
            }
        });
        unseen += vectors.len() * sums.len();
        if unseen > LOOK {
            ctx.check()?;
            unseen = 0;
        }
    }
    Ok(worst)
}

fn four<A: Cell, V: Value>(
    sums: &mut [A],
    [a, b, c, d]: [&[V]; 4],
    weights: &[A],
    share: impl Fn(u32, A) -> A + Copy,
) -> u32 {
    let &[w, x, y, z] = weights else { return u32::MAX };
    vectorized(
        #[inline(always)]
        || {
            // Of the closure's own, or they would stay in memory and keep the loop from becoming vectors.
            let (mut low, mut high) = (0, 0);
            for ((((sum, &a), &b), &c), &d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                let (k, l, m, n) = (a.low(), b.low(), c.low(), d.low());
                *sum = sum.plus(share(k, w)).plus(share(l, x)).plus(share(m, y)).plus(share(n, z));
                low = low.max(k).max(l).max(m).max(n);
                high |= a.high() | b.high() | c.high() | d.high();
            }
            if high == 0 { low } else { u32::MAX }
        },
    )
}

fn one<A: Cell, V: Value>(sums: &mut [A], values: &[V], weight: A, share: impl Fn(u32, A) -> A + Copy) -> u32 {
    vectorized(
        #[inline(always)]
        || {
            let (mut low, mut high) = (0, 0);
            for (sum, &value) in sums.iter_mut().zip(values) {
                *sum = sum.plus(share(value.low(), weight));
                low = low.max(value.low());
                high |= value.high();
            }
            if high == 0 { low } else { u32::MAX }
        },
    )
}
