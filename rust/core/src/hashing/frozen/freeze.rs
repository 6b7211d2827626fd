//! From sums to what a candidate reads.

use half::f16;

use super::{MOST_MEAN, Normalize};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::hashing::tables::{BucketTable, Shape, Table};

/// Sums beyond this have no place in a table that answers: those of several groups might pass the largest float.
const LARGEST: f32 = 1.0e30;

/// Tables between two looks at the clock, in values.
const CHUNK: usize = 1 << 16;

/// Where normalised sums are written to, by user, group, code and value.
#[derive(Debug)]
pub enum CellsMut<'a> {
    /// In 32 bits.
    F32(&'a mut [f32]),
    /// In 16 bits, each value rounded to the nearest.
    F16(&'a mut [f16]),
}

/// Writes the normalised sums of all users, in the order of `places`.
///
/// # Errors
/// [`Error::Length`], [`Error::Data`] for a sum that is too large for the format, or a stop asked for through `ctx`.
pub fn freeze(
    table: &BucketTable,
    places: &[usize],
    normalize: Normalize,
    cells: CellsMut<'_>,
    ctx: &Ctx<'_>,
) -> Result<()> {
    match cells {
        CellsMut::F32(cells) => write(table, places, normalize, cells, LARGEST, |value| value, ctx),
        CellsMut::F16(cells) => write(table, places, normalize, cells, f32::from(f16::MAX), f16::from_f32, ctx),
    }
}

/// The weights of all buckets, by user, group and code, in the order of `places`: what [`Normalize::Ratio`] divides by.
pub fn frozen_weights<'a>(table: &'a BucketTable, places: &'a [usize]) -> impl Iterator<Item = f64> + 'a {
    places.iter().flat_map(|&place| table.tables()[place].weights())
}

fn write<C: Send>(
    table: &BucketTable,
    places: &[usize],
    normalize: Normalize,
    cells: &mut [C],
    largest: f32,
    rounded: impl Fn(f32) -> C + Sync,
    ctx: &Ctx<'_>,
) -> Result<()> {
    let shape = table.shape();
    Error::check_length("cells", cells.len(), places.len() * shape.n_cells())?;
    let most = if normalize == Normalize::Count { MOST_MEAN } else { f64::MAX };
    let (units, in_chunk) = (shape.width, crate::par::rows(CHUNK, shape.width));
    ctx.fill_chunks(cells, units, in_chunk, |first, cells| {
        for (k, cells) in cells.chunks_exact_mut(shape.width).enumerate() {
            let (user, bucket) = ((first + k) / shape.n_buckets(), (first + k) % shape.n_buckets());
            let one = &table.tables()[places[user]];
            let divisor = divisor(one, bucket, normalize, shape);
            for (cell, &sum) in cells.iter_mut().zip(&one.sums()[bucket * shape.width..]) {
                let value = if divisor > 0.0 { (f64::from(sum) / divisor).clamp(-most, most) as f32 } else { 0.0 };
                // Not a number neither, should sums have passed the largest float.
                if value.abs().partial_cmp(&largest).is_none_or(std::cmp::Ordering::is_gt) {
                    let got = format!("a sum of {value:e}");
                    let expected = format!("at most {largest:e} in magnitude, which is what the format holds");
                    return Err(Error::Data { what: "the table to freeze", got, expected });
                }
                *cell = rounded(value);
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// What the sum of a bucket is divided by; 0 for one that is empty.
fn divisor(table: &Table, bucket: usize, normalize: Normalize, shape: Shape) -> f64 {
    match normalize {
        Normalize::None | Normalize::Ratio => 1.0,
        Normalize::Count => table.weight(bucket, table.counts()[bucket]),
        Normalize::L2 => {
            let sums = &table.sums()[bucket * shape.width..][..shape.width];
            let norm = sums.iter().map(|&sum| f64::from(sum) * f64::from(sum)).sum::<f64>().sqrt();
            // A shorter sum is left short, as the layers do that train with this.
            if norm > 0.0 { norm.max(1e-12) } else { 0.0 }
        }
    }
}
