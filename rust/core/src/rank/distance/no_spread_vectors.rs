//! What stands for partition where no processor has AVX-512.

use std::convert::Infallible;

use super::kendall::PairCounts;
use super::vectors::Vectors;
use crate::ctx::Ctx;
use crate::error::Result;

/// A copy of two vectors that cannot be made.
pub struct SpreadVectors(Infallible);

impl SpreadVectors {
    /// `None`.
    ///
    /// # Errors
    /// None.
    pub fn of(_: &Vectors<'_>, _: &Ctx<'_>) -> Result<Option<Self>> {
        Ok(None)
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn pair_counts(self, _: &Ctx<'_>) -> Result<PairCounts> {
        match self.0 {}
    }
}
