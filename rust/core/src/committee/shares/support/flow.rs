//! Maximum flows from members through kinds of voters, by Dinic's method.

use crate::ctx::Ctx;
use crate::error::Result;

/// Steps between two checks.
const CHECK_STEPS: usize = 1 << 14;

/// A network of members, each with the same demand, and kinds of voters, each with a capacity.
pub(super) struct Network {
    n_members: usize,
    /// Where the edges of each node start: members first, then kinds, then the sink.
    starts: Vec<usize>,
    /// Where each edge leads, which edge leads back, and what it may still carry.
    edges: Vec<(u32, u32, i128)>,
    /// What each member may still send.
    left: Vec<i128>,
}

impl Network {
    /// `kinds` are the members that voters of a kind approve of, with the capacity of the kind.
    pub(super) fn new(n_members: usize, demand: i128, kinds: &[(Vec<u32>, i128)]) -> Self {
        let n_nodes = n_members + kinds.len() + 1;
        let sink = n_nodes as u32 - 1;
        let pairs = || {
            kinds.iter().enumerate().flat_map(move |(number, (members, capacity))| {
                let kind = (n_members + number) as u32;
                let down = members.iter().map(move |&member| (member, kind, i128::MAX / 4));
                down.chain(std::iter::once((kind, sink, *capacity)))
            })
        };
        let mut starts = vec![0; n_nodes + 1];
        for (from, to, _) in pairs() {
            starts[from as usize + 1] += 1;
            starts[to as usize + 1] += 1;
        }
        for node in 0..n_nodes {
            starts[node + 1] += starts[node];
        }
        let (mut next, mut edges) = (starts.clone(), vec![(0, 0, 0); starts[n_nodes]]);
        for (from, to, capacity) in pairs() {
            let (there, back) = (next[from as usize], next[to as usize]);
            edges[there] = (to, back as u32, capacity);
            edges[back] = (from, there as u32, 0);
            next[from as usize] += 1;
            next[to as usize] += 1;
        }
        Self { n_members, starts, edges, left: vec![demand; n_members] }
    }

    /// Sends as much as possible, and returns the members that could send more if they alone had more room; none if all
    /// demands are met.
    pub(super) fn short(&mut self, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
        let sink = self.starts.len() - 2;
        loop {
            let level = self.levels(ctx)?;
            if level[sink] == u32::MAX {
                return Ok((0..self.n_members as u32).filter(|&member| level[member as usize] != u32::MAX).collect());
            }
            let mut next = self.starts.clone();
            for member in 0..self.n_members {
                while self.left[member] > 0 && self.send(member, sink, &level, &mut next, ctx)? {}
            }
        }
    }

    /// How many edges away each node is from the members with something left.
    fn levels(&self, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
        let mut level = vec![u32::MAX; self.starts.len() - 1];
        let mut queue: Vec<u32> = (0..self.n_members as u32).filter(|&member| self.left[member as usize] > 0).collect();
        for &member in &queue {
            level[member as usize] = 0;
        }
        let mut at = 0;
        while at < queue.len() {
            if at % CHECK_STEPS == 0 {
                ctx.check()?;
            }
            let node = queue[at] as usize;
            for &(to, _, room) in &self.edges[self.starts[node]..self.starts[node + 1]] {
                if room > 0 && level[to as usize] == u32::MAX {
                    level[to as usize] = level[node] + 1;
                    queue.push(to);
                }
            }
            at += 1;
        }
        Ok(level)
    }

    /// Sends one path's worth from a member to the sink, along edges to the next level; `false` if there is no path left.
    fn send(&mut self, member: usize, sink: usize, level: &[u32], next: &mut [usize], ctx: &Ctx<'_>) -> Result<bool> {
        ctx.check()?;
        let (mut path, mut node) = (Vec::new(), member);
        while node != sink {
            if next[node] == self.starts[node + 1] {
                // A dead end: back to where the path came from, past this edge.
                let Some(edge) = path.pop() else { return Ok(false) };
                let (_, back, _): (u32, u32, i128) = self.edges[edge];
                node = self.edges[back as usize].0 as usize;
                next[node] += 1;
                continue;
            }
            let edge = next[node];
            let (to, _, room) = self.edges[edge];
            if room > 0 && level[to as usize] == level[node] + 1 {
                path.push(edge);
                node = to as usize;
            } else {
                next[node] += 1;
            }
        }
        let amount = path.iter().map(|&edge| self.edges[edge].2).fold(self.left[member], i128::min);
        for edge in path {
            let (_, back, room) = &mut self.edges[edge];
            *room -= amount;
            let back = *back as usize;
            self.edges[back].2 += amount;
        }
        self.left[member] -= amount;
        Ok(true)
    }
}
