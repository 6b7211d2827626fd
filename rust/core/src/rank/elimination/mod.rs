//! Rules that drop items round by round.
//!
//! Each says, for a set of items that are left, who leaves next; `engine.rs` does the rest.

mod baldwin;
mod benham;
mod coombs;
mod counted;
mod engine;
mod instant_runoff;
mod leads;
mod majority;
mod nanson;
mod plurality_runoff;
mod queues;
mod smith_irv;
mod tally;
mod tideman_alternative;
mod universes;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[
    (baldwin::ID, baldwin::parse),
    (benham::ID, benham::parse),
    (coombs::ID, coombs::parse),
    (instant_runoff::ID, instant_runoff::parse),
    (nanson::ID, nanson::parse),
    (plurality_runoff::ID, plurality_runoff::parse),
    (smith_irv::ID, smith_irv::parse),
    (tideman_alternative::ID, tideman_alternative::parse),
];
