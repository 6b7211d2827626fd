//! Kendall's tau-b between two rankings.

/// Concordant less discordant pairs, over the geometric mean of the pairs untied in each: 1 for the same order, -1 for
/// the reverse, NaN if one of the rankings ties everything.
///
/// # Complexity
/// `O(n log n)` (Knight 1966).
///
/// # Example
/// ```
/// let tau = rankfold_core::rank::kendall_tau_b(&[1, 2, 3, 4], &[1, 2, 4, 3]);
/// assert!((tau - 4.0 / 6.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn kendall_tau_b(x: &[u32], y: &[u32]) -> f64 {
    let n = x.len().min(y.len());
    let mut pairs: Vec<(u32, u32)> = x.iter().copied().zip(y.iter().copied()).collect();
    pairs.sort_unstable();
    let tied =
        |runs: &mut dyn Iterator<Item = usize>| runs.map(|run| (run as u128) * (run as u128 - 1) / 2).sum::<u128>();
    let all = (n as u128) * (n as u128).saturating_sub(1) / 2;
    let tied_x = tied(&mut pairs.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len));
    let tied_both = tied(&mut pairs.chunk_by(|a, b| a == b).map(<[_]>::len));
    let mut values: Vec<u32> = pairs.iter().map(|pair| pair.1).collect();
    let discordant = sort_counting(&mut values);
    let tied_y = tied(&mut values.chunk_by(|a, b| a == b).map(<[_]>::len));
    let (untied_x, untied_y) = (all - tied_x, all - tied_y);
    if untied_x == 0 || untied_y == 0 {
        return f64::NAN;
    }
    // Pairs tied in neither are concordant or discordant.
    let untied = (all + tied_both - tied_x - tied_y) as i128;
    let lead = untied - 2 * discordant as i128;
    // One root of the product, so that equal rankings give 1 and not a little less.
    lead as f64 / ((untied_x * untied_y) as f64).sqrt()
}

/// Merge sort that counts inversions.
fn sort_counting(values: &mut [u32]) -> u128 {
    let n = values.len();
    if n < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(n / 2);
    let mut inversions = sort_counting(left) + sort_counting(right);
    let mut merged = Vec::with_capacity(n);
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if right[j] < left[i] {
            inversions += (left.len() - i) as u128;
            merged.push(right[j]);
            j += 1;
        } else {
            merged.push(left[i]);
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    values.copy_from_slice(&merged);
    inversions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tau_agrees_with_the_definition() {
        let mut stream = crate::rng::Stream::new(3, 0);
        for n in 0..40_usize {
            let x: Vec<u32> = (0..n).map(|_| stream.below(6) as u32).collect();
            let y: Vec<u32> = (0..n).map(|_| stream.below(9) as u32).collect();
            let (mut lead, mut untied_x, mut untied_y) = (0.0, 0.0, 0.0);
            for i in 0..n {
                for j in 0..i {
                    let sign = |a: u32, b: u32| (f64::from(a) - f64::from(b)).signum() * f64::from(u8::from(a != b));
                    lead += sign(x[i], x[j]) * sign(y[i], y[j]);
                    untied_x += sign(x[i], x[j]).abs();
                    untied_y += sign(y[i], y[j]).abs();
                }
            }
            let (tau, expected) = (kendall_tau_b(&x, &y), lead / f64::sqrt(untied_x * untied_y));
            assert!((tau - expected).abs() < 1e-12 || (tau.is_nan() && expected.is_nan()), "{x:?} {y:?}");
        }
    }
}
