//! The leader against the runner-up.

/// Up to this many tosses, sums of binomial coefficients are integers that 128 bits hold.
const EXACT: u32 = 120;

/// The probability that the leader, with `top` samples, is more likely than the runner-up, with `second <= top`: each new
/// sample of the two is the leader's with probability `x`, `x` is uniform at first, and this is `P(x > 1/2)` after the
/// samples. It equals the share of heads and tails in which `top + second + 1` tosses show at most `top` heads, so it is an
/// integer over a power of 2; up to 120 tosses that is rounded once.
///
/// # Complexity
/// `O(second)` up to 120 tosses, `O(sqrt(top + second))` above.
#[must_use]
pub fn beta(top: u32, second: u32) -> f64 {
    let (top, second) = (top.max(second), top.min(second));
    match top.checked_add(second).and_then(|both| both.checked_add(1)) {
        Some(tosses) if tosses <= EXACT => exact(tosses, second),
        _ => summed(u64::from(top) + u64::from(second) + 1, u64::from(second)),
    }
}

fn exact(tosses: u32, second: u32) -> f64 {
    let (mut coefficient, mut below) = (1_u128, 0_u128);
    for heads in 0..=second {
        below += coefficient;
        coefficient = coefficient * u128::from(tosses - heads) / u128::from(heads + 1);
    }
    ((1_u128 << tosses) - below) as f64 / (1_u128 << tosses) as f64
}

/// Relative to the middle coefficient, downwards to where nothing is left.
fn summed(tosses: u64, second: u64) -> f64 {
    let middle = tosses / 2;
    let (mut term, mut half, mut below) = (1.0, 0.0, 0.0);
    for heads in (0..=middle).rev() {
        half += term;
        if heads <= second {
            below += term;
        }
        term *= heads as f64 / (tosses - heads + 1) as f64;
        if term < 1e-300 {
            break;
        }
    }
    let total = if tosses.is_multiple_of(2) { 2.0 * half - 1.0 } else { 2.0 * half };
    1.0 - below / total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        for (top, second, expected) in [
            (0, 0, 0.5),
            (1, 0, 0.75),
            (3, 0, 0.9375),
            (4, 0, 0.968_75),
            (4, 1, 0.890_625),
            (7, 2, 0.945_312_5),
            (9, 3, 0.953_857_421_875),
            (5, 5, 0.5),
        ] {
            assert_eq!(beta(top, second).to_bits(), f64::to_bits(expected), "{top} {second}");
        }
    }

    #[test]
    fn many_tosses_continue_few() {
        for second in 0..=59 {
            let top = 119 - second;
            assert!((exact(120, second) - summed(120, u64::from(second))).abs() < 1e-15, "{top} {second}");
        }
        assert!((beta(1_000_000, 1_000_000) - 0.5).abs() < 1e-12);
        // Far from the middle, one half less the normal integral; a million tosses are normal to 1e-6.
        assert!((beta(500_500, 499_500) - 0.841_344_746).abs() < 1e-5);
    }
}
