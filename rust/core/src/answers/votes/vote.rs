//! What is kept of the samples that gave one answer.

use crate::error::Result;
use crate::state::{Reader, Writer, corrupt};

/// What is kept of the samples that gave an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Vote {
    /// How many there are.
    pub count: u64,
    pub(super) weight: f64,
    /// What the weight lacks of the true sum.
    pub(super) rest: f64,
    /// The best log-probability of one of them.
    pub best_logprob: Option<f64>,
}

impl Vote {
    /// What the samples weigh.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.weight + self.rest
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.count += other.count;
        let sum = self.weight + other.weight;
        // What rounding took away (Knuth's two-sum).
        let back = sum - self.weight;
        self.rest += other.rest + ((self.weight - (sum - back)) + (other.weight - back));
        self.weight = sum;
        self.best_logprob = match (self.best_logprob, other.best_logprob) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u64(self.count);
        writer.f64(self.weight);
        writer.f64(self.rest);
        // Floats of a state are finite, so minus infinity has a mark of its own.
        match self.best_logprob {
            None => writer.u8(0),
            Some(f64::NEG_INFINITY) => writer.u8(2),
            Some(logprob) => {
                writer.u8(1);
                writer.f64(logprob);
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let (count, weight, rest) = (reader.u64("count")?, reader.f64("weight")?, reader.f64("weight")?);
        // So that no sum of what comes together overflows.
        if count > 1 << 48 {
            return Err(corrupt("count", count, "at most 2**48"));
        }
        let best_logprob = match reader.u8("log-probability")? {
            0 => None,
            1 => Some(reader.f64("log-probability")?),
            2 => Some(f64::NEG_INFINITY),
            other => return Err(corrupt("log-probability", other, "0, 1 or 2 before it")),
        };
        if let Some(logprob) = best_logprob
            && logprob > 0.0
        {
            return Err(corrupt("log-probability", logprob, "at most 0"));
        }
        Ok(Self { count, weight, rest, best_logprob })
    }
}
