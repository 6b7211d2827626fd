//! Plackett-Luce: a ballot as a chain of choices, each in proportion to strength.

use std::borrow::Cow;

use super::super::Votes;
use super::choices::Choices;
use super::likelihood::Likelihood;
use super::lists::Lists;
use super::{check_items, newton};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::Items;
use crate::rank::components::Components;

pub(super) const ID: &str = "plackett_luce";

/// How to fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// What unranked items mean; `None` is the reading that the votes carry.
    pub missing: Option<Missing>,
    /// The weight of one won and one lost comparison of each item with an imaginary one.
    pub prior: f64,
    /// Newton's method stops once a step changes no log strength by more.
    pub tolerance: f64,
    /// The most steps.
    pub max_iterations: usize,
}

/// Strengths that were fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct PlackettLuce {
    /// Logarithms of strengths that sum to 1 over each component, in item order.
    pub log_strengths: Vec<f64>,
    /// The component of each item. There is one if and only if the strengths are identifiable; else no item of a later
    /// component was ever chosen before one of an earlier.
    pub component: Vec<u32>,
    /// How many components there are.
    pub n_components: usize,
    /// Of the ballots alone, without the prior; its supremum where the strengths are not identifiable.
    pub log_likelihood: f64,
    /// Steps that were taken.
    pub n_iterations: usize,
    /// Whether the last step was small enough.
    pub converged: bool,
    /// How unranked items were read.
    pub missing: &'static str,
}

/// Maximises the sum over ballots and choices of `log(strength of the chosen / sum of the strengths that were left)`, plus
/// the prior's part.
///
/// A maximum exists, and is unique up to a factor, if and only if every item was chosen before every other one along some
/// chain (Hunter 2004). Where this fails and there is no prior, the items fall into components whose strengths drift
/// infinitely far apart; each is fitted by itself, which is the limit.
///
/// # Errors
/// [`Error::InputKind`] for counts, [`Error::Data`] for ties or strengths out of range, [`Error::Invalid`] for options, or
/// a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)` a walk; a handful of steps with some ten walks each. Sorting of ballots comes on top.
pub fn plackett_luce(votes: &Votes<'_>, options: Options, ctx: &Ctx<'_>) -> Result<PlackettLuce> {
    let Options { missing, prior, tolerance, max_iterations } = options;
    if !(0.0..=1e15).contains(&prior) {
        return Err(Error::invalid("prior", At::Whole, prior, "a weight", "0 <= prior <= 1e15"));
    }
    if !(1e-13..=1.0).contains(&tolerance) {
        return Err(Error::invalid("tolerance", At::Whole, tolerance, "a tolerance", "1e-13 <= tolerance <= 1"));
    }
    if max_iterations == 0 {
        return Err(Error::invalid("max_iterations", At::Whole, 0, "a number of steps", "max_iterations >= 1"));
    }
    let lists = Lists::of(votes, ID, missing, ctx)?;
    let cast = Choices::of(&lists, ctx)?;
    let m = cast.n_items;
    let (fitted, components) = if prior > 0.0 {
        (Cow::Owned(cast.with_imaginary_item(prior)), Components::one(m + 1))
    } else {
        let components = cast.components(ctx)?;
        let apart = components.len() > 1;
        (if apart { Cow::Owned(cast.within(&components, ctx)?) } else { Cow::Borrowed(&cast) }, components)
    };
    // The total is taken out, so that neither the steps nor their end depend on the unit of the weights.
    let scale = 1.0 / fitted.total_weight().max(f64::MIN_POSITIVE);
    let found = newton::maximize(&Likelihood::new(&fitted, scale), &components, tolerance, max_iterations, ctx)?;
    // The imaginary item, if there is one, is the last.
    let mut members = components.members();
    for members in &mut members {
        members.retain(|&item| item < m);
    }
    let by_label = normalized(&found.log_strengths[..m], &members);
    let n_components = members.iter().filter(|members| !members.is_empty()).count();
    let ballots = if prior > 0.0 { &cast } else { &*fitted };
    let log_likelihood = Likelihood::new(ballots, 1.0).at(by_label.clone(), ctx)?.value;
    let label_rank = lists.ballots.items().label_rank();
    Ok(PlackettLuce {
        log_strengths: label_rank.iter().map(|&place| by_label[place as usize]).collect(),
        component: label_rank.iter().map(|&place| components.of[place as usize]).collect(),
        n_components,
        log_likelihood,
        n_iterations: found.n_iterations,
        converged: found.converged,
        missing: lists.missing.name(),
    })
}

/// The log-likelihood of ballots under given strengths, whatever these sum to.
///
/// # Errors
/// [`Error::InputKind`] for counts, [`Error::Data`] for ties or other items, [`Error::Length`] or [`Error::Invalid`] for
/// strengths, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)`, and the sorting of ballots.
pub fn plackett_luce_log_likelihood(
    votes: &Votes<'_>,
    missing: Option<Missing>,
    items: &Items,
    log_strengths: &[f64],
    ctx: &Ctx<'_>,
) -> Result<f64> {
    check_items(ID, items, votes.items())?;
    Error::check_length("log_strengths", log_strengths.len(), items.len())?;
    if let Some(item) = log_strengths.iter().position(|log| !log.is_finite()) {
        let at = At::Entry(item);
        return Err(Error::invalid("log_strengths", at, log_strengths[item], "a log strength", "a finite number"));
    }
    let lists = Lists::of(votes, ID, missing, ctx)?;
    let choices = Choices::of(&lists, ctx)?;
    let by_label = items.by_label().into_iter().map(|item| log_strengths[item as usize]).collect();
    Ok(Likelihood::new(&choices, 1.0).at(by_label, ctx)?.value)
}

/// Shifts the log strengths of each component so that its strengths sum to 1.
fn normalized(log_strengths: &[f64], members: &[Vec<usize>]) -> Vec<f64> {
    let mut normalized = log_strengths.to_vec();
    for members in members {
        let highest = members.iter().map(|&item| log_strengths[item]).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = members.iter().map(|&item| (log_strengths[item] - highest).exp()).sum();
        for &item in members {
            normalized[item] -= highest + sum.ln();
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballots::Ballots;
    use crate::weights::Weights;

    fn fit(rows: &[&[i64]], weights: &[i64], options: Options) -> Result<PlackettLuce> {
        let weights = Weights::from_integers(weights, rows.len()).unwrap();
        let items = Items::range(rows[0].len()).unwrap();
        let ctx = Ctx::default();
        let ballots =
            Ballots::from_positions(&rows.concat(), rows.len(), items, weights, Missing::Below, &ctx).unwrap();
        plackett_luce(&Votes::Ballots(&ballots), options, &ctx)
    }

    const PLAIN: Options = Options { missing: None, prior: 0.0, tolerance: 1e-9, max_iterations: 100 };

    #[test]
    fn five_voters_have_the_strengths_that_others_find() {
        let found = fit(&[&[1, 2, 3, 4], &[3, 1, 2, 4], &[3, 4, 1, 2]], &[2, 1, 2], PLAIN).unwrap();
        let expected = [0.319_573, 0.200_213, 0.374_406, 0.105_807];
        for (log, expected) in found.log_strengths.iter().zip(expected) {
            assert!((log.exp() - expected).abs() < 1e-6, "{found:?}");
        }
        assert!((found.log_likelihood + 14.371_219_25).abs() < 1e-8);
        assert!(found.converged && found.n_components == 1 && found.n_iterations < 10);
    }

    #[test]
    fn items_that_never_lose_stand_in_a_component_of_their_own() {
        let rows: [&[i64]; 2] = [&[1, 2, 3, 4], &[1, 3, 2, 4]];
        let found = fit(&rows, &[3, 1], PLAIN).unwrap();
        assert_eq!((found.component.as_slice(), found.n_components), (&[0, 1, 1, 2][..], 3));
        assert!((found.log_strengths[1].exp() - 0.75).abs() < 1e-9);
        let limit = 3.0 * 0.75_f64.ln() + 0.25_f64.ln();
        assert!((found.log_likelihood - limit).abs() < 1e-9);
        let kept = fit(&rows, &[3, 1], Options { prior: 0.5, ..PLAIN }).unwrap();
        assert!(kept.n_components == 1 && kept.log_likelihood < limit);
    }

    #[test]
    fn ties_are_refused_where_they_stand() {
        let error = fit(&[&[1, 2, 3], &[2, 1, 2]], &[1, 1], PLAIN).unwrap_err().to_string();
        assert_eq!(error, "plackett_luce: ballot 1 ties 0 and 2; expected ballots without ties");
        assert!(fit(&[&[1, 2, 3], &[2, 1, 2]], &[1, 0], PLAIN).is_ok(), "a ballot without weight is none");
    }
}
