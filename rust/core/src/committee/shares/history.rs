//! Who took part in which rounds.

/// No rounds at all.
pub(super) const ROOT: u32 = 0;

/// Lists of rounds, each held as the last round and the list before it, so that voters with equal lists share one.
#[derive(Debug, Clone)]
pub(super) struct Histories {
    /// For each list but the first: the list without its last round, and that round.
    entries: Vec<(u32, u32)>,
    of: Vec<u32>,
}

impl Histories {
    pub(super) fn new(n_voters: usize) -> Self {
        Self { entries: vec![(ROOT, 0)], of: vec![ROOT; n_voters] }
    }

    /// The list of a voter.
    pub(super) fn of(&self, voter: u32) -> u32 {
        self.of[voter as usize]
    }

    /// A list without its last round, and that round; `None` for the empty list.
    pub(super) fn last(&self, list: u32) -> Option<(u32, u32)> {
        (list != ROOT).then(|| self.entries[list as usize])
    }

    /// The rounds of a list, the last one first.
    pub(super) fn rounds(&self, mut list: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::from_fn(move || {
            let (before, round) = self.last(list)?;
            list = before;
            Some(round)
        })
    }

    /// What a list was before a round.
    pub(super) fn before(&self, mut list: u32, round: u32) -> u32 {
        while let Some((shorter, _)) = self.last(list).filter(|(_, last)| *last >= round) {
            list = shorter;
        }
        list
    }

    /// Adds a round to the lists of these voters.
    pub(super) fn extend(&mut self, voters: impl Iterator<Item = u32>, round: u32) {
        let mut longer = vec![ROOT; self.entries.len()];
        for voter in voters {
            let list = &mut self.of[voter as usize];
            let slot = &mut longer[*list as usize];
            if *slot == ROOT {
                *slot = self.entries.len() as u32;
                self.entries.push((*list, round));
            }
            *list = *slot;
        }
    }
}
