use super::*;
use crate::rank::kemeny::tests::least_excess;
use crate::rng::Stream;

fn random(n: usize, seed: u64, spread: u64, unit: i64) -> Margins {
    let mut stream = Stream::new(seed, n as u64);
    Margins::new(n, |_, _| {
        Ok(i128::from((stream.next_u64() % (2 * spread + 1)) as i64 - spread as i64) * i128::from(unit))
    })
    .unwrap()
}

fn proof(margins: &Margins, order: &[u32], max_nodes: Option<u64>, ctx: &Ctx<'_>) -> Result<Proof> {
    prove(margins, &LocalSearch::new(margins).unwrap(), order, max_nodes, ctx)
}

fn identity(n: usize) -> Vec<u32> {
    (0..n as u32).collect()
}

#[test]
fn the_optimum_is_found_and_proven() {
    for n in 0..8 {
        for seed in 0..20 {
            // From ties and small margins to margins that the floats cannot hold.
            for (spread, unit) in [(1, 1), (5, 3), (1000, 1), (1 << 50, 1), (7, 1 << 48)] {
                let margins = random(n, seed, spread, unit);
                let found = proof(&margins, &identity(n), None, &Ctx::default()).unwrap();
                assert_eq!(found.excess, least_excess(&margins), "{n} {seed} {spread}");
                assert_eq!(margins.excess(&found.order), found.excess);
                assert!(found.lower_bound == found.excess && !found.stopped_early);
            }
        }
    }
}

#[test]
fn a_bound_holds_however_early_it_stops() {
    let margins = random(26, 3, 100, 1);
    let best = proof(&margins, &identity(26), None, &Ctx::default().with_time_limit(Some(20.0))).unwrap();
    for seconds in [0.0, 0.001, 0.01, 0.05] {
        let found = proof(&margins, &identity(26), None, &Ctx::default().with_time_limit(Some(seconds))).unwrap();
        assert!(found.lower_bound <= best.excess && best.excess <= found.excess, "{seconds}");
        assert_eq!(margins.excess(&found.order), found.excess);
        assert!(found.stopped_early || found.lower_bound == found.excess);
    }
}

#[test]
fn a_bound_holds_after_any_number_of_nodes() {
    let margins = random(32, 5, 100, 1);
    let best = proof(&margins, &identity(32), None, &Ctx::default()).unwrap();
    assert!(best.nodes > 1);
    let mut bound = 0;
    for nodes in [0, 1, best.nodes / 2, best.nodes] {
        let found = proof(&margins, &identity(32), Some(nodes), &Ctx::default()).unwrap();
        assert!(found.lower_bound <= best.excess && best.excess <= found.excess && found.nodes <= nodes, "{nodes}");
        assert!(found.lower_bound >= bound && !found.stopped_early);
        bound = found.lower_bound;
    }
    assert_eq!(bound, best.excess);
}

#[test]
fn a_cancelled_call_gives_nothing() {
    let flag = std::sync::atomic::AtomicBool::new(true);
    let margins = random(9, 0, 100, 1);
    let result = proof(&margins, &identity(9), None, &Ctx::default().with_cancel(Some(&flag)));
    assert_eq!(result, Err(crate::error::Error::Cancelled));
}
