//! Rules that look for the committee that is worth the most to the voters.
//!
//! The worth is a sum over voters, of what `objective.rs` says. `worth.rs` is what the searches see of it: what each item
//! would add to a committee, which `approving.rs` keeps for approvals and `ranking.rs` for rankings.

mod approving;
mod chamberlin_courant;
mod climb;
mod increase;
mod lambda;
mod local_search;
mod method;
mod objective;
mod owa;
mod pav;
mod ranking;
mod ranks_ahead;
mod reverse_sequential_pav;
mod rounds;
mod sequential_chamberlin_courant;
mod sequential_pav;
mod thiele;
mod utilities;
mod worth;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (chamberlin_courant::ID, chamberlin_courant::parse),
    (owa::ID, owa::parse),
    (pav::ID, pav::parse),
    (reverse_sequential_pav::ID, reverse_sequential_pav::parse),
    (sequential_chamberlin_courant::ID, sequential_chamberlin_courant::parse),
    (sequential_pav::ID, sequential_pav::parse),
    (thiele::ID, thiele::parse),
];
