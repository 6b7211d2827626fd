//! What an election is drawn from.

use super::culture::{Culture, shuffle};
use super::swaps::{Swaps, Variant};
use super::utility::{Discount, Utilities};
use crate::ballots::MAX_CELLS;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::{Items, MAX_ITEMS};
use crate::memory::reserved;
use crate::rng::Stream;

/// Streams of one election, less its first and its last; the last one of the first election is for the groups.
const MAX_RANKINGS: u64 = (1 << 32) - 2;

/// Who stands too low.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Groups {
    /// Whether each item is of the second, disadvantaged group.
    Fixed(Vec<bool>),
    /// So many items of the first and of the second group, drawn once for all elections.
    Sizes {
        /// Of the first, advantaged group.
        first: usize,
        /// Of the second, disadvantaged group.
        second: usize,
    },
}

impl Groups {
    /// Whether each item is of the second group. Where that is drawn, it is from a stream of its own.
    fn flags(self, seed: u64) -> Result<Vec<bool>> {
        match self {
            Self::Fixed(flags) => Ok(flags),
            Self::Sizes { first, second } => {
                let n = Error::check_size("number of items", first.saturating_add(second), 1, MAX_ITEMS as u128)?;
                let mut flags: Vec<bool> = (0..n).map(|item| item >= first).collect();
                shuffle(&mut flags, &mut Stream::new(seed, MAX_RANKINGS + 1));
                Ok(flags)
            }
        }
    }
}

/// How bias moves a ranking.
#[derive(Debug, Clone, PartialEq)]
pub enum Bias {
    /// By exchanges of pairs.
    Swaps {
        /// How much less likely a pair is for each place between its items: 0 to 1.
        phi: f64,
        /// Which pairs may be drawn.
        variant: Variant,
    },
    /// By a factor on utilities.
    Utility(Utilities),
}

/// A distribution over elections: latent rankings, groups, and what bias makes of the rankings.
#[derive(Debug, Clone)]
pub struct Scenario {
    items: Items,
    culture: Culture,
    is_second: Vec<bool>,
    bias: Bias,
    seed: u64,
}

impl Scenario {
    /// Checked parts.
    ///
    /// # Errors
    /// [`Error::Length`] for groups that do not fit the culture's items; [`Error::Invalid`] for an empty group, `phi`, or
    /// utilities that rise; [`Error::TooLarge`].
    pub fn new(culture: Culture, groups: Groups, bias: Bias, seed: u64) -> Result<Self> {
        let is_second = groups.flags(seed)?;
        let n_items = is_second.len();
        let items = match culture.items() {
            Some(items) => items.clone(),
            None => Items::range(n_items)?,
        };
        Error::check_length("groups", n_items, items.len())?;
        let n_second = is_second.iter().filter(|&&second| second).count();
        if n_second == 0 || n_second == n_items {
            let got = format!("{} and {n_second} items", n_items - n_second);
            return Err(Error::invalid("groups", At::Whole, got, "a pair of groups", "at least one item in each"));
        }
        match &bias {
            Bias::Swaps { phi, .. } if !(0.0..=1.0).contains(phi) => {
                return Err(Error::invalid("phi", At::Whole, phi, "a dispersion", "0 <= phi <= 1"));
            }
            Bias::Swaps { .. } => {}
            Bias::Utility(utilities) => utilities.check(n_items)?,
        }
        Ok(Self { items, culture, is_second, bias, seed })
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// Where latent rankings come from.
    #[must_use]
    pub fn culture(&self) -> &Culture {
        &self.culture
    }

    /// Whether each item is of the second group.
    #[must_use]
    pub fn is_second(&self) -> &[bool] {
        &self.is_second
    }

    /// Fails for a number of elections that has no standard errors, or more than there are streams for.
    pub(super) fn check_elections(n_elections: usize) -> Result<()> {
        if n_elections < 2 || n_elections as u64 > 1 << 32 {
            let expected = "2 <= n_elections <= 2^32, so that there are standard errors";
            return Err(Error::invalid("n_elections", At::Whole, n_elections, "a number of elections", expected));
        }
        Ok(())
    }

    /// How many rankings an election has: what was asked for, or as many as there are.
    pub(super) fn check_rankings(&self, n_rankings: usize) -> Result<()> {
        if n_rankings == 0 || n_rankings as u64 > MAX_RANKINGS {
            return Err(Error::invalid("n_rankings", At::Whole, n_rankings, "a number of rankings", "1 or more"));
        }
        match self.culture.n_rankings() {
            Some(there) if there != n_rankings => {
                Err(Error::Length { what: "culture", got: there, expected: n_rankings })
            }
            _ => Error::check_size("cells of the rankings", n_rankings, self.items.len(), MAX_CELLS).map(|_| ()),
        }
    }

    /// The latent rankings of an election.
    pub(super) fn election(&self, election: u64, n_rankings: usize, ctx: &Ctx<'_>) -> Result<Election> {
        let first_stream = election << 32;
        let mut stream = Stream::new(self.seed, first_stream);
        let mut orders = reserved("rankings", n_rankings * self.items.len())?;
        self.culture.draw(&self.items, n_rankings, &mut stream, &mut orders, ctx)?;
        Ok(Election { seed: self.seed, first_stream, orders })
    }

    /// The room that bias works in.
    pub(super) fn biased(&self) -> Biased<'_> {
        let m = self.items.len();
        let room = match &self.bias {
            Bias::Swaps { phi, variant } => Room::Swaps(Swaps::new(m, *phi, *variant)),
            Bias::Utility(utilities) => Room::Discount(Discount::new(m, utilities.clone())),
        };
        Biased { is_second: &self.is_second, room }
    }
}

/// Strengths in ascending order, each with its place in the caller's list.
pub(super) struct Strengths(Vec<(f64, usize)>);

impl Strengths {
    pub(super) fn new(strengths: &[f64]) -> Result<Self> {
        for (at, &strength) in strengths.iter().enumerate() {
            if !(0.0..=1.0).contains(&strength) {
                let expected = "0 <= strength <= 1";
                return Err(Error::invalid("strengths", At::Entry(at), strength, "a strength of bias", expected));
            }
        }
        let mut ascending: Vec<(f64, usize)> = strengths.iter().copied().zip(0..).collect();
        ascending.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(Self(ascending))
    }
}

/// One election.
pub(super) struct Election {
    seed: u64,
    first_stream: u64,
    /// Item by place, ranking after ranking.
    pub(super) orders: Vec<u16>,
}

/// One ranking under bias.
pub(super) struct Biased<'a> {
    is_second: &'a [bool],
    room: Room,
}

enum Room {
    Swaps(Swaps),
    Discount(Discount),
}

impl Biased<'_> {
    /// What the ranking is at each strength; `each` gets the strength's place in the caller's list.
    pub(super) fn visit(
        &mut self,
        election: &Election,
        ranking: usize,
        latent: &[u16],
        strengths: &Strengths,
        ctx: &Ctx<'_>,
        mut each: impl FnMut(usize, &[u16]),
    ) -> Result<()> {
        let mut stream = Stream::new(election.seed, election.first_stream + ranking as u64 + 1);
        let mut places = strengths.0.iter().map(|&(_, place)| place);
        let values = strengths.0.iter().map(|&(strength, _)| strength);
        let each = |order: &[u16]| {
            if let Some(place) = places.next() {
                each(place, order);
            }
        };
        match &mut self.room {
            Room::Swaps(swaps) => swaps.visit(latent, self.is_second, values, &mut stream, ctx, each),
            Room::Discount(discount) => {
                discount.visit(latent, self.is_second, values, &mut stream, each);
                Ok(())
            }
        }
    }
}
