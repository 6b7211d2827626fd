//! The mean over questions, and an interval for it.

use statrs::distribution::{Beta, ContinuousCDF, StudentsT};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::options::Named;
use crate::rng::Stream;
use crate::sum::ExactSum;

/// Resamples of a bootstrap at most.
const MAX_RESAMPLES: u32 = 1 << 20;

/// How an interval for a mean over questions is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Student's t over the questions.
    Student,
    /// Hoeffding's inequality.
    Hoeffding,
    /// Clopper and Pearson, for values that are 0 or 1.
    ClopperPearson,
    /// Percentiles over questions drawn anew.
    Bootstrap,
}

impl Named for Method {
    const OPTION: &'static str = "interval";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("student", Self::Student),
        ("hoeffding", Self::Hoeffding),
        ("clopper_pearson", Self::ClopperPearson),
        ("bootstrap", Self::Bootstrap),
    ];
    const NAMES: &'static str = "\"student\", \"hoeffding\", \"clopper_pearson\", \"bootstrap\"";
}

/// An interval that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    method: Method,
    level: f64,
    n_resamples: u32,
    seed: u64,
}

impl Interval {
    /// An interval that is meant to cover the mean with probability `level`; `n_resamples` and `seed` are read by the
    /// bootstrap alone.
    ///
    /// # Errors
    /// [`Error::OptionRange`] for a level that is not between 0 and 1, or no resamples or more than 2^20.
    pub fn new(method: Method, level: f64, n_resamples: u32, seed: u64) -> Result<Self> {
        let wrong =
            |option, got: String, expected: String| Error::OptionRange { rule: "interval", option, got, expected };
        if !(level > 0.0 && level < 1.0) {
            return Err(wrong("level", level.to_string(), "0 < level < 1".to_owned()));
        }
        if !(1..=MAX_RESAMPLES).contains(&n_resamples) {
            let expected = format!("1 <= n_resamples <= {MAX_RESAMPLES}");
            return Err(wrong("n_resamples", n_resamples.to_string(), expected));
        }
        Ok(Self { method, level, n_resamples, seed })
    }
}

/// Means over questions for each k, with their intervals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Means {
    /// The means; NaN where no question has enough samples.
    pub mean: Vec<f64>,
    /// The lower ends; NaN where there is no interval.
    pub low: Vec<f64>,
    /// The upper ends.
    pub high: Vec<f64>,
    /// Over how many questions.
    pub n_questions: Vec<u32>,
}

/// The mean of each column of a table of values from 0 to 1, a question a row, and an interval for it. NaN is left out. The
/// questions are taken as drawn independently from those that the mean is about. A single question has no interval, but for
/// Clopper and Pearson's.
///
/// Sums are correctly rounded and resamples drawn from sorted values, so the order of questions leaves no trace.
///
/// # Errors
/// [`Error::Data`] where Clopper and Pearson's interval is asked for values other than 0 and 1; or the call was stopped.
///
/// # Complexity
/// `O(n_questions)` a column; times `n_resamples` for the bootstrap.
pub fn means(values: &[f64], n_k: usize, interval: Interval, ctx: &Ctx<'_>) -> Result<Means> {
    let mut means = Means::default();
    for k in 0..n_k {
        ctx.check()?;
        let mut column: Vec<f64> =
            values.iter().skip(k).step_by(n_k).copied().filter(|value| !value.is_nan()).collect();
        let mean = mean_of(&column);
        let (low, high) = match interval.method {
            _ if column.is_empty() => (f64::NAN, f64::NAN),
            Method::ClopperPearson => clopper_pearson(&column, interval.level)?,
            _ if column.len() == 1 => (f64::NAN, f64::NAN),
            Method::Student => student(&column, mean, interval.level),
            Method::Hoeffding => {
                let half = ((2.0 / (1.0 - interval.level)).ln() / (2.0 * column.len() as f64)).sqrt();
                (mean - half, mean + half)
            }
            Method::Bootstrap => bootstrap(&mut column, interval, ctx)?,
        };
        means.mean.push(mean);
        means.low.push(if low < 0.0 { 0.0 } else { low });
        means.high.push(if high > 1.0 { 1.0 } else { high });
        means.n_questions.push(column.len() as u32);
    }
    Ok(means)
}

/// NaN of nothing.
fn mean_of(values: &[f64]) -> f64 {
    let mut sum = ExactSum::new();
    for &value in values {
        sum.add(value);
    }
    sum.value() / values.len() as f64
}

fn student(values: &[f64], mean: f64, level: f64) -> (f64, f64) {
    let freedom = values.len() as f64 - 1.0;
    let mut squares = ExactSum::new();
    for value in values {
        squares.add((value - mean) * (value - mean));
    }
    let error = (squares.value() / freedom / values.len() as f64).sqrt();
    // Degrees of freedom are above 0, so there is a distribution.
    let quantile = StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(0.5 + 0.5 * level));
    (mean - quantile * error, mean + quantile * error)
}

fn clopper_pearson(values: &[f64], level: f64) -> Result<(f64, f64)> {
    if let Some(value) = values.iter().find(|&&value| value > 0.0 && value < 1.0) {
        let (got, expected) = (format!("the value {value}"), "0 or 1 for every question".to_owned());
        return Err(Error::Data { what: "interval=\"clopper_pearson\"", got, expected });
    }
    let hits = values.iter().filter(|&&value| value > 0.0).count();
    let misses = values.len() - hits;
    let tail = 0.5 * (1.0 - level);
    let quantile =
        |a: usize, b: usize, p: f64| Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(p));
    let low = if hits == 0 { 0.0 } else { quantile(hits, misses + 1, tail) };
    let high = if misses == 0 { 1.0 } else { quantile(hits + 1, misses, 1.0 - tail) };
    Ok((low, high))
}

/// Resample `b` draws from stream `b` of the seed, the same questions for every column that has as many; percentiles are
/// means that occurred.
fn bootstrap(values: &mut [f64], interval: Interval, ctx: &Ctx<'_>) -> Result<(f64, f64)> {
    let Interval { level, n_resamples, seed, .. } = interval;
    values.sort_unstable_by(f64::total_cmp);
    let values = &*values;
    let mut means = vec![0.0; n_resamples as usize];
    ctx.fill_chunks(&mut means, 1, 16, |first, cells| {
        for (replicate, cell) in (first as u64..).zip(cells) {
            let mut stream = Stream::new(seed, replicate);
            let draw = |_| values[stream.below(values.len() as u64) as usize];
            *cell = (0..values.len()).map(draw).sum::<f64>() / values.len() as f64;
            ctx.check()?;
        }
        Ok(())
    })?;
    means.sort_unstable_by(f64::total_cmp);
    let at = |p: f64| means[((p * f64::from(n_resamples)).ceil() as usize).clamp(1, means.len()) - 1];
    let tail = 0.5 * (1.0 - level);
    Ok((at(tail), at(1.0 - tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], method: Method) -> (f64, f64, f64) {
        let interval = Interval::new(method, 0.95, 500, 1).unwrap();
        let means = means(values, 1, interval, &Ctx::default()).unwrap();
        (means.mean[0], means.low[0], means.high[0])
    }

    #[test]
    fn intervals_are_those_of_the_textbook() {
        // t(0.975, 4) = 2.7764451051977934; the standard deviation is 0.15811388300841897.
        let (mean, low, high) = of(&[0.3, 0.4, 0.5, 0.6, 0.7], Method::Student);
        assert!((mean - 0.5).abs() < 1e-15);
        assert!((high - 0.5 - 2.776_445_105_197_793_4 * (0.025_f64 / 5.0).sqrt()).abs() < 1e-10, "{high}");
        assert!((low + high - 1.0).abs() < 1e-14);
        // 3 of 10: [0.0667395111777345, 0.6524528500599972], from the quantiles of the Beta distribution.
        let hits: Vec<f64> = (0..10).map(|i| f64::from(u8::from(i < 3))).collect();
        let (_, low, high) = of(&hits, Method::ClopperPearson);
        assert!((low - 0.066_739_511_177_734_5).abs() < 1e-9, "{low}");
        assert!((high - 0.652_452_850_059_997_2).abs() < 1e-9, "{high}");
        assert_eq!(of(&[0.5; 2], Method::Hoeffding).1.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn order_leaves_no_trace_and_single_questions_have_no_interval() {
        for method in [Method::Student, Method::Hoeffding, Method::Bootstrap] {
            assert_eq!(of(&[0.1, 0.2, 0.7], method), of(&[0.7, 0.1, f64::NAN, 0.2], method));
            assert!(of(&[0.1], method).1.is_nan());
            assert!(of(&[f64::NAN], method).0.is_nan());
        }
        assert!(Interval::new(Method::Student, 1.0, 1, 0).is_err());
        let half = Interval::new(Method::ClopperPearson, 0.9, 1, 0).unwrap();
        assert!(means(&[0.5], 1, half, &Ctx::default()).is_err());
    }
}
