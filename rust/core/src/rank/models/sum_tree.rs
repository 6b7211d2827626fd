//! Draws in proportion to weights, without replacement.

/// Weights under a binary tree of their sums. Sums are taken anew when a leaf goes, never by subtraction, so the small
/// weights that are left stay as exact as they were.
pub(super) struct SumTree {
    /// The sum at node `k` is that of `2 k` and `2 k + 1`; the root is 1, the leaves are the second half.
    sums: Vec<f64>,
}

impl SumTree {
    pub(super) fn new(weights: &[f64]) -> Self {
        let leaves = weights.len().next_power_of_two();
        let mut sums = vec![0.0; 2 * leaves];
        sums[leaves..leaves + weights.len()].copy_from_slice(weights);
        for node in (1..leaves).rev() {
            sums[node] = sums[2 * node] + sums[2 * node + 1];
        }
        Self { sums }
    }

    pub(super) fn copy_from(&mut self, other: &Self) {
        self.sums.copy_from_slice(&other.sums);
    }

    /// Takes the leaf at a share in [0, 1) of what is left; one without weight is never taken while another is left.
    pub(super) fn take(&mut self, share: f64) -> usize {
        let leaves = self.sums.len() / 2;
        let (mut node, mut left) = (1, share * self.sums[1]);
        while node < leaves {
            node *= 2;
            // Rounding may leave more than there is on the right.
            if left >= self.sums[node] && self.sums[node + 1] > 0.0 {
                left -= self.sums[node];
                node += 1;
            }
        }
        let leaf = node - leaves;
        self.sums[node] = 0.0;
        while node > 1 {
            node /= 2;
            self.sums[node] = self.sums[2 * node] + self.sums[2 * node + 1];
        }
        leaf
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_go_in_proportion_and_once() {
        let whole = SumTree::new(&[1.0, 2.0, 1.0]);
        let mut tree = SumTree::new(&[0.0; 3]);
        for (share, leaf) in [(0.0, 0), (0.24, 0), (0.25, 1), (0.74, 1), (0.75, 2), (0.999, 2)] {
            tree.copy_from(&whole);
            assert_eq!(tree.take(share), leaf);
        }
        let mut tiny = SumTree::new(&[1.0, 1e-140, 1e-147, 1.0]);
        let mut taken: Vec<usize> = (0..4).map(|_| tiny.take(1.0_f64.next_down())).collect();
        assert_eq!(&taken[..2], &[3, 0]);
        taken.sort_unstable();
        assert_eq!(taken, [0, 1, 2, 3]);
    }
}
