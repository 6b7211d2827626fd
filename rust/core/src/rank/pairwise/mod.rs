//! Rules that look at pairs of items alone.

mod banks;
mod bipartisan_set;
mod black;
mod condorcet_winner;
mod copeland;
pub mod kemeny;
mod llull;
mod lock;
mod minimax;
pub(super) mod pairs;
mod paths;
mod ranked_pairs;
mod relation;
mod river;
mod schulze;
mod schwartz_set;
mod slater;
pub(super) mod smith_set;
mod split_cycle;
mod stable_voting;
mod strengths;
mod uncovered_set;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (banks::ID, banks::parse),
    (bipartisan_set::ID, bipartisan_set::parse),
    (black::ID, black::parse),
    (condorcet_winner::ID, condorcet_winner::parse),
    (copeland::ID, copeland::parse),
    (kemeny::ID, kemeny::parse),
    (llull::ID, llull::parse),
    (minimax::ID, minimax::parse),
    (ranked_pairs::ID, ranked_pairs::parse),
    (river::ID, river::parse),
    (schulze::ID, schulze::parse),
    (schwartz_set::ID, schwartz_set::parse),
    (slater::ID, slater::parse),
    (smith_set::ID, smith_set::parse),
    (split_cycle::ID, split_cycle::parse),
    (stable_voting::ID, stable_voting::parse),
    (uncovered_set::ID, uncovered_set::parse),
];
