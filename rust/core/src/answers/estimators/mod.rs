//! What k samples of a question would achieve, estimated from n of them: over all k in one pass, and with an interval
//! for the mean over questions.
//!
//! Every estimator here is the exact expectation over the subsets of k samples out of the n that were drawn, so it is
//! unbiased for k fresh samples. Values lie in rows, a question each, with a column for each k.

mod binomial;
mod g_pass_at_k;
mod hypergeometric;
mod interval;
mod ks;
mod maj_at_k;
mod mg_pass_at_k;
mod pass_at_k;
mod pass_hat_k;
mod reward_at_k;
mod trials;

pub use g_pass_at_k::{Share, g_pass_at_k};
pub use interval::{Interval, Means, Method, means};
pub use ks::{Ks, Short};
pub use maj_at_k::{MajorityTie, estimate as maj_at_k_estimate, maj_at_k};
pub use mg_pass_at_k::mg_pass_at_k;
pub use pass_at_k::pass_at_k;
pub use pass_hat_k::pass_hat_k;
pub use reward_at_k::{Rewards, reward_at_k};
pub use trials::Trials;

pub(super) use binomial::{Weights, convolve};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled_under;
use crate::par::rows;

/// Cells of a result at most: 8 GiB of floats.
const MAX_CELLS: u128 = 1 << 30;

/// Fills a row for each question: `fill` gets its number, the k that it has samples for, and their cells. The cells of
/// larger k are NaN; [`Ks`] has refused them unless they were asked for.
fn each<S: Default>(
    ks: &Ks,
    totals: &[u32],
    chunk: usize,
    ctx: &Ctx<'_>,
    fill: impl Fn(usize, &[u32], &mut [f64], &mut S) -> Result<()> + Sync,
) -> Result<Vec<f64>> {
    let n_k = ks.values().len();
    let size = Error::check_size("the table of questions and k", totals.len(), n_k, MAX_CELLS)?;
    let mut values = filled_under(ctx, "the table of questions and k", size, f64::NAN)?;
    ctx.set_total(totals.len() as u64);
    ctx.fill_chunks(&mut values, n_k, chunk.min(rows(1 << 14, n_k)), |first, cells| {
        let mut scratch = S::default();
        let n_rows = cells.len() / n_k.max(1);
        for (question, row) in (first..).zip(cells.chunks_mut(n_k.max(1))) {
            let within = ks.within(totals[question]);
            fill(question, within, &mut row[..within.len()], &mut scratch)?;
        }
        ctx.advance(n_rows as u64);
        Ok(())
    })?;
    Ok(values)
}
