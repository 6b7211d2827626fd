//! One election, as it is and as it is seen.

use super::scenario::{Scenario, Strengths};
use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// Latent and biased rankings of the same voters.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// The rankings as they are.
    pub latent: Ballots,
    /// The rankings as they are seen.
    pub biased: Ballots,
}

/// Election 0 of a scenario.
///
/// # Errors
/// For no rankings or too many, a strength outside of [0, 1], or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_rankings * (n_items + swaps * log n_items))`, with at most `n_items^2 / 4` swaps.
pub fn simulate_bias(scenario: &Scenario, n_rankings: usize, strength: f64, ctx: &Ctx<'_>) -> Result<Simulated> {
    scenario.check_rankings(n_rankings)?;
    let strengths = Strengths::new(&[strength])?;
    let m = scenario.items().len();
    let election = scenario.election(0, n_rankings, ctx)?;
    let mut biased = filled("rankings", n_rankings * m, 0_u16)?;
    ctx.set_total(n_rankings as u64);
    ctx.fill_chunks(&mut biased, m, 16, |start, rows| {
        let mut seen = scenario.biased();
        for (ranking, row) in (start..).zip(rows.chunks_exact_mut(m)) {
            ctx.check()?;
            let latent = &election.orders[ranking * m..(ranking + 1) * m];
            seen.visit(&election, ranking, latent, &strengths, ctx, |_, order| row.copy_from_slice(order))?;
        }
        ctx.advance((rows.len() / m) as u64);
        Ok(())
    })?;
    let ballots = |orders: &[u16]| -> Result<Ballots> {
        let ranks = if m < usize::from(u8::UNRANKED) {
            Ranks::Narrow(ranks(orders, m)?)
        } else {
            Ranks::Wide(ranks(orders, m)?)
        };
        Ok(Ballots::strict(scenario.items().clone(), n_rankings, ranks, true))
    };
    Ok(Simulated { latent: ballots(&election.orders)?, biased: ballots(&biased)? })
}

fn ranks<R: Rank>(orders: &[u16], m: usize) -> Result<Vec<R>> {
    let mut ranks = filled("ballots", orders.len(), R::UNRANKED)?;
    for (order, ranks) in orders.chunks_exact(m).zip(ranks.chunks_exact_mut(m)) {
        for (rank, &item) in order.iter().enumerate() {
            ranks[usize::from(item)] = R::from_index(rank);
        }
    }
    Ok(ranks)
}
