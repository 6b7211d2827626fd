//! What committees are worth to voters, in the form that searches read.

use crate::fraction::Fraction;

/// Voters with the items that are worth something to them.
///
/// A committee is worth `sum over voters v of weights[v] * (lambda[0] u_1 + lambda[1] u_2 + ...)`, where `u_1 >= u_2 >= ...`
/// are the utilities of its members to `v`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::committee) struct Instance {
    /// How many items there are.
    pub(in crate::committee) n_items: usize,
    /// Where the items of each voter start, and where the last one's end.
    pub(in crate::committee) offsets: Vec<usize>,
    /// The items that are worth something to the voter, in ascending order.
    pub(in crate::committee) items: Vec<u32>,
    /// What they are worth, above zero.
    pub(in crate::committee) utilities: Vec<i64>,
    /// The weight of each voter, above zero, over the common exponent of the weights.
    pub(in crate::committee) weights: Vec<i128>,
    /// What the best, second best, ... member counts for a voter: as many as there are seats, at least zero and not
    /// increasing, so that the worth is submodular.
    pub(in crate::committee) lambda: Vec<Fraction>,
}
