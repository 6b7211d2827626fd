//! The few numbers of each row of logits.

use super::element::Element;
use super::real::Real;
use super::row::{BLOCK, Outputs, RowSums, row};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::ln::ln;
use crate::memory::filled_under;
use crate::par::rows as rows_of;
use crate::vectorized::vectorized;

/// Logits of one chunk of rows: a few tenths of a millisecond.
const CHUNK_LOGITS: usize = 1 << 20;

/// Temperatures within which quotients of floats of 32 bits stay floats.
const TEMPERATURES: std::ops::RangeInclusive<f64> = 1e-30..=1e30;

/// More than all impossible tokens together, which the kernel takes for very improbable, add to a sum.
const NOTHING: f64 = 1e-30;

/// What is asked of rows.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The token of each row.
    pub targets: Option<&'a [i64]>,
    /// Rows with this target are left out.
    pub ignore_index: i64,
    /// Rows without a flag are left out.
    pub mask: Option<&'a [bool]>,
    /// What logits are divided by.
    pub temperature: f64,
    /// What costs something to know.
    pub outputs: Outputs,
}

/// The numbers of one row, of the distribution `softmax(logits / temperature)`. What was not asked for is NaN, and so is
/// everything of a row that is left out or has no distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenStatistics {
    /// Log-probability of the target.
    pub logprob: f64,
    /// Entropy, in nats.
    pub entropy: f64,
    /// Kullback-Leibler divergence of this distribution from the uniform one over the tokens that are possible.
    pub self_certainty: f64,
    /// How far the greatest is above the second, in nats; infinite where there is no second.
    pub margin: f64,
    /// The greatest, over the temperature.
    pub max: f64,
    /// `log sum exp(logits / temperature - max)`: with `max` the exact way to hold `logsumexp`.
    pub log_sum: f64,
    /// One more than there are logits greater than the target's; 0 where there is no rank.
    pub rank: i64,
}

impl TokenStatistics {
    const NONE: Self = Self {
        logprob: f64::NAN,
        entropy: f64::NAN,
        self_certainty: f64::NAN,
        margin: f64::NAN,
        max: f64::NAN,
        log_sum: f64::NAN,
        rank: 0,
    };

    /// `log sum exp(logits / temperature)`.
    #[must_use]
    pub fn logsumexp(&self) -> f64 {
        self.max + self.log_sum
    }

    fn new(sums: &RowSums, target: Option<f64>, request: &Request<'_>) -> Self {
        if sums.max.is_nan() {
            return Self::NONE;
        }
        let (temperature, outputs) = (request.temperature, request.outputs);
        let log_sum = ln(sums.sum);
        let asked = |output, value: f64| if outputs.has(output) { value } else { f64::NAN };
        // Both are distances, which rounding may take below 0, and impossible tokens weigh a little.
        let distance = |value: f64| if value < NOTHING { 0.0 } else { value };
        let n = sums.n_finite as f64;
        let entropy = asked(Outputs::ENTROPY, distance(log_sum - sums.weighted / sums.sum));
        let uniform = |n: f64| distance(log_sum - sums.spread / (n * temperature) - ln(n));
        Self {
            logprob: target.map_or(f64::NAN, |x| (x - sums.max) / temperature - log_sum),
            entropy,
            self_certainty: if outputs.has(Outputs::SELF_CERTAINTY) { uniform(n) } else { f64::NAN },
            margin: asked(Outputs::MARGIN, (sums.max - sums.second) / temperature),
            max: sums.max / temperature,
            log_sum,
            rank: if outputs.has(Outputs::RANK) && target.is_some() { sums.n_greater as i64 + 1 } else { 0 },
        }
    }
}

/// The numbers of each row of `n_tokens` logits.
///
/// # Errors
/// [`Error::Length`] for rows, targets or flags that are not as many; [`Error::Invalid`] for a target that is neither a
/// token nor to be ignored; [`Error::Data`] for rows without logits; [`Error::OptionRange`] for a temperature that is not
/// above 0 or at the ends of the range; or a stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the logits of rows that are not left out, each of which is read once.
pub fn token_statistics<E: Element>(
    rows: &[&[E::Stored]],
    n_tokens: usize,
    request: &Request<'_>,
    ctx: &Ctx<'_>,
) -> Result<Vec<TokenStatistics>> {
    check(rows.len(), n_tokens, request)?;
    if let Some(wrong) = rows.iter().find(|row| row.len() != n_tokens) {
        return Err(Error::Length { what: "a row of logits", got: wrong.len(), expected: n_tokens });
    }
    let mut found = filled_under(ctx, "statistics of rows", rows.len(), TokenStatistics::NONE)?;
    ctx.set_total(rows.len() as u64);
    let fill = |first: usize, cells: &mut [TokenStatistics]| {
        let mut buffer = vec![E::Wide::ZERO; n_tokens.next_multiple_of(64).min(BLOCK)];
        for (at, cell) in (first..).zip(cells.iter_mut()) {
            let target = match target_of(at, request) {
                Left::Out => continue,
                Left::In(None) => None,
                Left::In(Some(target)) => Some(E::one(logit(rows[at], target, at, request.ignore_index)?)),
            };
            if n_tokens >= CHUNK_LOGITS {
                ctx.check()?;
            }
            let sums = vectorized(
                #[inline(always)]
                || row::<E>(rows[at], target, request.temperature, request.outputs, &mut buffer),
            );
            *cell = TokenStatistics::new(&sums, target.map(Into::into), request);
        }
        ctx.advance(cells.len() as u64);
        Ok(())
    };
    ctx.fill_chunks(&mut found, 1, rows_of(CHUNK_LOGITS, n_tokens), fill)?;
    Ok(found)
}

/// Whether a row is left out, and its target.
enum Left {
    Out,
    In(Option<i64>),
}

fn target_of(at: usize, request: &Request<'_>) -> Left {
    if request.mask.is_some_and(|mask| !mask[at]) {
        return Left::Out;
    }
    match request.targets {
        Some(targets) if targets[at] == request.ignore_index => Left::Out,
        targets => Left::In(targets.map(|targets| targets[at])),
    }
}

/// The entry of a target, which may be no token.
fn logit<T: Copy>(row: &[T], target: i64, at: usize, ignore_index: i64) -> Result<T> {
    usize::try_from(target).ok().and_then(|target| row.get(target)).copied().ok_or_else(|| {
        let expected = format!("0 <= target < {}, or ignore_index = {ignore_index}", row.len());
        Error::invalid("targets", At::Entry(at), target, "a token", expected)
    })
}

fn check(n_rows: usize, n_tokens: usize, request: &Request<'_>) -> Result<()> {
    if !TEMPERATURES.contains(&request.temperature) {
        return Err(Error::OptionRange {
            rule: "token_statistics",
            option: "temperature",
            got: request.temperature.to_string(),
            expected: "1e-30 <= temperature <= 1e30".to_owned(),
        });
    }
    if n_tokens == 0 && n_rows > 0 {
        let got = format!("{n_rows} rows without logits");
        return Err(Error::Data { what: "token_statistics", got, expected: "at least one token".to_owned() });
    }
    if let Some(mask) = request.mask {
        Error::check_length("mask", mask.len(), n_rows)?;
    }
    match request.targets {
        Some(targets) => Error::check_length("targets", targets.len(), n_rows),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logits::{Bfloat16, Float16, Float32, Float64};
    use crate::rng::Stream;

    const ALL: Outputs = Outputs::ENTROPY.and(Outputs::SELF_CERTAINTY).and(Outputs::MARGIN).and(Outputs::RANK);

    /// The definition, in 64 bits.
    fn naive(logits: &[f64], target: usize, temperature: f64) -> [f64; 7] {
        let z: Vec<f64> = logits.iter().map(|x| x / temperature).collect();
        let max = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = z.iter().map(|x| (x - max).exp()).sum();
        let logprob = |x: f64| x - max - sum.ln();
        let entropy: f64 =
            z.iter().map(|&x| logprob(x)).filter(|l| l.is_finite()).map(|l| -l.exp() * l).fold(0.0, |a, b| a + b);
        let finite: Vec<f64> = z.iter().map(|&x| logprob(x)).filter(|l| l.is_finite()).collect();
        let n = finite.len() as f64;
        let certainty = -finite.iter().sum::<f64>() / n - n.ln();
        let mut sorted = z.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let margin = sorted.get(1).map_or(f64::INFINITY, |second| sorted[0] - second);
        let rank = 1 + logits.iter().filter(|&&x| x > logits[target]).count();
        [logprob(z[target]), entropy, certainty, margin, max, max + sum.ln(), rank as f64]
    }

    fn one<E: Element>(stored: &[E::Stored], target: i64, temperature: f64) -> TokenStatistics {
        let targets = [target];
        let request = Request { targets: Some(&targets), ignore_index: -100, mask: None, temperature, outputs: ALL };
        token_statistics::<E>(&[stored], stored.len(), &request, &Ctx::default()).unwrap()[0]
    }

    fn compare(found: &TokenStatistics, wide: &[f64], target: usize, temperature: f64) {
        let [logprob, entropy, certainty, margin, max, logsumexp, rank] = naive(wide, target, temperature);
        let at = format!("{} logits at {temperature}", wide.len());
        let near = |a: f64, b: f64, slack: f64| a.to_bits() == b.to_bits() || (a - b).abs() <= slack;
        assert!(near(found.logprob, logprob, 2e-6 + 1e-6 * logprob.abs()), "{at}: {} {logprob}", found.logprob);
        assert!(near(found.entropy, entropy, 4e-6), "{at}: {} {entropy}", found.entropy);
        let slack = 2e-6 + 1e-6 * certainty.abs();
        assert!(near(found.self_certainty, certainty, slack), "{at}: {} {certainty}", found.self_certainty);
        assert!(near(found.margin, margin, 1e-12 * max.abs()), "{at}: {} {margin}", found.margin);
        assert!(near(found.max, max, 1e-12 * max.abs()), "{at}: {} {max}", found.max);
        assert!(near(found.logsumexp(), logsumexp, 2e-6), "{at}: {} {logsumexp}", found.logsumexp());
        assert!(near(found.rank as f64, rank, 0.0), "{at}: {} {rank}", found.rank);
    }

    #[test]
    fn rows_of_every_length_and_format_are_what_the_definition_says() {
        let mut stream = Stream::new(8, 0);
        let mut uniform = || (stream.next_u64() >> 40) as f64 / (1_u64 << 24) as f64;
        let lengths = (1..=70).chain([127, 1023, 1025, 2047, 2048, 2049, 4096, 5000, 50_257]);
        for length in lengths {
            for temperature in [1.0, 0.7, 2.0] {
                let mut logits: Vec<f32> = (0..length).map(|_| (uniform() * 30.0 - 10.0) as f32).collect();
                for x in logits.iter_mut().skip(1) {
                    if uniform() < 0.1 {
                        *x = f32::NEG_INFINITY;
                    }
                }
                logits[0] = 1.0;
                let target = (uniform() * length as f64) as usize % length;
                let wide = |values: &[f32]| -> Vec<f64> { values.iter().map(|&x| f64::from(x)).collect() };
                compare(&one::<Float32>(&logits, target as i64, temperature), &wide(&logits), target, temperature);
                let exact = wide(&logits);
                compare(&one::<Float64>(&exact, target as i64, temperature), &exact, target, temperature);
                let bits: Vec<u16> = logits.iter().map(|x| (x.to_bits() >> 16) as u16).collect();
                let short: Vec<f32> = bits.iter().map(|&b| f32::from_bits(u32::from(b) << 16)).collect();
                compare(&one::<Bfloat16>(&bits, target as i64, temperature), &wide(&short), target, temperature);
                let halves: Vec<half::f16> = logits.iter().map(|&x| half::f16::from_f32(x)).collect();
                let bits: Vec<u16> = halves.iter().map(|x| x.to_bits()).collect();
                let short: Vec<f32> = halves.iter().map(|x| x.to_f32()).collect();
                compare(&one::<Float16>(&bits, target as i64, temperature), &wide(&short), target, temperature);
            }
        }
    }

    /// What is compiled for this processor and what is compiled for the oldest give the same bits.
    #[test]
    fn every_processor_gives_the_same_bits() {
        let mut stream = Stream::new(9, 0);
        let logits: Vec<f32> = (0..5003).map(|_| (stream.next_u64() >> 40) as f32 / 1e6 - 8.0).collect();
        let mut buffer = vec![0.0; BLOCK];
        let plain = row::<Float32>(&logits, Some(logits[17]), 0.9, ALL, &mut buffer);
        let fast = vectorized(
            #[inline(always)]
            || row::<Float32>(&logits, Some(logits[17]), 0.9, ALL, &mut buffer),
        );
        for (a, b) in [
            (plain.max, fast.max),
            (plain.second, fast.second),
            (plain.sum, fast.sum),
            (plain.weighted, fast.weighted),
            (plain.spread, fast.spread),
        ] {
            assert_eq!(a.to_bits(), b.to_bits());
        }
        assert_eq!((plain.n_greater, plain.n_finite), (fast.n_greater, fast.n_finite));
    }

    #[test]
    fn rows_without_a_distribution_are_not_numbers() {
        let inf = f32::INFINITY;
        for length in [1, 5, 40, 3000] {
            for (value, everywhere) in [(f32::NAN, false), (-f32::NAN, false), (inf, false), (-inf, true)] {
                for place in [0, length / 2, length - 1] {
                    let mut logits = vec![if everywhere { value } else { 1.0 }; length];
                    logits[place] = value;
                    let found = one::<Float32>(&logits, 0, 1.0);
                    assert!(found.logprob.is_nan() && found.entropy.is_nan() && found.self_certainty.is_nan());
                    assert!(found.max.is_nan() && found.logsumexp().is_nan() && found.margin.is_nan());
                    assert_eq!(found.rank, 0);
                }
            }
        }
    }

    #[test]
    fn certain_rows_are_certain() {
        let one_token = one::<Float32>(&[3.5], 0, 1.0);
        assert_eq!(one_token.logprob.to_bits(), 0.0_f64.to_bits());
        assert_eq!((one_token.entropy.to_bits(), one_token.self_certainty.to_bits()), (0, 0));
        assert_eq!((one_token.margin.to_bits(), one_token.rank), (f64::INFINITY.to_bits(), 1));
        let uniform = one::<Float32>(&vec![-7.25; 5000], 4999, 0.5);
        assert_eq!(uniform.entropy.to_bits(), ln(5000.0).to_bits());
        assert_eq!((uniform.self_certainty.to_bits(), uniform.margin.to_bits(), uniform.rank), (0, 0, 1));
        let impossible = one::<Float32>(&[0.0, f32::NEG_INFINITY, 0.0], 1, 1.0);
        assert_eq!((impossible.logprob.to_bits(), impossible.rank), (f64::NEG_INFINITY.to_bits(), 3));
    }

    #[test]
    fn rows_are_left_out_and_faults_are_named() {
        let rows: [&[f32]; 3] = [&[f32::NAN, 0.0], &[1.0, 0.0], &[1.0, 0.0]];
        let ask = |targets: &[i64], mask: &[bool], temperature| {
            let request = Request {
                targets: Some(targets),
                ignore_index: -100,
                mask: Some(mask),
                temperature,
                outputs: Outputs::default(),
            };
            token_statistics::<Float32>(&rows, 2, &request, &Ctx::default())
        };
        let found = ask(&[77, 0, -100], &[false, true, true], 1.0).unwrap();
        assert!(found[0].logprob.is_nan() && found[2].logprob.is_nan());
        assert!((found[1].logprob + 0.313_261_687_518_222_8).abs() < 1e-7);
        assert!(found[1].entropy.is_nan(), "not asked for");
        let fails =
            |targets: &[i64], mask: &[bool], temperature| ask(targets, mask, temperature).unwrap_err().to_string();
        assert_eq!(
            fails(&[0, 2, 0], &[true; 3], 1.0),
            "targets[1] = 2 is not a token: expected 0 <= target < 2, or ignore_index = -100"
        );
        assert!(fails(&[0, -1, 0], &[true; 3], 1.0).starts_with("targets[1] = -1"));
        assert!(fails(&[0, 0], &[true; 3], 1.0).starts_with("targets has 2 entries"));
        assert!(fails(&[0, 0, 0], &[true; 2], 1.0).starts_with("mask has 2 entries"));
        for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(fails(&[0, 0, 0], &[true; 3], temperature).contains("temperature"));
        }
    }
}
