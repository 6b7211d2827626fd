//! Strongly connected components of a graph on items.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::memory::filled;

/// A directed graph, a bit for each ordered pair of nodes.
pub(super) struct Digraph {
    n_nodes: usize,
    words: usize,
    bits: Vec<u64>,
}

/// Which component each node is in. No arc leads from a later component to an earlier one; of those that could come
/// next, the one with the lowest node does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Components {
    pub(super) of: Vec<u32>,
    n_components: usize,
}

impl Components {
    /// Everything in one.
    pub(super) fn one(n_nodes: usize) -> Self {
        Self { of: vec![0; n_nodes], n_components: 1 }
    }

    pub(super) fn len(&self) -> usize {
        self.n_components
    }

    /// The nodes of each component, ascending.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.n_components];
        for (node, &component) in self.of.iter().enumerate() {
            members[component as usize].push(node);
        }
        members
    }
}

impl Digraph {
    pub(super) fn new(n_nodes: usize) -> Result<Self> {
        let words = n_nodes.div_ceil(64);
        Ok(Self { n_nodes, words, bits: filled("a graph of the items", n_nodes * words, 0)? })
    }

    pub(super) fn arc(&mut self, from: usize, to: usize) {
        self.bits[from * self.words + to / 64] |= 1 << (to % 64);
    }

    /// The first successor of a node that is not below `least`.
    fn next(&self, from: usize, least: usize) -> Option<usize> {
        let row = &self.bits[from * self.words..(from + 1) * self.words];
        let mut word = least / 64;
        let mut bits = *row.get(word)? & (u64::MAX << (least % 64));
        while bits == 0 {
            word += 1;
            bits = *row.get(word)?;
        }
        Some(word * 64 + bits.trailing_zeros() as usize)
    }

    /// The strongly connected components (Tarjan 1972, without recursion), in topological order.
    ///
    /// # Complexity
    /// `O(n_nodes^2)`.
    pub(super) fn components(&self, ctx: &Ctx<'_>) -> Result<Components> {
        const NEW: u32 = u32::MAX;
        const DONE: u32 = u32::MAX;
        let n = self.n_nodes;
        let (mut index, mut low, mut cursor, mut of) = (vec![NEW; n], vec![0; n], vec![0; n], vec![DONE; n]);
        let (mut path, mut open, mut seen, mut n_components) = (Vec::new(), Vec::new(), 0, 0);
        for root in 0..n {
            if index[root] == NEW {
                path.push(root);
            }
            while let Some(&node) = path.last() {
                if index[node] == NEW {
                    ctx.check()?;
                    (index[node], low[node]) = (seen, seen);
                    seen += 1;
                    open.push(node);
                }
                if let Some(to) = self.next(node, cursor[node]) {
                    cursor[node] = to + 1;
                    if index[to] == NEW {
                        path.push(to);
                    } else if of[to] == DONE {
                        low[node] = low[node].min(index[to]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&parent) = path.last() {
                    low[parent] = low[parent].min(low[node]);
                }
                if low[node] == index[node] {
                    while let Some(member) = open.pop() {
                        of[member] = n_components;
                        if member == node {
                            break;
                        }
                    }
                    n_components += 1;
                }
            }
        }
        self.sorted(&Components { of, n_components: n_components as usize }, ctx)
    }

    /// Components numbered in topological order, the lowest node first where there is a choice.
    fn sorted(&self, found: &Components, ctx: &Ctx<'_>) -> Result<Components> {
        let members = found.members();
        let mut into = vec![0_u64; members.len()];
        let leaving = |component: usize| {
            let of = &found.of;
            members[component].iter().flat_map(move |&node| {
                let arcs = std::iter::successors(self.next(node, 0), move |&to| self.next(node, to + 1));
                arcs.map(|to| of[to] as usize).filter(move |&to| to != component)
            })
        };
        for component in 0..members.len() {
            ctx.check()?;
            leaving(component).for_each(|to| into[to] += 1);
        }
        let key = |component: usize| Reverse((members[component][0], component));
        let mut ready: BinaryHeap<_> = (0..members.len()).filter(|&c| into[c] == 0).map(key).collect();
        let mut of = found.of.clone();
        let mut number = 0;
        while let Some(Reverse((_, component))) = ready.pop() {
            ctx.check()?;
            for &node in &members[component] {
                of[node] = number;
            }
            number += 1;
            for to in leaving(component) {
                into[to] -= 1;
                if into[to] == 0 {
                    ready.push(key(to));
                }
            }
        }
        Ok(Components { of, n_components: found.n_components })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    fn graph(n: usize, arcs: &[(usize, usize)]) -> Components {
        let mut graph = Digraph::new(n).unwrap();
        for &(from, to) in arcs {
            graph.arc(from, to);
        }
        graph.components(&Ctx::default()).unwrap()
    }

    #[test]
    fn components_come_in_topological_order_lowest_first() {
        assert_eq!(graph(5, &[(4, 1), (1, 4), (4, 0), (3, 2)]).of, [1, 0, 3, 2, 0]);
        assert_eq!(graph(3, &[]).of, [0, 1, 2]);
        assert_eq!(graph(3, &[(0, 1), (1, 2), (2, 0)]).of, [0, 0, 0]);
        assert_eq!(graph(0, &[]).len(), 0);
    }

    #[test]
    fn components_are_what_paths_both_ways_make() {
        let mut stream = Stream::new(5, 0);
        for n in [1, 2, 5, 63, 64, 65, 130] {
            let mut reach = vec![false; n * n];
            let arcs: Vec<_> =
                (0..2 * n).map(|_| (stream.below(n as u64) as usize, stream.below(n as u64) as usize)).collect();
            for &(from, to) in &arcs {
                reach[from * n + to] = true;
            }
            for via in 0..n {
                for i in 0..n {
                    for j in 0..n {
                        reach[i * n + j] |= reach[i * n + via] && reach[via * n + j];
                    }
                }
            }
            let found = graph(n, &arcs);
            for i in 0..n {
                for j in 0..n {
                    let same = i == j || (reach[i * n + j] && reach[j * n + i]);
                    assert_eq!(found.of[i] == found.of[j], same);
                    assert!(!reach[i * n + j] || found.of[i] <= found.of[j]);
                }
            }
        }
    }
}
