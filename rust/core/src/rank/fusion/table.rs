//! Documents to small numbers, one query after the other, without an allocation a query.

use crate::error::Result;
use crate::memory::filled;

/// Slots to start with: what the five lists of a hundred of a usual query need, in 16 KiB.
const SLOTS: usize = 1 << 10;

#[derive(Debug, Clone, Copy)]
struct Slot {
    document: i64,
    id: u32,
    /// The number of the list that named the document last.
    list: u32,
}

/// An open-addressing table that forgets in one step: lists are numbered through, and a slot whose list came before the
/// query's first one is free. The same number tells a document that stands twice in one list.
pub(super) struct Table {
    slots: Vec<Slot>,
    shift: u32,
    list: u32,
    first_list: u32,
}

/// What a list says of a document.
pub(super) enum Seen {
    /// For the first time in this query: it takes the number that was offered.
    First,
    /// After another list, which gave it this number.
    Again(u32),
    /// A second time in the same list.
    Twice,
}

impl Table {
    pub(super) fn new() -> Result<Self> {
        let mut table = Self { slots: Vec::new(), shift: 0, list: 0, first_list: 0 };
        table.grow(SLOTS)?;
        Ok(table)
    }

    /// Makes room for a query of so many entries in so many lists, and forgets the one before.
    pub(super) fn start_query(&mut self, n_entries: usize, n_lists: usize) -> Result<()> {
        let wanted = (2 * n_entries).next_power_of_two();
        if wanted > self.slots.len() || u32::MAX - self.list <= n_lists as u32 {
            self.grow(wanted.max(self.slots.len()))?;
        }
        self.first_list = self.list + 1;
        Ok(())
    }

    pub(super) fn start_list(&mut self) {
        self.list += 1;
    }

    fn grow(&mut self, n_slots: usize) -> Result<()> {
        self.slots = filled("a table of documents", n_slots, Slot { document: 0, id: 0, list: 0 })?;
        self.shift = 64 - n_slots.trailing_zeros();
        (self.list, self.first_list) = (0, 1);
        Ok(())
    }

    /// Notes that the current list holds a document; `next` is the number that a new one takes.
    #[inline]
    pub(super) fn note(&mut self, document: i64, next: u32) -> Seen {
        let mask = self.slots.len() - 1;
        let mut at = (mix(document) >> self.shift) as usize;
        loop {
            let slot = &mut self.slots[at & mask];
            if slot.list < self.first_list {
                *slot = Slot { document, id: next, list: self.list };
                return Seen::First;
            }
            if slot.document == document {
                if slot.list == self.list {
                    return Seen::Twice;
                }
                slot.list = self.list;
                return Seen::Again(slot.id);
            }
            at = at.wrapping_add(1);
        }
    }
}

/// Both halves of a product: numbers in a row, multiples of a power of two and alike all spread.
#[inline]
fn mix(document: i64) -> u64 {
    let product = u128::from(document as u64 ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93;
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_forgets_the_query_and_knows_the_list() {
        let mut table = Table::new().unwrap();
        for _ in 0..3 {
            table.start_query(4, 2).unwrap();
            table.start_list();
            assert!(matches!(table.note(7, 0), Seen::First));
            assert!(matches!(table.note(-7, 1), Seen::First));
            assert!(matches!(table.note(7, 2), Seen::Twice));
            table.start_list();
            assert!(matches!(table.note(-7, 2), Seen::Again(1)));
            assert!(matches!(table.note(-7, 2), Seen::Twice));
        }
    }

    #[test]
    fn a_table_grows_and_its_numbers_may_run_out() {
        let mut table = Table::new().unwrap();
        table.list = u32::MAX - 2;
        table.start_query(5000, 2).unwrap();
        table.start_list();
        for document in 0..5000 {
            assert!(matches!(table.note(document << 40, document as u32), Seen::First));
        }
        table.start_list();
        for document in 0..5000 {
            assert!(matches!(table.note(document << 40, 0), Seen::Again(id) if id == document as u32));
        }
    }
}
