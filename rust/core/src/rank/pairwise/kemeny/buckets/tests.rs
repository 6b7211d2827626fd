//! Bucket orders against brute force over all of them.

use super::consensus::bucket_order;
use super::costs::{Cost, Costs};
use super::excess::Excess;
use super::number::Number;
use super::scheme::TieScheme;
use super::subsets::{self, Scope};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::items::Items;
use crate::pairwise::PairwiseCounts;
use crate::rank::Votes;
use crate::rank::kemeny::{Effort, Options};
use crate::rng::Stream;
use crate::weights::Weights;

const AUTO: Options = Options { effort: Effort::Auto, max_iterations: None, seed: 0 };

/// Costs below `largest`, of which each pair has at least one 0.
pub(super) fn random_excess<T: Number>(m: usize, largest: u64, stream: &mut Stream) -> Excess<T> {
    let mut excess = Excess::zero(m).unwrap();
    for i in 0..m {
        for j in i + 1..m {
            let mut ways = [(); 3].map(|()| T::narrow(stream.below(largest).into()));
            ways[stream.below(3) as usize] = T::default();
            excess.set(i, j, ways);
        }
    }
    excess
}

/// All bucket orders of items 0..m.
pub(super) fn bucket_orders(m: usize) -> Vec<Vec<Vec<u32>>> {
    let Some(last) = m.checked_sub(1) else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for smaller in bucket_orders(last) {
        for at in 0..=smaller.len() {
            let mut alone = smaller.clone();
            alone.insert(at, vec![last as u32]);
            all.push(alone);
            if at < smaller.len() {
                let mut joined = smaller.clone();
                joined[at].push(last as u32);
                all.push(joined);
            }
        }
    }
    all
}

fn least<T: Number>(excess: &Excess<T>) -> (T, u64) {
    let costs: Vec<T> = bucket_orders(excess.n_items()).iter().map(|buckets| excess.of(buckets)).collect();
    let least = costs.iter().copied().min().unwrap();
    (least, costs.iter().filter(|&&cost| cost == least).count() as u64)
}

#[test]
fn subsets_find_and_count_all_optima() {
    let mut stream = Stream::new(7, 0);
    for round in 0..150 {
        let excess = random_excess::<i64>(1 + round % 6, 2 + round as u64 % 5, &mut stream);
        let (cost, n_optima) = least(&excess);
        for known in [cost, cost + 3, 1 << 40] {
            let scope = Scope { known, strict: false };
            let found = subsets::best(&excess, scope, &mut (1 << 30), &Ctx::default()).unwrap().unwrap();
            assert_eq!((found.excess, found.n_optima), (cost, Some(n_optima)));
            assert_eq!(excess.of(&found.buckets), cost);
        }
        let scope = Scope { known: 1 << 40, strict: false };
        assert_eq!(subsets::best(&excess, scope, &mut 0, &Ctx::default()).unwrap(), None);
    }
}

#[test]
fn parts_lose_nothing() {
    let mut stream = Stream::new(8, 0);
    let mut split = 0;
    for _ in 0..200 {
        let mut excess = random_excess::<i64>(5, 3, &mut stream);
        for (i, j) in [(0, 2), (0, 3), (1, 2), (1, 3), (0, 4), (1, 4)] {
            excess.set(i, j, [0, stream.below(2) as i64, stream.below(2) as i64]);
        }
        let (whole, n_optima) = least(&excess);
        let parts = excess.components(&Ctx::default()).unwrap().members();
        split += usize::from(parts.len() > 1);
        assert_eq!(parts.iter().map(|part| least(&excess.among(part).unwrap()).0).sum::<i64>(), whole);
        let parts = excess.components_of_all(&Ctx::default()).unwrap().members();
        let product: u64 = parts.iter().map(|part| least(&excess.among(part).unwrap()).1).product();
        assert_eq!(product, n_optima);
    }
    assert!(split > 100, "{split}");
}

#[test]
fn where_ties_never_pay_some_optimum_has_none() {
    let mut stream = Stream::new(9, 0);
    for _ in 0..100 {
        let mut excess = Excess::<i64>::zero(5).unwrap();
        for i in 0..5 {
            for j in i + 1..5 {
                let margin = stream.below(7) as i64 - 3;
                let tie = (margin.abs() + 1) / 2 + stream.below(2) as i64;
                excess.set(i, j, [(-margin).max(0), margin.max(0), tie]);
            }
        }
        assert!(excess.ties_never_pay());
        let scope = Scope { known: 1 << 40, strict: true };
        let found = subsets::best(&excess, scope, &mut (1 << 30), &Ctx::default()).unwrap().unwrap();
        assert_eq!(found.excess, least(&excess).0);
        assert!(found.buckets.iter().all(|bucket| bucket.len() == 1));
    }
}

fn costs(positions: &[i64], m: usize, weights: Weights, scheme: &TieScheme) -> Costs {
    let (items, n) = (Items::range(m).unwrap(), positions.len() / m);
    let ballots = Ballots::from_positions(positions, n, items, weights, Missing::Below, &Ctx::default()).unwrap();
    let costs = Costs::of(&Votes::Ballots(&ballots), scheme, None, &Ctx::default()).unwrap();
    let counts = PairwiseCounts::from_ballots(&ballots, &Ctx::default()).unwrap();
    let same = Costs::of(&Votes::Pairwise(&counts), scheme, None, &Ctx::default()).unwrap();
    let all: Vec<Vec<u32>> = vec![(0..m as u32).collect()];
    if ballots.weights().is_integer() {
        assert_eq!(costs.cost(&all), same.cost(&all));
    }
    costs
}

/// Four ballots of four items: `1 > 2 = 3 > 4`, `2 > 1 > 4`, `3 = 4 > 1`, `1 > 3 > 2 > 4`.
const P2: [i64; 16] = [1, 2, 2, 3, 2, 1, 0, 3, 2, 0, 1, 1, 1, 3, 2, 4];

#[test]
fn published_optima() {
    let cost = |numerator, denominator| Cost { numerator, exponent: 0, denominator };
    for (name, numbers, denominator, expected, n_optima) in [
        ("pseudodistance", &[1][..], 1, cost(8, 1), 1),
        ("unifying", &[1], 1, cost(8, 1), 1),
        ("unifying", &[1], 2, cost(14, 2), 2),
        ("half", &[], 1, cost(14, 2), 2),
        ("induced", &[1], 1, cost(5, 1), 2),
        ("extended", &[], 1, cost(3, 1), 1),
    ] {
        let scheme = TieScheme::new(name, numbers, denominator).unwrap();
        let costs = costs(&P2, 4, Weights::Unit, &scheme);
        let found = bucket_order(&costs, &AUTO, &Ctx::default()).unwrap();
        assert!(found.proven, "{name}");
        assert_eq!((found.cost, found.n_optima), (expected, Some(n_optima)), "{name}");
        assert_eq!(costs.cost(&[vec![0], vec![2], vec![1], vec![3]]), expected, "{name}");
    }
}

#[test]
fn search_and_proof_agree_with_brute_force() {
    let mut stream = Stream::new(10, 0);
    for round in 0..60 {
        let (n, m) = (1 + stream.below(6) as usize, 1 + round % 6);
        let positions: Vec<i64> = (0..n * m).map(|_| stream.below(4) as i64).collect();
        let weights = match round % 3 {
            0 => Weights::Unit,
            1 => Weights::from_integers(&vec![3; n], n).unwrap(),
            _ => Weights::from_floats(&(0..n).map(|voter| 0.1 + voter as f64).collect::<Vec<_>>(), n).unwrap(),
        };
        let (name, numbers) = [("half", 0), ("unifying", 1), ("induced", 1), ("extended", 0), ("strict", 0)][round % 5];
        let scheme = TieScheme::new(name, &[1][..numbers], 3).unwrap();
        let costs = costs(&positions, m, weights, &scheme);
        let all: Vec<Cost> = bucket_orders(m).iter().map(|buckets| costs.cost(buckets)).collect();
        let least = all.iter().map(|cost| cost.numerator).min().unwrap();
        let found = bucket_order(&costs, &AUTO, &Ctx::default()).unwrap();
        assert!(found.proven);
        assert_eq!(found.cost.numerator, least);
        assert_eq!(found.n_optima, Some(all.iter().filter(|cost| cost.numerator == least).count() as u128));
        assert_eq!(costs.cost(&found.buckets), found.cost);
        let options = Options { effort: Effort::Search, ..AUTO };
        let searched = bucket_order(&costs, &options, &Ctx::default()).unwrap();
        assert!(searched.lower_bound.numerator <= least);
        assert!(!searched.proven || searched.cost.numerator == least);
        assert_eq!(searched.cost.numerator, least, "so few items are no task for a search");
    }
}

#[test]
fn orders_without_ties_cost_what_their_problem_says() {
    let scheme = TieScheme::new("unifying", &[1], 4).unwrap();
    let costs = costs(&P2, 4, Weights::Unit, &scheme);
    let problem = costs.without_ties(&Ctx::default()).unwrap();
    for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 3, 1]] {
        let buckets: Vec<Vec<u32>> = order.iter().map(|&item| vec![item]).collect();
        assert_eq!(costs.beyond(problem.contradicted(&order)), costs.cost(&buckets));
    }
}

#[test]
fn a_time_limit_leaves_a_bucket_order_and_a_bound() {
    let mut stream = Stream::new(11, 0);
    let positions: Vec<i64> = (0..30 * 12).map(|_| 1 + stream.below(12) as i64).collect();
    let costs = costs(&positions, 30, Weights::Unit, &TieScheme::Half);
    let late = Ctx::default().with_time_limit(Some(0.0));
    let found = bucket_order(&costs, &AUTO, &late).unwrap();
    assert!(found.stopped_early && !found.proven);
    assert!(found.lower_bound.numerator <= found.cost.numerator);
    assert_eq!(costs.cost(&found.buckets), found.cost);
    let flag = std::sync::atomic::AtomicBool::new(true);
    assert!(bucket_order(&costs, &AUTO, &Ctx::default().with_cancel(Some(&flag))).is_err());
}
