//! What is known of each pair, and what follows from it.

use super::problem::{Problem, pair};

/// The side of a pair on which an order may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The larger place first.
    Against,
    /// The smaller place first.
    Along,
    /// Not known.
    Open,
}

/// The sides of all pairs, closed under transitivity.
#[derive(Clone)]
pub(super) struct Sides {
    n: usize,
    of: Vec<Side>,
    n_open: usize,
    /// Pairs whose consequences are still to be drawn: first place, second place.
    news: Vec<[u16; 2]>,
}

impl Sides {
    /// Nothing is known.
    pub(super) fn open(n: usize) -> Self {
        let pairs = n * n.saturating_sub(1) / 2;
        Self { n, of: vec![Side::Open; pairs], n_open: pairs, news: Vec::new() }
    }

    pub(super) fn of(&self, number: usize) -> Side {
        self.of[number]
    }

    pub(super) fn all(&self) -> &[Side] {
        &self.of
    }

    pub(super) fn n_open(&self) -> usize {
        self.n_open
    }

    /// Puts an open pair on a side; [`Sides::close`] draws the consequences.
    pub(super) fn set(&mut self, problem: &Problem, number: usize, along: bool) {
        let [i, j] = problem.pairs[number];
        self.settle(number, along);
        self.news.push(if along { [i, j] } else { [j, i] });
    }

    fn settle(&mut self, number: usize, along: bool) {
        self.of[number] = if along { Side::Along } else { Side::Against };
        self.n_open -= 1;
    }

    /// Whether `a` is known to come before `b` (`Some(true)`) or after it.
    fn before(&self, a: usize, b: usize) -> Option<bool> {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        match self.of[pair(self.n, low, high)] {
            Side::Open => None,
            side => Some((side == Side::Along) == (a < b)),
        }
    }

    /// Draws all consequences of what was set; false if it contradicts itself, so that no order is left.
    pub(super) fn close(&mut self) -> bool {
        while let Some([a, b]) = self.news.pop() {
            let (a, b) = (usize::from(a), usize::from(b));
            for k in (0..self.n).filter(|&k| k != a && k != b) {
                if self.before(b, k) == Some(true) && !self.follows(a, k) {
                    return false;
                }
                if self.before(k, a) == Some(true) && !self.follows(k, b) {
                    return false;
                }
            }
        }
        true
    }

    /// `a` comes before `b`; false if the opposite is known.
    fn follows(&mut self, a: usize, b: usize) -> bool {
        if let Some(known) = self.before(a, b) {
            return known;
        }
        self.settle(pair(self.n, a.min(b), a.max(b)), a < b);
        self.news.push([a as u16, b as u16]);
        true
    }

    /// The order of places, if no pair is open.
    pub(super) fn order(&self) -> Option<Vec<u32>> {
        if self.n_open > 0 {
            return None;
        }
        let mut order: Vec<u32> = (0..self.n as u32).collect();
        let ahead = |a: usize| (0..self.n).filter(|&b| b != a && self.before(b, a) == Some(true)).count();
        order.sort_by_cached_key(|&place| ahead(place as usize));
        Some(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::kemeny::margins::Margins;

    #[test]
    fn consequences_are_drawn_and_contradictions_found() {
        let margins = Margins::new(4, |_, _| Ok(1)).unwrap();
        let problem = Problem::new(&margins, &[0, 1, 2, 3]).unwrap();
        let mut sides = Sides::open(4);
        // 2 before 0, 0 before 3, 3 before 1: the order 2, 0, 3, 1.
        for (i, j, along) in [(0, 2, false), (0, 3, true), (1, 3, false)] {
            assert_eq!(sides.order(), None);
            sides.set(&problem, pair(4, i, j), along);
            assert!(sides.close());
        }
        assert_eq!(sides.order(), Some(vec![2, 0, 3, 1]));

        let mut cycle = Sides::open(3);
        let problem = Problem::new(&margins.among(&[0, 1, 2]).unwrap(), &[0, 1, 2]).unwrap();
        for (i, j, along) in [(0, 1, true), (1, 2, true), (0, 2, false)] {
            cycle.set(&problem, pair(3, i, j), along);
        }
        assert!(!cycle.close());
    }
}
