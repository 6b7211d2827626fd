//! Consensus orders against all orders.

use super::optima::optima;
use super::search::LocalSearch;
use super::subsets::Subsets;
use super::*;
use crate::ctx::Ctx;
use crate::rng::Stream;

const OPTIONS: Options = Options { effort: Effort::Auto, max_iterations: None, seed: 0 };

/// A matrix with cells in `0..bound`.
fn cells(m: usize, bound: u64, seed: u64) -> Vec<i64> {
    let mut stream = Stream::new(seed, 0);
    (0..m * m).map(|_| stream.below(bound) as i64).collect()
}

fn problem(m: usize, bound: u64, seed: u64) -> Problem {
    Problem::of_integers(cells(m, bound, seed), m, &Ctx::default()).unwrap()
}

/// All orders of `m` items, in lexicographic order.
fn orders(m: usize) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new()];
    for _ in 0..m {
        let longer = |order: &Vec<u32>| {
            let left = (0..m as u32).filter(|item| !order.contains(item)).collect::<Vec<_>>();
            left.into_iter().map(|item| [order.as_slice(), &[item]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// The least excess of all orders.
pub(super) fn least_excess(margins: &Margins) -> i64 {
    orders(margins.n_items()).iter().map(|order| margins.excess(order)).min().unwrap()
}

#[test]
fn the_first_of_all_best_orders_is_found_and_all_are_counted() {
    for seed in 0..60 {
        let m = 1 + seed as usize % 8;
        let problem = problem(m, [2, 3, 100][seed as usize % 3], seed);
        let all = orders(m);
        let least = all.iter().map(|order| problem.contradicted(order)).min().unwrap();
        let best: Vec<Vec<u32>> = all.into_iter().filter(|order| problem.contradicted(order) == least).collect();
        let found = consensus(&problem, &OPTIONS, &Ctx::default()).unwrap();
        assert_eq!((found.cost, found.lower_bound, found.proven), (least, least, true));
        assert_eq!((&found.order, found.n_optima), (&best[0], Some(best.len() as u128)));
        let listed = optima(&problem, 1000, &Ctx::default()).unwrap();
        assert_eq!((listed.cost, listed.n_optima), (least, Some(best.len() as u128)));
        assert_eq!(listed.orders, best);
        assert_eq!(optima(&problem, 2, &Ctx::default()).unwrap().orders, best[..best.len().min(2)]);
    }
}

#[test]
fn proofs_agree_with_all_subsets() {
    for seed in 0..64 {
        let m = 9 + seed as usize % 8;
        let margins = problem(m, [2, 4, 1000, 1 << 50][seed as usize % 4], seed).margins;
        let least = Subsets::of(&margins, &Ctx::default()).unwrap().excess();
        let order: Vec<u32> = (0..m as u32).collect();
        let local = LocalSearch::new(&margins).unwrap();
        let proof = lagrange::prove(&margins, &local, &order, None, &Ctx::default()).unwrap();
        assert_eq!(
            (proof.excess, proof.lower_bound, margins.excess(&proof.order)),
            (least, least, least),
            "{m} {seed}"
        );
        let searched = local.search(&search::starts(&margins), least, seed, search::Budget::MEDIUM, &Ctx::default());
        assert_eq!(searched.unwrap().excess, least);
        let solved = large::solve(&margins, &OPTIONS, &Ctx::default()).unwrap();
        assert_eq!((solved.excess, solved.lower_bound), (least, least));
    }
}

#[test]
fn wide_margins_take_the_wide_table() {
    let narrow = problem(9, 50, 3);
    let scaled: Vec<i64> = cells(9, 50, 3).into_iter().map(|cell| cell << 40).collect();
    let wide = Problem::of_integers(scaled, 9, &Ctx::default()).unwrap();
    let found = consensus(&narrow, &OPTIONS, &Ctx::default()).unwrap();
    let same = consensus(&wide, &OPTIONS, &Ctx::default()).unwrap();
    assert_eq!((&same.order, same.cost, same.n_optima), (&found.order, found.cost << 40, found.n_optima));
}

#[test]
fn floats_beyond_61_bits_are_rounded_and_costs_are_not() {
    let mut floats: Vec<f64> = cells(6, 50, 8).into_iter().map(|cell| cell as f64).collect();
    let exact = Problem::of_integers(cells(6, 50, 8), 6, &Ctx::default()).unwrap();
    floats[1] += 1e-13;
    floats[6] += 1e6 + 1e-10;
    let problem = Problem::of_floats(floats.clone(), 6, &Ctx::default()).unwrap();
    let found = consensus(&problem, &OPTIONS, &Ctx::default()).unwrap();
    assert!(found.proven);
    let cost: f64 = (0..6)
        .flat_map(|k| (k + 1..6).map(move |l| (k, l)))
        .fold(0.0, |sum, (k, l)| sum + floats[found.order[l] as usize * 6 + found.order[k] as usize]);
    assert!((problem.cost(found.cost).to_float() - cost).abs() < 1e-9);
    assert!(exact.contradicted(&found.order) >= consensus(&exact, &OPTIONS, &Ctx::default()).unwrap().cost);
}

#[test]
fn without_time_there_is_an_order_all_the_same() {
    for m in [5, 40] {
        let problem = problem(m, 50, 1);
        let late = Ctx::default().with_time_limit(Some(0.0));
        let found = consensus(&problem, &OPTIONS, &late).unwrap();
        let mut items = found.order.clone();
        items.sort_unstable();
        assert_eq!(items, (0..m as u32).collect::<Vec<_>>());
        assert!(found.stopped_early && !found.proven && found.lower_bound < found.cost);
        assert_eq!(found.cost, problem.contradicted(&found.order));
    }
}

#[test]
fn margins_that_do_not_fit_are_refused() {
    let error = Problem::of_integers(vec![0, i64::MAX, 0, 0], 2, &Ctx::default()).err().unwrap().to_string();
    assert!(error.starts_with("sum of the margins of all pairs would be 9223372036854775807"), "{error}");
}
