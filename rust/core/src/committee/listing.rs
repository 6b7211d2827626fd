//! The committees that a rule elects, one for each way to break its ties.

use std::collections::BTreeSet;

use super::Outcomes;

/// Committees in the order in which they were found, none twice, and no more than were asked for.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) committees: Vec<Vec<u32>>,
    /// The same, their members in ascending order.
    found: BTreeSet<Vec<u32>>,
    limit: usize,
}

impl Listing {
    pub(super) fn new(outcomes: Outcomes) -> Self {
        Self { committees: Vec::new(), found: BTreeSet::new(), limit: outcomes.limit() }
    }

    /// Lists a committee unless it is there; `false` if there is no room for it.
    pub(super) fn offer(&mut self, committee: Vec<u32>) -> bool {
        let mut members = committee.clone();
        members.sort_unstable();
        if self.found.contains(&members) {
            return true;
        }
        if self.committees.len() == self.limit {
            return false;
        }
        self.found.insert(members);
        self.committees.push(committee);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committees_are_listed_once_and_up_to_the_limit() {
        let mut listing = Listing::new(Outcomes::All { limit: 2 });
        for (committee, has_room) in [([2, 1], true), ([1, 2], true), ([0, 2], true), ([0, 1], false), ([2, 0], true)] {
            assert_eq!(listing.offer(committee.to_vec()), has_room);
        }
        assert_eq!(listing.committees, [[2, 1], [0, 2]]);
    }
}
