//! Documents to small numbers, one query after the other, without an allocation a query.

use std::hint::black_box;

use crate::error::Result;
use crate::memory::filled;

/// Slots to start with: what the five lists of a hundred of a usual query need, in the 32 KiB of a first-level cache.
const SLOTS: usize = 1 << 11;

#[derive(Debug, Clone, Copy)]
struct Slot {
    document: i64,
    /// The number of the list that named the document last, above the document's own number: one word to compare.
    list_and_id: u64,
}

/// An open-addressing table that forgets in one step: lists are numbered through, and a slot whose list came before the
/// query's first one is free. The same number tells a document that stands twice in one list.
pub(super) struct Table {
    slots: Vec<Slot>,
    shift: u32,
    list: u32,
    first_list: u32,
}

impl Table {
    pub(super) fn new() -> Result<Self> {
        let mut table = Self { slots: Vec::new(), shift: 0, list: 0, first_list: 0 };
        table.grow(SLOTS)?;
        Ok(table)
    }

    /// Makes room for a query of so many entries in so many lists, and forgets the one before.
    pub(super) fn start_query(&mut self, n_entries: usize, n_lists: usize) -> Result<()> {
        let wanted = (3 * n_entries).next_power_of_two();
        if wanted > self.slots.len() || u32::MAX - self.list <= n_lists as u32 {
            self.grow(wanted.max(self.slots.len()))?;
        }
        self.first_list = self.list + 1;
        Ok(())
    }

    fn grow(&mut self, n_slots: usize) -> Result<()> {
        self.slots = filled("a table of documents", n_slots, Slot { document: 0, list_and_id: 0 })?;
        self.shift = 64 - n_slots.trailing_zeros();
        (self.list, self.first_list) = (0, 1);
        Ok(())
    }

    pub(super) fn start_list(&mut self) {
        self.list += 1;
    }

    /// Reads a piece of the current list: writes the number of each document to `ids`, and documents that are new to the
    /// query to `known`, of which `n_known` are there already and which has room for one more than all of them. Returns
    /// how many are known now, or the place of a document that stands in the list a second time.
    ///
    /// New or not is a coin toss in every list but the first, so it must not become a branch: slot and document are written
    /// either way, and the compiler is kept from seeing that a mask is 0 or all ones (a fifth of the time, Intel Xeon,
    /// 2026-11).
    pub(super) fn read(
        &mut self,
        documents: &[i64],
        ids: &mut [u32],
        known: &mut [i64],
        mut n_known: usize,
    ) -> std::result::Result<usize, usize> {
        let (list, first_list, shift) = (u64::from(self.list) << 32, u64::from(self.first_list) << 32, self.shift);
        let slots = &mut *self.slots;
        let mask = slots.len() - 1;
        let ids = &mut ids[..documents.len()];
        for place in 0..documents.len() {
            let document = documents[place];
            let mut at = (spread(document) >> shift) as usize;
            loop {
                let slot = &mut slots[at & mask];
                let free = black_box(u64::from(slot.list_and_id < first_list).wrapping_neg());
                if (slot.document ^ document) as u64 & !free == 0 {
                    if slot.list_and_id >= list {
                        return Err(place);
                    }
                    let id = (n_known as u64 & free) | (slot.list_and_id & 0xffff_ffff & !free);
                    *slot = Slot { document, list_and_id: list | id };
                    ids[place] = id as u32;
                    known[n_known] = document;
                    n_known += (free & 1) as usize;
                    break;
                }
                at = at.wrapping_add(1);
            }
        }
        Ok(n_known)
    }
}

/// A product by an odd number near the golden ratio: its upper bits spread numbers in a row and multiples of any number.
#[inline]
fn spread(document: i64) -> u64 {
    (document as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_forgets_the_query_and_knows_the_list() {
        let (mut table, mut known, mut ids) = (Table::new().unwrap(), [0; 5], [9; 3]);
        for _ in 0..3 {
            table.start_query(4, 2).unwrap();
            table.start_list();
            assert_eq!(table.read(&[7, -7, 7], &mut ids, &mut known, 0), Err(2));
            table.start_list();
            assert_eq!(table.read(&[-7, 0, 7], &mut ids, &mut known, 2), Ok(3));
            assert_eq!((ids, &known[..3]), ([1, 2, 0], &[7, -7, 0][..]));
            assert_eq!(table.read(&[0], &mut ids, &mut known, 3), Err(0));
        }
    }

    #[test]
    fn a_table_grows_and_its_numbers_may_run_out() {
        let mut table = Table::new().unwrap();
        table.list = u32::MAX - 2;
        table.start_query(5000, 2).unwrap();
        let documents: Vec<i64> = (0..5000).map(|document| document << 40).collect();
        let (mut known, mut ids) = (vec![0; 5001], vec![0; 5000]);
        for _ in 0..2 {
            table.start_list();
            assert_eq!(table.read(&documents, &mut ids, &mut known, 0).map(|n| n % 5000), Ok(0));
            assert!(ids.iter().enumerate().all(|(place, &id)| place == id as usize));
        }
    }
}
