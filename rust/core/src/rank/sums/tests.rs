use std::num::NonZeroUsize;

use super::*;
use crate::par::Par;
use crate::rng::Stream;
use crate::state::State as _;
use crate::weights::Weights;

/// Contexts that cut work nowhere, and everywhere.
fn contexts(pool: &rayon::ThreadPool) -> Vec<Ctx<'_>> {
    let chunks = [1, 3, 4, 17].map(NonZeroUsize::new);
    let pools = [Par::sequential(), Par::pool(pool)];
    let cut = chunks.into_iter().chain([None]).flat_map(|chunk| pools.map(|par| par.with_chunk(chunk)));
    cut.map(Ctx::new).collect()
}

fn shuffled(n_items: usize, stream: &mut Stream) -> Vec<i64> {
    let mut order: Vec<i64> = (0..n_items as i64).collect();
    for last in (1..n_items).rev() {
        order.swap(last, stream.below(last as u64 + 1) as usize);
    }
    order
}

fn inverse(permutation: &[i64]) -> Vec<u32> {
    let mut ranks = vec![0; permutation.len()];
    for (&item, rank) in permutation.iter().zip(0..) {
        ranks[item as usize] = rank;
    }
    ranks
}

fn summed(clients: &Clients<'_>, ctx: &Ctx<'_>) -> Result<Vec<i64>> {
    let mut sums = vec![-1; clients.n_items()];
    sum_of_ranks(clients, Out::Integer(&mut sums), ctx)?;
    Ok(sums)
}

#[test]
fn every_form_chunk_and_width_gives_the_same_sums() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let mut stream = Stream::new(7, 0);
    for n_items in [1, 2, 3, 4, 5, 16, 17, 33, 70] {
        let permutations: Vec<Vec<i64>> = (0..6).map(|_| shuffled(n_items, &mut stream)).collect();
        let ranks: Vec<Vec<u32>> = permutations.iter().map(|permutation| inverse(permutation)).collect();
        for weights in [vec![1; 6], vec![0, 1, 5, 2, 3, 4], vec![1 << 33, 1, 0, 7, 1 << 40, 3], vec![1 << 53; 6]] {
            let expected: Vec<i64> = (0..n_items)
                .map(|item| ranks.iter().zip(&weights).map(|(ranks, weight)| i64::from(ranks[item]) * weight).sum())
                .collect();
            let weights = Weights::from_integers(&weights, 6).unwrap();
            let of =
                |vectors, form| Clients::new(vectors, n_items, form, Validate::Permutation, weights.clone()).unwrap();
            let streams = of(ranks.iter().map(|ranks| Vector::U32(ranks)).collect(), Form::Ranks);
            let scatters = of(permutations.iter().map(|order| Vector::I64(order)).collect(), Form::Permutations);
            for ctx in contexts(&pool) {
                for clients in [&streams, &scatters] {
                    assert_eq!(summed(clients, &ctx).unwrap(), expected);
                    let mut state = RankSums::new(n_items).unwrap();
                    state.update(clients, &ctx).unwrap();
                    assert_eq!(state.finish(&ctx).unwrap(), Sums::Integer(expected.clone()));
                    assert_eq!(RankSums::from_bytes(&state.to_bytes().unwrap()).unwrap(), state);
                }
            }
        }
    }
}

#[test]
fn every_broken_permutation_is_found_wherever_it_breaks() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let good: Vec<i64> = vec![3, 0, 4, 1, 2, 8, 6, 5, 7];
    for (at, value) in (0..9).flat_map(|at| [-1, 9, 11, 1 << 31, 1 << 32, 3, 7].map(|value| (at, value))) {
        let mut broken = good.clone();
        broken[at] = value;
        let is_out = !(0..9).contains(&value);
        for ctx in contexts(&pool) {
            for form in [Form::Ranks, Form::Permutations] {
                let vectors = vec![Vector::I64(&good), Vector::I64(&broken)];
                let clients = Clients::new(vectors, 9, form, Validate::Permutation, Weights::Unit).unwrap();
                let found = summed(&clients, &ctx);
                if broken == good {
                    assert!(found.is_ok());
                    continue;
                }
                let text = found.unwrap_err().to_string();
                let second = broken.iter().rposition(|&other| other == value).unwrap();
                let place = format!("{}[1, {}] = {value} is not", form.name(), if is_out { at } else { second });
                assert!(text.starts_with(&place), "{text}: expected {place}");
            }
        }
    }
}

#[test]
fn a_failing_update_leaves_the_state() {
    let mut state = RankSums::new(3).unwrap();
    let clients = |ranks, weights| Clients::new(vec![ranks], 3, Form::Ranks, Validate::Range, weights).unwrap();
    state.update(&clients(Vector::U16(&[2, 1, 0]), Weights::Unit), &Ctx::default()).unwrap();
    let before = state.clone();
    let wrong = clients(Vector::I32(&[0, -1, 2]), Weights::Unit);
    let error = state.update(&wrong, &Ctx::default()).unwrap_err().to_string();
    assert_eq!(error, "ranks[0, 1] = -1 is not a rank: expected 0 <= rank < 3");
    let other = Clients::new(vec![], 4, Form::Ranks, Validate::Range, Weights::Unit).unwrap();
    assert!(matches!(state.update(&other, &Ctx::default()), Err(Error::IncompatibleState { .. })));
    assert_eq!(state, before);
}

#[test]
fn floats_merge_bit_for_bit() {
    let (ctx, values) = (Ctx::default(), [0.1, 8.0, 1e-9, 0.0]);
    let ranks: [[u16; 3]; 4] = [[0, 2, 1], [2, 1, 0], [1, 0, 2], [2, 2, 2]];
    let part = |range: std::ops::Range<usize>| {
        let weights = Weights::from_floats(&values[range.clone()], range.len()).unwrap();
        let vectors = ranks[range].iter().map(|ranks| Vector::U16(ranks)).collect();
        let clients = Clients::new(vectors, 3, Form::Ranks, Validate::Range, weights).unwrap();
        let mut state = RankSums::new(3).unwrap();
        state.update(&clients, &ctx).unwrap();
        state
    };
    let whole = part(0..4);
    for split in 0..=4 {
        let (mut first, mut second) = (part(0..split), part(split..4));
        let kept = first.clone();
        first.merge(&second).unwrap();
        second.merge(&kept).unwrap();
        assert_eq!((&first, &second), (&whole, &whole));
    }
    assert_eq!(whole.finish(&ctx).unwrap(), Sums::Float(vec![16.0 + 1e-9, 8.2, 0.1 + 2e-9]));
}

#[test]
fn the_top_is_the_end_of_the_order() {
    let mut stream = Stream::new(3, 0);
    for spread in [1, 2, 40, 1 << 13, 1 << 33, 1 << 62] {
        for n_items in [1_usize, 2, 9, 5000] {
            let sums: Vec<i64> = (0..n_items).map(|_| stream.below(spread) as i64 - (spread / 2) as i64).collect();
            let floats: Vec<f64> = sums.iter().map(|&sum| sum as f64).collect();
            for keys in [Keys::Integer(&sums), Keys::Float(&floats)] {
                let order = order_by_sum(keys, &Ctx::default()).unwrap();
                for count in [1, n_items.div_ceil(2), n_items] {
                    let found = top(keys, count, &Ctx::default()).unwrap();
                    let mut best: Vec<usize> = order[n_items - count..].iter().map(|&item| item as usize).collect();
                    best.sort_unstable();
                    let chosen: Vec<usize> = (0..n_items).filter(|&item| found.mask[item]).collect();
                    assert_eq!(chosen, best);
                }
            }
        }
    }
}
