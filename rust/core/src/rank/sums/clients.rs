//! What the clients sent, where it lies.

use crate::error::{At, Error, Result};
use crate::weights::Weights;

/// The most items that clients may rank, so that negative numbers of 32 bits cannot be mistaken for ranks.
pub const MAX_ITEMS: usize = 1 << 31;

/// The vector of one client in the integers that it came in.
#[derive(Debug, Clone, Copy)]
pub enum Vector<'a> {
    /// 16 bits, without sign.
    U16(&'a [u16]),
    /// 32 bits, without sign.
    U32(&'a [u32]),
    /// 32 bits.
    I32(&'a [i32]),
    /// 64 bits.
    I64(&'a [i64]),
}

/// An integer that may be a rank or an item.
pub(super) trait Value: Copy + Send + Sync {
    /// The number if it lies in `0..MAX_ITEMS`, else something that does not, or any number if [`Value::high`] is not 0.
    fn low(self) -> u32;

    /// Bits that a number in `0..MAX_ITEMS` does not have.
    #[inline(always)]
    #[allow(clippy::inline_always)] // so that it is compiled for the processor that `vectorized` finds
    fn high(self) -> u32 {
        0
    }
}

macro_rules! value {
    ($type:ty) => {
        impl Value for $type {
            #[inline(always)]
            #[allow(clippy::cast_lossless, clippy::inline_always)]
            fn low(self) -> u32 {
                self as u32
            }
        }
    };
}

value!(u16);
value!(u32);
value!(i32);

impl Value for i64 {
    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn low(self) -> u32 {
        self as u32
    }

    #[inline(always)]
    #[allow(clippy::inline_always)]
    fn high(self) -> u32 {
        (self as u64 >> 32) as u32
    }
}

/// Runs the same code on a vector of any integers.
macro_rules! on_values {
    ($vector:expr, $values:ident => $body:expr) => {
        match $vector {
            $crate::rank::sums::Vector::U16($values) => $body,
            $crate::rank::sums::Vector::U32($values) => $body,
            $crate::rank::sums::Vector::I32($values) => $body,
            $crate::rank::sums::Vector::I64($values) => $body,
        }
    };
}
pub(super) use on_values;

impl Vector<'_> {
    /// How many values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        on_values!(self, values => values.len())
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a vector tells the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Entry `i` is the rank of item `i`.
    Ranks,
    /// Entry `r` is the item at rank `r`: the items from worst to best.
    Permutations,
}

impl Form {
    /// What users call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Form::Ranks => "ranks",
            Form::Permutations => "permutations",
        }
    }

    /// What an entry is.
    pub(super) fn entry(self) -> &'static str {
        match self {
            Form::Ranks => "rank",
            Form::Permutations => "item",
        }
    }
}

/// What is asked of ranks. Permutations are always checked in full, because their ranks are not known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validate {
    /// They lie in `0..n_items`; a client may give one twice.
    Range,
    /// A client gives each exactly once.
    Permutation,
}

/// The vectors of all clients, with their weights.
#[derive(Debug)]
pub struct Clients<'a> {
    vectors: Vec<Vector<'a>>,
    n_items: usize,
    form: Form,
    validate: Validate,
    weights: Weights,
}

impl<'a> Clients<'a> {
    /// Vectors over so many items. Their values are checked as they are summed.
    ///
    /// # Errors
    /// [`Error::Data`] for no items, [`Error::TooLarge`] above [`MAX_ITEMS`], [`Error::Invalid`] for a vector of another
    /// length.
    pub fn new(
        vectors: Vec<Vector<'a>>,
        n_items: usize,
        form: Form,
        validate: Validate,
        weights: Weights,
    ) -> Result<Self> {
        check_items(form.name(), n_items)?;
        for (client, vector) in vectors.iter().enumerate() {
            if vector.len() != n_items {
                let (at, got) = (At::Entry(client), format!("a vector of {} entries", vector.len()));
                return Err(Error::invalid(form.name(), at, got, "over the same items", format!("{n_items} entries")));
            }
        }
        Ok(Self { vectors, n_items, form, validate, weights })
    }

    /// One for each client.
    #[must_use]
    pub fn vectors(&self) -> &[Vector<'a>] {
        &self.vectors
    }

    /// How many items each ranks.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.n_items
    }

    /// How they tell the ranking.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// What is asked of ranks.
    #[must_use]
    pub fn validate(&self) -> Validate {
        self.validate
    }

    /// One for each client.
    #[must_use]
    pub fn weights(&self) -> &Weights {
        &self.weights
    }
}

/// Fails for a number of items that cannot be summed.
pub(super) fn check_items(what: &'static str, n_items: usize) -> Result<()> {
    if n_items == 0 {
        return Err(Error::Data { what, got: "no items".to_owned(), expected: "at least one".to_owned() });
    }
    Error::check_size("the number of items", n_items, 1, MAX_ITEMS as u128).map(|_| ())
}
