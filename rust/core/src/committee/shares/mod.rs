//! Rules in which voters carry loads or pay from budgets, so that groups get their share of the seats.

mod equal_shares;
mod history;
mod ledger;
mod loads;
mod prices;
mod purses;
mod sequential_phragmen;
mod voters;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] =
    &[(equal_shares::ID, equal_shares::parse), (sequential_phragmen::ID, sequential_phragmen::parse)];
