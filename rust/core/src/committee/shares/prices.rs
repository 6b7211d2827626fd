//! What items cost.

use crate::fraction::{Fraction, to_float};

/// A price for each item, in the unit in which its rule counts money.
#[derive(Debug)]
pub(super) enum Prices {
    /// One for all.
    Same(Fraction, f64),
    /// One for each.
    Each(Vec<(Fraction, f64)>),
}

impl Prices {
    pub(super) fn same(price: Fraction) -> Self {
        let rounded = to_float(&price);
        Self::Same(price, rounded)
    }

    pub(super) fn each(prices: impl Iterator<Item = Fraction>) -> Self {
        let rounded = |price: Fraction| {
            let float = to_float(&price);
            (price, float)
        };
        Self::Each(prices.map(rounded).collect())
    }

    pub(super) fn exact(&self, item: u32) -> &Fraction {
        match self {
            Self::Same(price, _) => price,
            Self::Each(prices) => &prices[item as usize].0,
        }
    }

    /// The nearest float; the last bit may be off.
    pub(super) fn float(&self, item: u32) -> f64 {
        match self {
            Self::Same(_, float) => *float,
            Self::Each(prices) => prices[item as usize].1,
        }
    }
}
