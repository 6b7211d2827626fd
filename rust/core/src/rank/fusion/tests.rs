//! The worked example, and what must not depend on threads or on order.

use super::*;
use crate::par::Par;
use crate::rng::Stream;

fn fused(fusion: Fusion, lists: &[&[i64]], weights: &Weights) -> Vec<(i64, f64)> {
    let offsets: Vec<[i64; 2]> = lists.iter().map(|list| [0, list.len() as i64]).collect();
    let runs: Vec<FlatRun<'_>> =
        lists.iter().zip(&offsets).map(|(documents, offsets)| FlatRun { documents, offsets, scores: None }).collect();
    let runs = Runs::new(&runs, 1, &Ctx::default()).unwrap();
    let found = fuse(&fusion, &runs, weights, None, &Ctx::default()).unwrap();
    found.documents.into_iter().zip(found.scores).collect()
}

const ABC: [&[i64]; 3] = [&[1, 2, 3], &[2, 4, 1], &[1, 4, 2, 5]];

#[test]
fn the_worked_example() {
    let near = |got: Vec<(i64, f64)>, expected: &[(i64, f64)]| {
        assert_eq!(got.len(), expected.len());
        for ((document, score), (wanted, value)) in got.iter().zip(expected) {
            assert_eq!(document, wanted);
            assert!((score - value).abs() < 5e-7, "{score} {value}");
        }
    };
    let (ties, unit) = (Ties::Average, Weights::Unit);
    near(
        fused(Fusion::ReciprocalRank { k: 60, ties }, &ABC, &unit),
        &[(1, 0.048_660), (2, 0.048_395), (4, 0.032_258), (3, 0.015_873), (5, 0.015_625)],
    );
    near(
        fused(Fusion::InverseSquareRank { frequency: Frequency::Count, ties }, &ABC, &unit),
        &[(1, 6.333_333), (2, 4.083_333), (4, 1.0), (3, 0.111_111), (5, 0.0625)],
    );
    near(fused(Fusion::Borda { ties }, &ABC, &unit), &[(1, 13.0), (2, 12.0), (4, 9.5), (3, 5.5), (5, 5.0)]);
}

#[test]
fn a_weight_is_a_repetition() {
    let ties = Ties::Average;
    let weights = Weights::from_integers(&[2, 1, 3], 3).unwrap();
    let repeated = [ABC[2], ABC[0], ABC[1], ABC[2], ABC[0], ABC[2]];
    for fusion in [
        Fusion::ReciprocalRank { k: 60, ties },
        Fusion::InverseSquareRank { frequency: Frequency::Count, ties },
        Fusion::InverseSquareRank { frequency: Frequency::Log, ties },
        Fusion::Borda { ties },
    ] {
        assert_eq!(fused(fusion, &ABC, &weights), fused(fusion, &repeated, &Weights::Unit));
    }
}

#[test]
fn sums_that_are_equal_on_paper_tie() {
    // 1/70 + 1/105 = 1/84 + 1/84, through other places.
    let mut lists = [vec![0_i64; 45], vec![0; 45]];
    for (run, list) in lists.iter_mut().enumerate() {
        for (place, slot) in list.iter_mut().enumerate() {
            *slot = 1000 * (run as i64 + 1) + place as i64;
        }
    }
    (lists[0][9], lists[1][44]) = (1, 1);
    (lists[0][23], lists[1][23]) = (2, 2);
    let fusion = Fusion::ReciprocalRank { k: 60, ties: Ties::Average };
    let found = fused(fusion, &[&lists[0], &lists[1]], &Weights::Unit);
    assert_eq!((found[0].0, found[1].0), (1, 2));
    assert_eq!(found[0].1.to_bits(), found[1].1.to_bits());
}

#[test]
fn neither_threads_nor_chunks_change_a_bit() {
    let mut stream = Stream::new(3, 0);
    let n_queries = 300;
    let mut parts = Vec::new();
    for _ in 0..4 {
        let (mut documents, mut offsets, mut scores) = (Vec::new(), vec![0], Vec::new());
        for _ in 0..n_queries {
            let start = stream.below(20) as i64;
            let list: Vec<i64> = (start..start + stream.below(30) as i64).collect();
            scores.extend(list.iter().map(|_| stream.below(9) as f64 / 10.0));
            documents.extend(list);
            offsets.push(documents.len() as i64);
        }
        parts.push((documents, offsets, scores));
    }
    let flat: Vec<FlatRun<'_>> =
        parts.iter().map(|(documents, offsets, scores)| FlatRun { documents, offsets, scores: Some(scores) }).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let ties = Ties::Average;
    for fusion in [
        Fusion::ReciprocalRank { k: 60, ties },
        Fusion::RankBiasedCentroids { phi: 0.8, ties },
        Fusion::CombMnz { normalize: Normalize::Z },
    ] {
        let run = |par: Par<'_>, runs: &[FlatRun<'_>]| {
            let ctx = Ctx::new(par);
            let runs = Runs::new(runs, n_queries, &ctx).unwrap();
            fuse(&fusion, &runs, &Weights::Unit, Some(10), &ctx).unwrap()
        };
        let alone = run(Par::sequential(), &flat);
        assert!(alone == run(Par::pool(&pool), &flat));
        assert!(alone == run(Par::pool(&pool).with_chunk(std::num::NonZeroUsize::new(7)), &flat));
        let turned: Vec<FlatRun<'_>> = flat.iter().rev().copied().collect();
        assert!(alone == run(Par::sequential(), &turned));
    }
}
