//! The centre of a Mallows model: a Kemeny order.

use super::lists::Lists;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::items::{Items, Label};
use crate::pairwise::Preference;
use crate::rank::kemeny::{Effort, Options, Problem, consensus};

/// How the centre is looked for.
const OPTIONS: Options = Options { effort: Effort::Auto, max_iterations: None, seed: 0 };

/// An order and what it costs: the weight of the preferences that it contradicts.
#[derive(Debug, Clone, PartialEq)]
pub struct Center {
    /// Items from best to worst.
    pub order: Vec<u32>,
    /// The weight of the contradicted preferences, summed over pairs and ballots.
    pub cost: f64,
    /// No order costs less.
    pub lower_bound: f64,
    /// Whether the cost is the lower bound, so that the order is a Kemeny order.
    pub proven: bool,
}

/// The labels of a centre as places in the order of labels.
///
/// # Errors
/// As [`Items::places`].
pub(super) fn given(center: &[Label], items: &Items) -> Result<Vec<u16>> {
    let places = items.places("center", center)?;
    Ok(places.into_iter().map(|place| place as u16).collect())
}

/// A centre for lists: the given one, or the best one. As places in label order, and in words.
///
/// # Errors
/// What [`given`] fails with, [`crate::error::Error::TooLarge`] for too many items to count pairs of or too large weights, or a stop.
pub(super) fn center(lists: &Lists<'_>, center: Option<&[Label]>, ctx: &Ctx<'_>) -> Result<(Vec<u16>, Center)> {
    let items = lists.ballots.items();
    let chosen = center.map(|center| given(center, items)).transpose()?;
    let preference = Preference::from_ballots(&lists.ballots, lists.missing, ctx)?;
    let problem = Problem::new(items.clone(), Some(lists.missing), preference, ctx)?;
    let best = consensus(&problem, &OPTIONS, ctx)?;
    // A fit has no use for an order that the time limit cut short.
    ctx.check()?;
    let places = chosen.unwrap_or_else(|| {
        let place = |&item: &u32| items.label_rank()[item as usize] as u16;
        best.order.iter().map(place).collect()
    });
    let by_label = items.by_label();
    let order: Vec<u32> = places.iter().map(|&place| by_label[usize::from(place)]).collect();
    let cost = problem.contradicted(&order);
    let found = Center {
        cost: problem.cost(cost).to_float(),
        lower_bound: problem.cost(best.lower_bound).to_float(),
        proven: cost == best.lower_bound,
        order,
    };
    Ok((places, found))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::ballots::{Ballots, Missing};
    use crate::rank::Votes;
    use crate::weights::Weights;

    #[test]
    fn a_given_centre_is_measured_by_the_best_one() {
        let rows = [[1, 2, 3], [2, 3, 1], [3, 1, 2], [1, 2, 3]].concat();
        let (items, ctx) = (Items::range(3).unwrap(), Ctx::default());
        let ballots = Ballots::from_positions(&rows, 4, items, Weights::Unit, Missing::Below, &ctx).unwrap();
        let lists = Lists::of(&Votes::Ballots(&ballots), "mallows", None, &ctx).unwrap();
        assert!(matches!(lists.ballots, Cow::Borrowed(_)));
        let (places, best) = center(&lists, None, &ctx).unwrap();
        assert_eq!((places, best.cost, best.lower_bound, best.proven), (vec![0, 1, 2], 4.0, 4.0, true));
        let reversed: Vec<Label> = [2, 1, 0].map(Label::Int).to_vec();
        let (places, worse) = center(&lists, Some(&reversed), &ctx).unwrap();
        assert_eq!((places, worse.cost, worse.lower_bound, worse.proven), (vec![2, 1, 0], 8.0, 4.0, false));
    }
}
