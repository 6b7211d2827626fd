//! Formats in which logits are stored.
// Everything here is compiled for the processor that `vectorized` finds, if it is inlined there.
#![allow(clippy::inline_always)]

use half::f16;
use half::slice::{HalfBitsSliceExt as _, HalfFloatSliceExt as _};

use super::real::Real;

/// A format of logits.
pub trait Element: private::Widen {}

pub(super) mod private {
    use super::Real;

    /// How a format is read.
    pub trait Widen {
        /// What an entry is in memory.
        type Stored: Copy + Send + Sync;
        /// What is computed with.
        #[expect(private_bounds, reason = "formats are not for others to add")]
        type Wide: Real;

        /// One entry.
        fn one(stored: Self::Stored) -> Self::Wide;

        /// Entries as they are computed with, of one length.
        fn widen(stored: &[Self::Stored], wide: &mut [Self::Wide]);

        /// The entries themselves, where nothing has to be done to them.
        #[inline(always)]
        fn as_wide(_stored: &[Self::Stored]) -> Option<&[Self::Wide]> {
            None
        }
    }
}

use private::Widen;

/// bfloat16, as its bits.
#[derive(Debug, Clone, Copy)]
pub struct Bfloat16;

/// IEEE half precision, as its bits.
#[derive(Debug, Clone, Copy)]
pub struct Float16;

/// IEEE single precision.
#[derive(Debug, Clone, Copy)]
pub struct Float32;

/// IEEE double precision: computed with as it is.
#[derive(Debug, Clone, Copy)]
pub struct Float64;

impl Element for Bfloat16 {}
impl Element for Float16 {}
impl Element for Float32 {}
impl Element for Float64 {}

impl Widen for Bfloat16 {
    type Stored = u16;
    type Wide = f32;

    #[inline(always)]
    fn one(stored: u16) -> f32 {
        f32::from_bits(u32::from(stored) << 16)
    }

    #[inline(always)]
    fn widen(stored: &[u16], wide: &mut [f32]) {
        for (wide, &stored) in wide.iter_mut().zip(stored) {
            *wide = Self::one(stored);
        }
    }
}

impl Widen for Float16 {
    type Stored = u16;
    type Wide = f32;

    #[inline(always)]
    fn one(stored: u16) -> f32 {
        f16::from_bits(stored).to_f32()
    }

    #[inline(always)]
    fn widen(stored: &[u16], wide: &mut [f32]) {
        stored.reinterpret_cast::<f16>().convert_to_f32_slice(wide);
    }
}

impl Widen for Float32 {
    type Stored = f32;
    type Wide = f32;

    #[inline(always)]
    fn one(stored: f32) -> f32 {
        stored
    }

    #[inline(always)]
    fn widen(stored: &[f32], wide: &mut [f32]) {
        wide.copy_from_slice(stored);
    }

    #[inline(always)]
    fn as_wide(stored: &[f32]) -> Option<&[f32]> {
        Some(stored)
    }
}

impl Widen for Float64 {
    type Stored = f64;
    type Wide = f64;

    #[inline(always)]
    fn one(stored: f64) -> f64 {
        stored
    }

    #[inline(always)]
    fn widen(stored: &[f64], wide: &mut [f64]) {
        wide.copy_from_slice(stored);
    }

    #[inline(always)]
    fn as_wide(stored: &[f64]) -> Option<&[f64]> {
        Some(stored)
    }
}
