//! How far the samples of a question agree.

mod answer_entropy;
mod distinct_answers;
mod pairwise_agreement;
mod semantic_entropy;

pub use answer_entropy::{Correction, answer_entropy};
pub use distinct_answers::distinct_answers;
pub use pairwise_agreement::pairwise_agreement;
pub use semantic_entropy::{Clusters, EntropyForm, semantic_entropy};

use crate::ctx::Ctx;
use crate::error::Result;

/// A value for each question.
fn each<S: Default>(
    n_questions: usize,
    ctx: &Ctx<'_>,
    value: impl Fn(usize, &mut S) -> f64 + Sync,
) -> Result<Vec<f64>> {
    let mut values = crate::memory::filled("a value for each question", n_questions, 0.0)?;
    ctx.fill_chunks(&mut values, 1, 1 << 10, |first, cells| {
        let mut scratch = S::default();
        (first..).zip(cells).for_each(|(question, cell)| *cell = value(question, &mut scratch));
        Ok(())
    })?;
    Ok(values)
}
