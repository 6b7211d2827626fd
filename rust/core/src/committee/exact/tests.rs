//! The search against all committees, on small instances rich in ties.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::instance::Instance;
use super::solve;
use crate::committee::{Bounds, Group, Outcomes, Request};
use crate::ctx::Ctx;
use crate::fraction::Fraction;
use crate::items::Label;
use crate::par::Par;

fn fraction(numerator: i64, denominator: i64) -> Fraction {
    Fraction::new(numerator.into(), denominator.into())
}

fn worth(instance: &Instance, committee: &[u32]) -> Fraction {
    let of_voter = |voter: usize| {
        let span = instance.offsets[voter]..instance.offsets[voter + 1];
        let mut utilities: Vec<i64> =
            span.filter(|&at| committee.contains(&instance.items[at])).map(|at| instance.utilities[at]).collect();
        utilities.sort_unstable_by(|a, b| b.cmp(a));
        let sum: Fraction =
            utilities.iter().zip(&instance.lambda).map(|(&u, share)| share * num_bigint::BigInt::from(u)).sum();
        sum * num_bigint::BigInt::from(instance.weights[voter])
    };
    (0..instance.weights.len()).map(of_voter).sum()
}

/// The best committees in the order of priority, each in that order, and what they are worth.
fn by_brute_force(instance: &Instance, request: &Request) -> (Vec<Vec<u32>>, Fraction) {
    let mut best: (Vec<Vec<u32>>, Option<Fraction>) = (Vec::new(), None);
    for set in (0_u32..1 << instance.n_items).filter(|set| set.count_ones() as usize == request.k) {
        let committee: Vec<u32> = (0..instance.n_items as u32).filter(|item| set >> item & 1 == 1).collect();
        if !request.bounds.allow(&committee) {
            continue;
        }
        let value = worth(instance, &committee);
        if best.1.as_ref().is_none_or(|most| value > *most) {
            best = (Vec::new(), Some(value.clone()));
        }
        if best.1.as_ref() == Some(&value) {
            best.0.push(request.sorted(committee));
        }
    }
    let turns =
        |committee: &Vec<u32>| committee.iter().map(|&item| request.priority[item as usize]).collect::<Vec<_>>();
    best.0.sort_by_key(turns);
    (best.0, best.1.unwrap())
}

prop_compose! {
    fn instances()(n_items in 1..8_usize)(
        n_items in Just(n_items),
        votes in prop::collection::vec(
            (prop::collection::btree_map(0..n_items as u32, 1..4_i64, 0..=n_items), 1..4_i128),
            1..7,
        ),
        k in 1..=n_items,
        kind in 0..6_u8,
        priority in Just((0..n_items as u32).collect::<Vec<_>>()).prop_shuffle(),
        groups in prop::collection::vec((prop::collection::btree_set(0..n_items as u32, 0..=n_items), 0..3_usize, 0..5_usize), 0..3),
    ) -> (Instance, Request) {
        let mut offsets = vec![0];
        let (mut items, mut utilities, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        for (utility, weight) in &votes {
            items.extend(utility.keys());
            utilities.extend(utility.values().map(|&u| if kind % 2 == 0 { 1 } else { u }));
            offsets.push(items.len());
            // So large and odd that their sums fit no 64 bits, or not even 128.
            weights.push(match kind { 4 => weight * ((1 << 70) + 1), 5 => (weight << 100) + weight * weight, _ => *weight });
        }
        let lambda = (1..=k as i64).map(|place| match kind {
            0 => fraction(1, place),
            1 | 2 => fraction(i64::from(place == 1), 1),
            3 => fraction(1 + k as i64 - place, 7),
            _ => fraction(1, 2 * place - 1),
        }).collect();
        let instance = Instance { n_items, offsets, items, utilities, weights, lambda };
        let group = |(number, (members, low, more)): (usize, (std::collections::BTreeSet<u32>, usize, usize))| Group {
            label: Label::Text(number.to_string()),
            members: members.into_iter().collect(),
            lower: low,
            upper: low + more,
        };
        let bounds = Bounds::new(groups.into_iter().enumerate().map(group).collect(), n_items).unwrap();
        let bounds = if bounds.check(k, &Ctx::default()).is_ok() { bounds } else { Bounds::none(n_items) };
        (instance, Request { k, bounds, priority, outcomes: Outcomes::One })
    }
}

/// Three threads that help from the second part on and meet after each, if `pool` is there.
fn helped(pool: Option<&rayon::ThreadPool>) -> Ctx<'_> {
    let par = pool.map_or(Par::sequential(), Par::pool);
    Ctx::new(par.with_chunk(pool.map(|_| NonZeroUsize::MIN)))
}

proptest! {
    #[test]
    fn the_best_are_those_of_brute_force((instance, request) in instances(), limit in 1..40_usize) {
        let (expected, value) = by_brute_force(&instance, &request);
        let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let alone = solve(&instance, &request, &helped(None)).unwrap();
        let found = solve(&instance, &request, &helped(Some(&three))).unwrap();
        prop_assert_eq!(&alone.committees, &found.committees);
        prop_assert!(found.proven && !found.stopped_early);
        prop_assert_eq!(found.score.as_ref(), Some(&value));
        prop_assert_eq!(found.bound.as_ref(), Some(&value));
        prop_assert_eq!(&found.committees, &expected[..1].to_vec());
        let all = Request { outcomes: Outcomes::All { limit }, ..request };
        for pool in [None, Some(&three)] {
            let found = solve(&instance, &all, &helped(pool)).unwrap();
            prop_assert_eq!(found.complete, Some(expected.len() <= limit));
            prop_assert_eq!(&found.committees, &expected[..limit.min(expected.len())].to_vec());
        }
    }

    #[test]
    fn a_late_search_returns_a_committee_and_a_bound((instance, request) in instances()) {
        let late = Ctx::default().with_time_limit(Some(0.0));
        let (_, value) = by_brute_force(&instance, &request);
        match solve(&instance, &request, &late) {
            Ok(found) => {
                prop_assert!(found.stopped_early && !found.proven);
                prop_assert!(request.bounds.allow(&found.committees[0]));
                prop_assert!(found.score.unwrap() <= value && value <= found.bound.unwrap());
            }
            Err(error) => prop_assert!(!request.bounds.is_disjoint(), "{}", error),
        }
    }
}
