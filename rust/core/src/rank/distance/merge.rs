//! Merge sort that counts inversions, and stops when asked to.

use crate::ctx::Ctx;
use crate::error::Result;

/// Values sorted between two looks at the clock; a block and its copy stay in the second cache.
const BLOCK: usize = 1 << 14;

/// Values that are sorted by comparing each two.
const NETWORK: usize = 4;

/// Sorts, and counts the pairs that stood the wrong way round: the earlier one the larger.
///
/// # Complexity
/// `O(n log n)`.
pub(super) fn sort_counting<T: Copy + Ord>(mut values: Vec<T>, ctx: &Ctx<'_>) -> Result<(Vec<T>, u64)> {
    let mut buffer = values.clone();
    let mut inversions = 0;
    for (block, buffer) in values.chunks_mut(BLOCK).zip(buffer.chunks_mut(BLOCK)) {
        ctx.check()?;
        inversions += sort_block(block, buffer);
    }
    inversions += merge_blocks(&mut values, &mut buffer, ctx)?;
    Ok((values, inversions))
}

/// Sorts without counting.
pub(super) fn sort<T: Copy + Ord>(mut values: Vec<T>, ctx: &Ctx<'_>) -> Result<Vec<T>> {
    for block in values.chunks_mut(BLOCK) {
        ctx.check()?;
        block.sort_unstable();
    }
    if values.len() > BLOCK {
        let mut buffer = values.clone();
        merge_blocks(&mut values, &mut buffer, ctx)?;
    }
    Ok(values)
}

/// Merges sorted blocks until one is left.
fn merge_blocks<T: Copy + Ord>(values: &mut Vec<T>, buffer: &mut Vec<T>, ctx: &Ctx<'_>) -> Result<u64> {
    let (mut inversions, mut width) = (0, BLOCK);
    while width < values.len() {
        for (from, to) in values.chunks(2 * width).zip(buffer.chunks_mut(2 * width)) {
            ctx.check()?;
            inversions += merge(from, to, width);
        }
        std::mem::swap(values, buffer);
        width *= 2;
    }
    Ok(inversions)
}

fn sort_block<T: Copy + Ord>(block: &mut [T], buffer: &mut [T]) -> u64 {
    let mut inversions = block.chunks_mut(NETWORK).map(sort_few).sum::<u64>();
    let (mut width, mut in_block) = (NETWORK, true);
    while width < block.len() {
        let (from, to) = if in_block { (&*block, &mut *buffer) } else { (&*buffer, &mut *block) };
        for (from, to) in from.chunks(2 * width).zip(to.chunks_mut(2 * width)) {
            inversions += merge(from, to, width);
        }
        in_block = !in_block;
        width *= 2;
    }
    if !in_block {
        block.copy_from_slice(buffer);
    }
    inversions
}

/// Sorts up to four values; four without a branch.
fn sort_few<T: Copy + Ord>(values: &mut [T]) -> u64 {
    if let &mut [a, b, c, d] = values {
        let sort = |a: T, b: T| if b < a { (b, a) } else { (a, b) };
        let inversions = [b < a, c < a, d < a, c < b, d < b, d < c].map(u64::from).iter().sum();
        let ((a, b), (c, d)) = (sort(a, b), sort(c, d));
        let ((first, b), (c, last)) = (sort(a, c), sort(b, d));
        let (second, third) = sort(b, c);
        values.copy_from_slice(&[first, second, third, last]);
        return inversions;
    }
    let mut inversions = 0;
    for end in 1..values.len() {
        for k in (1..=end).rev().take_while(|&k| k > 0) {
            if values[k] >= values[k - 1] {
                break;
            }
            values.swap(k, k - 1);
            inversions += 1;
        }
    }
    inversions
}

/// Merges the sorted halves of `from`, the left one of `width` values, and counts the inversions between them.
fn merge<T: Copy + Ord>(from: &[T], to: &mut [T], width: usize) -> u64 {
    let (left, right) = from.split_at(width.min(from.len()));
    if left.len() == right.len() { merge_even(left, right, to) } else { merge_uneven(left, right, to) }
}

/// From both ends at once: two chains of steps that do not wait for each other, and, since each takes half of the values
/// and the halves are of one length, neither can run out of them.
fn merge_even<T: Copy + Ord>(left: &[T], right: &[T], to: &mut [T]) -> u64 {
    let n = left.len();
    let (left, right) = (&left[..n], &right[..n]);
    let (front, back) = to.split_at_mut(n);
    let (mut i, mut j) = (0_usize, 0_usize);
    let (mut left_end, mut right_end) = (n, n);
    let mut inversions = 0_u64;
    for (front, back) in front.iter_mut().zip(back.iter_mut().rev()) {
        let (a, b) = (left[i], right[j]);
        let inverted = b < a;
        *front = if inverted { b } else { a };
        // A value from the right that goes to the front passes all that are left on the left.
        inversions = inversions.wrapping_add((n - i) as u64 & u64::from(inverted).wrapping_neg());
        i = i.wrapping_add(usize::from(!inverted));
        j = j.wrapping_add(usize::from(inverted));

        let (a, b) = (left[left_end.wrapping_sub(1)], right[right_end.wrapping_sub(1)]);
        let inverted = b < a;
        *back = if inverted { a } else { b };
        left_end = left_end.wrapping_sub(usize::from(inverted));
        right_end = right_end.wrapping_sub(usize::from(!inverted));
        // One that goes to the back was passed by all that the back took from the left.
        inversions = inversions.wrapping_add((n - left_end) as u64 & u64::from(!inverted).wrapping_neg());
    }
    inversions
}

fn merge_uneven<T: Copy + Ord>(left: &[T], right: &[T], to: &mut [T]) -> u64 {
    let (mut i, mut j, mut inversions) = (0, 0, 0);
    for slot in to {
        let from_right = match (left.get(i), right.get(j)) {
            (Some(a), Some(b)) => b < a,
            (None, _) => true,
            (_, None) => false,
        };
        *slot = if from_right { right[j] } else { left[i] };
        inversions += if from_right { (left.len() - i) as u64 } else { 0 };
        j += usize::from(from_right);
        i += usize::from(!from_right);
    }
    inversions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions_agree_with_the_definition() {
        let mut stream = crate::rng::Stream::new(5, 0);
        for n in 0..200 {
            let values: Vec<u64> = (0..n).map(|_| stream.below(1 + n / 2)).collect();
            let pairs = (0..values.len()).flat_map(|i| (0..i).map(move |j| (j, i)));
            let expected = pairs.filter(|&(j, i)| values[j] > values[i]).count() as u64;
            let mut sorted = values.clone();
            sorted.sort_unstable();
            assert_eq!(sort_counting(values.clone(), &Ctx::default()).unwrap(), (sorted.clone(), expected));
            assert_eq!(sort(values, &Ctx::default()).unwrap(), sorted);
        }
    }

    #[test]
    fn blocks_are_merged() {
        let n = 3 * BLOCK + 77;
        let falling: Vec<u32> = (0..n as u32).rev().collect();
        let (sorted, inversions) = sort_counting(falling.clone(), &Ctx::default()).unwrap();
        assert_eq!(inversions, (n * (n - 1) / 2) as u64);
        assert!(sorted.is_sorted());
        assert_eq!(sort(falling, &Ctx::default()).unwrap(), sorted);
    }
}
