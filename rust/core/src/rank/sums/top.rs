//! The items with the highest sums, without sorting them.

use super::Keys;
use super::keys::{CHUNK, Key, range};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::vectorized::vectorized;

/// Keys are counted in `2**BITS` intervals, whose counters the first-level cache holds.
const BITS: u32 = 12;

/// Which items are in.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    /// Whether each item is in.
    pub mask: Vec<bool>,
    /// An item that is in, and none that is in has a lower sum.
    pub last: usize,
    /// How many items have the sum of `last`.
    pub n_tied: usize,
    /// How many of those are in: the ones with the lowest numbers.
    pub n_tied_in: usize,
}

/// The `count` items with the highest sums; of items with equal sums those with the lowest numbers.
///
/// # Errors
/// [`Error::Invalid`] unless `1 <= count <= n_items`, or for a float that is not finite; [`Error::Data`] for no items;
/// [`Error::Memory`]; or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_items)`: the keys are counted in 4096 intervals, and again within the one where the border falls, at most six
/// times.
pub fn top(sums: Keys<'_>, count: usize, ctx: &Ctx<'_>) -> Result<Top> {
    sums.check(ctx)?;
    if count == 0 || count > sums.len() {
        let expected = format!("1 <= count <= {}", sums.len());
        return Err(Error::invalid("count", At::Whole, count, "a number of items", expected));
    }
    match sums {
        Keys::Integer(sums) => select(sums, count, ctx),
        Keys::Float(sums) => select(sums, count, ctx),
    }
}

fn select<K: Key>(sums: &[K], count: usize, ctx: &Ctx<'_>) -> Result<Top> {
    let Border { key: border, wanted, n_equal } = find_border(sums, count, ctx)?;
    let mut mask = filled("the mask", sums.len(), false)?;
    let (mut left, mut last) = (wanted, 0);
    for (k, (sums, mask)) in sums.chunks(CHUNK).zip(mask.chunks_mut(CHUNK)).enumerate() {
        ctx.check()?;
        let n_equal_here = vectorized(
            #[inline(always)]
            || {
                let mut n_equal = 0;
                for (sum, is_in) in sums.iter().zip(mask.iter_mut()) {
                    *is_in = sum.ordered() > border;
                    n_equal += u32::from(sum.ordered() == border);
                }
                n_equal
            },
        );
        if n_equal_here == 0 || left == 0 {
            continue;
        }
        for ((at, _), is_in) in
            (k * CHUNK..).zip(sums).zip(mask).filter(|((_, sum), _)| sum.ordered() == border).take(left)
        {
            *is_in = true;
            left -= 1;
            last = at;
        }
    }
    Ok(Top { mask, last, n_tied: n_equal, n_tied_in: wanted })
}

struct Border {
    /// The key of the last item that is in.
    key: u64,
    /// How many items of that key are in.
    wanted: usize,
    /// How many there are.
    n_equal: usize,
}

fn find_border<K: Key>(keys: &[K], count: usize, ctx: &Ctx<'_>) -> Result<Border> {
    let (mut found, mut wanted) = narrow(keys, count, ctx)?;
    loop {
        match found {
            Narrowed::Equal { key, n_equal } => return Ok(Border { key, wanted, n_equal }),
            Narrowed::Among(keys) => (found, wanted) = narrow(&keys, wanted, ctx)?,
        }
    }
}

enum Narrowed {
    /// The border is this key.
    Equal { key: u64, n_equal: usize },
    /// The border is one of these.
    Among(Vec<u64>),
}

/// The interval with the `wanted`-th highest key, and the how-manieth it is in there.
fn narrow<K: Key>(keys: &[K], mut wanted: usize, ctx: &Ctx<'_>) -> Result<(Narrowed, usize)> {
    let (low, high) = range(keys, ctx)?;
    let shift = (u64::BITS - (high - low).leading_zeros()).saturating_sub(BITS);
    // A key that somebody changes meanwhile may fall outside; it is then not counted.
    let interval = |key: K| (key.ordered().wrapping_sub(low) >> shift) as usize;
    let mut counts = vec![0_usize; 1 << BITS];
    for chunk in keys.chunks(CHUNK) {
        ctx.check()?;
        for &key in chunk {
            if let Some(count) = counts.get_mut(interval(key)) {
                *count += 1;
            }
        }
    }
    let mut border = (1 << BITS) - 1;
    while border > 0 && counts[border] < wanted {
        wanted -= counts[border];
        border -= 1;
    }
    if shift == 0 {
        return Ok((Narrowed::Equal { key: low + border as u64, n_equal: counts[border] }, wanted));
    }
    let mut among = Vec::with_capacity(counts[border]);
    for chunk in keys.chunks(CHUNK) {
        ctx.check()?;
        among.extend(chunk.iter().filter(|&&key| interval(key) == border).map(|key| key.ordered()));
    }
    Ok((Narrowed::Among(among), wanted))
}
