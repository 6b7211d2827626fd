//! Probabilistic models of rankings: fitted to ballots, evaluated on ballots, drawn from.
//!
//! Inside this folder items are numbered by the order of their labels, so that the order in which a container lists them
//! cannot reach a result. Likelihoods of Mallows models come from exact integer sums; those of Plackett-Luce are float
//! sums over distinct ballots in sorted order, in chunks that do not depend on the number of threads.

mod center;
mod choices;
mod displacement;
mod generalized_mallows;
mod likelihood;
mod lists;
mod mallows;
mod newton;
mod places_left;
mod plackett_luce;
mod race;
mod sampling;
mod stages;

pub use center::Center;
pub use generalized_mallows::{GeneralizedMallows, generalized_mallows};
pub use mallows::{Mallows, mallows};
pub use plackett_luce::{Options as PlackettLuceOptions, PlackettLuce, plackett_luce, plackett_luce_log_likelihood};
pub use sampling::{sample_mallows, sample_plackett_luce};
pub use stages::{Stages, mallows_log_likelihood};

use crate::error::{Error, Result};
use crate::items::Items;

/// Fails unless a model and the data that it is asked about name the same items, in whatever order.
fn check_items(model: &'static str, items: &Items, data: &Items) -> Result<()> {
    let (ours, theirs) = (items.by_label(), data.by_label());
    let same = |(&a, &b): (&u32, &u32)| items.labels()[a as usize] == data.labels()[b as usize];
    if ours.len() == theirs.len() && ours.iter().zip(&theirs).all(same) {
        return Ok(());
    }
    let stranger = data.labels().iter().find(|label| !items.labels().contains(label));
    let got = match stranger {
        Some(label) => format!("the data hold the item {label}, which the model does not know"),
        None => format!("the data hold {} of the model's {} items", data.len(), items.len()),
    };
    Err(Error::Data { what: model, got, expected: "ballots over the items of the model".to_owned() })
}
