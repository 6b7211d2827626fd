//! How much weight was summed, and so how wide its sums are.

use super::Clients;
use crate::error::{Error, Result};

/// Sums of float weights have at most so many bits.
const FLOAT_BITS: u32 = 126;

/// The width of accumulators: the least that no sum can pass, so that equal sums are held alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    U32,
    U64,
    I128,
}

/// Clients and their total weight, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mass {
    pub(super) n_clients: u64,
    /// Over `2**exponent`.
    pub(super) total: i128,
    /// 0 where the total is.
    pub(super) exponent: i32,
    pub(super) is_integer: bool,
}

impl Mass {
    pub(super) const NOTHING: Self = Self { n_clients: 0, total: 0, exponent: 0, is_integer: true };

    pub(super) fn of(clients: &Clients<'_>) -> Self {
        let (weights, n_clients) = (clients.weights(), clients.vectors().len());
        if n_clients == 0 {
            return Self::NOTHING;
        }
        let total = weights.total(n_clients);
        let exponent = if total == 0 { 0 } else { weights.exponent() };
        Self { n_clients: n_clients as u64, total, exponent, is_integer: weights.is_integer() }
    }

    /// Both together, over the finer exponent.
    pub(super) fn plus(self, other: Self) -> Result<Self> {
        let exponent = match (self.total, other.total) {
            (0, _) => other.exponent,
            (_, 0) => self.exponent,
            _ => self.exponent.min(other.exponent),
        };
        let overflow = Error::Overflow { what: "the total of the weights", bits: FLOAT_BITS };
        let aligned = |mass: Self| {
            let shift = mass.shift_to(exponent);
            let fits = mass.total == 0 || shift < mass.total.leading_zeros() - 1;
            fits.then(|| if mass.total == 0 { 0 } else { mass.total << shift })
        };
        let total = aligned(self).zip(aligned(other)).and_then(|(a, b)| a.checked_add(b)).ok_or(overflow)?;
        let n_clients = self.n_clients.checked_add(other.n_clients);
        let n_clients = n_clients.ok_or(Error::Overflow { what: "the number of clients", bits: 64 })?;
        Ok(Self { n_clients, total, exponent, is_integer: self.is_integer && other.is_integer })
    }

    /// By how many binary places these weights go up when the common exponent becomes `exponent`; 0 for no weight.
    pub(super) fn shift_to(self, exponent: i32) -> u32 {
        if self.total == 0 { 0 } else { self.exponent.abs_diff(exponent) }
    }

    /// The largest sum that clients of this weight can give an item.
    pub(super) fn most(self, n_items: usize) -> Option<i128> {
        self.total.checked_mul(n_items as i128 - 1)
    }

    /// The width that holds every sum.
    pub(super) fn width(self, n_items: usize) -> Result<Width> {
        let bits = self.most(n_items).map_or(i128::BITS, |most| i128::BITS - most.leading_zeros());
        let limit = if self.is_integer { 63 } else { FLOAT_BITS };
        if bits > limit || bits as i32 + self.exponent >= f64::MAX_EXP {
            return Err(Error::Overflow { what: "a sum of ranks", bits: limit });
        }
        Ok(match bits {
            0..=32 => Width::U32,
            33..=63 => Width::U64,
            _ => Width::I128,
        })
    }
}
