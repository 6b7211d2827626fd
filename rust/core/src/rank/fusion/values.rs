//! Fusions of scores: the values that the lists give a document, brought together.

use super::run_weights::RunWeights;
use super::runs::{LOOK, List, Runs};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::sum::ExactSum;
use crate::weights::scale;

/// Room for the values of one query.
#[derive(Default)]
pub(super) struct Values {
    /// The values of one list.
    list: Vec<f64>,
    /// Where each document's values begin among those of all.
    starts: Vec<u32>,
    next: Vec<u32>,
    of_all: Vec<f64>,
    /// For each document the weight of the lists that hold it; empty where all weigh 1.
    frequency: Vec<i128>,
}

impl Values {
    /// Collects the values that `value_list` gives the documents of each list, times the weight of the run.
    pub(super) fn gather(
        &mut self,
        runs: &Runs,
        query: usize,
        weights: &RunWeights,
        ctx: &Ctx<'_>,
        value_list: impl Fn(&List<'_>, &mut Vec<f64>),
    ) -> Result<()> {
        self.find_room(runs, query, weights);
        for (run, &weight) in weights.values.iter().enumerate() {
            let list = runs.list(run, query);
            if list.ids.len() >= LOOK {
                ctx.check()?;
            }
            self.list.clear();
            value_list(&list, &mut self.list);
            for (&id, &value) in list.ids.iter().zip(&self.list) {
                let next = &mut self.next[id as usize];
                self.of_all[*next as usize] = value * weight;
                *next += 1;
            }
        }
        Ok(())
    }

    /// Pushes for each document what `combine` makes of its values and of the total weight of its lists.
    pub(super) fn combine(
        &mut self,
        weights: &RunWeights,
        scores: &mut Vec<f64>,
        ctx: &Ctx<'_>,
        combine: impl Fn(&mut [f64], f64) -> f64,
    ) -> Result<()> {
        for (id, (&start, &end)) in self.starts.iter().zip(&self.next).enumerate() {
            if id % LOOK == LOOK - 1 {
                ctx.check()?;
            }
            let range = start as usize..end as usize;
            let frequency = match self.frequency.get(id) {
                Some(&frequency) => scale(frequency, weights.exponent),
                None => range.len() as f64,
            };
            // Adding 0.0 turns -0.0 into 0.0, so that equal scores have equal bits.
            let score = combine(&mut self.of_all[range], frequency) + 0.0;
            if !score.is_finite() {
                return Err(Error::Overflow { what: "a fused score", bits: f64::MAX_EXP as u32 });
            }
            scores.push(score);
        }
        Ok(())
    }

    /// Counts first, so that the values of a document stand side by side in as much room as there are entries.
    fn find_room(&mut self, runs: &Runs, query: usize, weights: &RunWeights) {
        let n_documents = runs.documents(query).len();
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
        self.of_all.clear();
        self.of_all.resize(start as usize, 0.0);
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
            for &value in values {
                sum.add(value);
            }
            sum.value()
        }
    }
}
