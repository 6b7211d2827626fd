//! `RankSums` as a mergeable state. Its sums are exact, so even float weights merge bit for bit.

use super::cells::Cell;
use super::clients::check_items;
use super::mass::{Mass, Width};
use super::{BLOCK, Clients, Form, MAX_ITEMS, Sums, announce, permutations, ranks, weights};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::state::{Kind, Reader, State, Writer, corrupt};
use crate::weights::scale;

/// Exact sums of ranks over clients, one for each item.
#[derive(Debug, Clone, PartialEq)]
pub struct RankSums {
    mass: Mass,
    /// Over `2**exponent`, in the width that the mass asks for.
    cells: Cells,
}

#[derive(Debug, Clone, PartialEq)]
enum Cells {
    U32(Vec<u32>),
    U64(Vec<u64>),
    I128(Vec<i128>),
}

impl RankSums {
    /// Nothing summed yet.
    ///
    /// # Errors
    /// [`Error::Data`] for no items, [`Error::TooLarge`] above [`MAX_ITEMS`], [`Error::Memory`].
    pub fn new(n_items: usize) -> Result<Self> {
        check_items("RankSums", n_items)?;
        Ok(Self { mass: Mass::NOTHING, cells: Cells::U32(filled("sums", n_items, 0)?) })
    }

    /// How many items there are.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.cells.len()
    }

    /// How many clients were summed, those of no weight included.
    #[must_use]
    pub fn n_clients(&self) -> u64 {
        self.mass.n_clients
    }

    /// The total weight of the clients, rounded once.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        scale(self.mass.total, self.mass.exponent)
    }

    /// Whether all weights were integers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.mass.is_integer
    }

    /// This state and more clients. Sums are made anew from the old ones in one sweep, so a call that fails leaves the old.
    ///
    /// # Errors
    /// As [`State::update`].
    pub fn plus(&self, clients: &Clients<'_>, ctx: &Ctx<'_>) -> Result<Self> {
        self.check_same(clients.n_items())?;
        let mass = self.mass.plus(Mass::of(clients))?;
        let cells = match mass.width(self.n_items())? {
            Width::U32 => Cells::U32(self.add(clients, mass, ctx)?),
            Width::U64 => Cells::U64(self.add(clients, mass, ctx)?),
            Width::I128 => Cells::I128(self.add(clients, mass, ctx)?),
        };
        Ok(Self { mass, cells })
    }

    fn add<A: Cell>(&self, clients: &Clients<'_>, mass: Mass, ctx: &Ctx<'_>) -> Result<Vec<A>> {
        let weights = weights(clients, Mass::of(clients).shift_to(mass.exponent));
        let shift = self.mass.shift_to(mass.exponent);
        announce(clients, ctx);
        let mut sums = filled("sums", self.n_items(), A::default())?;
        if clients.form() == Form::Ranks {
            clients.check_distinct(ctx)?;
        }
        ctx.fill_chunks(&mut sums, 1, BLOCK, |first, sums| {
            self.cells.add_to(sums, first, shift);
            if clients.form() == Form::Ranks { ranks::add(sums, first, clients, &weights, ctx) } else { Ok(()) }
        })?;
        if clients.form() == Form::Permutations {
            permutations::add(&mut sums, clients, &weights, ctx)?;
        }
        Ok(sums)
    }

    fn both<A: Cell>(&self, other: &Self, mass: Mass) -> Result<Vec<A>> {
        let mut sums = filled("sums", self.n_items(), A::default())?;
        for state in [self, other] {
            state.cells.add_to(&mut sums, 0, state.mass.shift_to(mass.exponent));
        }
        Ok(sums)
    }

    fn check_same(&self, n_items: usize) -> Result<()> {
        if self.n_items() == n_items {
            return Ok(());
        }
        let (left, right) = (format!("{} items", self.n_items()), format!("{n_items} items"));
        Err(Error::IncompatibleState { what: "sums of ranks", left, right })
    }
}

impl Cells {
    fn len(&self) -> usize {
        match self {
            Cells::U32(cells) => cells.len(),
            Cells::U64(cells) => cells.len(),
            Cells::I128(cells) => cells.len(),
        }
    }

    /// Adds the cells from `first` on, so many binary places up, to sums that are at least as wide.
    fn add_to<A: Cell>(&self, sums: &mut [A], first: usize, shift: u32) {
        fn add<A: Cell, B: Copy>(sums: &mut [A], cells: &[B], shift: u32, widen: impl Fn(B) -> A) {
            sums.iter_mut().zip(cells).for_each(|(sum, &cell)| *sum = sum.plus(widen(cell).up(shift)));
        }
        match self {
            Cells::U32(cells) => add(sums, &cells[first..], shift, A::from_u32),
            Cells::U64(cells) => add(sums, &cells[first..], shift, A::from_u64),
            Cells::I128(cells) => add(sums, &cells[first..], shift, A::from_i128),
        }
    }

    /// The largest cell; none is negative, or it is the largest there is.
    fn most(&self) -> i128 {
        match self {
            Cells::U32(cells) => cells.iter().copied().max().unwrap_or(0).into(),
            Cells::U64(cells) => cells.iter().copied().max().unwrap_or(0).into(),
            Cells::I128(cells) => cells.iter().map(|&cell| if cell < 0 { i128::MAX } else { cell }).max().unwrap_or(0),
        }
    }
}

impl State for RankSums {
    type Votes<'a> = Clients<'a>;
    type Output = Sums;

    fn update(&mut self, clients: &Clients<'_>, ctx: &Ctx<'_>) -> Result<()> {
        *self = self.plus(clients, ctx)?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.check_same(other.n_items())?;
        let mass = self.mass.plus(other.mass)?;
        let cells = match mass.width(self.n_items())? {
            Width::U32 => Cells::U32(self.both(other, mass)?),
            Width::U64 => Cells::U64(self.both(other, mass)?),
            Width::I128 => Cells::I128(self.both(other, mass)?),
        };
        *self = Self { mass, cells };
        Ok(())
    }

    /// The sums: integers if all weights were.
    fn finish(&self, ctx: &Ctx<'_>) -> Result<Sums> {
        fn each<B: Copy + Sync, T: Copy + Default + Send>(
            cells: &[B],
            value: impl Fn(B) -> T + Sync,
            ctx: &Ctx<'_>,
        ) -> Result<Vec<T>> {
            let mut sums = filled("sums", cells.len(), T::default())?;
            ctx.fill_chunks(&mut sums, 1, BLOCK, |first, sums| {
                sums.iter_mut().zip(&cells[first..]).for_each(|(sum, &cell)| *sum = value(cell));
                Ok(())
            })?;
            Ok(sums)
        }
        let exponent = self.mass.exponent;
        Ok(match (&self.cells, self.mass.is_integer) {
            (Cells::U32(cells), true) => Sums::Integer(each(cells, i64::from, ctx)?),
            (Cells::U64(cells), true) => Sums::Integer(each(cells, |cell| cell as i64, ctx)?),
            (Cells::I128(cells), true) => Sums::Integer(each(cells, |cell| cell as i64, ctx)?),
            (Cells::U32(cells), false) => Sums::Float(each(cells, |cell| scale(cell.into(), exponent), ctx)?),
            (Cells::U64(cells), false) => Sums::Float(each(cells, |cell| scale(cell.into(), exponent), ctx)?),
            (Cells::I128(cells), false) => Sums::Float(each(cells, |cell| scale(cell, exponent), ctx)?),
        })
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::RankSums, self.n_items() as u64);
        writer.u64(self.mass.n_clients);
        writer.u8(u8::from(self.mass.is_integer));
        writer.i64(i64::from(self.mass.exponent));
        writer.i128(self.mass.total);
        match &self.cells {
            Cells::U32(cells) => writer.cells(cells, u32::to_le_bytes),
            Cells::U64(cells) => writer.cells(cells, u64::to_le_bytes),
            Cells::I128(cells) => writer.cells(cells, i128::to_le_bytes),
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::RankSums)?;
        let n_items = reader.fingerprint() as usize;
        let n_clients = reader.u64("number of clients")?;
        let is_integer = reader.flag("kind of weights")?;
        let (exponent, total) = (reader.i64("exponent")?, reader.i128("total weight")?);
        if n_items == 0 || n_items > MAX_ITEMS {
            return Err(corrupt("number of items", n_items, "1 to 2**31"));
        }
        let lowest = if is_integer || total == 0 { 0 } else { -1074 };
        let highest = if is_integer || total == 0 { 0 } else { 1023 };
        let Some(exponent) = i32::try_from(exponent).ok().filter(|e| (lowest..=highest).contains(e)) else {
            return Err(corrupt("exponent", exponent, "that of the weights"));
        };
        if total < 0 || (n_clients == 0 && (total != 0 || !is_integer)) {
            return Err(corrupt("total weight", total, "that of the clients"));
        }
        let mass = Mass { n_clients, total, exponent, is_integer };
        let Ok(width) = mass.width(n_items) else {
            return Err(corrupt("total weight", total, "one whose sums fit"));
        };
        let cells = match width {
            Width::U32 => Cells::U32(reader.cells("sums", n_items, u32::from_le_bytes)?),
            Width::U64 => Cells::U64(reader.cells("sums", n_items, u64::from_le_bytes)?),
            Width::I128 => Cells::I128(reader.cells("sums", n_items, i128::from_le_bytes)?),
        };
        reader.finish()?;
        if Some(cells.most()) > mass.most(n_items) {
            return Err(corrupt("a sum", cells.most(), "at most the total weight times the highest rank"));
        }
        Ok(Self { mass, cells })
    }
}
