//! Pairs of places that bias may exchange, and draws of one.
//!
//! A pair is a place that holds an item of the second group and one further down that holds an item of the first. It is
//! drawn with a probability in proportion to `phi^(distance of the places)`; what is kept is that over `phi`, so that
//! neighbours weigh 1, nothing vanishes, and the limits `phi = 0` (neighbours alone) and `phi = 1` (all pairs alike) are
//! models too.

use crate::rng::Stream;

/// A binary tree over places. A draw and an exchange take `O(log n_places)`.
pub(super) struct Pairs {
    /// Leaves, a power of two; node 1 is the root, node `k` has the children `2k` and `2k + 1`.
    n_leaves: usize,
    /// `phi^(2^level)`: the scale of the sums of nodes with `2^level` leaves a child.
    scales: Vec<f64>,
    nodes: Vec<Node>,
}

/// Sums over the places of a node. All terms are at least 0, so nothing cancels.
#[derive(Clone, Copy, Default)]
struct Node {
    /// Of `phi^(places between the node's start and the item)`, over items of the first group.
    first: f64,
    /// Of `phi^(places between the item and the node's end)`, over items of the second group.
    second: f64,
    /// The weight of the pairs within.
    pairs: f64,
}

impl Pairs {
    pub(super) fn new(n_places: usize, phi: f64) -> Self {
        let n_leaves = n_places.next_power_of_two();
        let scales = std::iter::successors(Some(phi), |scale| Some(scale * scale));
        let scales = scales.take(n_leaves.trailing_zeros() as usize).collect();
        Self { n_leaves, scales, nodes: vec![Node::default(); 2 * n_leaves] }
    }

    /// Starts over; one flag a place, whether its item is of the second group.
    pub(super) fn fill(&mut self, is_second: impl Iterator<Item = bool>) {
        for (leaf, second) in self.nodes[self.n_leaves..].iter_mut().zip(is_second) {
            *leaf = if second { SECOND } else { FIRST };
        }
        let mut level = 0;
        let mut start = self.n_leaves / 2;
        while start > 0 {
            for node in start..2 * start {
                self.sum(node, level);
            }
            level += 1;
            start /= 2;
        }
    }

    /// Whether no pair is left.
    pub(super) fn is_empty(&self) -> bool {
        // Wherever there is a pair there is one of neighbours between its two places, which weighs 1.
        self.nodes[1].pairs < 0.5
    }

    /// The two groups change places.
    pub(super) fn exchange(&mut self, (ahead, behind): (usize, usize)) {
        self.set(ahead, FIRST);
        self.set(behind, SECOND);
    }

    /// A pair, the place further ahead first. There must be one.
    pub(super) fn draw(&self, stream: &mut Stream) -> (usize, usize) {
        let mut at = stream.unit() * self.nodes[1].pairs;
        let (mut node, mut level) = (1, self.scales.len());
        loop {
            level -= 1;
            let (left, right) = (&self.nodes[2 * node], &self.nodes[2 * node + 1]);
            if at < left.pairs {
                node *= 2;
                continue;
            }
            at -= left.pairs;
            if at < right.pairs {
                node = 2 * node + 1;
                continue;
            }
            if left.second * right.first > 0.0 {
                let ahead = self.draw_second(2 * node, level, stream);
                return (ahead, self.draw_first(2 * node + 1, level, stream));
            }
            // Only where the sum was rounded up: on to a child that has pairs.
            node = 2 * node + usize::from(right.pairs > 0.0);
            at = 0.0;
        }
    }

    fn draw_first(&self, mut node: usize, mut level: usize, stream: &mut Stream) -> usize {
        let mut at = stream.unit() * self.nodes[node].first;
        while node < self.n_leaves {
            level -= 1;
            let (near, far, scale) = (self.nodes[2 * node].first, self.nodes[2 * node + 1].first, self.scales[level]);
            let is_far = at >= near && far * scale > 0.0;
            if is_far {
                at = (at - near) / scale;
            }
            node = 2 * node + usize::from(is_far);
        }
        node - self.n_leaves
    }

    fn draw_second(&self, mut node: usize, mut level: usize, stream: &mut Stream) -> usize {
        let mut at = stream.unit() * self.nodes[node].second;
        while node < self.n_leaves {
            level -= 1;
            let (far, near, scale) = (self.nodes[2 * node].second, self.nodes[2 * node + 1].second, self.scales[level]);
            let is_far = at >= near && far * scale > 0.0;
            if is_far {
                at = (at - near) / scale;
            }
            node = 2 * node + usize::from(!is_far);
        }
        node - self.n_leaves
    }

    fn set(&mut self, place: usize, leaf: Node) {
        let mut node = self.n_leaves + place;
        self.nodes[node] = leaf;
        let mut level = 0;
        while node > 1 {
            node /= 2;
            self.sum(node, level);
            level += 1;
        }
    }

    fn sum(&mut self, node: usize, level: usize) {
        let (left, right, scale) = (self.nodes[2 * node], self.nodes[2 * node + 1], self.scales[level]);
        self.nodes[node] = Node {
            first: left.first + scale * right.first,
            second: scale * left.second + right.second,
            pairs: left.pairs + right.pairs + left.second * right.first,
        };
    }
}

const FIRST: Node = Node { first: 1.0, second: 0.0, pairs: 0.0 };
const SECOND: Node = Node { first: 0.0, second: 1.0, pairs: 0.0 };

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(groups: &[bool], phi: f64) -> Vec<((usize, usize), f64)> {
        let n = groups.len();
        let pairs = (0..n).flat_map(|q| (q + 1..n).map(move |p| (q, p)));
        let valid = pairs.filter(|&(q, p)| groups[q] && !groups[p]);
        valid.map(|(q, p)| ((q, p), phi.powi((p - q) as i32 - 1))).collect()
    }

    #[test]
    fn pairs_are_drawn_in_proportion_to_their_weights() {
        let mut stream = Stream::new(3, 0);
        for (text, phi) in [("2211", 0.5), ("21212", 0.3), ("12112212122", 0.8), ("2121121", 1.0), ("2211221", 0.0)] {
            let groups: Vec<bool> = text.bytes().map(|b| b == b'2').collect();
            let mut pairs = Pairs::new(groups.len(), phi);
            pairs.fill(groups.iter().copied());
            let expected = weights(&groups, phi);
            let total: f64 = expected.iter().map(|(_, weight)| weight).sum();
            assert!((pairs.nodes[1].pairs - total).abs() < 1e-12 * total);
            let draws = 40_000;
            let drawn: Vec<_> = (0..draws).map(|_| pairs.draw(&mut stream)).collect();
            let mut seen = 0;
            for (pair, weight) in expected {
                let count = drawn.iter().filter(|&&d| d == pair).count();
                let p = weight / total;
                let off = count as f64 - p * f64::from(draws);
                assert!(off.abs() <= 4.5 * (p * (1.0 - p) * f64::from(draws)).sqrt() + 1e-9, "{text} {phi} {pair:?}");
                seen += count;
            }
            assert_eq!(seen, drawn.len(), "{text}: a pair that is none");
        }
    }

    #[test]
    fn exchanging_keeps_the_sums() {
        let mut stream = Stream::new(9, 0);
        for phi in [0.0, 1e-300, 1e-4, 0.5, 0.99, 1.0] {
            let mut groups: Vec<bool> = (0..37).map(|_| stream.below(2) == 1).collect();
            let mut pairs = Pairs::new(groups.len(), phi);
            pairs.fill(groups.iter().copied());
            while !pairs.is_empty() {
                let (ahead, behind) = pairs.draw(&mut stream);
                assert!(ahead < behind && groups[ahead] && !groups[behind]);
                groups.swap(ahead, behind);
                pairs.exchange((ahead, behind));
                let total: f64 = weights(&groups, phi).iter().map(|(_, weight)| weight).sum();
                assert!((pairs.nodes[1].pairs - total).abs() <= 1e-12 * total);
            }
            assert!(groups.is_sorted(), "all of the first group stand ahead at last");
        }
    }
}
