//! What an item has: papers of several classes.

use num_bigint::BigInt;

/// The weight of the papers of each class, sorted by class, none of them 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms(Vec<(u32, i128)>);

impl Terms {
    /// Puts papers to those of a class, or with a weight below 0 takes some away.
    pub(super) fn add(&mut self, class: u32, weight: i128) {
        match self.0.binary_search_by_key(&class, |&(class, _)| class) {
            Ok(at) => {
                self.0[at].1 += weight;
                if self.0[at].1 == 0 {
                    self.0.remove(at);
                }
            }
            Err(_) if weight == 0 => {}
            Err(at) => self.0.insert(at, (class, weight)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i128)> + '_ {
        self.0.iter().copied()
    }

    /// What these papers are worth together, at such values of the classes.
    pub(super) fn sum(&self, values: &[BigInt]) -> BigInt {
        self.0.iter().map(|&(class, weight)| &values[class as usize] * weight).sum()
    }
}
