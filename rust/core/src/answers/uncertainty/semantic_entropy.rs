//! The entropy of meanings: of clusters of answers that say the same.

use std::borrow::Cow;

use super::answer_entropy::{Correction, entropy};
use super::each;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::logprob;
use crate::offsets::Offsets;
use crate::options::Named;

/// What a cluster's probability is, and what is made of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntropyForm {
    /// The entropy of the clusters' shares of the sampled probability.
    Rao,
    /// The entropy of the clusters' shares of the samples.
    Discrete,
    /// The mean over clusters of the negative logarithm of those shares of the probability.
    Kuhn,
    /// The mean over samples of the negative log-probability; reads no clusters.
    Naive,
}

impl Named for EntropyForm {
    const OPTION: &'static str = "form";
    const VALUES: &'static [(&'static str, Self)] =
        &[("rao", Self::Rao), ("discrete", Self::Discrete), ("kuhn", Self::Kuhn), ("naive", Self::Naive)];
    const NAMES: &'static str = "\"rao\", \"discrete\", \"kuhn\", \"naive\"";
}

/// The cluster of every sample, and its log-probability where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    offsets: Offsets,
    of_samples: Vec<i64>,
    logprobs: Option<Vec<f64>>,
}

impl Clusters {
    /// Checks clusters and log-probabilities, question after question. A cluster is any integer; equal integers of different
    /// questions have nothing to do with each other.
    ///
    /// # Errors
    /// [`Error::Invalid`] for wrong offsets, or a log-probability that is NaN or above 0; [`Error::Length`] for different
    /// lengths; [`Error::Data`] for a question whose samples all have probability 0.
    pub fn new(clusters: &[i64], logprobs: Option<&[f64]>, offsets: &[i64]) -> Result<Self> {
        let offsets = Offsets::new(offsets, clusters.len())?;
        let logprobs = logprobs.map(|given| logprob::logprobs("mean_logprobs", given, clusters.len())).transpose()?;
        if let Some(logprobs) = &logprobs {
            let nothing = |question: &usize| {
                let row = &logprobs[offsets.row(*question)];
                !row.is_empty() && row.iter().all(|&logprob| logprob == f64::NEG_INFINITY)
            };
            if let Some(question) = (0..offsets.n_rows()).find(nothing) {
                let got = format!("every sample of question {question} has log-probability -inf");
                let expected = "a sample that is possible".to_owned();
                return Err(Error::Data { what: "mean_logprobs", got, expected });
            }
        }
        Ok(Self { offsets, of_samples: clusters.to_vec(), logprobs: logprobs.map(Cow::into_owned) })
    }

    /// How many samples there are in all.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.of_samples.len()
    }
}

#[derive(Default)]
struct Scratch {
    samples: Vec<(i64, f64)>,
    /// The logarithm of the probability of each cluster, up to a constant; and how many samples it has.
    masses: Vec<f64>,
    sizes: Vec<u32>,
}

/// The semantic entropy of each question in nats; NaN without samples. In logarithms throughout, so that probabilities
/// however small keep their shares. `Kuhn` is infinite where a cluster has probability 0.
///
/// # Errors
/// [`Error::Data`] without log-probabilities for a form that reads them; or the call was stopped.
///
/// # Complexity
/// `O(n log n)` a question.
pub fn semantic_entropy(clusters: &Clusters, form: EntropyForm, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
    if clusters.logprobs.is_none() && form != EntropyForm::Discrete {
        let got = "there are none".to_owned();
        return Err(Error::Data {
            what: "mean_logprobs",
            got,
            expected: "one a sample, or form=\"discrete\"".to_owned(),
        });
    }
    each(clusters.offsets.n_rows(), ctx, |question, scratch: &mut Scratch| {
        let row = clusters.offsets.row(question);
        if row.is_empty() {
            return f64::NAN;
        }
        scratch.read(&clusters.of_samples[row.clone()], clusters.logprobs.as_ref().map(|logprobs| &logprobs[row]));
        match form {
            EntropyForm::Discrete => entropy(&scratch.sizes, Correction::None),
            EntropyForm::Naive => {
                let sum = scratch.samples.iter().fold(0.0, |sum, sample| sum - sample.1);
                sum / scratch.samples.len() as f64
            }
            EntropyForm::Rao => {
                // p ln p is 0 where p is.
                let term = |&mass: &f64| if mass > f64::NEG_INFINITY { mass.exp() * mass } else { 0.0 };
                scratch.masses.iter().map(term).fold(0.0, |sum, term| sum - term).max(0.0)
            }
            EntropyForm::Kuhn => {
                scratch.masses.iter().fold(0.0, |sum, mass| sum - mass).max(0.0) / scratch.masses.len() as f64
            }
        }
    })
}

impl Scratch {
    /// Gathers the clusters; everything is added in sorted order, so that the order of samples and the names of clusters
    /// leave no trace.
    fn read(&mut self, clusters: &[i64], logprobs: Option<&[f64]>) {
        self.samples.clear();
        self.samples.extend((0..clusters.len()).map(|i| (clusters[i], logprobs.map_or(0.0, |logprobs| logprobs[i]))));
        self.samples.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        self.masses.clear();
        self.sizes.clear();
        for cluster in self.samples.chunk_by(|a, b| a.0 == b.0) {
            self.sizes.push(cluster.len() as u32);
            self.masses.push(log_sum(cluster.iter().map(|sample| sample.1)));
        }
        self.sizes.sort_unstable();
        self.masses.sort_unstable_by(f64::total_cmp);
        self.samples.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
        let total = log_sum(self.masses.iter().copied());
        self.masses.iter_mut().for_each(|mass| *mass -= total);
    }
}

/// The logarithm of a sum of exponentials, in the order given.
fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + logs.map(|log| (log - largest).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(clusters: &[i64], logprobs: &[f64], form: EntropyForm) -> f64 {
        let clusters = Clusters::new(clusters, Some(logprobs), &[0, clusters.len() as i64]).unwrap();
        semantic_entropy(&clusters, form, &Ctx::default()).unwrap()[0]
    }

    #[test]
    fn worked_examples() {
        let (ids, logprobs) = ([0, 0, 1, 2, 1], [-0.2, -0.4, -0.1, -1.5, -0.9]);
        for (form, expected) in [
            (EntropyForm::Rao, 0.903_481_021_198_682),
            (EntropyForm::Kuhn, 1.383_364_372_789_17),
            (EntropyForm::Discrete, 1.054_920_167_986_14),
            (EntropyForm::Naive, 0.62),
        ] {
            assert!((of(&ids, &logprobs, form) - expected).abs() < 1e-14, "{form:?}");
            // A common factor of the probabilities, however small, changes no share.
            let far = logprobs.map(|logprob| logprob - 4096.0);
            assert!(form == EntropyForm::Naive || (of(&ids, &far, form) - expected).abs() < 1e-12, "{form:?}");
        }
    }

    #[test]
    fn impossible_samples_count_for_nothing() {
        assert!((of(&[0, 1, 2], &[-1.0, -1.0, f64::NEG_INFINITY], EntropyForm::Rao) - 2_f64.ln()).abs() < 1e-15);
        assert!(of(&[0, 1], &[-1.0, f64::NEG_INFINITY], EntropyForm::Kuhn).is_infinite());
        assert!(Clusters::new(&[0], Some(&[f64::NEG_INFINITY]), &[0, 1]).is_err());
        assert!(Clusters::new(&[0], Some(&[0.1]), &[0, 1]).is_err());
        let none = Clusters::new(&[0], None, &[0, 1]).unwrap();
        assert!(semantic_entropy(&none, EntropyForm::Rao, &Ctx::default()).is_err());
    }
}
