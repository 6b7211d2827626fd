//! What a memory of errors says of a vector: the mean label and the mean prediction of what fell into the same buckets.

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::exp::extend_relative;
use crate::hashing::tables::{Shape, Table};
use crate::memory::filled_under;
use crate::par::rows;

/// Buckets that are looked up in a chunk; each is a miss of the cache.
const CHUNK_BUCKETS: usize = 1 << 13;

/// What was written: the table of one history whose values are a label and a prediction.
#[derive(Debug, Clone, Copy)]
pub struct Buckets<'a> {
    table: &'a Table,
    shape: Shape,
}

impl<'a> Buckets<'a> {
    /// Reads a table with two values in each bucket.
    ///
    /// # Errors
    /// [`Error::Length`] for any other number of them.
    pub fn new(table: &'a Table, shape: Shape) -> Result<Self> {
        Error::check_length("values of a bucket", shape.width, 2)?;
        Error::check_length("counts of buckets", table.counts().len(), shape.n_buckets())?;
        Ok(Self { table, shape })
    }

    /// Weight, mean label and mean prediction of the bucket of a code; none where it is empty.
    fn bucket(&self, group: usize, code: u16) -> Option<(f64, f64, f64)> {
        let at = group * self.shape.n_codes + usize::from(code);
        let weight = self.table.weight(at, self.table.counts()[at]);
        let mean = |sum: f32| f64::from(sum) / weight;
        let sums = &self.table.sums()[2 * at..][..2];
        // A decay of nothing leaves rows that weigh nothing.
        (weight > 0.0).then(|| (weight, mean(sums[0]), mean(sums[1])))
    }
}

/// What the memory says of one vector.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// The estimated label; 0 where all buckets are empty.
    pub label: f64,
    /// The estimated prediction; 0 where all buckets are empty.
    pub prediction: f64,
    /// The mean weight of a bucket, over all groups.
    pub density: f64,
    /// How many buckets are not empty.
    pub n_hit: u32,
}

/// Reads the buckets of each row of `n_groups` codes.
///
/// Buckets are averaged with the weights `softmax(s / temperature)`, where `s` is a bucket's share of the weight in all
/// the row's buckets. Empty buckets are left out.
///
/// # Errors
/// [`Error::Invalid`] for a temperature that is not above 0 or a code beyond the table, [`Error::Memory`], or a stop asked
/// for through `ctx`.
///
/// # Complexity
/// `O(n_groups)` for each row.
pub fn read(buckets: Buckets<'_>, codes: &[u16], temperature: f64, ctx: &Ctx<'_>) -> Result<Vec<Reading>> {
    if !(temperature.is_finite() && temperature > 0.0) {
        return Err(Error::invalid("temperature", At::Whole, temperature, "a temperature", "a number above 0"));
    }
    let n_groups = buckets.shape.groups.max(1);
    let mut found = filled_under(ctx, "readings", codes.len() / n_groups, Reading::default())?;
    ctx.set_total(found.len() as u64);
    ctx.fill_chunks(&mut found, 1, rows(CHUNK_BUCKETS, n_groups), |first, readings| {
        let mut scratch = Scratch::default();
        for (row, reading) in (first..).zip(readings.iter_mut()) {
            *reading = one(buckets, &codes[row * n_groups..][..n_groups], row, temperature, &mut scratch)?;
        }
        ctx.advance(readings.len() as u64);
        Ok(())
    })?;
    Ok(found)
}

#[derive(Default)]
struct Scratch {
    hits: Vec<(f64, f64, f64)>,
    shares: Vec<f64>,
    relative: Vec<f64>,
}

fn one(buckets: Buckets<'_>, codes: &[u16], row: usize, temperature: f64, scratch: &mut Scratch) -> Result<Reading> {
    let Scratch { hits, shares, relative } = scratch;
    hits.clear();
    for (group, &code) in codes.iter().enumerate() {
        if usize::from(code) >= buckets.shape.n_codes {
            let expected = format!("code < {}", buckets.shape.n_codes);
            return Err(Error::invalid("codes", At::Cell(row, group), code, "a code", expected));
        }
        hits.extend(buckets.bucket(group, code));
    }
    let in_all: f64 = hits.iter().map(|hit| hit.0).sum();
    shares.clear();
    shares.extend(hits.iter().map(|hit| hit.0 / in_all));
    relative.clear();
    if !extend_relative(shares, temperature, relative) {
        return Ok(Reading::default());
    }
    let total: f64 = relative.iter().sum();
    let mean = |of: fn(&(f64, f64, f64)) -> f64| {
        hits.iter().zip(relative.iter()).map(|(hit, weight)| weight * of(hit)).sum::<f64>() / total
    };
    Ok(Reading {
        label: mean(|hit| hit.1),
        prediction: mean(|hit| hit.2),
        density: in_all / codes.len() as f64,
        n_hit: hits.len() as u32,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::hashing::tables::{Batch, Sign};
    use crate::hashing::vectors::{Floats, Vectors};
    use crate::hashing::{BucketTable, SimHash};

    /// Two groups of a bit. The bucket of (1, 1) in the first has three rows, in the second two.
    fn by_hand() -> BucketTable {
        let encoder = Arc::new(SimHash::from_matrix(vec![1.0, 0.0, 0.0, 1.0], 2, 2, 1).unwrap());
        let mut table = BucketTable::new(Arc::clone(&encoder), 2, None, None).unwrap();
        let vectors = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0];
        let values = [1.0, 0.6, 0.0, 0.6, 0.0, 0.6, 1.0, 0.45, 1.0, 0.45];
        let rows = |what, cells| Vectors::new(what, Floats::F64(cells), 5, 2).unwrap();
        let batch = Batch {
            vectors: rows("vectors", &vectors),
            values: Some(rows("values", &values)),
            weights: None,
            mask: None,
            users: None,
            offsets: &[0, 5],
        };
        let parts = BucketTable::parts(&encoder, 2, batch, Sign::Plus, &Ctx::default()).unwrap();
        table.commit(parts, Sign::Plus).unwrap();
        table
    }

    #[test]
    fn two_buckets_by_hand() {
        // Shares 0.6 and 0.4 at a temperature of 0.1: weights .880797 and .119203.
        let table = by_hand();
        let buckets = Buckets::new(&table.tables()[0], table.shape()).unwrap();
        let found = read(buckets, &[1, 1, 1, 0], 0.1, &Ctx::default()).unwrap();
        assert!((found[0].label - 0.412_802).abs() < 1e-6, "{found:?}");
        assert_eq!((found[0].n_hit, found[0].density.to_bits()), (2, 2.5_f64.to_bits()));
        assert!((found[1].label - 1.0 / 3.0).abs() < 1e-15 && (found[1].prediction - 0.6).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn empty_buckets_are_left_out() {
        let encoder = Arc::new(SimHash::from_matrix(vec![1.0], 1, 1, 1).unwrap());
        let table = BucketTable::new(encoder, 2, None, None).unwrap();
        let buckets = Buckets::new(&table.tables()[0], table.shape()).unwrap();
        assert_eq!(read(buckets, &[1], 0.1, &Ctx::default()).unwrap(), [Reading::default()]);
        let mut decayed = by_hand();
        decayed.decay(0.0).unwrap();
        let buckets = Buckets::new(&decayed.tables()[0], decayed.shape()).unwrap();
        assert_eq!(read(buckets, &[1, 1], 0.1, &Ctx::default()).unwrap(), [Reading::default()]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let table = by_hand();
        let buckets = Buckets::new(&table.tables()[0], table.shape()).unwrap();
        let fails =
            |codes: &[u16], temperature| read(buckets, codes, temperature, &Ctx::default()).unwrap_err().to_string();
        assert_eq!(fails(&[1, 2], 0.1), "codes[0, 1] = 2 is not a code: expected code < 2");
        assert!(fails(&[0, 0], 0.0).starts_with("temperature = 0"));
        assert!(fails(&[0, 0], f64::NAN).starts_with("temperature = NaN"));
        assert!(Buckets::new(&table.tables()[0], Shape { width: 3, ..table.shape() }).is_err());
    }
}
