//! How sure a model was of a trace, from how sure it was of its tokens.
//!
//! Sums of windows are exact: tokens are integers in units of the trace's last place, so a window that slides neither
//! drifts nor depends on where it started; each sum is rounded once, and once more where it is divided. Traces whose
//! tokens are too far apart for 127 bits (by some 30 orders of 2, in long ones) take correctly rounded sums, window by
//! window.

use std::cmp::Ordering;
use std::ops::Range;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::offsets::bounds;
use crate::options::Named;
use crate::par::rows;
use crate::samples::LARGEST;
use crate::sum::{ExactSum, MANTISSA, exponent, over_unit};

/// Tokens of one chunk of traces.
const CHUNK_TOKENS: usize = 1 << 16;

/// Which tokens of a trace count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// All.
    Mean,
    /// The last window.
    Tail,
    /// The least sure window.
    MinWindow,
    /// The least sure windows.
    BottomWindows,
}

impl Named for How {
    const OPTION: &'static str = "how";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("mean", Self::Mean),
        ("tail", Self::Tail),
        ("min_window", Self::MinWindow),
        ("bottom_windows", Self::BottomWindows),
    ];
    const NAMES: &'static str = "\"mean\", \"tail\", \"min_window\", \"bottom_windows\"";
}

/// The confidence of each trace: the mean over the tokens that `how` names. A trace shorter than `window` is one window.
///
/// `fraction` is the share of windows that [`How::BottomWindows`] takes: `max(1, floor(fraction * n_windows))`.
///
/// # Errors
/// [`Error::Invalid`] for offsets that are none or a token that is not finite, [`Error::Data`] for a trace without
/// tokens, [`Error::OptionRange`] for a window of nothing or a fraction outside of (0, 1], or a stop asked for through
/// `ctx`.
///
/// # Complexity
/// Linear in the tokens.
pub fn trace_confidence(
    tokens: &[f64],
    offsets: &[i64],
    window: usize,
    how: How,
    fraction: f64,
    ctx: &Ctx<'_>,
) -> Result<Vec<f64>> {
    let range = |option, got: String, expected: &str| {
        Err(Error::OptionRange { rule: "trace_confidence", option, got, expected: expected.to_owned() })
    };
    if window == 0 {
        return range("window", window.to_string(), "window >= 1");
    }
    if !(fraction > 0.0 && fraction <= 1.0) {
        return range("fraction", fraction.to_string(), "0 < fraction <= 1");
    }
    let bounds = bounds("token_offsets", offsets, tokens.len())?;
    let n_traces = bounds.len() - 1;
    let mut found = filled("confidences of traces", n_traces, 0.0)?;
    ctx.set_total(n_traces as u64);
    let fill = |first: usize, cells: &mut [f64]| {
        let mut sums = Vec::new();
        for (trace, cell) in (first..).zip(cells) {
            let range = bounds[trace]..bounds[trace + 1];
            if range.len() > CHUNK_TOKENS {
                ctx.check()?;
            }
            *cell = one(tokens, range, trace, window, how, fraction, &mut sums)?;
        }
        Ok(())
    };
    ctx.fill_chunks(&mut found, 1, rows(CHUNK_TOKENS, tokens.len() / n_traces.max(1)), fill)?;
    ctx.advance(n_traces as u64);
    Ok(found)
}

fn one(
    tokens: &[f64],
    range: Range<usize>,
    trace: usize,
    window: usize,
    how: How,
    fraction: f64,
    sums: &mut Vec<i128>,
) -> Result<f64> {
    let start = range.start;
    let tokens = &tokens[range];
    let n = tokens.len();
    if n == 0 {
        let got = format!("trace {trace} has no tokens");
        return Err(Error::Data { what: "trace_confidence", got, expected: "at least one in each".to_owned() });
    }
    let mut largest = 0.0_f64;
    let mut smallest = f64::INFINITY;
    for &token in tokens {
        let size = token.abs();
        // NaN fails both comparisons and is found below.
        largest = if size <= largest { largest } else { size };
        smallest = if size < smallest && size > 0.0 { size } else { smallest };
    }
    if !tokens.iter().all(|token| token.abs() <= LARGEST) {
        let at = tokens.iter().position(|token| token.abs().partial_cmp(&LARGEST).is_none_or(Ordering::is_gt));
        let at = at.unwrap_or(0);
        let (wanted, expected) = ("a confidence", format!("a finite number of at most {LARGEST:e}"));
        return Err(Error::invalid("token_confidences", At::Entry(start + at), tokens[at], wanted, expected));
    }
    let width = window.min(n);
    let n_windows = n - width + 1;
    let lowest = ((fraction * n_windows as f64) as usize).clamp(1, n_windows);
    let picked = match how {
        How::Mean => Picked { tokens: 0..n, lowest: None },
        How::Tail => Picked { tokens: n - width..n, lowest: None },
        How::MinWindow => Picked { tokens: 0..n, lowest: Some(1) },
        How::BottomWindows => Picked { tokens: 0..n, lowest: Some(lowest) },
    };
    Ok(match Unit::of(largest, smallest, n) {
        Some(unit) => in_units(tokens, &picked, width, unit, sums),
        None => rounded(tokens, &picked, width),
    })
}

/// Which tokens, or how many of the lowest windows.
struct Picked {
    tokens: Range<usize>,
    lowest: Option<usize>,
}

/// The power of two of the leading bit of the smallest token of a trace: all tokens are multiples of its last place.
#[derive(Clone, Copy)]
struct Unit(i32);

impl Unit {
    /// None where the sum of any windows of `n` tokens would not fit 127 bits, or tokens are at the ends of the range.
    fn of(largest: f64, smallest: f64, n: usize) -> Option<Self> {
        if largest == 0.0 {
            return Some(Self(0));
        }
        let (low, high) = (exponent(smallest), exponent(largest));
        let bits = 53 + (high - low) + 2 * (usize::BITS - n.leading_zeros()) as i32;
        (bits < 127 && low > -800 && smallest.is_normal()).then_some(Self(low))
    }

    /// How many units a token is.
    fn count(self, token: f64) -> i128 {
        over_unit(token, self.0)
    }

    /// The mean of `n` tokens of this sum.
    fn mean(self, sum: i128, n: f64) -> f64 {
        sum as f64 * 2.0_f64.powi(self.0 - MANTISSA) / n
    }
}

/// The mean, from exact integer sums.
fn in_units(tokens: &[f64], picked: &Picked, width: usize, unit: Unit, sums: &mut Vec<i128>) -> f64 {
    let Some(lowest) = picked.lowest else {
        let sum = tokens[picked.tokens.clone()].iter().map(|&token| unit.count(token)).sum();
        return unit.mean(sum, picked.tokens.len() as f64);
    };
    let counts: Vec<i128> = tokens.iter().map(|&token| unit.count(token)).collect();
    let mut running: i128 = counts[..width].iter().sum();
    let slides = counts.iter().zip(&counts[width..]).map(|(old, new)| new - old);
    if lowest == 1 {
        let mut least = running;
        for slide in slides {
            running += slide;
            least = least.min(running);
        }
        return unit.mean(least, width as f64);
    }
    sums.clear();
    sums.push(running);
    for slide in slides {
        running += slide;
        sums.push(running);
    }
    sums.select_nth_unstable(lowest - 1);
    unit.mean(sums[..lowest].iter().sum(), width as f64 * lowest as f64)
}

/// The mean, from sums that are correctly rounded.
fn rounded(tokens: &[f64], picked: &Picked, width: usize) -> f64 {
    let sum = |values: &[f64]| {
        let mut sum = ExactSum::new();
        for &value in values {
            sum.add(value);
        }
        sum.value()
    };
    let Some(lowest) = picked.lowest else {
        return sum(&tokens[picked.tokens.clone()]) / picked.tokens.len() as f64;
    };
    let mut running = ExactSum::new();
    for &token in &tokens[..width] {
        running.add(token);
    }
    let mut sums = vec![running.value()];
    for (&old, &new) in tokens.iter().zip(&tokens[width..]) {
        // The accumulator is exact, so taking out what was put in leaves no trace.
        running.add(new);
        running.add(-old);
        sums.push(running.value());
    }
    sums.sort_unstable_by(f64::total_cmp);
    sum(&sums[..lowest]) / (width as f64 * lowest as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confidence(tokens: &[f64], window: usize, how: How, fraction: f64) -> f64 {
        trace_confidence(tokens, &[0, tokens.len() as i64], window, how, fraction, &Ctx::default()).unwrap()[0]
    }

    #[test]
    fn the_example_of_the_paper_comes_out() {
        let tokens = [1.0, 2.0, 3.0, 10.0, 0.5, 0.5, 4.0, 6.0];
        assert_eq!(confidence(&tokens, 3, How::Mean, 0.1).to_bits(), 3.375_f64.to_bits());
        assert_eq!(confidence(&tokens, 3, How::Tail, 0.1).to_bits(), 3.5_f64.to_bits());
        assert_eq!(confidence(&tokens, 3, How::MinWindow, 0.1).to_bits(), (5.0_f64 / 3.0).to_bits());
        assert_eq!(confidence(&tokens, 3, How::BottomWindows, 0.1).to_bits(), (5.0_f64 / 3.0).to_bits());
        assert!((confidence(&tokens, 3, How::BottomWindows, 0.5) - 2.388_888_888_888_89).abs() < 1e-13);
        assert_eq!(confidence(&tokens, 100, How::MinWindow, 0.1).to_bits(), 3.375_f64.to_bits());
    }

    #[test]
    fn windows_do_not_drift() {
        // A large value that leaves the window takes nothing with it, in either way of summing.
        for (large, small) in [(1e15, 0.1), (1e120, 1e-120)] {
            let mut tokens = vec![small; 50];
            tokens[10] = large;
            assert_eq!(confidence(&tokens, 5, How::Tail, 0.1).to_bits(), small.to_bits());
            let least = confidence(&tokens, 5, How::MinWindow, 0.1);
            assert!((least / small - 1.0).abs() < 1e-15);
        }
    }

    #[test]
    fn both_ways_of_summing_agree() {
        let tokens: Vec<f64> = (0..200).map(|i| f64::from(i * 7919 % 1000) / 1000.0 - 0.3).collect();
        let mut far = tokens.clone();
        far.push(1e100);
        for how in [How::MinWindow, How::BottomWindows] {
            let (near, far) = (confidence(&tokens, 17, how, 0.2), confidence(&far, 17, how, 0.2 * 184.0 / 185.0));
            assert!((near - far).abs() < 1e-14, "{how:?}: {near} {far}");
        }
    }

    #[test]
    fn both_ways_of_summing_agree_on_any_span() {
        let tokens: Vec<f64> = (0..400).map(|i| f64::from(i * 7919 % 1009 - 300) * 2.0_f64.powi(i % 40 - 20)).collect();
        let size = |all: &mut dyn Iterator<Item = f64>| {
            all.fold(f64::INFINITY, |least, x| if x > 0.0 { least.min(x) } else { least })
        };
        let smallest = size(&mut tokens.iter().map(|token| token.abs()));
        let largest = tokens.iter().fold(0.0_f64, |most, token| most.max(token.abs()));
        let unit = Unit::of(largest, smallest, tokens.len()).unwrap();
        for lowest in [None, Some(1), Some(37)] {
            let picked = Picked { tokens: 100..400, lowest };
            let (one, other) = (in_units(&tokens, &picked, 31, unit, &mut Vec::new()), rounded(&tokens, &picked, 31));
            assert!((one - other).abs() <= 1e-15 * other.abs(), "{lowest:?}: {one} {other}");
        }
        assert!(Unit::of(1e100, 1e-100, 2).is_none());
        assert!(Unit::of(1.0, 5e-324, 2).is_none());
    }

    #[test]
    fn what_is_no_trace_is_named() {
        let fails = |tokens: &[f64], offsets: &[i64], window, fraction| {
            trace_confidence(tokens, offsets, window, How::Mean, fraction, &Ctx::default()).unwrap_err().to_string()
        };
        assert_eq!(
            fails(&[1.0, f64::NAN], &[0, 2], 1, 0.1),
            "token_confidences[1] = NaN is not a confidence: expected a finite number of at most 1e150"
        );
        assert!(fails(&[1.0, f64::INFINITY], &[0, 1, 2], 1, 0.1).starts_with("token_confidences[1] = inf"));
        assert_eq!(
            fails(&[1.0], &[0, 1, 1], 1, 0.1),
            "trace_confidence: trace 1 has no tokens; expected at least one in each"
        );
        assert!(fails(&[1.0], &[0, 1], 0, 0.1).contains("window >= 1"));
        assert!(fails(&[1.0], &[0, 1], 1, 0.0).contains("0 < fraction <= 1"));
        assert!(fails(&[1.0], &[0, 1], 1, f64::NAN).contains("0 < fraction <= 1"));
        assert!(fails(&[1.0], &[0, 2], 1, 0.1).starts_with("token_offsets[1]"));
    }
}
