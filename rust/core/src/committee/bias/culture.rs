//! Where latent rankings come from.

use std::sync::Arc;

use super::distance::phi_of;
use super::gamma::gamma_four_fifths;
use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::memory::reserved;
use crate::rank::models::{Stages, sample_mallows};
use crate::rng::Stream;
use crate::weights::Weights;

/// A distribution over the rankings of an election. Parameters that are left open are drawn anew for each election, as the
/// study does.
#[derive(Debug, Clone)]
pub enum Culture {
    /// Every ranking is as likely as any other.
    Impartial,
    /// Around the order of the items; `phi` is uniform in [0, 1) where it is left open.
    Mallows {
        /// The dispersion.
        phi: Option<f64>,
    },
    /// The same, with the dispersion told by how far rankings stray, 0 to 1; uniform in [0, 1) where it is left open.
    NormalisedMallows {
        /// The mean distance from the centre over that of rankings at random.
        norm_phi: Option<f64>,
    },
    /// Ranking `i` is, with probability `1 / (1 + i alpha)`, a new one, else a copy of one before it; `alpha` is drawn from
    /// the gamma distribution of shape 0.8 where it is left open.
    Urn {
        /// How much each ranking weighs that was put back, over all that were there at first.
        alpha: Option<f64>,
    },
    /// Single-peaked on the order of the items: a peak at random, then the next one on either side at random.
    Conitzer,
    /// Rankings that the caller has.
    Given(Given),
}

/// Rankings that the caller has.
#[derive(Debug, Clone)]
pub struct Given {
    items: Items,
    /// Item by place, ranking after ranking.
    orders: Arc<Vec<u16>>,
    /// Whether an election draws from them, with replacement, or is them.
    is_drawn_from: bool,
}

impl Culture {
    /// The names of those that need no data.
    pub const NAMES: &str = "\"impartial_culture\", \"mallows\", \"normalised_mallows\", \"urn\", \"conitzer\"";

    /// A culture by name, with the one parameter that it has, if any.
    ///
    /// # Errors
    /// [`Error::Option`] for another name or a parameter where there is none; [`Error::Invalid`] for one out of range.
    pub fn named(name: &str, parameter: Option<f64>) -> Result<Self> {
        let in_range = |what, range: std::ops::RangeInclusive<f64>, expected| match parameter {
            Some(value) if !range.contains(&value) => {
                Err(Error::invalid(what, At::Whole, value, "a parameter of the culture", expected))
            }
            _ => Ok(()),
        };
        let none = || match parameter {
            None => Ok(()),
            Some(value) => Err(Error::invalid(
                "culture",
                At::Whole,
                format!("({name}, {value})"),
                "a culture",
                "no parameter with impartial_culture and conitzer",
            )),
        };
        Ok(match name {
            "impartial_culture" => {
                none()?;
                Self::Impartial
            }
            "mallows" => {
                in_range("phi", 0.0..=1.0, "0 <= phi <= 1")?;
                Self::Mallows { phi: parameter }
            }
            "normalised_mallows" => {
                in_range("norm_phi", 0.0..=1.0, "0 <= norm_phi <= 1")?;
                Self::NormalisedMallows { norm_phi: parameter }
            }
            "urn" => {
                in_range("alpha", 0.0..=1e100, "0 <= alpha <= 1e100")?;
                Self::Urn { alpha: parameter }
            }
            "conitzer" => {
                none()?;
                Self::Conitzer
            }
            _ => {
                let (rule, option, got) = ("committee.bias", "culture", name.to_owned());
                return Err(Error::Option { rule, option, got, expected: Self::NAMES });
            }
        })
    }

    /// The rankings of ballots. A weight is so many rankings, each of which meets bias on its own.
    ///
    /// With `is_drawn_from` elections draw from them with replacement, and may have any size.
    ///
    /// # Errors
    /// [`Error::Data`] for ties, items that are not ranked, float weights, or no ranking at all; [`Error::TooLarge`].
    pub fn given(ballots: &Ballots, is_drawn_from: bool) -> Result<Self> {
        let refused = |got: &str| {
            let expected = "complete rankings without ties, with integer weights".to_owned();
            Err(Error::Data { what: "culture", got: got.to_owned(), expected })
        };
        if ballots.has_ties() {
            return refused("some ballots tie items");
        }
        if !ballots.is_complete() {
            return refused("some ballots leave items out");
        }
        let times = |voter: usize| match ballots.weights() {
            Weights::Unit => Some(1),
            Weights::Integer(weights) => usize::try_from(weights[voter]).ok(),
            Weights::Float(_) => None,
        };
        let (n_voters, m) = (ballots.n_voters(), ballots.n_items());
        let Some(total) = (0..n_voters).try_fold(0_usize, |sum, voter| sum.checked_add(times(voter)?)) else {
            return refused("the weights are floats");
        };
        if total == 0 {
            return refused("there are none");
        }
        let cells = Error::check_size("cells of the rankings", total, m, crate::ballots::MAX_CELLS)?;
        let mut orders = reserved("rankings", cells)?;
        for voter in 0..n_voters {
            let start = orders.len();
            orders.resize(start + m, 0);
            fill_order(ballots.ranks(), voter, &mut orders[start..]);
            match times(voter) {
                Some(0) | None => orders.truncate(start),
                Some(times) => (1..times).for_each(|_| orders.extend_from_within(start..start + m)),
            }
        }
        Ok(Self::Given(Given { items: ballots.items().clone(), orders: Arc::new(orders), is_drawn_from }))
    }

    /// The items, where the culture has some of its own.
    #[must_use]
    pub fn items(&self) -> Option<&Items> {
        if let Self::Given(given) = self { Some(&given.items) } else { None }
    }

    /// How many rankings there are, where there are so many and no more.
    #[must_use]
    pub fn n_rankings(&self) -> Option<usize> {
        match self {
            Self::Given(given) if !given.is_drawn_from => given.orders.len().checked_div(given.items.len()),
            _ => None,
        }
    }

    /// Appends `n` rankings, item by place, of which the first ones do not depend on how many there are.
    pub(super) fn draw(
        &self,
        items: &Items,
        n: usize,
        stream: &mut Stream,
        orders: &mut Vec<u16>,
        ctx: &Ctx<'_>,
    ) -> Result<()> {
        let m = items.len();
        match self {
            Self::Impartial => each(n, ctx, |_| impartial(m, stream, orders)),
            Self::Mallows { phi } => {
                let phi = phi.unwrap_or_else(|| stream.unit());
                mallows(items, phi, n, stream, orders, ctx)
            }
            Self::NormalisedMallows { norm_phi } => {
                let phi = phi_of(norm_phi.unwrap_or_else(|| stream.unit()), m);
                mallows(items, phi, n, stream, orders, ctx)
            }
            Self::Urn { alpha } => {
                let alpha = alpha.unwrap_or_else(|| gamma_four_fifths(stream));
                let first = orders.len();
                each(n, ctx, |ranking| {
                    if stream.unit() * (1.0 + ranking as f64 * alpha) < 1.0 {
                        impartial(m, stream, orders);
                    } else {
                        let copied = first + stream.below(ranking as u64) as usize * m;
                        orders.extend_from_within(copied..copied + m);
                    }
                })
            }
            Self::Conitzer => each(n, ctx, |_| conitzer(m, stream, orders)),
            Self::Given(given) => {
                let n_given = given.orders.len().checked_div(m).unwrap_or(0);
                each(n, ctx, |ranking| {
                    let taken = if given.is_drawn_from { stream.below(n_given as u64) as usize } else { ranking };
                    orders.extend_from_slice(&given.orders[taken * m..(taken + 1) * m]);
                })
            }
        }
    }
}

/// Rankings one after another, with a look at the call now and then.
fn each(n: usize, ctx: &Ctx<'_>, mut one: impl FnMut(usize)) -> Result<()> {
    for ranking in 0..n {
        if ranking % 32 == 0 {
            ctx.check()?;
        }
        one(ranking);
    }
    Ok(())
}

fn impartial(m: usize, stream: &mut Stream, orders: &mut Vec<u16>) {
    let start = orders.len();
    orders.extend(0..m as u16);
    shuffle(&mut orders[start..], stream);
}

/// Every order of the entries with the same probability: Fisher and Yates.
pub(super) fn shuffle<T>(entries: &mut [T], stream: &mut Stream) {
    for left in (2..=entries.len()).rev() {
        entries.swap(left - 1, stream.below(left as u64) as usize);
    }
}

fn mallows(items: &Items, phi: f64, n: usize, stream: &mut Stream, orders: &mut Vec<u16>, ctx: &Ctx<'_>) -> Result<()> {
    let m = items.len();
    let phi = vec![phi; m.saturating_sub(1)];
    let seed = stream.next_u64();
    let ballots = sample_mallows(items, items.labels(), &phi, Stages::Choices, n, seed, &ctx.inner())?;
    let start = orders.len();
    orders.resize(start + n * m, 0);
    each(n, ctx, |ranking| {
        let row = start + ranking * m;
        fill_order(ballots.ranks(), ranking, &mut orders[row..row + m]);
    })
}

fn conitzer(m: usize, stream: &mut Stream, orders: &mut Vec<u16>) {
    let peak = stream.below(m as u64) as usize;
    let (mut left, mut right) = (peak, peak + 1);
    orders.push(peak as u16);
    while left > 0 || right < m {
        let to_the_left = right == m || (left > 0 && stream.below(2) == 0);
        if to_the_left {
            left -= 1;
            orders.push(left as u16);
        } else {
            orders.push(right as u16);
            right += 1;
        }
    }
}

/// Ranks by item into items by place; complete and without ties, as the caller knows.
fn fill_order(ranks: &Ranks, voter: usize, order: &mut [u16]) {
    fn fill<R: Rank>(ranks: &[R], order: &mut [u16]) {
        for (item, rank) in ranks.iter().enumerate() {
            order[rank.index()] = item as u16;
        }
    }
    let m = order.len();
    match ranks {
        Ranks::Narrow(ranks) => fill(&ranks[voter * m..(voter + 1) * m], order),
        Ranks::Wide(ranks) => fill(&ranks[voter * m..(voter + 1) * m], order),
    }
}
