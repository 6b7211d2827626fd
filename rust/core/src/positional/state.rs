//! `PositionalCounts` as a mergeable state. Its weights stay exact, so even float weights merge bit for bit.

use std::collections::BTreeMap;

use super::{Place, PositionalCounts, matrix};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::state::{Kind, Reader, State, Writer, corrupt};
use crate::weights::{common_exponent, refine};

/// The total over all items and places has at most so many bits: 110 of the weights, 16 of the number of items.
const MAX_TOTAL_BITS: u32 = 126;

/// Bytes of one cell: item, start, size, number ranked, ranked or not, weight.
const CELL_BYTES: usize = 4 * 8 + 1 + 16;

impl State for PositionalCounts {
    type Votes<'a> = Ballots;
    type Output = Vec<f64>;

    fn update(&mut self, votes: &Ballots, ctx: &Ctx<'_>) -> Result<()> {
        self.items.check_same(votes.items())?;
        self.merge(&Self::from_ballots(votes, ctx)?)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.items.check_same(&other.items)?;
        // Summed apart and then kept, so that an overflow changes nothing.
        let (mut sum, mut part) = (self.clone(), other.clone());
        let own = |counts: &Self| (!counts.cells.is_empty()).then_some(counts.exponent);
        let exponent = common_exponent(own(&sum), own(&part));
        for counts in [&mut sum, &mut part] {
            let cells = counts.cells.values_mut();
            refine(cells, counts.exponent, exponent).ok_or(Error::Overflow { what: "a count of places", bits: 126 })?;
            counts.exponent = exponent;
        }
        for (key, weight) in part.cells {
            let cell = sum.cells.entry(key).or_default();
            *cell = cell.checked_add(weight).ok_or(Error::Overflow { what: "a count of places", bits: 127 })?;
        }
        check_total(&sum.cells, exponent)?;
        sum.is_integer &= other.is_integer;
        *self = sum;
        Ok(())
    }

    /// `[item * n_items + place]`: weight of the item at the place, ties shared equally over the places they occupy.
    fn finish(&self, ctx: &Ctx<'_>) -> Result<Vec<f64>> {
        matrix(self, ctx)
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::PositionalCounts, self.items.fingerprint());
        self.items.write(&mut writer);
        writer.u8(u8::from(self.missing == Missing::Absent));
        writer.u8(u8::from(self.is_integer));
        writer.i64(i64::from(self.exponent));
        writer.u64(self.cells.len() as u64);
        for (&(item, place), &weight) in &self.cells {
            for value in [item, place.start, place.size, place.n_ranked] {
                writer.u64(u64::from(value));
            }
            writer.u8(u8::from(place.ranked));
            writer.i128(weight);
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::PositionalCounts)?;
        let items = Items::read(&mut reader)?;
        let missing = if reader.flag("missing")? { Missing::Absent } else { Missing::Below };
        let is_integer = reader.flag("kind of weights")?;
        let refuse = |what, got: &dyn std::fmt::Display| corrupt(what, got, "a count of places");
        let exponent = reader.i64("exponent")?;
        let exponent = i32::try_from(exponent)
            .ok()
            .filter(|e| (-1074..=1023).contains(e))
            .ok_or_else(|| refuse("exponent", &exponent))?;
        let n_cells = reader.length("number of cells", CELL_BYTES)?;
        let mut cells = BTreeMap::new();
        for _ in 0..n_cells {
            let mut number = |what| Ok(u32::try_from(reader.u64(what)?).unwrap_or(u32::MAX));
            let (item, start, size, n_ranked) = (number("item")?, number("start")?, number("size")?, number("ranked")?);
            let ranked = reader.flag("ranked or not")?;
            let place = Place { start, size, n_ranked, ranked };
            let weight = reader.i128("weight")?;
            if !place.fits(items.len()) || item as usize >= items.len() || weight < 0 {
                return Err(refuse("a cell", &format!("item {item}, {place:?}, weight {weight}")));
            }
            if cells.insert((item, place), weight).is_some() {
                return Err(refuse("a cell", &format!("item {item}, {place:?} twice")));
            }
        }
        reader.finish()?;
        check_total(&cells, exponent).map_err(|error| refuse("weights", &error))?;
        Ok(Self { items, missing, cells, exponent, is_integer })
    }
}

/// Fails unless sums of the weights fit, as integers and as floats.
fn check_total(cells: &BTreeMap<(u32, Place), i128>, exponent: i32) -> Result<()> {
    let total = cells.values().try_fold(0_i128, |sum, &weight| sum.checked_add(weight));
    let bits = total.map_or(i128::BITS, |total| i128::BITS - total.leading_zeros());
    if bits > MAX_TOTAL_BITS || bits as i32 + exponent > f64::MAX_EXP {
        return Err(Error::Overflow { what: "a total of places", bits: MAX_TOTAL_BITS });
    }
    Ok(())
}

impl Place {
    /// Whether a ballot over so many items can have such a place.
    fn fits(self, n_items: usize) -> bool {
        let (start, size, n_ranked) = (u64::from(self.start), u64::from(self.size), u64::from(self.n_ranked));
        let room = if self.ranked { n_ranked } else { n_items as u64 };
        size > 0 && n_ranked <= n_items as u64 && start + size <= room && (self.ranked || start == n_ranked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::Weights;

    const ROWS: [[i64; 3]; 4] = [[1, 2, 3], [2, 0, 1], [1, 1, 0], [0, 0, 0]];

    fn ballots(rows: &[[i64; 3]], weights: Weights) -> Ballots {
        let items = Items::range(3).unwrap();
        Ballots::from_positions(&rows.concat(), rows.len(), items, weights, Missing::Below, &Ctx::default()).unwrap()
    }

    fn counted(rows: &[[i64; 3]], weights: Weights) -> PositionalCounts {
        PositionalCounts::from_ballots(&ballots(rows, weights), &Ctx::default()).unwrap()
    }

    #[test]
    fn ties_and_unranked_items_share_their_places() {
        let third = 1.0 / 3.0;
        let places = counted(&ROWS, Weights::Unit).finish(&Ctx::default()).unwrap();
        // Item 0 stands first, second, shares places 0 and 1, and shares all three.
        let row: Vec<f64> = vec![1.0 + 0.5 + third, 1.0 + 0.5 + third, third];
        for (place, value) in row.iter().enumerate() {
            assert!((places[place] - value).abs() < 1e-12, "{places:?}");
        }
        assert!((places.iter().sum::<f64>() - 12.0).abs() < 1e-12);
    }

    #[test]
    fn merging_is_counting_together_even_with_floats() {
        let values = [0.1, 1.0, 2.5e-9, 7.0];
        let whole = counted(&ROWS, Weights::from_floats(&values, 4).unwrap());
        for split in 0..=4 {
            let part = |range: std::ops::Range<usize>| {
                counted(&ROWS[range.clone()], Weights::from_floats(&values[range.clone()], range.len()).unwrap())
            };
            let mut state = part(0..split);
            state.merge(&part(split..4)).unwrap();
            assert_eq!(state.finish(&Ctx::default()).unwrap(), whole.finish(&Ctx::default()).unwrap());
        }
    }

    #[test]
    fn bytes_come_back_and_damage_is_refused() {
        let state = counted(&ROWS, Weights::Unit);
        let bytes = state.to_bytes().unwrap();
        assert_eq!(PositionalCounts::from_bytes(&bytes).unwrap(), state);
        for length in 0..bytes.len() {
            assert!(PositionalCounts::from_bytes(&bytes[..length]).is_err());
        }
    }
}
