//! Randomised decisions: lotteries over the items that no item beats on average.
//!
//! One method a file. `game.rs` reduces votes to integer margins among few items; `exact.rs` solves them with the help of
//! `interior.rs` (a float guess), `kernel.rs` (digits modulo a prime) and `least_squares.rs`.

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

pub use maximal_lottery::{By, Lottery, MAX_EXACT_ITEMS, essential_set, maximal_lottery};
pub use multiplicative_weights::{Average, MAX_OPTIMISTIC_RATE, Options, multiplicative_weights};
pub use regularized_best_response::regularized_best_response;
