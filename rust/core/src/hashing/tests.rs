//! One request from end to end: hash, add, freeze, ask.

use std::num::NonZeroUsize;
use std::sync::Arc;

use proptest::prelude::*;

use super::frozen::{Cells, CellsMut, Head, Normalize, UNKNOWN, freeze, frozen_weights};
use super::simhash::Projection;
use super::tables::{Batch, Sign};
use super::vectors::{Floats, Vectors};
use super::{BucketTable, FrozenTable, SimHash};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::items::Label;
use crate::par::Par;
use crate::rng::Stream;

fn vectors(cells: &[f32], width: usize) -> Vectors<'_> {
    Vectors::new("vectors", Floats::F32(cells), cells.len() / width, width).unwrap()
}

fn batch<'a>(cells: &'a [f32], width: usize, offsets: &'a [i64]) -> Batch<'a> {
    Batch { vectors: vectors(cells, width), values: None, weights: None, mask: None, users: None, offsets }
}

fn signatures(encoder: &SimHash, cells: &[f32], ctx: &Ctx<'_>) -> Vec<u16> {
    let mut codes = vec![0; cells.len() / encoder.dim() * encoder.groups()];
    encoder.signatures(&vectors(cells, encoder.dim()), &mut codes, ctx).unwrap();
    codes
}

fn change(table: &mut BucketTable, batch: Batch<'_>, sign: Sign, ctx: &Ctx<'_>) {
    let parts = BucketTable::parts(table.encoder(), table.shape().width, batch, sign, ctx).unwrap();
    table.commit(parts, sign).unwrap();
}

fn ask(table: &BucketTable, normalize: Normalize, candidates: &[f32], users: Option<&[u32]>) -> Vec<f32> {
    let (head, places) = Head::of(table, normalize, false);
    let mut cells = vec![0.0; head.n_cells()];
    freeze(table, &places, normalize, CellsMut::F32(&mut cells), &Ctx::default()).unwrap();
    let weights: Vec<f64> =
        if normalize == Normalize::Ratio { frozen_weights(table, &places).collect() } else { Vec::new() };
    let frozen = FrozenTable::new(head.shape, normalize, Cells::F32(&cells), &weights, head.n_users()).unwrap();
    let dim = table.encoder().dim();
    let mut out = vec![0.0; candidates.len() / dim * head.shape.width];
    frozen.query(table.encoder(), &vectors(candidates, dim), users, &mut out, &Ctx::default()).unwrap();
    out
}

/// By hand: two groups of two lines through the plane, five points of which the third lies on a line.
fn golden() -> (Arc<SimHash>, Vec<f32>) {
    let matrix = vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, -1.0];
    let encoder = SimHash::from_matrix(matrix, 2, 2, 2).unwrap();
    (Arc::new(encoder), vec![1.0, 2.0, 2.0, 1.0, -1.0, 1.0, 3.0, -1.0, 0.0, 0.0])
}

#[test]
fn the_example_by_hand() {
    let (encoder, points) = golden();
    assert_eq!(signatures(&encoder, &points, &Ctx::default()), [3, 1, 3, 3, 2, 0, 1, 3, 0, 0]);
    let mut table = BucketTable::new(encoder, 2, None, None).unwrap();
    change(&mut table, batch(&points, 2, &[0, 5]), Sign::Plus, &Ctx::default());
    assert_eq!(table.tables()[0].counts(), [1, 1, 1, 2, 2, 1, 0, 2]);
    let expected = [
        (Normalize::None, [2.0, 2.5]),
        (Normalize::L2, [0.577_160, 0.800_767]),
        (Normalize::Count, [1.25, 1.75]),
        (Normalize::Ratio, [1.333_333, 1.666_667]),
    ];
    for (normalize, expected) in expected {
        let found = ask(&table, normalize, &[1.0, 1.5], None);
        assert!(found.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-6), "{normalize:?} {found:?}");
    }
}

#[test]
fn bits_are_packed_in_the_order_of_rows() {
    let encoder = SimHash::draw(5, 13, 11, 1, Projection::Gaussian).unwrap();
    let cells: Vec<f32> = (0..35).map(|k| (k * 7 % 11) as f32 - 5.0).collect();
    let codes = signatures(&encoder, &cells, &Ctx::default());
    let mut words = vec![0; 7 * encoder.n_words()];
    encoder.packed_bits(&vectors(&cells, 5), &mut words, &Ctx::default()).unwrap();
    for (codes, words) in codes.chunks_exact(13).zip(words.chunks_exact(encoder.n_words())) {
        for bit in 0..143 {
            assert_eq!(words[bit / 64] >> (bit % 64) & 1, u64::from(codes[bit / 11] >> (bit % 11) & 1));
        }
    }
}

fn integers(seed: u64, n: usize) -> Vec<f32> {
    let mut stream = Stream::new(seed, 0);
    (0..n).map(|_| stream.below(19) as f32 - 9.0).collect()
}

#[test]
fn threads_and_chunks_change_no_bit() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let mut stream = Stream::new(4, 0);
    let cells: Vec<f32> = (0..7 * 3_000).map(|_| stream.unit() as f32 - 0.5).collect();
    let weights: Vec<f64> = (0..3_000).map(|_| stream.unit()).collect();
    let mask: Vec<bool> = (0..3_000).map(|_| stream.below(5) > 0).collect();
    for projection in [Projection::Gaussian, Projection::Hadamard] {
        let encoder = Arc::new(SimHash::draw(7, 5, 3, 0, projection).unwrap());
        let of = |par: Par<'_>| {
            let ctx = Ctx::new(par);
            let mut table = BucketTable::new(Arc::clone(&encoder), 7, None, None).unwrap();
            let batch = Batch { weights: Some(&weights), mask: Some(&mask), ..batch(&cells, 7, &[0, 3_000]) };
            change(&mut table, batch, Sign::Plus, &ctx);
            (signatures(&encoder, &cells, &ctx), table.to_bytes().unwrap())
        };
        let alone = of(Par::sequential());
        assert_eq!(alone, of(Par::pool(&pool)));
        assert_eq!(alone, of(Par::pool(&pool).with_chunk(NonZeroUsize::new(3))));
        assert_eq!(alone, of(Par::sequential().with_chunk(NonZeroUsize::new(2))));
    }
}

#[test]
fn many_users_are_one_after_the_other() {
    let encoder = Arc::new(SimHash::draw(4, 3, 2, 1, Projection::Gaussian).unwrap());
    let (cells, labels) = (integers(1, 4 * 60), ["b", "a", "c"].map(|text| Label::Text(text.to_owned())));
    let mut many = BucketTable::new(Arc::clone(&encoder), 4, Some(&[]), None).unwrap();
    let all = Batch { users: Some(&labels), ..batch(&cells, 4, &[0, 10, 10, 60]) };
    change(&mut many, all, Sign::Plus, &Ctx::default());
    let candidates = integers(2, 4 * 4);
    // In the order of labels: a, b, c.
    let found = ask(&many, Normalize::Ratio, &candidates, Some(&[1, 2, 0, UNKNOWN]));
    for (k, rows) in [(0, 0..10), (1, 10..60)] {
        let mut one = BucketTable::new(Arc::clone(&encoder), 4, None, None).unwrap();
        let part = &cells[rows.start * 4..rows.end * 4];
        change(&mut one, batch(part, 4, &[0, rows.len() as i64]), Sign::Plus, &Ctx::default());
        assert_eq!(ask(&one, Normalize::Ratio, &candidates[k * 4..][..4], None), found[k * 4..][..4]);
    }
    assert_eq!(found[8..], [0.0; 8]);
    let again = BucketTable::from_bytes(&many.to_bytes().unwrap()).unwrap();
    assert_eq!(again.users().unwrap().labels(), ["a", "b", "c"].map(|text| Label::Text(text.to_owned())));
    assert_eq!(again.to_bytes(), many.to_bytes());
}

#[test]
fn what_was_not_added_cannot_be_removed() {
    let (encoder, points) = golden();
    let mut table = BucketTable::new(encoder, 2, None, None).unwrap();
    change(&mut table, batch(&points, 2, &[0, 5]), Sign::Plus, &Ctx::default());
    let before = table.to_bytes().unwrap();
    let twice = [points.clone(), points.clone()].concat();
    let parts =
        BucketTable::parts(table.encoder(), 2, batch(&twice, 2, &[0, 10]), Sign::Minus, &Ctx::default()).unwrap();
    assert!(matches!(table.commit(parts, Sign::Minus), Err(Error::Data { what: "rows to remove", .. })));
    assert_eq!(table.to_bytes().unwrap(), before);
}

#[test]
fn few_rows_weigh_1_in_a_table_that_was_decayed() {
    let (encoder, points) = golden();
    let mut table = BucketTable::new(encoder, 2, None, None).unwrap();
    change(&mut table, batch(&points, 2, &[0, 5]), Sign::Plus, &Ctx::default());
    table.decay(0.5).unwrap();
    change(&mut table, batch(&points[..2], 2, &[0, 1]), Sign::Plus, &Ctx::default());
    assert_eq!(table.tables()[0].counts(), [1, 1, 1, 3, 2, 2, 0, 2]);
    assert_eq!(table.tables()[0].weights().collect::<Vec<_>>(), [0.5, 0.5, 0.5, 2.0, 1.0, 1.5, 0.0, 1.0]);
}

#[test]
fn files_begin_with_a_head_and_damage_is_found() {
    let (encoder, points) = golden();
    let mut table = BucketTable::new(encoder, 2, None, Some("v1".to_owned())).unwrap();
    change(&mut table, batch(&points, 2, &[0, 5]), Sign::Plus, &Ctx::default());
    let (head, places) = Head::of(&table, Normalize::Ratio, false);
    let mut cells = vec![0.0; head.n_cells()];
    freeze(&table, &places, head.normalize, CellsMut::F32(&mut cells), &Ctx::default()).unwrap();
    let mut numbers: Vec<u8> = frozen_weights(&table, &places).flat_map(f64::to_le_bytes).collect();
    numbers.extend(cells.iter().flat_map(|cell| cell.to_le_bytes()));
    let mut bytes = head.to_bytes(&[&numbers]).unwrap();
    assert_eq!(bytes.len() % 64, 0);
    let start = bytes.len();
    bytes.extend(numbers);
    let (again, found) = Head::from_bytes(&bytes, true).unwrap();
    assert_eq!((found, again.model_tag.as_deref(), again.normalize), (start, Some("v1"), Normalize::Ratio));
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let is_padding = (8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize..start).contains(&at);
        assert_eq!(Head::from_bytes(&damaged, true).is_err(), !is_padding, "{at}");
    }
    assert!((0..bytes.len()).all(|length| Head::from_bytes(&bytes[..length], true).is_err()));
}

proptest! {
    #[test]
    fn merged_is_joined_and_removed_is_gone(
        seed in 0_u64..1000, first in 0_usize..60, second in 0_usize..60, keyed: bool,
    ) {
        let encoder = Arc::new(SimHash::draw(3, 4, 3, 2, Projection::Hadamard).unwrap());
        let cells = integers(seed, 3 * (first + second));
        let user = [Label::Int(7)];
        let users = keyed.then_some(&user[..]);
        let (left, right) = cells.split_at(3 * first);
        let of = |cells: &[f32]| {
            let mut table = BucketTable::new(Arc::clone(&encoder), 3, users, None).unwrap();
            let offsets = [0, cells.len() as i64 / 3];
            let batch = Batch { users, ..batch(cells, 3, &offsets) };
            change(&mut table, batch, Sign::Plus, &Ctx::default());
            table
        };
        let all = of(&cells);
        let mut merged = of(left);
        merged.merge(&of(right)).unwrap();
        prop_assert_eq!(merged.tables(), all.tables());
        let offsets = [0, second as i64];
        let batch = Batch { users, ..batch(right, 3, &offsets) };
        change(&mut merged, batch, Sign::Minus, &Ctx::default());
        let left = of(left);
        prop_assert_eq!(merged.tables(), left.tables());
        let bytes = merged.to_bytes().unwrap();
        prop_assert_eq!(BucketTable::from_bytes(&bytes).unwrap().to_bytes().unwrap(), bytes);
    }

    #[test]
    fn bytes_that_nobody_wrote_are_refused(
        payload in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..400, value: u8,
    ) {
        let (encoder, points) = golden();
        let mut table = BucketTable::new(Arc::clone(&encoder), 2, None, None).unwrap();
        change(&mut table, batch(&points, 2, &[0, 5]), Sign::Plus, &Ctx::default());
        for (kind, bytes) in [(5, encoder.to_bytes().unwrap()), (6, table.to_bytes().unwrap())] {
            // Forged: the checksum is right, so that all other checks are met.
            for forged in [[&bytes[..24], &payload].concat(), {
                let mut bytes = bytes[..bytes.len() - 8].to_vec();
                let at = 24 + at % (bytes.len() - 24);
                bytes[at] = value;
                bytes
            }] {
                let mut forged = forged;
                let length = (forged.len() - 24) as u64;
                forged[16..24].copy_from_slice(&length.to_le_bytes());
                let checksum = xxhash_rust::xxh3::xxh3_64(&forged);
                forged.extend(checksum.to_le_bytes());
                let again = if kind == 5 {
                    SimHash::from_bytes(&forged).and_then(|encoder| encoder.to_bytes())
                } else {
                    BucketTable::from_bytes(&forged).and_then(|table| table.to_bytes())
                };
                match again {
                    Ok(again) => prop_assert_eq!(again, forged),
                    Err(error) => prop_assert!(matches!(error, Error::CorruptState { .. }), "{}", error),
                }
            }
        }
    }
}
