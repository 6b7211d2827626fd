//! What the search asks of a problem.

use super::number::Number;
use super::sides::Sides;
use crate::committee::Bounds;
use crate::ctx::Ctx;
use crate::error::Result;

/// Committees with values, and a bound on the values of many at once.
///
/// Bounds are integers in a unit of the problem's own, which may be finer or coarser than values are. For any multipliers,
/// [`Problem::price`] gives a constant and a price for each item such that no committee among those that the sides leave is
/// worth more than the constant and the prices of its members together.
///
/// Searches that look at parts side by side each have a copy.
pub(super) trait Problem: Clone + Send {
    /// The worth of a committee, exactly.
    type Value: Ord + Clone + Send;
    /// What multipliers, prices and bounds are.
    type Number: Number;

    /// How far each multiplier ranges, about.
    fn reach(&self) -> Vec<f64>;

    /// Multipliers that suit a good committee.
    fn start(&mut self, committee: &[u32]) -> Vec<Self::Number>;

    /// From now on committees within these sides are looked at.
    fn begin(&mut self, sides: &Sides);

    /// Sets the prices and returns the constant. Multipliers that would help nothing are moved to where they do.
    fn price(&mut self, multipliers: &mut [Self::Number], prices: &mut [Self::Number]) -> Self::Number;

    /// Where to move the multipliers that were priced last, given the committee of the highest prices; and a bound on what
    /// that committee is worth.
    fn slope(&mut self, committee: &[u32], multipliers: &[Self::Number], slope: &mut [f64]) -> Self::Number;

    /// What each item would add to a committee, for a greedy choice.
    fn gains(&mut self, committee: &[u32], prices: &mut [Self::Number]);

    /// A bound on what one committee is worth.
    fn upper(&mut self, committee: &[u32]) -> Self::Number;

    /// What a committee is worth.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    fn value(&mut self, committee: &[u32], ctx: &Ctx<'_>) -> Result<Self::Value>;

    /// What a bound has to reach for a committee of this value to be possible.
    fn floor(&self, value: &Self::Value) -> Self::Number;

    /// What a bound has to reach for a committee of a higher value to be possible.
    fn above(&self, value: &Self::Value) -> Self::Number;

    /// Whether every committee with `b` and without `a` is worth no more than the same one with `a` instead.
    fn dominates(&self, a: u32, b: u32) -> bool;

    /// Trades members for better ones within the bounds, as long as that helps.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    fn improve(&mut self, committee: &mut [u32], bounds: &Bounds, ctx: &Ctx<'_>) -> Result<()>;
}
