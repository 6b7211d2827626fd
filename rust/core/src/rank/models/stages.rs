//! Ballots seen from a centre: stage after stage, by how many items the voter strays from it.

use super::displacement::{Stage, log_normalizer};
use super::lists::{CHUNK_CELLS, Lists};
use super::places_left::Places;
use super::{center, check_items, generalized_mallows, mallows};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::{Items, Label};
use crate::memory::filled;
use crate::par;
use crate::rank::Votes;
use crate::rank::options::Named;
use crate::weights::scale;

/// Whose turn it is in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stages {
    /// The voter's: in stage `j` the voter takes a `j`-th item, and `V` of those left stand before it in the centre.
    Choices,
    /// The centre's: stage `j` is its `j`-th item, which the voter puts behind `V` of those that the centre puts after it.
    Items,
}

impl Named for Stages {
    const OPTION: &'static str = "stages";
    const VALUES: &'static [(&'static str, Self)] = &[("choices", Self::Choices), ("items", Self::Items)];
    const NAMES: &'static str = "\"choices\", \"items\"";
}

/// Lists that a Mallows model can read: complete ones, or such as put all unranked items below.
///
/// # Errors
/// [`Error::Data`] for others, and what [`Lists::of`] fails with.
pub(super) fn lists<'a>(
    votes: &Votes<'a>,
    model: &'static str,
    missing: Option<Missing>,
    stages: Stages,
    ctx: &Ctx<'_>,
) -> Result<Lists<'a>> {
    let lists = Lists::of(votes, model, missing, ctx)?;
    let (least, expected) = match (stages, lists.missing) {
        (Stages::Items, _) => {
            (lists.n_items().saturating_sub(1), "complete ballots: stages=\"items\" needs all places")
        }
        (Stages::Choices, Missing::Absent) => (lists.n_items(), "complete ballots, or missing=\"below\""),
        (Stages::Choices, Missing::Below) => return Ok(lists),
    };
    match lists.first_shorter(least) {
        None => Ok(lists),
        Some(voter) => {
            let got = format!("ballot {voter} leaves items out");
            Err(Error::Data { what: model, got, expected: expected.to_owned() })
        }
    }
}

/// The stages of all ballots together: for each the weight and the total of `V`. A stage with one item left is none.
///
/// # Complexity
/// `O(n_voters * n_items * log n_items)`; sums are exact.
pub(super) fn count(lists: &Lists<'_>, center: &[u16], stages: Stages, ctx: &Ctx<'_>) -> Result<Vec<Stage>> {
    let m = lists.n_items();
    let n_stages = m.saturating_sub(1);
    let mut place_of = vec![0_usize; m];
    center.iter().enumerate().for_each(|(place, &item)| place_of[usize::from(item)] = place);
    let weights = lists.ballots.weights();
    let (mut ending, mut totals) = (filled("stages", m + 1, 0_i128)?, filled("stages", m, 0_i128)?);
    let whole = Places::new(m);
    let map = |voters: std::ops::Range<usize>| {
        let (mut ending, mut totals) = (vec![0_i128; m + 1], vec![0_i128; m]);
        let (mut free, mut voted) = (whole.clone(), vec![0_usize; m]);
        for voter in voters {
            let (weight, n_ranked) = (weights.numerator(voter), lists.ranked(voter).len());
            if weight == 0 || n_ranked == 0 {
                continue;
            }
            let order = lists.compared(voter);
            let n = n_ranked.min(n_stages);
            ending[n] += weight;
            free.copy_from(&whole);
            // Totals were bounded when the weights came in, with head-room for twice the number of items.
            match stages {
                Stages::Choices => {
                    for (total, &item) in totals.iter_mut().zip(&order[..n]) {
                        *total += weight * free.take(place_of[usize::from(item)]) as i128;
                    }
                }
                Stages::Items => {
                    order.iter().enumerate().for_each(|(rank, &item)| voted[usize::from(item)] = rank);
                    for (total, &item) in totals.iter_mut().zip(&center[..n]) {
                        *total += weight * free.take(voted[usize::from(item)]) as i128;
                    }
                }
            }
        }
        Ok((ending, totals))
    };
    ctx.fold_chunks(lists.ballots.n_voters(), par::rows(CHUNK_CELLS / 4, m), map, |part| {
        ending.iter_mut().zip(part.0).for_each(|(sum, term)| *sum += term);
        totals.iter_mut().zip(part.1).for_each(|(sum, term)| *sum += term);
        Ok(())
    })?;
    let exponent = weights.exponent();
    let mut counted = Vec::with_capacity(n_stages);
    let mut weight: i128 = ending.iter().skip(1).sum();
    for stage in 0..n_stages {
        let (weighed, total) = (scale(weight, exponent), scale(totals[stage], exponent));
        counted.push(Stage { n_left: m - stage, weight: weighed, total });
        weight -= ending[stage + 1];
    }
    Ok(counted)
}

/// The log-likelihood of stages, one `theta` each.
pub(super) fn log_likelihood(stages: &[Stage], theta: impl Fn(usize) -> f64) -> f64 {
    let mut sum = 0.0;
    for (k, &Stage { n_left, weight, total }) in stages.iter().enumerate() {
        let theta = theta(k);
        if weight > 0.0 {
            sum -= if total > 0.0 { theta * total } else { 0.0 } + weight * log_normalizer(theta, n_left);
        }
    }
    // Not -0.0, which is what nothing subtracted from nothing prints as.
    sum + 0.0
}

/// The log-likelihood of ballots under a model with this centre, an order of `items`, and a `theta` for each stage.
///
/// # Errors
/// [`Error::InputKind`] for counts; [`Error::Data`] for ties, other items, or ballots that the model does not reach;
/// [`Error::Invalid`] for a centre or a `theta` out of range; or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items * log n_items)`.
pub fn mallows_log_likelihood(
    votes: &Votes<'_>,
    missing: Option<Missing>,
    items: &Items,
    center: &[Label],
    theta: &[f64],
    stages: Stages,
    ctx: &Ctx<'_>,
) -> Result<f64> {
    let same = theta.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits());
    let model = if same { mallows::ID } else { generalized_mallows::ID };
    check_items(model, items, votes.items())?;
    let center = center::given(center, items)?;
    if let Some(stage) = theta.iter().position(|theta| theta.is_nan() || *theta < 0.0) {
        return Err(Error::invalid("theta", At::Entry(stage), theta[stage], "a dispersion", "theta >= 0"));
    }
    let counted = count(&lists(votes, model, missing, stages, ctx)?, &center, stages, ctx)?;
    if counted.iter().skip(theta.len()).any(|stage| stage.weight > 0.0) {
        let got = format!("a ballot ranks more than {} items", theta.len());
        return Err(Error::Data {
            what: model,
            got,
            expected: "ballots no longer than those it was fitted to".to_owned(),
        });
    }
    Ok(log_likelihood(&counted, |stage| theta.get(stage).copied().unwrap_or(0.0)))
}
