//! `PairwiseCounts` as a mergeable state.

use super::matrix::bounded;
use super::{Cells, PairwiseCounts, check_items};
use crate::ballots::{Ballots, Missing};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::items::Items;
use crate::state::{Kind, Reader, State, Writer, corrupt};

impl State for PairwiseCounts {
    type Votes<'a> = Ballots;
    type Output = Cells;

    fn update(&mut self, votes: &Ballots, ctx: &Ctx<'_>) -> Result<()> {
        self.items.check_same(votes.items())?;
        let part = Self { missing: self.missing, ..Self::from_ballots(votes, ctx)? };
        self.merge(&part)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.items.check_same(&other.items)?;
        // All three sums are made before the first is kept, so that an overflow changes nothing.
        let wins = add(&self.wins, &other.wins)?;
        let ties = add(&self.ties, &other.ties)?;
        let only_one = add(&self.only_one, &other.only_one)?;
        let total_weight = self.total_weight + other.total_weight;
        if total_weight.is_infinite() {
            return Err(Error::Overflow { what: "the total of the weights", bits: 1024 });
        }
        (self.wins, self.ties, self.only_one, self.total_weight) = (wins, ties, only_one, total_weight);
        Ok(())
    }

    /// The weights of preference under the state's own reading of unranked items.
    fn finish(&self, _ctx: &Ctx<'_>) -> Result<Cells> {
        Ok(self.preference(self.missing))
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::new(Kind::PairwiseCounts, self.items.fingerprint());
        self.items.write(&mut writer);
        writer.u8(u8::from(self.missing == Missing::Absent));
        writer.f64(self.total_weight);
        for cells in [&self.wins, &self.ties, &self.only_one] {
            match cells {
                Cells::Integer(values) => {
                    writer.u8(0);
                    writer.i64s(values);
                }
                Cells::Float(values) => {
                    writer.u8(1);
                    writer.f64s(values);
                }
            }
        }
        writer.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::PairwiseCounts)?;
        let items = Items::read(&mut reader)?;
        check_items(&items)?;
        let missing = if reader.flag("missing")? { Missing::Absent } else { Missing::Below };
        let total_weight = reader.f64("total weight")?;
        let n_cells = items.len() * items.len();
        let mut matrix = |what: &'static str| {
            Ok(if reader.flag(what)? {
                Cells::Float(reader.f64s(what, n_cells)?)
            } else {
                Cells::Integer(reader.i64s(what, n_cells)?)
            })
        };
        let (wins, ties, only_one) = (matrix("wins")?, matrix("ties")?, matrix("only one ranked")?);
        reader.finish()?;
        // The bytes are held to the same rules as a matrix from a stranger.
        Self::from_matrix(items, wins, Some(ties), Some(only_one), Some(total_weight), missing)
            .map_err(|error| corrupt("a matrix", error, "counts"))
    }
}

fn add(a: &Cells, b: &Cells) -> Result<Cells> {
    match (a, b) {
        (Cells::Integer(a), Cells::Integer(b)) => {
            // Each is below 2**61, so the sum fits before it is checked.
            bounded(a.iter().zip(b).map(|(a, b)| a + b).collect())
        }
        (a, b) => {
            let sums: Vec<f64> = a.to_floats().iter().zip(b.to_floats().iter()).map(|(a, b)| a + b).collect();
            if sums.iter().any(|sum| sum.is_infinite()) {
                return Err(Error::Overflow { what: "a count of pairs", bits: 1024 });
            }
            Ok(Cells::Float(sums))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::Weights;

    fn ballots(rows: &[[i64; 3]], weights: Weights) -> Ballots {
        let items = Items::range(3).unwrap();
        Ballots::from_positions(&rows.concat(), rows.len(), items, weights, Missing::Below, &Ctx::default()).unwrap()
    }

    fn counted(rows: &[[i64; 3]], weights: Weights) -> PairwiseCounts {
        PairwiseCounts::from_ballots(&ballots(rows, weights), &Ctx::default()).unwrap()
    }

    const ROWS: [[i64; 3]; 4] = [[1, 2, 3], [2, 0, 1], [1, 1, 0], [0, 0, 0]];

    #[test]
    fn merging_is_counting_together() {
        let whole = counted(&ROWS, Weights::Unit);
        for split in 0..=4 {
            let mut state = PairwiseCounts::new(Items::range(3).unwrap(), Missing::Below).unwrap();
            state.update(&ballots(&ROWS[..split], Weights::Unit), &Ctx::default()).unwrap();
            state.merge(&counted(&ROWS[split..], Weights::Unit)).unwrap();
            assert_eq!(state, whole);
        }
    }

    #[test]
    fn bytes_come_back_and_damage_is_refused() {
        for weights in [Weights::Unit, Weights::from_floats(&[0.1, 0.2, 0.3, 0.0], 4).unwrap()] {
            let state = counted(&ROWS, weights);
            let bytes = state.to_bytes().unwrap();
            assert_eq!(PairwiseCounts::from_bytes(&bytes).unwrap(), state);
            for length in 0..bytes.len() {
                assert!(PairwiseCounts::from_bytes(&bytes[..length]).is_err());
            }
        }
    }

    #[test]
    fn counts_that_no_voters_could_give_are_refused() {
        let mut state = counted(&ROWS, Weights::Unit);
        state.ties = Cells::Integer(vec![0, 1, 0, 2, 0, 0, 0, 0, 0]);
        assert!(matches!(PairwiseCounts::from_bytes(&state.to_bytes().unwrap()), Err(Error::CorruptState { .. })));
    }

    #[test]
    fn an_overflow_changes_nothing() {
        let huge = Cells::Integer(vec![0, 1 << 60, 0, 0]);
        let items = Items::range(2).unwrap();
        let mut state = PairwiseCounts::from_matrix(items, huge, None, None, None, Missing::Absent).unwrap();
        let before = state.clone();
        assert!(matches!(state.merge(&before), Err(Error::Overflow { .. })));
        assert_eq!(state, before);
    }
}
