//! How far Mallows rankings stray, and the dispersion that makes them stray so far.

/// The mean distance of `n_items` items from their centre over the one of rankings at random, which is
/// `n_items (n_items - 1) / 4`; 0 at `phi = 0`, 1 at `phi = 1`.
///
/// A sum over stages: with `n` items left the displacement is `v` with probability in proportion to `phi^v`. Of products,
/// sums and quotients of numbers above 0 alone, so nothing cancels.
fn share(phi: f64, n_items: usize) -> f64 {
    let (mut power, mut total, mut moment, mut distance) = (1.0, 0.0, 0.0, 0.0);
    for v in 0..n_items {
        total += power;
        moment += v as f64 * power;
        distance += moment / total;
        power *= phi;
    }
    4.0 * distance / (n_items as f64 * (n_items as f64 - 1.0))
}

/// The dispersion at which rankings stray `norm_phi` times as far as rankings at random: the normalisation of Boehmer,
/// Faliszewski and Kraiczy (2023), whose point is that it means the same for any number of items.
pub(super) fn phi_of(norm_phi: f64, n_items: usize) -> f64 {
    if n_items < 2 || norm_phi <= 0.0 {
        return 0.0;
    }
    if norm_phi >= 1.0 {
        return 1.0;
    }
    // The share rises in phi: halve until there is no float between.
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        *(if share(middle, n_items) < norm_phi { &mut low } else { &mut high }) = middle;
        if high - low <= f64::EPSILON * high {
            return high;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_that_of_the_definition_and_is_inverted() {
        // Four items at one half stray 1.638095 pairs in the mean, of 3 at random.
        assert!((share(0.5, 4) - 1.638_095 / 3.0).abs() < 1e-6);
        for n_items in [2, 3, 10, 50, 400] {
            assert!((share(1.0, n_items) - 1.0).abs() < 1e-12);
            for norm_phi in [1e-6, 0.1, 0.5, 0.9, 0.999_999] {
                let phi = phi_of(norm_phi, n_items);
                assert!((share(phi, n_items) - norm_phi).abs() < 1e-12, "{n_items} {norm_phi} {phi}");
            }
        }
        assert_eq!((phi_of(0.0, 5), phi_of(1.0, 5), phi_of(0.3, 1)), (0.0, 1.0, 0.0));
    }
}
