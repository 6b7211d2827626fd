//! Sorting of many items by numbers: first spread evenly between the least and the greatest, then sorted bucket by bucket.

use super::merge::sort;
use crate::ctx::Ctx;
use crate::error::Result;

/// From here on spreading pays.
const SPREAD: usize = 1 << 15;

/// Items a bucket where the numbers are spread evenly: they are sorted in the first cache.
const BUCKET: usize = 1 << 8;

/// The most buckets: their ends stay in the first cache.
const MOST_BUCKETS: usize = 1 << 12;

/// Items put between two looks at the clock.
const LOOK: usize = 1 << 18;

/// Makes an item of each place and sorts them. Items must sort by the number at their place first.
///
/// Numbers that are spread unevenly only make for larger buckets; the time is `O(n log n)` whatever they are.
pub(super) fn sort_by_number<T: Copy + Ord + Default>(
    numbers: &[f64],
    item: impl Fn(usize) -> T,
    ctx: &Ctx<'_>,
) -> Result<Vec<T>> {
    let n = numbers.len();
    if n < SPREAD {
        return sort((0..n).map(item).collect(), ctx);
    }
    let (least, greatest) =
        numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    let n_buckets = (n / BUCKET).min(MOST_BUCKETS);
    // Where all numbers are equal, or too far apart for a float, this is infinite or zero, and all share a bucket: casts
    // take NaN to 0, and what is too large to the last bucket.
    let scale = (n_buckets as f64 - 0.5) / (greatest - least);
    let bucket = |number: f64| (((number - least) * scale) as u32 as usize).min(n_buckets - 1);
    let buckets: Vec<u16> = numbers.iter().map(|&number| bucket(number) as u16).collect();
    let mut next = vec![0_usize; n_buckets + 1];
    for &bucket in &buckets {
        next[bucket as usize + 1] += 1;
    }
    for k in 0..n_buckets {
        next[k + 1] += next[k];
    }
    let ends = next[1..].to_vec();
    let mut items = vec![T::default(); n];
    for (part, buckets) in buckets.chunks(LOOK).enumerate() {
        ctx.check()?;
        for (place, &bucket) in (part * LOOK..).zip(buckets) {
            let slot = &mut next[bucket as usize];
            items[*slot] = item(place);
            *slot += 1;
        }
    }
    let mut rest = &mut items[..];
    let mut start = 0;
    for end in ends {
        let (own, others) = rest.split_at_mut(end - start);
        ctx.check()?;
        if own.len() < SPREAD {
            own.sort_unstable();
        } else {
            own.copy_from_slice(&sort(own.to_vec(), ctx)?);
        }
        (rest, start) = (others, end);
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::distance::vectors::key;

    #[test]
    fn any_numbers_are_sorted() {
        let mut stream = crate::rng::Stream::new(8, 0);
        let n = SPREAD + 1000;
        let mut random =
            |scale: f64| -> Vec<f64> { (0..n).map(|_| stream.below(1 << 40) as f64 * scale - 1e9).collect() };
        let even = random(1.0);
        let kinds = [
            even.clone(),
            vec![2.5; n],
            // Nearly all in one bucket.
            even.iter().enumerate().map(|(k, &x)| if k == 7 { f64::MAX } else { x }).collect(),
            // Further apart than floats reach.
            even.iter().enumerate().map(|(k, &x)| [x, f64::MAX, f64::MIN][k % 3]).collect(),
            random(5e-324 / 1e9),
            even.iter().map(|x| x.rem_euclid(7.0) * -0.0).collect(),
        ];
        for numbers in kinds {
            let items = sort_by_number(&numbers, |k| (key(numbers[k]), k as u32), &Ctx::default()).unwrap();
            let mut expected: Vec<_> = numbers.iter().map(|&x| key(x)).zip(0..).collect();
            expected.sort_unstable();
            assert_eq!(items, expected);
        }
    }
}
