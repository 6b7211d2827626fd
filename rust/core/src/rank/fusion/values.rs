//! Fusions of scores: the values that the lists give a document, brought together.

use super::run_weights::RunWeights;
use super::runs::{LOOK, List, Runs};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sum::ExactSum;

/// Room for the values of one query.
#[derive(Default)]
pub(super) struct Values {
    /// The values of one list.
    list: Vec<f64>,
    /// Where each document's values begin among those of all.
    starts: Vec<u32>,
    next: Vec<u32>,
    values: Vec<f64>,
    /// For each document the weight of the lists that hold it.
    frequency: Vec<i128>,
}

impl Values {
    /// Collects the values that `value_list` gives the documents of each list, times the weight of the run, and hands
    /// those of each document to `combine`, along with the total weight of its lists.
    pub(super) fn combine(
        &mut self,
        runs: &Runs,
        query: usize,
        weights: &RunWeights,
        scores: &mut Vec<f64>,
        ctx: &Ctx<'_>,
        value_list: impl Fn(&List<'_>, &mut Vec<f64>),
        combine: impl Fn(&mut [f64], f64) -> f64,
    ) -> Result<()> {
        let n_documents = runs.documents(query).len();
        self.find_room(runs, query, weights, n_documents);
        for (run, &weight) in weights.values.iter().enumerate() {
            ctx.check()?;
            let list = runs.list(run, query);
            self.list.clear();
            value_list(&list, &mut self.list);
            for (&id, &value) in list.ids.iter().zip(&self.list) {
                let next = &mut self.next[id as usize];
                self.values[*next as usize] = value * weight;
                *next += 1;
            }
        }
        for id in 0..n_documents {
            if id % LOOK == 0 {
                ctx.check()?;
            }
            let range = self.starts[id] as usize..self.next[id] as usize;
            let frequency = if weights.unit {
                range.len() as f64
            } else {
                crate::weights::scale(self.frequency[id], weights.exponent)
            };
            // Adding 0.0 turns -0.0 into 0.0, so that equal scores have equal bits.
            let score = combine(&mut self.values[range], frequency) + 0.0;
            if !score.is_finite() {
                return Err(Error::Overflow { what: "a fused score", bits: f64::MAX_EXP as u32 });
            }
            scores.push(score);
        }
        Ok(())
    }

    /// Counts first, so that the values of a document stand side by side in as much room as there are entries.
    fn find_room(&mut self, runs: &Runs, query: usize, weights: &RunWeights, n_documents: usize) {
        self.next.clear();
        self.next.resize(n_documents, 0);
        self.frequency.clear();
        self.frequency.resize(if weights.unit { 0 } else { n_documents }, 0);
        for (run, &weight) in weights.numerators.iter().enumerate() {
            for &id in runs.list(run, query).ids {
                self.next[id as usize] += 1;
                if !weights.unit {
                    self.frequency[id as usize] += weight;
                }
            }
        }
        self.starts.clear();
        let mut start = 0;
        for next in &mut self.next {
            self.starts.push(start);
            start += std::mem::replace(next, start);
        }
        self.values.clear();
        self.values.resize(start as usize, 0.0);
    }
}

/// The correctly rounded sum, so that the order of the runs cannot matter; one addition of two floats is that already.
pub(super) fn sum(values: &[f64]) -> f64 {
    match *values {
        [] => 0.0,
        [value] => value,
        [first, second] => first + second,
        _ => {
            let mut sum = ExactSum::new();
            values.iter().for_each(|&value| sum.add(value));
            sum.value()
        }
    }
}
