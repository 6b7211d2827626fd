//! Papers that pass through the items that are elected to the first one in the race, and leave a part with each.
//!
//! Papers that pass the same elected items in the same order are alike up to there, so they are counted together, in a
//! tree of such paths.

use std::collections::BTreeMap;

use super::papers::Papers;
use super::terms::Terms;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::weights::scale;

/// Papers between two looks at the clock.
const CHUNK_PAPERS: usize = 1 << 14;

/// What elected items take of a paper that comes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toll {
    /// A part of what comes (Meek).
    Part,
    /// So much of a vote, or what is left of it (Warren).
    Price,
}

/// A paper has passed `parent`, and then the elected item of this turn.
#[derive(Debug, Clone, Copy)]
struct Node {
    parent: usize,
    turn: usize,
    weight: f64,
}

/// The paths of all papers for one set of elected items.
pub(super) struct Flow {
    /// Every parent stands before its children, and the order depends on the paths alone. The root is number 0.
    nodes: Vec<Node>,
    /// For each item in the race, the weight of the papers that come to it by each node.
    pub(super) ends: Vec<Terms>,
    spent: Terms,
    n_elected: usize,
    n_papers: usize,
    toll: Toll,
    exponent: i32,
    total: f64,
}

/// What everybody has, and how that changes with what each elected item takes.
pub(super) struct Share {
    /// What each elected item keeps.
    pub(super) kept: Vec<f64>,
    /// What is left of a vote behind each node.
    left: Vec<f64>,
    pub(super) exhausted: f64,
    /// `slopes[a][b]` for what `a` keeps against what `b` takes; the last row is for the exhausted.
    pub(super) slopes: Vec<Vec<f64>>,
}

impl Flow {
    /// `turn` tells elected items by their number in the order of priority; `usize::MAX` for others.
    pub(super) fn new(
        papers: &Papers,
        turn: &[usize],
        n_elected: usize,
        is_continuing: &dyn Fn(u32) -> bool,
        toll: Toll,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let mut children: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new()];
        let mut through = vec![papers.total];
        let mut ends: Vec<BTreeMap<usize, i128>> = vec![BTreeMap::new(); papers.n_items];
        let mut spent: BTreeMap<usize, i128> = BTreeMap::new();
        for paper in 0..papers.len() {
            if paper % CHUNK_PAPERS == 0 {
                ctx.check()?;
            }
            let (weight, mut node, mut end) = (papers.weight(paper), 0, None);
            for &item in papers.items(paper) {
                if is_continuing(u32::from(item)) {
                    end = Some(usize::from(item));
                    break;
                }
                let turn = turn[usize::from(item)];
                if turn == usize::MAX {
                    continue;
                }
                let next = children.len();
                node = *children[node].entry(turn).or_insert(next);
                if node == next {
                    children.push(BTreeMap::new());
                    through.push(0);
                }
                through[node] += weight;
            }
            *end.map_or(&mut spent, |item| &mut ends[item]).entry(node).or_default() += weight;
        }
        // Numbered anew by path, so that neither the order of papers nor that of items moves a bit.
        let (mut number, mut nodes) = (vec![0; children.len()], Vec::with_capacity(children.len()));
        let mut open = vec![(0, 0, 0)];
        while let Some((node, parent, turn)) = open.pop() {
            number[node] = nodes.len();
            nodes.push(Node { parent, turn, weight: scale(through[node], papers.exponent) });
            open.extend(children[node].iter().rev().map(|(&turn, &child)| (child, number[node], turn)));
        }
        let renumbered = |by_node: &BTreeMap<usize, i128>| {
            let mut terms = Terms::default();
            for (&node, &weight) in by_node {
                terms.add(number[node] as u32, weight);
            }
            terms
        };
        let ends = ends.iter().map(renumbered).collect();
        let (spent, exponent) = (renumbered(&spent), papers.exponent);
        let total = scale(papers.total, exponent);
        Ok(Self { nodes, ends, spent, n_elected, n_papers: papers.len(), toll, exponent, total })
    }

    /// What everybody has if elected items take so much.
    pub(super) fn share(&self, take: &[f64]) -> Share {
        let n = self.n_elected;
        let (mut left, mut change) = (vec![1.0; self.nodes.len()], vec![0.0; self.nodes.len() * n]);
        let (mut kept, mut slopes) = (vec![0.0; n], vec![vec![0.0; n]; n + 1]);
        for (at, node) in self.nodes.iter().enumerate().skip(1) {
            let Node { parent, turn, weight } = *node;
            let (comes, takes) = (left[parent], take[turn]);
            let (before, own) = change.split_at_mut(at * n);
            let (before, own) = (&before[parent * n..(parent + 1) * n], &mut own[..n]);
            // How what is kept changes with what comes, and with what is taken.
            let (kept_here, by_coming, by_taking) = match self.toll {
                Toll::Part => (comes * takes, takes, comes),
                Toll::Price if comes > takes => (takes, 0.0, 1.0),
                Toll::Price => (comes, 1.0, 0.0),
            };
            left[at] = match self.toll {
                Toll::Part => comes * (1.0 - takes),
                Toll::Price => comes - kept_here,
            };
            kept[turn] += weight * kept_here;
            for (other, (before, own)) in before.iter().zip(own).enumerate() {
                let kept_change = before * by_coming + if other == turn { by_taking } else { 0.0 };
                *own = before - kept_change;
                slopes[turn][other] += weight * kept_change;
            }
        }
        let mut exhausted = 0.0;
        for (node, weight) in self.spent.iter() {
            let (node, weight) = (node as usize, scale(weight, self.exponent));
            exhausted += weight * left[node];
            for (slope, change) in slopes[n].iter_mut().zip(&change[node * n..(node + 1) * n]) {
                *slope += weight * change;
            }
        }
        Share { kept, left, exhausted, slopes }
    }

    /// What an item in the race has.
    pub(super) fn votes(&self, item: u32, share: &Share) -> f64 {
        self.ends[item as usize]
            .iter()
            .map(|(node, weight)| scale(weight, self.exponent) * share.left[node as usize])
            .sum()
    }

    /// Everything that is counted.
    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// More than the rounding of floats can have moved any of these numbers by: a sum has at most as many terms as there
    /// are nodes, each a product or difference along a path, and everything together is at most the total.
    pub(super) fn rounding(&self) -> f64 {
        let terms = self.nodes.len().min(self.n_papers + 1) + 4 * self.n_elected + 16;
        self.total * terms as f64 * f64::EPSILON
    }
}
