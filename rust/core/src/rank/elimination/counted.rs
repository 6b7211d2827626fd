//! What a round of counting ballots gave.

use std::ops::Sub;

use fixedbitset::FixedBitSet;

use super::engine::Leaving;
use crate::rank::exact::{Exact, Keys};

/// The exact weight that each item got.
pub(super) struct Counted(pub(super) Exact);

/// Runs the same code on narrow and on wide numbers.
macro_rules! with_keys {
    ($counted:expr, $keys:ident => $body:expr) => {
        match &$counted.0.keys {
            Keys::Narrow($keys) => $body,
            Keys::Wide($keys) => $body,
        }
    };
}

impl Counted {
    /// As floats; NaN for items that have left.
    pub(super) fn scores(&self, left: &FixedBitSet) -> Vec<f64> {
        let score = |(item, &value)| if left.contains(item) { value } else { f64::NAN };
        self.0.values.iter().enumerate().map(score).collect()
    }

    /// The items with the least weight.
    pub(super) fn least(&self, left: &FixedBitSet) -> Vec<usize> {
        with_keys!(self, keys => first_of(left, |item| std::cmp::Reverse(&keys[item])))
    }

    /// The items with the most weight.
    pub(super) fn most(&self, left: &FixedBitSet) -> Vec<usize> {
        with_keys!(self, keys => first_of(left, |item| &keys[item]))
    }

    /// The items without any weight.
    pub(super) fn without(&self, left: &FixedBitSet) -> Vec<usize> {
        with_keys!(self, keys => left.ones().filter(|&item| is_zero(&keys[item])).collect())
    }

    /// Those with the least weight leave; all alike if nobody has any.
    pub(super) fn least_or_alike(&self, left: &FixedBitSet) -> Leaving {
        let without = self.without(left);
        if without.len() == left.count_ones(..) { Leaving::Alike(without) } else { Leaving::Tied(self.least(left)) }
    }

    /// The item with more weight than all others together.
    pub(super) fn majority(&self, left: &FixedBitSet) -> Option<usize> {
        let best = *self.most(left).first()?;
        with_keys!(self, keys => outweighs(keys, best, left)).then_some(best)
    }
}

fn is_zero<K: Default + PartialEq>(key: &K) -> bool {
    *key == K::default()
}

fn first_of<K: Ord>(left: &FixedBitSet, key: impl Fn(usize) -> K) -> Vec<usize> {
    let best = left.ones().map(&key).max();
    left.ones().filter(|&item| Some(key(item)) == best).collect()
}

/// Takes the others away one by one, so that no sum can overflow.
fn outweighs<K>(keys: &[K], best: usize, left: &FixedBitSet) -> bool
where
    K: Clone + Default + PartialOrd,
    for<'a> K: Sub<&'a K, Output = K>,
{
    let mut lead = keys[best].clone();
    for other in left.ones().filter(|&item| item != best) {
        if lead <= K::default() {
            return false;
        }
        lead = lead - &keys[other];
    }
    lead > K::default()
}
