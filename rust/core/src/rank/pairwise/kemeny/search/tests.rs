use std::sync::atomic::AtomicBool;

use super::*;
use crate::error::Error;
use crate::par::Par;
use crate::rank::kemeny::Margins;
use crate::rank::kemeny::tests::least_excess;
use crate::rng::Stream;

fn random(n_items: usize, bound: u64, factor: i128, stream: &mut Stream) -> Margins {
    Margins::new(n_items, |_, _| Ok((i128::from(stream.below(2 * bound + 1)) - i128::from(bound)) * factor)).unwrap()
}

/// One set of margins for each width of cells.
fn every_width(n_items: usize, stream: &mut Stream) -> [Margins; 3] {
    [(50, 7), (1 << 20, 1), (1 << 40, 1)].map(|(bound, factor)| random(n_items, bound, factor, stream))
}

fn limited(max_iterations: u64) -> Budget {
    Budget { max_iterations: Some(max_iterations), patience: None }
}

#[test]
fn a_descent_leaves_no_insertion_that_helps() {
    let mut stream = Stream::new(5, 0);
    for n_items in [1, 2, 3, 9, 16, 17, 40] {
        for margins in every_width(n_items, &mut stream) {
            let mut order = recombine::shuffled(n_items, &mut stream);
            let before = margins.excess(&order);
            let excess = LocalSearch::new(&margins).unwrap().descend(&mut order).unwrap();
            assert_eq!(excess, margins.excess(&order));
            assert!(excess <= before);
            for from in 0..n_items {
                for to in 0..n_items {
                    let mut other = order.clone();
                    let item = other.remove(from);
                    other.insert(to, item);
                    assert!(margins.excess(&other) >= excess, "{from} to {to} in {order:?}");
                }
            }
        }
    }
}

#[test]
fn few_items_get_their_best_order() {
    let mut stream = Stream::new(6, 0);
    for n_items in 0..=7 {
        for margins in every_width(n_items, &mut stream) {
            let least = least_excess(&margins);
            let search = LocalSearch::new(&margins).unwrap();
            let found = search.search(&starts(&margins), i64::MIN, 1, Budget::QUICK, &Ctx::default()).unwrap();
            assert_eq!((found.excess, margins.excess(&found.order)), (least, least), "{margins:?}");
            assert!(!found.stopped_early);
            let found = search.search(&[], least, 1, Budget::LONG, &Ctx::default()).unwrap();
            assert_eq!((found.excess, margins.excess(&found.order)), (least, least));
        }
    }
}

#[test]
fn threads_leave_no_trace_and_budgets_hold() {
    let margins = random(45, 100, 1, &mut Stream::new(7, 0));
    let search = LocalSearch::new(&margins).unwrap();
    let starts = starts(&margins);
    let least = starts.iter().map(|start| margins.excess(start)).min().unwrap();
    let run = |par, seed, target, budget| search.search(&starts, target, seed, budget, &Ctx::new(par)).unwrap();
    let pools: Vec<_> = [1, 2, 3].map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap()).into();
    for max_iterations in [0, 1, 15, 100, 3000] {
        let found = run(Par::sequential(), 3, 0, limited(max_iterations));
        assert!(found.iterations <= max_iterations && found.excess <= least);
        assert_eq!(found.excess, margins.excess(&found.order));
        for pool in &pools {
            assert_eq!(run(Par::pool(pool), 3, 0, limited(max_iterations)), found);
        }
    }
    let best = run(Par::sequential(), 3, 0, limited(20_000)).excess;
    let hit = run(Par::sequential(), 8, best, Budget::LONG);
    assert_eq!(hit.excess, best, "the target ends the search");
    for pool in &pools {
        assert_eq!(run(Par::pool(pool), 8, best, Budget::LONG), hit);
    }
}

#[test]
fn a_time_limit_leaves_the_best_so_far_and_a_token_an_error() {
    let margins = random(60, 100, 1, &mut Stream::new(8, 0));
    let search = LocalSearch::new(&margins).unwrap();
    let starts = starts(&margins);
    let least = starts.iter().map(|start| margins.excess(start)).min().unwrap();
    for seconds in [0.0, 0.02] {
        let ctx = Ctx::default().with_time_limit(Some(seconds));
        let budget = Budget { max_iterations: None, patience: None };
        let found = search.search(&starts, 0, 1, budget, &ctx).unwrap();
        assert!(found.stopped_early && found.excess <= least);
        assert_eq!(found.excess, margins.excess(&found.order));
    }
    let flag = AtomicBool::new(true);
    let ctx = Ctx::default().with_cancel(Some(&flag));
    assert_eq!(search.search(&starts, 0, 1, Budget::LONG, &ctx), Err(Error::Cancelled));
}
