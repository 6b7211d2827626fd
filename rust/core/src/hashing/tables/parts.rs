//! What a batch adds to a table, made without the table: it can be stopped, and threads share it.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::Shape;
use super::rows::{Group, Rows, groups};
use super::table::Table;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::hashing::simhash::SimHash;
use crate::hashing::vectors::{Keep, Vectors};
use crate::items::Label;
use crate::memory::filled;
use crate::offsets::bounds;

/// The largest weight of a row: sums of weights and values then stay far from infinity.
pub const MAX_WEIGHT: f64 = 16_777_216.0;

/// Rows of one history or of many.
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// What is hashed.
    pub vectors: Vectors<'a>,
    /// What is summed, if it is something else.
    pub values: Option<Vectors<'a>>,
    /// What rows weigh, 1 by default; they are rounded to 32 bits.
    pub weights: Option<&'a [f64]>,
    /// Which rows count; all by default. The others are not looked at.
    pub mask: Option<&'a [bool]>,
    /// Whose rows they are, if there are many histories.
    pub users: Option<&'a [Label]>,
    /// Where the rows of each history begin, and the end of the last: `[0, n_rows]` for one.
    pub offsets: &'a [i64],
}

/// The part of one history.
#[derive(Debug)]
pub(super) enum Part {
    /// Few rows next to the buckets: they are added where they belong.
    Few { codes: Vec<u16>, values: Vec<f32>, weights: Option<Vec<f32>> },
    /// More: a table of their own.
    Table(Arc<Table>),
}

/// The parts of all histories of a batch, ready to be added or taken away.
#[derive(Debug)]
pub struct Parts {
    pub(super) users: Option<Vec<Label>>,
    pub(super) parts: Vec<Part>,
}

/// A batch that was checked, and how its rows are read.
struct Reading<'a> {
    encoder: &'a SimHash,
    shape: Shape,
    batch: Batch<'a>,
}

impl Parts {
    /// Hashes and adds up a batch. With `as_tables` even few rows make tables of their own.
    pub(super) fn of(
        encoder: &SimHash,
        shape: Shape,
        batch: Batch<'_>,
        as_tables: bool,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let reading = Reading { encoder, shape, batch };
        let users = reading.check()?;
        ctx.set_total(batch.vectors.n_rows() as u64);
        let mut parts: Vec<Option<Part>> = users.iter().map(|_| None).collect();
        if users.len() < 2 * ctx.par().n_threads() {
            // Threads share the groups of each history, since a sum is never split.
            for (part, rows) in parts.iter_mut().zip(users) {
                *part = Some(reading.part(rows, as_tables, ctx)?);
            }
        } else {
            let in_chunk = crate::par::rows(encoder.rows_in_chunk(), batch.vectors.n_rows() / users.len());
            ctx.fill_chunks(&mut parts, 1, in_chunk, |first, parts| {
                let inner = ctx.inner();
                for (part, rows) in parts.iter_mut().zip(&users[first..]) {
                    *part = Some(reading.part(rows.clone(), as_tables, &inner)?);
                    ctx.advance(rows.len() as u64);
                }
                Ok(())
            })?;
        }
        Ok(Self { users: batch.users.map(<[Label]>::to_vec), parts: parts.into_iter().flatten().collect() })
    }
}

impl<'a> Reading<'a> {
    /// The rows of each history, after a look at all that can be wrong but the numbers themselves.
    fn check(&self) -> Result<Vec<Range<usize>>> {
        let Batch { vectors, values, weights, mask, users, offsets } = self.batch;
        self.encoder.check_vectors(&vectors)?;
        let n_rows = vectors.n_rows();
        let width = values.map_or(vectors.width(), |values| values.width());
        if width != self.shape.width {
            let (got, expected) = (format!("{width} values in a row"), format!("{}", self.shape.width));
            return Err(Error::Data {
                what: values.map_or("vectors, which are the values", |_| "values"),
                got,
                expected,
            });
        }
        if let Some(values) = values {
            Error::check_length("values", values.n_rows(), n_rows)?;
        }
        if let Some(mask) = mask {
            Error::check_length("mask", mask.len(), n_rows)?;
        }
        if let Some(weights) = weights {
            Error::check_length("weights", weights.len(), n_rows)?;
            let wrong = |weight: f64| !(0.0..=MAX_WEIGHT).contains(&weight);
            if let Some(row) = Keep(mask).of(0..n_rows).find(|&row| wrong(weights[row])) {
                let expected = format!("0 <= weight <= {MAX_WEIGHT}");
                return Err(Error::invalid("weights", At::Entry(row), weights[row], "a weight", expected));
            }
        }
        let mut seen = HashSet::new();
        if let Some((at, user)) = users.unwrap_or(&[]).iter().enumerate().find(|(_, user)| !seen.insert(*user)) {
            return Err(Error::invalid("users", At::Entry(at), user, "new", "each user once in a batch"));
        }
        Error::check_length("offsets", offsets.len(), users.map_or(1, <[Label]>::len) + 1)?;
        Ok(bounds("offsets", offsets, n_rows)?.windows(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// What is summed: values, or else the vectors themselves.
    fn values(&self) -> Vectors<'a> {
        self.batch.values.unwrap_or(self.batch.vectors)
    }

    fn keep(&self) -> Keep<'a> {
        Keep(self.batch.mask)
    }

    /// The weights of the rows that count among these.
    fn weights(&self, rows: Range<usize>) -> Option<Vec<f32>> {
        let weights = self.batch.weights?;
        Some(self.keep().of(rows).map(|row| weights[row] as f32).collect())
    }

    fn part(&self, rows: Range<usize>, as_tables: bool, ctx: &Ctx<'_>) -> Result<Part> {
        let Self { shape, .. } = *self;
        let n = self.keep().count(rows.clone());
        // To walk over a table takes about as long as to add half as many rows as it has buckets in a group.
        if !as_tables && n.saturating_mul(2 * shape.groups) <= shape.n_buckets() {
            let (mut codes, mut buffer) = (vec![0; n * shape.groups], Vec::new());
            self.encoder.hasher().codes(&self.batch.vectors, rows.clone(), self.keep(), &mut codes)?;
            let values = self.values().read(rows.clone(), self.keep(), &mut buffer)?.to_vec();
            return Ok(Part::Few { codes, values, weights: self.weights(rows) });
        }
        let mut table = Table::new(shape)?;
        table.n_rows = n as u64;
        table.check_room(0)?;
        if self.batch.weights.is_some() {
            table.weighted();
        }
        let mut groups = groups(&mut table, shape);
        if ctx.par().n_threads() == 1 {
            self.add_at_once(rows, &mut groups, ctx)?;
        } else {
            self.add_in_turn(rows, n, &mut groups, ctx)?;
        }
        Ok(Part::Table(Arc::new(table)))
    }

    /// Hashes and adds block after block, while it is in the cache.
    fn add_at_once(&self, rows: Range<usize>, groups: &mut [Group<'_>], ctx: &Ctx<'_>) -> Result<()> {
        let mut hasher = self.encoder.hasher();
        let (mut vectors, mut values, mut codes) = (Vec::new(), Vec::new(), Vec::new());
        let (block, chunk) = (self.encoder.rows_in_block(), self.encoder.rows_in_chunk());
        for start in rows.clone().step_by(block) {
            if (start - rows.start).is_multiple_of(chunk) {
                ctx.check()?;
            }
            let part = start..(start + block).min(rows.end);
            let found = self.batch.vectors.read(part.clone(), self.keep(), &mut vectors)?;
            codes.resize(found.len() / self.encoder.dim() * self.shape.groups, 0);
            hasher.codes_of(found, &mut codes);
            let values = match self.batch.values {
                None => found,
                Some(own) => own.read(part.clone(), self.keep(), &mut values)?,
            };
            self.rows(values, &codes, self.weights(part).as_deref()).add_to(groups, 0);
        }
        Ok(())
    }

    /// Hashes all rows, then adds them: threads share the rows first and the groups afterwards.
    fn add_in_turn(&self, rows: Range<usize>, n: usize, groups: &mut [Group<'_>], ctx: &Ctx<'_>) -> Result<()> {
        let Self { encoder, shape, .. } = *self;
        let block = encoder.rows_in_block();
        let starts: Vec<usize> = rows.clone().step_by(block).collect();
        let mut codes: Vec<u16> = filled("codes", n * shape.groups, 0)?;
        let mut parts = Vec::with_capacity(starts.len());
        let mut rest = &mut codes[..];
        for &start in &starts {
            let part = start..(start + block).min(rows.end);
            let (here, behind) = rest.split_at_mut(self.keep().count(part.clone()) * shape.groups);
            rest = behind;
            parts.push((part, here));
        }
        let in_chunk = encoder.rows_in_chunk() / block;
        ctx.fill_chunks(&mut parts, 1, in_chunk, |_, parts| {
            let mut hasher = encoder.hasher();
            parts
                .iter_mut()
                .try_for_each(|(part, codes)| hasher.codes(&self.batch.vectors, part.clone(), self.keep(), codes))
        })?;
        let groups_in_chunk = shape.groups.div_ceil(ctx.par().n_threads());
        ctx.fill_chunks(groups, 1, groups_in_chunk, |first, groups| {
            let (mut buffer, mut codes) = (Vec::new(), &codes[..]);
            for &start in &starts {
                ctx.check()?;
                let part = start..(start + block).min(rows.end);
                let values = self.values().read(part.clone(), self.keep(), &mut buffer)?;
                let (here, behind) = codes.split_at(values.len() / shape.width * shape.groups);
                codes = behind;
                self.rows(values, here, self.weights(part).as_deref()).add_to(groups, first);
            }
            Ok(())
        })?;
        Ok(())
    }

    fn rows<'r>(&self, values: &'r [f32], codes: &'r [u16], weights: Option<&'r [f32]>) -> Rows<'r> {
        let Shape { groups, width, .. } = self.shape;
        Rows { values, width, codes, n_groups: groups, weights }
    }
}
