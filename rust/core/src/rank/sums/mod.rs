//! Sums of ranks over clients, for millions of items: the vote of federated rank learning.
//!
//! A client ranks all items, 0 the least important and `n_items - 1` the most. The sum of an item's ranks over the
//! clients is its Borda score. Labels would cost more than the votes here, so items are numbers, vectors are read where
//! they lie, and the work is done at the speed of memory.
//!
//! The vectors belong to the caller, who may write to them while they are read. So every value is read once and then
//! used, nothing is indexed by a value that was not compared before, and sums wrap where a racing value makes them too
//! large: such a writer can spoil sums, and nothing else.

mod cells;
mod clients;
mod faults;
mod keys;
mod mass;
mod order;
mod permutations;
mod ranks;
mod state;
mod top;

#[cfg(test)]
mod tests;

pub use clients::{Clients, Form, MAX_ITEMS, Validate, Vector};
pub use keys::Keys;
pub use order::order_by_sum;
pub use state::RankSums;
pub use top::{Top, top};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::weights::scale;
use cells::Cell;
use mass::{Mass, Width};

/// Items that are summed over all clients before the next ones: their sums stay in the first-level cache.
const BLOCK: usize = 1 << 13;

/// Sums, one for each item.
#[derive(Debug, Clone, PartialEq)]
pub enum Sums {
    /// Of integer weights.
    Integer(Vec<i64>),
    /// Of float weights: the exact sums, each rounded once.
    Float(Vec<f64>),
}

/// Where sums are written to.
#[derive(Debug)]
pub enum Out<'a> {
    /// Of integer weights.
    Integer(&'a mut [i64]),
    /// Of float weights.
    Float(&'a mut [f64]),
}

/// Writes the weighted sum of each item's ranks to `out`, which an error leaves undefined.
///
/// # Errors
/// [`Error::Invalid`] naming client, position and value; [`Error::Length`] if `out` does not fit; [`Error::InputKind`]
/// for an integer `out` with float weights; [`Error::Overflow`] before anything is summed; [`Error::Memory`]; or a stop
/// asked for through `ctx`.
///
/// # Complexity
/// `O(n_clients * n_items)`: ranks are read once, front to back. Permutations are also written and read once more, so
/// that nothing is scattered over more memory than a cache holds.
pub fn sum_of_ranks(clients: &Clients<'_>, out: Out<'_>, ctx: &Ctx<'_>) -> Result<()> {
    let mass = Mass::of(clients);
    let width = mass.width(clients.n_items())?;
    let exponent = mass.exponent;
    match (out, width) {
        (Out::Integer(_), _) if !mass.is_integer => {
            let (got, expected) = ("float weights", "room for floats");
            Err(Error::InputKind { rule: "sum_of_ranks", got, expected })
        }
        (Out::Integer(out), Width::U32) => write(clients, out, |sum: u32| i64::from(sum), ctx),
        (Out::Integer(out), Width::U64) => write(clients, out, |sum: u64| sum as i64, ctx),
        (Out::Integer(out), Width::I128) => write(clients, out, |sum: i128| sum as i64, ctx),
        (Out::Float(out), Width::U32) => write(clients, out, |sum: u32| scale(sum.into(), exponent), ctx),
        (Out::Float(out), Width::U64) => write(clients, out, |sum: u64| scale(sum.into(), exponent), ctx),
        (Out::Float(out), Width::I128) => write(clients, out, |sum: i128| scale(sum, exponent), ctx),
    }
}

fn write<A: Cell, T: Copy + Send>(
    clients: &Clients<'_>,
    out: &mut [T],
    value: impl Fn(A) -> T + Sync,
    ctx: &Ctx<'_>,
) -> Result<()> {
    Error::check_length("sums", out.len(), clients.n_items())?;
    announce(clients, ctx);
    match clients.form() {
        Form::Ranks => {
            clients.check_distinct(ctx)?;
            let weights = weights(clients, 0);
            ctx.fill_chunks(out, 1, BLOCK, |first, out| {
                let mut block = vec![A::default(); out.len()];
                ranks::add(&mut block, first, clients, &weights, ctx)?;
                out.iter_mut().zip(block).for_each(|(out, sum)| *out = value(sum));
                Ok(())
            })?;
        }
        Form::Permutations => {
            let mut sums = filled("sums", out.len(), A::default())?;
            permutations::add(&mut sums, clients, &weights(clients, 0), ctx)?;
            ctx.fill_chunks(out, 1, BLOCK, |first, out| {
                out.iter_mut().zip(&sums[first..]).for_each(|(out, &sum)| *out = value(sum));
                Ok(())
            })?;
        }
    }
    Ok(())
}

/// Units of progress are ranks.
fn announce(clients: &Clients<'_>, ctx: &Ctx<'_>) {
    ctx.set_total((clients.vectors().len() * clients.n_items()) as u64);
}

/// The weight of each client, `shift` binary places up.
fn weights<A: Cell>(clients: &Clients<'_>, shift: u32) -> Vec<A> {
    (0..clients.vectors().len()).map(|client| A::from_i128(clients.weights().numerator(client) << shift)).collect()
}
