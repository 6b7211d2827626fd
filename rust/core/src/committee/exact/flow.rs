//! Maximum flows by shortest augmenting paths.

use std::collections::VecDeque;

/// Edges with capacities; each has its reverse beside it.
#[derive(Debug, Default)]
pub(super) struct Network {
    heads: Vec<usize>,
    /// What an edge can take still.
    capacities: Vec<i64>,
    edges: Vec<Vec<usize>>,
}

impl Network {
    /// Nodes without edges.
    pub(super) fn new(n_nodes: usize) -> Self {
        Self { heads: Vec::new(), capacities: Vec::new(), edges: vec![Vec::new(); n_nodes] }
    }

    /// Adds an edge and returns its number.
    pub(super) fn connect(&mut self, tail: usize, head: usize, capacity: i64) -> usize {
        let number = self.heads.len();
        self.heads.extend([head, tail]);
        self.capacities.extend([capacity, 0]);
        self.edges[tail].push(number);
        self.edges[head].push(number + 1);
        number
    }

    /// What an edge can take still.
    pub(super) fn left(&self, edge: usize) -> i64 {
        self.capacities[edge]
    }

    /// What flows through an edge.
    pub(super) fn through(&self, edge: usize) -> i64 {
        self.capacities[edge + 1]
    }

    /// Lets as much flow as possible, and returns how much that is.
    ///
    /// # Complexity
    /// `O(nodes * edges^2)`; a few passes over the edges for most inputs.
    pub(super) fn fill(&mut self, source: usize, sink: usize) -> i64 {
        let mut total = 0;
        while let Some(distance) = self.distances(source, sink) {
            let mut next = vec![0; self.edges.len()];
            while let Some(path) = self.path(source, sink, &distance, &mut next) {
                let amount = path.iter().map(|&edge| self.capacities[edge]).min().unwrap_or(0);
                for edge in path {
                    self.capacities[edge] -= amount;
                    self.capacities[edge ^ 1] += amount;
                }
                total += amount;
            }
        }
        total
    }

    /// How far each node is from the source, if the sink can be reached.
    fn distances(&self, source: usize, sink: usize) -> Option<Vec<usize>> {
        let mut distance = vec![usize::MAX; self.edges.len()];
        distance[source] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.edges[node] {
                let head = self.heads[edge];
                if self.capacities[edge] > 0 && distance[head] == usize::MAX {
                    distance[head] = distance[node] + 1;
                    queue.push_back(head);
                }
            }
        }
        (distance[sink] != usize::MAX).then_some(distance)
    }

    /// A shortest path; `next` is where the search of each node goes on.
    fn path(&self, source: usize, sink: usize, distance: &[usize], next: &mut [usize]) -> Option<Vec<usize>> {
        let mut path: Vec<usize> = Vec::new();
        let mut node = source;
        while node != sink {
            if let Some(&edge) = self.edges[node].get(next[node]) {
                let head = self.heads[edge];
                if self.capacities[edge] > 0 && distance[head] == distance[node] + 1 {
                    path.push(edge);
                    node = head;
                } else {
                    next[node] += 1;
                }
            } else {
                // A dead end: back, and past the edge that led here.
                let edge = path.pop()?;
                node = self.heads[edge ^ 1];
                next[node] += 1;
            }
        }
        Some(path)
    }
}
