//! What the rules of this family read of the votes.

use crate::approvals::{Approvals, Support, Supporters};
use crate::ctx::Ctx;
use crate::error::Result;

/// Half a unit in the last place of 1: how far a rounded float is off at most, relatively.
pub(super) const UNIT: f64 = f64::EPSILON / 2.0;

/// Voters looked at between two checks.
pub(super) const CHECK_VOTERS: usize = 512;

/// Approvals from both sides, and who weighs how much.
#[derive(Debug)]
pub(super) struct Voters<'a> {
    approvals: &'a Approvals,
    supporters: Supporters,
    /// The numerators of the weights, rounded.
    floats: Vec<f64>,
    /// For each item the weight of those who approve of it.
    support: Vec<i128>,
    total: i128,
}

impl<'a> Voters<'a> {
    /// # Errors
    /// What [`Approvals::supporters`] fails with.
    pub(super) fn new(approvals: &'a Approvals, ctx: &Ctx<'_>) -> Result<Self> {
        let supporters = approvals.supporters(ctx)?;
        let weights = approvals.weights();
        let floats: Vec<f64> = (0..approvals.n_voters()).map(|voter| weights.numerator(voter) as f64).collect();
        let Support { voters: total, items: support } = approvals.support(ctx)?;
        Ok(Self { approvals, supporters, floats, support, total })
    }

    pub(super) fn n_items(&self) -> usize {
        self.support.len()
    }

    pub(super) fn n_voters(&self) -> usize {
        self.floats.len()
    }

    /// The items that a voter approves of.
    pub(super) fn set(&self, voter: u32) -> &[u16] {
        self.approvals.set(voter as usize)
    }

    /// Who approves of an item.
    pub(super) fn of(&self, item: u32) -> &[u32] {
        self.supporters.of(item as usize)
    }

    /// The weight of a voter, over the common exponent.
    pub(super) fn weight(&self, voter: u32) -> i128 {
        self.approvals.weights().numerator(voter as usize)
    }

    /// The same, rounded.
    pub(super) fn float(&self, voter: u32) -> f64 {
        self.floats[voter as usize]
    }

    /// The common exponent of the weights.
    pub(super) fn exponent(&self) -> i32 {
        self.approvals.weights().exponent()
    }

    /// The weight of those who approve of an item.
    pub(super) fn support(&self, item: u32) -> i128 {
        self.support[item as usize]
    }

    /// The weight of all voters.
    pub(super) fn total(&self) -> i128 {
        self.total
    }

    /// Nanoseconds that passes over all approvals take, and over those of the supporters of each member.
    pub(super) fn estimate(cells: usize, k: usize, m: usize) -> f64 {
        cells as f64 * (4.0 + 4.0 * k as f64 / m.max(1) as f64 * 10.0)
    }
}
