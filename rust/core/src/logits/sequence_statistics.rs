//! What the log-probabilities of tokens make of their sequences.
//!
//! Tokens are summed from first to last in 64 bits, whether sequences lie end to end or in padded rows, so both give the
//! same bits.

use std::ops::Range;

use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::exp::exp;
use crate::logprob::{KIND, logprob};
use crate::memory::filled_under;
use crate::offsets::bounds;
use crate::par::rows;

/// Tokens of one chunk of sequences.
const CHUNK_TOKENS: usize = 1 << 16;

/// Above this the exponential leaves the floats.
const LARGEST_EXPONENT: f64 = 709.0;

/// Where the tokens of each sequence are.
#[derive(Debug, Clone, Copy)]
pub enum Sequences<'a> {
    /// End to end: where each starts, and the end of the last.
    Ragged(&'a [i64]),
    /// In rows of one width, and which of their entries are tokens.
    Padded {
        /// How many sequences there are.
        n_sequences: usize,
        /// A flag an entry.
        mask: &'a [bool],
    },
}

/// What is known of one sequence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SequenceStatistics {
    /// The log-probability of the sequence: 0 without tokens.
    pub sum: f64,
    /// That of a token on average; NaN without tokens, and so are all below.
    pub mean: f64,
    /// How many tokens there are.
    pub count: i64,
    /// That of the least likely token.
    pub min: f64,
    /// `exp(-mean)`.
    pub perplexity: f64,
    /// The mean over the last window; NaN where no window was asked for.
    pub tail_window: f64,
    /// The least mean of a window; NaN where no window was asked for.
    pub min_window: f64,
}

impl SequenceStatistics {
    const EMPTY: Self = Self {
        sum: 0.0,
        mean: f64::NAN,
        count: 0,
        min: f64::NAN,
        perplexity: f64::NAN,
        tail_window: f64::NAN,
        min_window: f64::NAN,
    };

    fn new(tokens: &[f64], window: Option<usize>) -> Self {
        let count = tokens.len();
        if count == 0 {
            return Self::EMPTY;
        }
        let sum: f64 = tokens.iter().sum();
        if sum.is_nan() {
            let nan = f64::NAN;
            return Self { sum: nan, count: count as i64, ..Self::EMPTY };
        }
        let mean = sum / count as f64;
        let (tail_window, min_window) = window.map_or((f64::NAN, f64::NAN), |window| windows(tokens, window));
        Self {
            // Of nothing but zeros, plus zero.
            sum: sum + 0.0,
            mean: mean + 0.0,
            count: count as i64,
            min: tokens.iter().fold(f64::INFINITY, |least, &token| if token < least { token } else { least }),
            perplexity: if mean < -LARGEST_EXPONENT { f64::INFINITY } else { exp(-mean) },
            tail_window,
            min_window,
        }
    }
}

/// The mean over the last window, and the least over all.
fn windows(tokens: &[f64], window: usize) -> (f64, f64) {
    let width = window.min(tokens.len());
    // Minus infinity is counted, since what enters a sum as an infinity does not leave it again.
    let impossible = |token: f64| usize::from(token == f64::NEG_INFINITY);
    let finite = |token: f64| if token == f64::NEG_INFINITY { 0.0 } else { token };
    let mean = |sum: f64, n: usize| if n > 0 { f64::NEG_INFINITY } else { sum / width as f64 };
    let mut n: usize = tokens[..width].iter().map(|&token| impossible(token)).sum();
    let mut sum: f64 = tokens[..width].iter().map(|&token| finite(token)).sum();
    let mut least = mean(sum, n);
    for (&old, &new) in tokens.iter().zip(&tokens[width..]) {
        n = n + impossible(new) - impossible(old);
        sum += finite(new) - finite(old);
        least = least.min(mean(sum, n));
    }
    // Anew, so that it owes nothing to the tokens before it.
    let tail = &tokens[tokens.len() - width..];
    (tail.iter().sum::<f64>() / width as f64, least)
}

/// The statistics of each sequence.
///
/// # Errors
/// [`Error::Invalid`] for offsets that are none, or a token whose log-probability is above 0; [`Error::Length`] for a mask
/// that does not fit; [`Error::OptionRange`] for a window of nothing; or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the tokens.
pub fn sequence_statistics<T: Copy + Into<f64> + Sync>(
    tokens: &[T],
    sequences: Sequences<'_>,
    window: Option<usize>,
    ctx: &Ctx<'_>,
) -> Result<Vec<SequenceStatistics>> {
    if window == Some(0) {
        let (rule, option, got) = ("sequence_statistics", "window", "0".to_owned());
        return Err(Error::OptionRange { rule, option, got, expected: "window >= 1".to_owned() });
    }
    let (places, mask) = places(sequences, tokens.len())?;
    let n_sequences = places.len();
    let mut found = filled_under(ctx, "statistics of sequences", n_sequences, SequenceStatistics::EMPTY)?;
    ctx.set_total(n_sequences as u64);
    let fill = |first: usize, cells: &mut [SequenceStatistics]| {
        let mut own = Vec::new();
        for (place, cell) in places[first..].iter().zip(cells.iter_mut()) {
            if place.len() > CHUNK_TOKENS {
                ctx.check()?;
            }
            own.clear();
            for at in place.clone() {
                if mask.is_none_or(|mask| mask[at]) {
                    let token: f64 = tokens[at].into();
                    let Some(token) = logprob(token).or_else(|| token.is_nan().then_some(token)) else {
                        let expected = "at most 0, NaN where it is not known";
                        return Err(Error::invalid("token_logprobs", At::Entry(at), token, KIND, expected));
                    };
                    own.push(token);
                }
            }
            *cell = SequenceStatistics::new(&own, window);
        }
        ctx.advance(cells.len() as u64);
        Ok(())
    };
    ctx.fill_chunks(&mut found, 1, rows(CHUNK_TOKENS, tokens.len() / n_sequences.max(1)), fill)?;
    Ok(found)
}

type Places<'a> = (Vec<Range<usize>>, Option<&'a [bool]>);

fn places(sequences: Sequences<'_>, n_tokens: usize) -> Result<Places<'_>> {
    match sequences {
        Sequences::Ragged(offsets) => {
            let bounds = bounds("offsets", offsets, n_tokens)?;
            Ok((bounds.windows(2).map(|pair| pair[0]..pair[1]).collect(), None))
        }
        Sequences::Padded { n_sequences, mask } => {
            Error::check_length("mask", mask.len(), n_tokens)?;
            let width = n_tokens / n_sequences.max(1);
            Error::check_length("token_logprobs", n_tokens, width * n_sequences)?;
            Ok(((0..n_sequences).map(|row| row * width..(row + 1) * width).collect(), Some(mask)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_pieces_give_the_same_bits() {
        let nan = f32::NAN;
        let ragged = [-0.2_f32, -0.4, -0.5, -0.5, -0.9, -0.1, -0.95];
        let padded = [-0.2_f32, -0.4, nan, nan, -0.5, -0.5, nan, nan, nan, -0.9, -0.1, -0.95, nan, nan, nan, nan];
        let mask: Vec<bool> = padded.iter().map(|token| !token.is_nan()).collect();
        let ctx = Ctx::default();
        let one = sequence_statistics(&ragged, Sequences::Ragged(&[0, 2, 4, 7, 7]), Some(2), &ctx).unwrap();
        let sequences = Sequences::Padded { n_sequences: 4, mask: &mask };
        let other = sequence_statistics(&padded, sequences, Some(2), &ctx).unwrap();
        assert_eq!(one[..3], other[..3]);
        assert!((one[0].sum + 0.6).abs() < 1e-7 && (one[0].mean + 0.3).abs() < 1e-7);
        assert!((one[2].min_window + 0.525).abs() < 1e-7 && (one[2].tail_window + 0.525).abs() < 1e-7);
        for empty in [one[3], other[3]] {
            assert_eq!((empty.sum.to_bits(), empty.count), (0.0_f64.to_bits(), 0));
            assert!(empty.mean.is_nan() && empty.perplexity.is_nan() && empty.min.is_nan());
        }
    }

    #[test]
    fn the_impossible_leaves_a_window_again() {
        let tokens = [-1.0, f64::NEG_INFINITY, -2.0, -4.0];
        let found = SequenceStatistics::new(&tokens, Some(2));
        assert_eq!(found.sum.to_bits(), f64::NEG_INFINITY.to_bits());
        assert_eq!(found.perplexity.to_bits(), f64::INFINITY.to_bits());
        assert_eq!(found.tail_window.to_bits(), (-3.0_f64).to_bits());
        assert_eq!(found.min_window.to_bits(), f64::NEG_INFINITY.to_bits());
        let unknown = SequenceStatistics::new(&[-1.0, f64::NAN], Some(1));
        assert!(unknown.sum.is_nan() && unknown.mean.is_nan() && unknown.min.is_nan());
        assert_eq!(unknown.count, 2);
    }

    #[test]
    fn what_is_no_sequence_is_named() {
        let ctx = Ctx::default();
        let fails = |tokens: &[f64], sequences, window| {
            sequence_statistics(tokens, sequences, window, &ctx).unwrap_err().to_string()
        };
        assert_eq!(
            fails(&[-1.0, 0.5], Sequences::Ragged(&[0, 2]), None),
            "token_logprobs[1] = 0.5 is not a log-probability: expected at most 0, NaN where it is not known"
        );
        assert!(fails(&[-1.0], Sequences::Ragged(&[0, 2]), None).starts_with("offsets[1] = 2"));
        assert!(fails(&[-1.0], Sequences::Ragged(&[0, 1]), Some(0)).contains("window >= 1"));
        assert!(fails(&[-1.0], Sequences::Padded { n_sequences: 1, mask: &[] }, None).contains("mask has 0 entries"));
    }
}
