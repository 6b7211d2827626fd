//! Rules in which voters carry loads or pay from budgets, so that groups get their share of the seats.

mod consensus_rule;
mod e_pluribus_hugo;
mod equal_shares;
mod history;
mod ledger;
mod loads;
mod maximin_support;
mod minimax_phragmen;
mod phragmen_enestroem;
mod prices;
mod purses;
mod sequential_phragmen;
mod support;
mod voters;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (consensus_rule::ID, consensus_rule::parse),
    (e_pluribus_hugo::ID, e_pluribus_hugo::parse),
    (equal_shares::ID, equal_shares::parse),
    (maximin_support::ID, maximin_support::parse),
    (minimax_phragmen::ID, minimax_phragmen::parse),
    (phragmen_enestroem::ID, phragmen_enestroem::parse),
    (sequential_phragmen::ID, sequential_phragmen::parse),
];
