//! Randomised decisions: lotteries over the items that no item beats on average.
//!
//! One method a file. `game.rs` reduces votes to integer margins among few items; `exact.rs` solves them with the help of
//! `interior.rs` (a float guess), `kernel.rs` (digits modulo a prime) and `least_squares.rs`.

mod draw;
mod echelon;
mod exact;
mod factor;
mod game;
mod interior;
mod kernel;
mod least_squares;
mod maximal_lottery;
mod multiplicative_weights;
mod regularized_best_response;

pub use draw::draw;
pub use maximal_lottery::{By, Lottery, MAX_EXACT_ITEMS, essential_set, maximal_lottery};
pub use multiplicative_weights::{Average, MAX_OPTIMISTIC_RATE, Options, multiplicative_weights};
pub use regularized_best_response::regularized_best_response;

use crate::rank::{Size, Votes};

/// Nanoseconds that one thread needs about for [`maximal_lottery`], for choosing how to run: as if all items were in the
/// Smith set.
#[must_use]
pub fn estimate(votes: &Votes<'_>) -> f64 {
    let m = votes.items().len() as f64;
    counting(votes) + 1500.0 + m * (300.0 + m * (30.0 + 4.0 * m))
}

/// The same for [`multiplicative_weights`].
#[must_use]
pub fn estimate_rounds(votes: &Votes<'_>, options: Options) -> f64 {
    let m = votes.items().len() as f64;
    counting(votes) + options.n_iterations as f64 * (50.0 + m * (10.0 + 0.3 * m))
}

fn counting(votes: &Votes<'_>) -> f64 {
    Size::of(votes).pairs()
}
