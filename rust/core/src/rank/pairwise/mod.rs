//! Rules that look at pairs of items alone.

mod condorcet_winner;
mod copeland;
mod minimax;
pub(super) mod pairs;
mod schulze;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (condorcet_winner::ID, condorcet_winner::parse),
    (copeland::ID, copeland::parse),
    (minimax::ID, minimax::parse),
    (schulze::ID, schulze::parse),
];
