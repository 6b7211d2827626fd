//! Long histories in small tables: for each code, the sum of what was seen with it.
//!
//! A table is a sum over rows, so it can be added to, taken from, merged, decayed and shipped; its size does not depend on
//! how many rows it has seen. [`crate::hashing::FrozenTable`] answers candidates from it.

mod bytes;
mod parts;
mod rows;
mod shape;
mod table;
mod users;

use std::sync::Arc;

pub(super) use bytes::{read_tag, write_tag};
pub use parts::{Batch, MAX_WEIGHT, Parts};
pub use shape::{MAX_BYTES, MAX_WIDTH, Shape};
pub(super) use shape::{read_sizes, write_sizes};
pub use table::{Sign, Table};
pub use users::Users;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::hashing::simhash::SimHash;
use crate::items::Label;
use parts::Part;
use rows::{Rows, groups};

/// Tables of one history or of many users.
#[derive(Debug, Clone)]
pub struct BucketTable {
    encoder: Arc<SimHash>,
    shape: Shape,
    model_tag: Option<String>,
    users: Option<Arc<Users>>,
    // Each on its own, so that a copy costs nothing until one of the two is written to.
    tables: Vec<Arc<Table>>,
}

impl BucketTable {
    /// Empty tables: one without a name, or one for each user.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a width out of range or a user who is listed twice, [`Error::TooLarge`], [`Error::Memory`].
    pub fn new(
        encoder: Arc<SimHash>,
        width: usize,
        users: Option<&[Label]>,
        model_tag: Option<String>,
    ) -> Result<Self> {
        let shape = Shape::of(&encoder, width)?;
        let Some(labels) = users else {
            let tables = vec![Arc::new(Table::new(shape)?)];
            return Ok(Self { encoder, shape, model_tag, users: None, tables });
        };
        let mut directory = Users::default();
        for (at, label) in labels.iter().enumerate() {
            if directory.place_or_add(label) != at {
                return Err(Error::invalid("users", At::Entry(at), label, "new", "each user once"));
            }
        }
        let empty = Arc::new(Table::new(shape)?);
        let tables = vec![empty; labels.len()];
        Ok(Self { encoder, shape, model_tag, users: Some(Arc::new(directory)), tables })
    }

    /// What gives the codes.
    #[must_use]
    pub fn encoder(&self) -> &Arc<SimHash> {
        &self.encoder
    }

    /// Its sizes.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// What the values belong to, if that was said.
    #[must_use]
    pub fn model_tag(&self) -> Option<&str> {
        self.model_tag.as_deref()
    }

    /// The users, if there are many histories.
    #[must_use]
    pub fn users(&self) -> Option<&Users> {
        self.users.as_deref()
    }

    /// The tables, in the order of users.
    #[must_use]
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// Bytes that the table of a user takes, while every row weighs 1.
    #[must_use]
    pub fn bytes_of_user(&self) -> usize {
        self.shape.n_cells() * size_of::<f32>() + self.shape.n_buckets() * size_of::<u32>()
    }

    /// Bytes that all tables take.
    #[must_use]
    pub fn n_bytes(&self) -> usize {
        let weights = self.tables.iter().filter(|table| table.weights.is_some()).count();
        self.tables.len() * self.bytes_of_user() + weights * self.shape.n_buckets() * size_of::<f64>()
    }

    /// Hashes and adds up a batch, for [`BucketTable::commit`]. It is made from the encoder alone, so that nothing is
    /// changed before all of it was seen, and nobody waits for it.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Data`] and [`Error::Invalid`] for what does not fit, [`Error::TooLarge`],
    /// [`Error::Memory`], or a stop asked for through `ctx`.
    ///
    /// # Complexity
    /// `O(n_rows * groups * (bits * dim + width))`.
    pub fn parts(encoder: &SimHash, width: usize, batch: Batch<'_>, sign: Sign, ctx: &Ctx<'_>) -> Result<Parts> {
        let shape = Shape::of(encoder, width)?;
        // What is taken away is looked at bucket by bucket first.
        Parts::of(encoder, shape, batch, sign == Sign::Minus, ctx)
    }

    /// Adds parts, or takes them away; users that are not there yet are added.
    ///
    /// # Errors
    /// [`Error::Data`] for users where there are none and the other way round, for rows to remove that are not there, and
    /// for users to remove from that are not there; [`Error::TooLarge`]. Nothing is changed then.
    pub fn commit(&mut self, parts: Parts, sign: Sign) -> Result<()> {
        let mut places = self.places(parts.users.as_deref(), sign)?;
        for (place, part) in places.iter().zip(&parts.parts) {
            let table = place.map(|place| &*self.tables[place]);
            match (part, table) {
                (Part::Few { codes, .. }, Some(table)) => table.check_room((codes.len() / self.shape.groups) as u64)?,
                (Part::Table(part), Some(table)) if sign == Sign::Plus => table.check_room(part.n_rows)?,
                (Part::Table(part), Some(table)) => table.check_contains(part, self.shape)?,
                (_, None) => {}
            }
        }
        if let (Some(directory), Some(users)) = (&mut self.users, &parts.users)
            && places.iter().any(Option::is_none)
        {
            let directory = Arc::make_mut(directory);
            for user in users {
                directory.place_or_add(user);
            }
            let empty = Arc::new(Table::new(self.shape)?);
            self.tables.resize(directory.labels().len(), empty);
            places = self.places(Some(users), sign)?;
        }
        for (place, part) in places.into_iter().flatten().zip(parts.parts) {
            let table = &mut self.tables[place];
            match part {
                Part::Table(part) if table.n_rows == 0 && table.weights.is_none() => *table = part,
                Part::Table(part) => Arc::make_mut(table).combine(&part, sign, self.shape.width),
                Part::Few { codes, values, weights } => self.add_few(place, &codes, &values, weights.as_deref()),
            }
        }
        Ok(())
    }

    fn add_few(&mut self, place: usize, codes: &[u16], values: &[f32], weights: Option<&[f32]>) {
        let Shape { groups: n_groups, width, .. } = self.shape;
        let table = Arc::make_mut(&mut self.tables[place]);
        if weights.is_some() {
            table.weighted();
        }
        table.n_rows += (codes.len() / n_groups) as u64;
        Rows { values, width, codes, n_groups, weights }.add_to(&mut groups(table, self.shape), 0);
    }

    /// Where each user is; `None` for one who is new.
    fn places(&self, users: Option<&[Label]>, sign: Sign) -> Result<Vec<Option<usize>>> {
        let fault = |got: String, expected: &str| {
            Err(Error::Data { what: "users of the batch", got, expected: expected.to_owned() })
        };
        match (&self.users, users) {
            (None, None) => Ok(vec![Some(0)]),
            (Some(directory), Some(users)) => {
                let places: Vec<_> = users.iter().map(|user| directory.place(user)).collect();
                match places.iter().position(Option::is_none) {
                    Some(at) if sign == Sign::Minus => {
                        fault(format!("{} at {at} is not there", users[at]), "users that have rows to remove")
                    }
                    _ => Ok(places),
                }
            }
            (None, Some(_)) => fault("given".to_owned(), "none, since the table is of one history"),
            (Some(_), None) => fault("none".to_owned(), "one for each history"),
        }
    }

    /// Adds another table.
    ///
    /// # Errors
    /// [`Error::IncompatibleState`] for another encoder, width or model tag, or one history and many; [`Error::TooLarge`].
    /// Nothing is changed then.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let incompatible = |what, left: String, right: String| Err(Error::IncompatibleState { what, left, right });
        let (mine, theirs) = (self.encoder.fingerprint(), other.encoder.fingerprint());
        if mine != theirs {
            return incompatible("tables of other encoders", format!("{mine:016x}"), format!("{theirs:016x}"));
        }
        if self.shape != other.shape {
            let (mine, theirs) = (self.shape.width.to_string(), other.shape.width.to_string());
            return incompatible("tables of other values", mine, theirs);
        }
        if self.model_tag != other.model_tag {
            let tag = |tag: &Option<String>| tag.as_ref().map_or("none".to_owned(), |tag| format!("{tag:?}"));
            return incompatible("tables of other models", tag(&self.model_tag), tag(&other.model_tag));
        }
        if self.users.is_some() != other.users.is_some() {
            let form = |table: &Self| if table.users.is_some() { "many users" } else { "one history" }.to_owned();
            return incompatible("one history and many", form(self), form(other));
        }
        let users = other.users.as_ref().map(|users| users.labels().to_vec());
        let parts = other.tables.iter().map(|table| Part::Table(Arc::clone(table))).collect();
        self.commit(Parts { users, parts }, Sign::Plus)
    }

    /// Multiplies all sums and weights by a factor from 0 to 1, so that what is old counts for less; counts stay.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another factor.
    pub fn decay(&mut self, factor: f64) -> Result<()> {
        if !(0.0..=1.0).contains(&factor) {
            return Err(Error::invalid(
                "factor",
                At::Whole,
                format_args!("{factor:?}"),
                "a factor",
                "0 <= factor <= 1",
            ));
        }
        self.tables.iter_mut().for_each(|table| Arc::make_mut(table).decay(factor));
        Ok(())
    }
}
