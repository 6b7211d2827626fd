//! Who stands in some relation to whom, a bit a pair.

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;
use crate::pairwise::chunk_rows;

/// A relation between `m` items: a row of bits for each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Relation {
    words: usize,
    bits: Vec<u64>,
}

impl Relation {
    /// Nobody stands in it to anybody.
    pub(super) fn empty(m: usize) -> Result<Self> {
        let words = m.div_ceil(64).max(1);
        Ok(Self { words, bits: filled("relation of items", m * words, 0)? })
    }

    /// The pairs for which `holds` is true.
    pub(super) fn of(m: usize, holds: impl Fn(usize, usize) -> bool + Sync, ctx: &Ctx<'_>) -> Result<Self> {
        let mut relation = Self::empty(m)?;
        let words = relation.words;
        ctx.fill_chunks(&mut relation.bits, words, chunk_rows(m), |first, rows| {
            for (i, row) in (first..).zip(rows.chunks_exact_mut(words)) {
                for (word, start) in row.iter_mut().zip((0..).step_by(64)) {
                    *word = (start..m.min(start + 64)).fold(0, |bits, j| bits | u64::from(holds(i, j)) << (j - start));
                }
            }
            Ok(())
        })?;
        Ok(relation)
    }

    /// Who beats whom: more weight prefers the first.
    pub(super) fn majority<T: Ord + Sync>(weights: &[T], m: usize, ctx: &Ctx<'_>) -> Result<Self> {
        Self::of(m, |i, j| weights[i * m + j] > weights[j * m + i], ctx)
    }

    /// Who is beaten by whom.
    pub(super) fn minority<T: Ord + Sync>(weights: &[T], m: usize, ctx: &Ctx<'_>) -> Result<Self> {
        Self::of(m, |i, j| weights[i * m + j] < weights[j * m + i], ctx)
    }

    pub(super) fn row(&self, i: usize) -> &[u64] {
        &self.bits[i * self.words..][..self.words]
    }

    pub(super) fn has(&self, i: usize, j: usize) -> bool {
        self.row(i)[j / 64] >> (j % 64) & 1 == 1
    }

    /// Adds a pair to a transitive relation, with all that follows from it.
    pub(super) fn connect(&mut self, i: usize, j: usize) {
        if self.has(i, j) {
            return;
        }
        let mut below = self.row(j).to_vec();
        insert(&mut below, j);
        for (above, row) in self.bits.chunks_exact_mut(self.words).enumerate() {
            let reaches = above == i || row[i / 64] >> (i % 64) & 1 == 1;
            if reaches && row[j / 64] >> (j % 64) & 1 == 0 {
                row.iter_mut().zip(&below).for_each(|(word, more)| *word |= more);
            }
        }
    }

    /// How many stand in the relation to each item.
    pub(super) fn n_above(&self, m: usize) -> Vec<usize> {
        let mut above = vec![0; m];
        for row in self.bits.chunks_exact(self.words) {
            members(row).for_each(|item| above[item] += 1);
        }
        above
    }
}

pub(super) fn insert(set: &mut [u64], item: usize) {
    set[item / 64] |= 1 << (item % 64);
}

pub(super) fn remove(set: &mut [u64], item: usize) {
    set[item / 64] &= !(1 << (item % 64));
}

pub(super) fn is_subset(inner: &[u64], outer: &[u64]) -> bool {
    inner.iter().zip(outer).all(|(inner, outer)| inner & !outer == 0)
}

/// The items of a set, ascending.
pub(super) fn members(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    (0..).step_by(64).zip(set).flat_map(|(start, &word)| {
        let after = |bits: &u64| Some(bits & (bits - 1)).filter(|&rest| rest != 0);
        let first = Some(word).filter(|&bits| bits != 0);
        std::iter::successors(first, after).map(move |bits| start + bits.trailing_zeros() as usize)
    })
}

/// For each item the number of its strongly connected component, given the relation and its converse (Kosaraju, Sharir):
/// two searches in depth, each of which takes a word of items at a time.
pub(super) fn components(m: usize, relation: &Relation, converse: &Relation) -> Vec<usize> {
    let (mut left, mut finished) = (all(m), Vec::with_capacity(m));
    for start in 0..m {
        search(start, relation, &mut left, |item| finished.push(item));
    }
    let (mut left, mut number) = (all(m), vec![0; m]);
    for (component, &start) in finished.iter().rev().enumerate() {
        search(start, converse, &mut left, |item| number[item] = component);
    }
    number
}

/// The set of all items.
pub(super) fn all(m: usize) -> Vec<u64> {
    let mut set = vec![0; m.div_ceil(64).max(1)];
    (0..m).for_each(|item| insert(&mut set, item));
    set
}

/// Walks in depth from an item through those that are left, and tells each when its walk is over.
fn search(start: usize, relation: &Relation, left: &mut [u64], mut finish: impl FnMut(usize)) {
    if left[start / 64] >> (start % 64) & 1 == 0 {
        return;
    }
    remove(left, start);
    let mut path = vec![start];
    while let Some(&item) = path.last() {
        let next = relation.row(item).iter().zip(&*left).position(|(row, left)| row & left != 0);
        if let Some(word) = next {
            let bits = relation.row(item)[word] & left[word];
            let next = word * 64 + bits.trailing_zeros() as usize;
            remove(left, next);
            path.push(next);
        } else {
            finish(item);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_one_component_and_its_tail_another() {
        let m = 70;
        let edge = |i: usize, j: usize| (i < 66 && j == (i + 1) % 66) || (i == 3 && j == 66) || (i == 66 && j == 69);
        let relation = Relation::of(m, edge, &Ctx::default()).unwrap();
        let converse = Relation::of(m, |i, j| edge(j, i), &Ctx::default()).unwrap();
        let number = components(m, &relation, &converse);
        assert!(number[..66].iter().all(|&component| component == number[0]));
        let mut rest = number[65..].to_vec();
        rest.sort_unstable();
        rest.dedup();
        assert_eq!(rest.len(), 5);
    }

    #[test]
    fn connecting_keeps_the_relation_transitive() {
        let mut relation = Relation::empty(130).unwrap();
        for (i, j) in [(0, 1), (2, 128), (1, 2), (128, 129), (129, 0)] {
            relation.connect(i, j);
        }
        let cycle = [0, 1, 2, 128, 129];
        assert!(cycle.iter().all(|&i| cycle.iter().all(|&j| relation.has(i, j))));
        assert_eq!(relation.n_above(130).iter().sum::<usize>(), 25);
        assert_eq!(members(relation.row(1)).collect::<Vec<_>>(), cycle);
    }
}
