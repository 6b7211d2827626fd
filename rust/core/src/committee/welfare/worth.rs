//! What one item more adds to the worth of a committee, kept while members come and go.

use super::lambda::Factors;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::Fraction;

/// A committee with what each item would add to it, in units of [`Factors::unit`].
///
/// A number is fresh if it is that of this committee; any other is one of a smaller committee, which submodularity makes an
/// upper bound. (Minoux 1978 evaluates such numbers only when they could win.)
pub(super) trait Worth<'a> {
    fn factors(&self) -> &Factors;

    fn n_items(&self) -> u32;

    /// What each item adds is at least and at most this; the two are equal for fresh numbers of exact factors.
    fn between(&self, item: u32) -> (i128, i128);

    fn is_fresh(&self, item: u32) -> bool;

    /// Makes the number of an item fresh.
    fn refresh(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()>;

    /// For each weight how often it counts in what the item adds.
    fn multiplicities(&self, item: u32, ctx: &Ctx<'_>) -> Result<Vec<i128>>;

    /// An item becomes a member.
    fn add(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()>;

    /// A member leaves.
    fn remove(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()>;

    fn boxed(&self) -> Box<dyn Worth<'a> + 'a>;
}

/// Any state.
pub(super) type State<'a> = Box<dyn Worth<'a> + 'a>;

/// Whether the most or the least is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    Most,
    Least,
}

/// What an item adds, exactly.
pub(super) fn exact_gain(state: &mut State<'_>, item: u32, ctx: &Ctx<'_>) -> Result<Fraction> {
    if state.factors().is_exact {
        state.refresh(item, ctx)?;
        let (gain, _) = state.between(item);
        return Ok(&state.factors().unit * num_bigint::BigInt::from(gain));
    }
    let multiplicities = state.multiplicities(item, ctx)?;
    Ok(state.factors().sum(&multiplicities))
}

/// The items among these that add exactly the most (or the least), and what they add; `None` if there are none to choose
/// from.
pub(super) fn extreme(
    state: &mut State<'_>,
    among: &[u32],
    sought: Sought,
    ctx: &Ctx<'_>,
) -> Result<Option<(Vec<u32>, Fraction)>> {
    // The least is the most with the signs turned. Only numbers from above may be stale, so it needs all of them.
    let between = |state: &State<'_>, item: u32| {
        let (least, most) = state.between(item);
        if sought == Sought::Most { (least, most) } else { (-most, -least) }
    };
    let mut stale: Vec<u32> = among.iter().copied().filter(|&item| !state.is_fresh(item)).collect();
    stale.sort_by_cached_key(|&item| std::cmp::Reverse(state.between(item).1));
    let fresh = among.iter().filter(|&&item| state.is_fresh(item));
    let mut top = fresh.map(|&item| between(state, item).0).max();
    for item in stale {
        if sought == Sought::Most && top.is_some_and(|top| state.between(item).1 < top) {
            break;
        }
        state.refresh(item, ctx)?;
        top = top.max(Some(between(state, item).0));
    }
    let Some(top) = top else { return Ok(None) };
    let near = |&item: &u32| state.is_fresh(item) && between(state, item).1 >= top;
    let tied: Vec<u32> = among.iter().copied().filter(near).collect();
    let Some(&first) = tied.first() else { return Ok(None) };
    let mut best = (vec![first], exact_gain(state, first, ctx)?);
    if state.factors().is_exact {
        return Ok(Some((tied, best.1)));
    }
    for &item in &tied[1..] {
        let gain = exact_gain(state, item, ctx)?;
        let order = if sought == Sought::Most { gain.cmp(&best.1) } else { best.1.cmp(&gain) };
        match order {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => best.0.push(item),
            std::cmp::Ordering::Greater => best = (vec![item], gain),
        }
    }
    Ok(Some(best))
}

/// Integers that gains are summed in.
pub(super) trait Whole:
    Copy
    + Default
    + Ord
    + Send
    + Sync
    + std::ops::AddAssign
    + std::ops::SubAssign
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + Into<i128>
    + 'static
{
    /// The caller knows that it fits.
    fn narrowed(value: i128) -> Self;
}

impl Whole for i64 {
    fn narrowed(value: i128) -> Self {
        value as i64
    }
}

impl Whole for i128 {
    fn narrowed(value: i128) -> Self {
        value
    }
}
