//! Components too large for their subsets: a search for a good order, then a proof.

use super::consensus::{Method, Solved};
use super::options::Options;
use super::Margins;
use crate::ctx::Ctx;
use crate::error::Result;

/// placeholder
pub type Engine<'a> = Option<&'a mut ()>;

pub(super) fn solve(margins: &Margins, _options: &Options, _engine: &mut Engine<'_>, _ctx: &Ctx<'_>) -> Result<Solved> {
    let mut order: Vec<u32> = (0..margins.n_items() as u32).collect();
    order.sort_by_cached_key(|&i| (-margins.row(i as usize).iter().sum::<i64>(), i));
    let excess = margins.excess(&order);
    Ok(Solved { order, excess, lower_bound: 0, method: Method::Search, n_optima: None, stopped_early: false })
}
