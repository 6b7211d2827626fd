//! A bucket order that items move through, one at a time.

use super::gains::Gains;
use super::number::Number;
use crate::ctx::Ctx;
use crate::error::Result;

/// Pairs looked at between two looks at the clock, some 0.1 ms of work.
const CHUNK: usize = 1 << 15;

/// A place that an item can take: in the bucket that ends before `at`, or in a new one that starts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    at: usize,
    joins: bool,
}

/// Items in order; `opens` marks those that start a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) order: Vec<u32>,
    pub(super) opens: Vec<bool>,
}

impl Sequence {
    /// Each item in a bucket of its own.
    pub(super) fn strict(order: Vec<u32>) -> Self {
        Self { opens: vec![true; order.len()], order }
    }

    /// All items in one bucket.
    pub(super) fn one_bucket(m: usize) -> Self {
        Self { order: (0..m as u32).collect(), opens: (0..m).map(|place| place == 0).collect() }
    }

    /// The buckets, each in ascending order of items.
    pub(super) fn buckets(&self) -> Vec<Vec<u32>> {
        let mut buckets: Vec<Vec<u32>> = Vec::new();
        for (&item, &opens) in self.order.iter().zip(&self.opens) {
            match buckets.last_mut().filter(|_| !opens) {
                Some(bucket) => bucket.push(item),
                None => buckets.push(vec![item]),
            }
        }
        for bucket in &mut buckets {
            bucket.sort_unstable();
        }
        buckets
    }

    /// Takes an item out, and says where it was: in a bucket, at its end.
    fn remove(&mut self, item: u32) -> Place {
        let at = self.order.iter().position(|&other| other == item).unwrap_or(0);
        self.order.remove(at);
        if !self.opens.remove(at) {
            return Place { at: self.end(at), joins: true };
        }
        match self.opens.get_mut(at) {
            Some(next) if !*next => {
                *next = true;
                Place { at: self.end(at + 1), joins: true }
            }
            _ => Place { at, joins: false },
        }
    }

    /// The first place from `at` on where a bucket starts.
    fn end(&self, at: usize) -> usize {
        self.opens[at..].iter().position(|&opens| opens).map_or(self.opens.len(), |more| at + more)
    }

    fn insert(&mut self, item: u32, place: Place) {
        self.order.insert(place.at, item);
        self.opens.insert(place.at, !place.joins);
    }

    /// Moves an item to some other place: a bucket, or a gap between two, drawn by a number from 0 to twice the items.
    pub(super) fn throw(&mut self, item: u32, draw: usize) {
        self.remove(item);
        let at = (draw / 2).min(self.order.len());
        let place = if draw % 2 == 1 && at > 0 {
            Place { at: self.end(at), joins: true }
        } else {
            Place { at: self.end(at), joins: false }
        };
        self.insert(item, place);
    }

    /// Moves an item to where it costs least, and returns by how much less it does; 0 if it stays.
    ///
    /// # Complexity
    /// `O(n_items)`: one walk through the order knows the cost of every place.
    fn settle<T: Number>(&mut self, item: u32, gains: &Gains<T>) -> T {
        let zero = T::default();
        let was = self.remove(item);
        let row = gains.row(item);
        // Costs are those relative to the very first place.
        let (mut best, mut place, mut now) = (zero, Place { at: 0, joins: false }, zero);
        let mut offer = |cost: T, offered: Place| {
            if cost < best {
                (best, place) = (cost, offered);
            }
            if offered == was {
                now = cost;
            }
        };
        let (mut passed, mut tied, mut after) = (zero, zero, zero);
        for (at, &other) in self.order.iter().enumerate() {
            if at > 0 && self.opens[at] {
                offer(passed + tied, Place { at, joins: true });
                passed += after;
                offer(passed, Place { at, joins: false });
                (tied, after) = (zero, zero);
            }
            let [to_tie, to_pass] = row[other as usize];
            tied += to_tie;
            after += to_pass;
        }
        let at = self.order.len();
        if at > 0 {
            offer(passed + tied, Place { at, joins: true });
            offer(passed + after, Place { at, joins: false });
        }
        let gain = now - best;
        self.insert(item, if gain > zero { place } else { was });
        gain
    }

    /// Moves items, one after the other, until none can be moved to a place where it costs less, and returns by how
    /// much less all cost.
    ///
    /// # Errors
    /// A stop asked for through `ctx`; the sequence is whole then too, and not worse than it was.
    pub(super) fn descend<T: Number>(&mut self, gains: &Gains<T>, ctx: &Ctx<'_>) -> Result<T> {
        let m = self.order.len();
        let (mut gained, mut seen, mut quiet) = (T::default(), 0, 0);
        while quiet < m {
            for item in 0..m as u32 {
                let gain = self.settle(item, gains);
                gained += gain;
                quiet = if gain > T::default() { 0 } else { quiet + 1 };
                if quiet == m {
                    break;
                }
                seen += m;
                if seen > CHUNK {
                    seen = 0;
                    ctx.check()?;
                }
            }
        }
        Ok(gained)
    }

    /// Cuts the order into the best buckets anew, and returns by how much less they cost.
    ///
    /// `least[j]` is the least cost of ties among the first `j` items: `least[j] = min over i < j of least[i] + ties(i..j)`.
    ///
    /// # Complexity
    /// `O(n_items^2)`.
    pub(super) fn cut<T: Number>(&mut self, gains: &Gains<T>) -> T {
        let m = self.order.len();
        let zero = T::default();
        // ties[i]: what it costs to tie the items i..j, for the j at hand.
        let (mut ties, mut least, mut starts) = (vec![zero; m], vec![zero; m + 1], vec![0; m + 1]);
        let mut now = zero;
        for j in 1..=m {
            let last = self.order[j - 1];
            let mut sum = zero;
            (least[j], starts[j]) = (least[j - 1], j - 1);
            let mut inside = !self.opens[j - 1];
            for i in (0..j - 1).rev() {
                let more = gains.tied(self.order[i], last);
                sum += more;
                ties[i] += sum;
                if inside {
                    now += more;
                    inside = !self.opens[i];
                }
                let cost = least[i] + ties[i];
                if cost < least[j] {
                    (least[j], starts[j]) = (cost, i);
                }
            }
        }
        let gain = now - least[m];
        if gain > zero {
            self.opens.fill(false);
            let mut j = m;
            while j > 0 {
                j = starts[j];
                self.opens[j] = true;
            }
        }
        gain
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::random_excess;
    use super::*;
    use crate::rng::Stream;

    fn random_sequence(m: usize, stream: &mut Stream) -> Sequence {
        let mut sequence = Sequence::one_bucket(m);
        for item in 0..m as u32 {
            sequence.throw(item, stream.below(2 * m as u64) as usize);
        }
        sequence
    }

    #[test]
    fn moves_and_cuts_gain_what_they_say() {
        let mut stream = Stream::new(1, 0);
        for round in 0..200 {
            let m = 1 + round % 9;
            let excess = random_excess::<i64>(m, 5, &mut stream);
            let gains = Gains::of(&excess).unwrap();
            let mut sequence = random_sequence(m, &mut stream);
            let mut cost = excess.of(&sequence.buckets());
            for item in 0..m as u32 {
                cost -= sequence.settle(item, &gains);
                assert_eq!(cost, excess.of(&sequence.buckets()));
            }
            cost -= sequence.cut(&gains);
            assert_eq!(cost, excess.of(&sequence.buckets()));
            cost -= sequence.descend(&gains, &Ctx::default()).unwrap();
            assert_eq!(cost, excess.of(&sequence.buckets()));
            let mut items = sequence.buckets().concat();
            items.sort_unstable();
            assert_eq!(items, (0..m as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_item_settles_at_the_best_of_all_places() {
        let mut stream = Stream::new(2, 0);
        for round in 0..100 {
            let m = 2 + round % 6;
            let excess = random_excess::<i128>(m, 4, &mut stream);
            let gains = Gains::of(&excess).unwrap();
            let mut sequence = random_sequence(m, &mut stream);
            let rest = {
                let mut rest = sequence.clone();
                rest.remove(0);
                rest
            };
            sequence.settle(0, &gains);
            let places = (0..m).flat_map(|at| [(at, true), (at, false)]);
            let costs = places.filter(|&(at, joins)| rest.end(at) == at && (at > 0 || !joins)).map(|(at, joins)| {
                let mut other = rest.clone();
                other.insert(0, Place { at, joins });
                excess.of(&other.buckets())
            });
            assert_eq!(Some(excess.of(&sequence.buckets())), costs.min());
        }
    }

    #[test]
    fn cuts_are_the_best_of_an_order() {
        let mut stream = Stream::new(3, 0);
        for _ in 0..50 {
            let m = 6;
            let excess = random_excess::<i64>(m, 4, &mut stream);
            let mut sequence = random_sequence(m, &mut stream);
            let order = sequence.order.clone();
            let cost = |bits: usize| {
                let opens = (0..m).map(|place| place == 0 || bits >> place & 1 == 1).collect();
                excess.of(&Sequence { order: order.clone(), opens }.buckets())
            };
            let least = (0..1 << m).map(cost).min();
            sequence.cut(&Gains::of(&excess).unwrap());
            assert_eq!(Some(excess.of(&sequence.buckets())), least);
        }
    }
}
