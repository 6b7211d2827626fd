//! Votes that move from item to item: proportional rules on rankings.

mod balance;
mod expanding_approvals;
mod flow;
mod gregory;
mod lots;
mod meek;
mod papers;
mod race;
mod stv;
mod table;
mod terms;
mod values;

pub use table::{Amount, Stage, Step};

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] =
    &[(expanding_approvals::ID, expanding_approvals::parse), (stv::ID, stv::parse)];
