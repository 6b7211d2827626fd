//! Scores of one list made comparable with those of another.

use super::options::Normalize;
use super::runs::{List, Runs};
use crate::error::{Error, Result};
use crate::rank::options::Named as _;

/// Fails unless every run has what the normalisation needs.
pub(super) fn check(normalize: Normalize, runs: &Runs, fusion: &'static str) -> Result<()> {
    if normalize == Normalize::Rank {
        return Ok(());
    }
    // A run whose lists are all empty lacks nothing.
    let lists = |run| (0..runs.n_queries()).any(|query| !runs.list(run, query).ids.is_empty());
    match (0..runs.n_runs()).find(|&run| !runs.scored()[run] && lists(run)) {
        None => Ok(()),
        Some(run) => {
            let name = Normalize::VALUES.iter().find(|(_, value)| *value == normalize).map_or("", |(name, _)| name);
            let got = format!("runs[{run}] has no scores, which normalize={name:?} needs");
            let expected = "scores in every run, or normalize=\"rank\"".to_owned();
            Err(Error::Data { what: fusion, got, expected })
        }
    }
}

/// One value for each document of a list, which is in order, best first; so neither the order of the input nor that of
/// documents with equal scores can move a sum.
pub(super) fn normalized(list: &List<'_>, normalize: Normalize, values: &mut Vec<f64>) {
    let n = list.ids.len();
    let scores = list.scores.unwrap_or_default();
    let (Some(&best), Some(&worst)) = (scores.first(), scores.last()) else {
        // No scores, hence by place; a list with scores that is empty has nothing to give either way.
        return by_place(list, n, values);
    };
    match normalize {
        Normalize::Rank => by_place(list, n, values),
        Normalize::Off => values.extend_from_slice(scores),
        Normalize::MinMax if best > worst => {
            values.extend(scores.iter().map(|score| (score - worst) / (best - worst)));
        }
        Normalize::MinMax => values.resize(n, 1.0),
        Normalize::Sum if best > worst => {
            let sum: f64 = scores.iter().map(|score| score - worst).sum();
            values.extend(scores.iter().map(|score| (score - worst) / sum));
        }
        Normalize::Sum => values.resize(n, 1.0 / n as f64),
        Normalize::Z if best > worst => {
            let mean = worst + scores.iter().map(|score| score - worst).sum::<f64>() / n as f64;
            // In units of the largest deviation, so that no square vanishes.
            let unit = (best - mean).max(mean - worst);
            values.extend(scores.iter().map(|score| (score - mean) / unit));
            let deviation = (values.iter().map(|value| value * value).sum::<f64>() / n as f64).sqrt();
            for value in values.iter_mut() {
                *value /= deviation;
            }
        }
        Normalize::Z => values.resize(n, 0.0),
    }
}

/// `1, (n - 1) / n, ..., 1 / n`; documents of equal scores get the mean of theirs.
fn by_place(list: &List<'_>, n: usize, values: &mut Vec<f64>) {
    list.each_tie(|places| {
        let doubled = 2 * n + 1 - (places.start + places.end);
        values.resize(values.len() + places.len(), doubled as f64 / (2 * n) as f64);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_normalisation_is_what_it_says() {
        let of = |scores: &[f64], normalize| {
            let ids: Vec<u32> = (0..scores.len() as u32).collect();
            let mut values = Vec::new();
            normalized(&List { ids: &ids, scores: Some(scores) }, normalize, &mut values);
            values
        };
        let scores = [5.0, 3.0, 3.0, 1.0];
        assert_eq!(of(&scores, Normalize::Off), scores);
        assert_eq!(of(&scores, Normalize::MinMax), [1.0, 0.5, 0.5, 0.0]);
        assert_eq!(of(&scores, Normalize::Sum), [0.5, 0.25, 0.25, 0.0]);
        assert_eq!(of(&scores, Normalize::Rank), [1.0, 0.625, 0.625, 0.25]);
        let z = 2.0_f64.sqrt();
        assert!(of(&scores, Normalize::Z).iter().zip([z, 0.0, 0.0, -z]).all(|(a, b)| (a - b).abs() < 1e-15));
        for (normalize, constant) in [(Normalize::MinMax, 1.0), (Normalize::Sum, 0.5), (Normalize::Z, 0.0)] {
            assert_eq!(of(&[7.0, 7.0], normalize), [constant; 2]);
        }
        assert_eq!(of(&[1e-300, 0.0], Normalize::Z), [1.0, -1.0]);
        assert!(of(&[], Normalize::Z).is_empty());
    }
}
