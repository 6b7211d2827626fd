//! Gains of items where voters approve or do not.

use std::sync::Arc;

use super::lambda::Factors;
use super::worth::{State, Whole, Worth};
use crate::approvals::{Approvals, Supporters};
use crate::ctx::Ctx;
use crate::error::Result;

/// Voters between two looks at the clock.
const CHECK_VOTERS: usize = 1 << 12;

/// What does not change while members come and go.
struct Frame<'a, T> {
    approvals: &'a Approvals,
    supporters: Supporters,
    weights: Vec<T>,
    factors: Factors,
    /// [`Factors::scaled`].
    scaled: Vec<T>,
    /// The weight of the supporters of each item.
    support: Vec<i128>,
    /// The most numbers that are corrected when a member joins; beyond that all become stale.
    patience: usize,
}

/// For each voter how many members they approve of, for each item what it would add.
struct Approving<'a, T> {
    frame: Arc<Frame<'a, T>>,
    levels: Vec<u16>,
    gains: Vec<T>,
    fresh: Vec<bool>,
}

/// The state without a member. `evaluated` is the share of the items that each round looks at.
///
/// When a member joins, only what its supporters' other approvals add can change. Correcting it costs the sizes of their
/// sets; counting anew those items that may still win costs their numbers of supporters. Where sets are large the second
/// is cheaper, although it may have to count nearly all items.
///
/// # Errors
/// [`crate::error::Error::Memory`], or a stop asked for through `ctx`.
pub(super) fn empty<'a>(
    approvals: &'a Approvals,
    factors: Factors,
    evaluated: f64,
    ctx: &Ctx<'_>,
) -> Result<State<'a>> {
    if factors.is_narrow {
        start::<i64>(approvals, factors, evaluated, false, ctx)
    } else {
        start::<i128>(approvals, factors, evaluated, false, ctx)
    }
}

/// The state with all items as members, in which what an item adds is what is lost if it leaves.
///
/// # Errors
/// As [`empty`].
pub(super) fn full<'a>(approvals: &'a Approvals, factors: Factors, ctx: &Ctx<'_>) -> Result<State<'a>> {
    if factors.is_narrow {
        start::<i64>(approvals, factors, 1.0, true, ctx)
    } else {
        start::<i128>(approvals, factors, 1.0, true, ctx)
    }
}

fn start<'a, T: Whole>(
    approvals: &'a Approvals,
    factors: Factors,
    evaluated: f64,
    is_full: bool,
    ctx: &Ctx<'_>,
) -> Result<State<'a>> {
    let weights = (0..approvals.n_voters()).map(|voter| T::narrowed(approvals.weights().numerator(voter))).collect();
    let support = approvals.support(ctx)?.items;
    let frame = Frame {
        supporters: approvals.supporters(ctx)?,
        weights,
        scaled: factors.scaled.iter().map(|&factor| T::narrowed(factor)).collect(),
        patience: (approvals.n_approvals() as f64 * evaluated / 4.0) as usize,
        approvals,
        factors,
        support,
    };
    // Of a member its voters have one member fewer besides.
    let besides = |voter: usize| if is_full { approvals.set(voter).len().saturating_sub(1) as u16 } else { 0 };
    let levels = (0..approvals.n_voters()).map(besides).collect();
    let gains = frame.support.iter().map(|&support| T::narrowed(support) * frame.scaled[0]).collect();
    let fresh = vec![!is_full; approvals.n_items()];
    let mut state = Approving { frame: Arc::new(frame), levels, gains, fresh };
    if is_full {
        for item in 0..approvals.n_items() as u32 {
            state.refresh(item, ctx)?;
        }
    }
    Ok(Box::new(state))
}

impl<T: Whole> Approving<'_, T> {
    /// Moves the supporters of an item to another level, and corrects what their other approvals add.
    fn shift(&mut self, item: u32, to: impl Fn(u16) -> u16, ctx: &Ctx<'_>) -> Result<()> {
        let Frame { approvals, supporters, weights, scaled, .. } = &*self.frame;
        for part in supporters.of(item as usize).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                let voter = voter as usize;
                let before = self.levels[voter];
                let after = to(before);
                self.levels[voter] = after;
                let factor = scaled[usize::from(after)] - scaled[usize::from(before)];
                if factor != T::default() {
                    let change = factor * weights[voter];
                    for &item in approvals.set(voter) {
                        self.gains[usize::from(item)] += change;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether correcting what changes with an item takes no more than the frame has patience for.
    fn is_near(&self, item: u32) -> bool {
        let Frame { approvals, supporters, scaled, patience, .. } = &*self.frame;
        let mut left = *patience;
        supporters.of(item as usize).iter().all(|&voter| {
            let level = usize::from(self.levels[voter as usize]);
            let cost = if scaled[level] == scaled[level + 1] { 0 } else { approvals.set(voter as usize).len() };
            let enough = cost <= left;
            left = left.saturating_sub(cost);
            enough
        })
    }
}

impl<'a, T: Whole> Worth<'a> for Approving<'a, T> {
    fn factors(&self) -> &Factors {
        &self.frame.factors
    }

    fn n_items(&self) -> u32 {
        self.gains.len() as u32
    }

    fn between(&self, item: u32) -> (i128, i128) {
        let gain = self.gains[item as usize].into();
        let least = if self.fresh[item as usize] { gain } else { 0 };
        (least, if self.frame.factors.is_exact { gain } else { gain + self.frame.support[item as usize] })
    }

    fn is_fresh(&self, item: u32) -> bool {
        self.fresh[item as usize]
    }

    fn refresh(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        if !self.fresh[item as usize] {
            let Frame { supporters, weights, scaled, .. } = &*self.frame;
            let mut gain = T::default();
            for part in supporters.of(item as usize).chunks(CHECK_VOTERS) {
                ctx.check()?;
                for &voter in part {
                    gain += weights[voter as usize] * scaled[usize::from(self.levels[voter as usize])];
                }
            }
            self.gains[item as usize] = gain;
            self.fresh[item as usize] = true;
        }
        Ok(())
    }

    fn multiplicities(&self, item: u32, ctx: &Ctx<'_>) -> Result<Vec<i128>> {
        let Frame { approvals, supporters, scaled, .. } = &*self.frame;
        let mut times = vec![0_i128; scaled.len()];
        for part in supporters.of(item as usize).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                times[usize::from(self.levels[voter as usize])] += approvals.weights().numerator(voter as usize);
            }
        }
        Ok(times)
    }

    fn add(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        if self.is_near(item) {
            return self.shift(item, |level| level + 1, ctx);
        }
        for part in self.frame.supporters.of(item as usize).chunks(CHECK_VOTERS) {
            ctx.check()?;
            for &voter in part {
                self.levels[voter as usize] += 1;
            }
        }
        self.fresh.fill(false);
        Ok(())
    }

    fn remove(&mut self, item: u32, ctx: &Ctx<'_>) -> Result<()> {
        self.shift(item, |level| level.saturating_sub(1), ctx)
    }

    fn boxed(&self) -> State<'a> {
        let Self { frame, levels, gains, fresh } = self;
        Box::new(Self { frame: frame.clone(), levels: levels.clone(), gains: gains.clone(), fresh: fresh.clone() })
    }
}
