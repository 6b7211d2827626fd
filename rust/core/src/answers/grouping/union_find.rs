//! Disjoint sets that are joined.

/// Sets of the numbers `0..n`.
pub(super) struct UnionFind(Vec<usize>);

impl UnionFind {
    /// Each number alone.
    pub(super) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The least number of the set that `i` is in.
    pub(super) fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            // Halving the path keeps trees flat without a second walk.
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    /// Joins the sets of two numbers.
    pub(super) fn join(&mut self, i: usize, j: usize) {
        let (i, j) = (self.root(i), self.root(j));
        self.0[i.max(j)] = i.min(j);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_are_transitive_and_roots_least() {
        let mut sets = UnionFind::new(6);
        for (i, j) in [(5, 4), (1, 3), (4, 1), (3, 5)] {
            sets.join(i, j);
        }
        let roots: Vec<usize> = (0..6).map(|i| sets.root(i)).collect();
        assert_eq!(roots, [0, 1, 2, 1, 1, 1]);
    }
}
