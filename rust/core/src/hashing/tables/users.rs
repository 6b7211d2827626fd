//! Whose history is where.

use std::collections::HashMap;

use crate::items::Label;

/// Users in the order in which they came; a user keeps the place for good.
#[derive(Debug, Clone, Default)]
pub struct Users {
    labels: Vec<Label>,
    places: HashMap<Label, usize>,
}

impl Users {
    /// All of them, in the order in which they came.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The place of a user, if it is there.
    #[must_use]
    pub fn place(&self, user: &Label) -> Option<usize> {
        self.places.get(user).copied()
    }

    /// The place of a user, a new one if need be.
    pub(super) fn place_or_add(&mut self, user: &Label) -> usize {
        if let Some(place) = self.place(user) {
            return place;
        }
        self.places.insert(user.clone(), self.labels.len());
        self.labels.push(user.clone());
        self.labels.len() - 1
    }

    /// The places, in the order of labels.
    pub(in crate::hashing) fn sorted(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.labels.len()).collect();
        places.sort_unstable_by_key(|&place| &self.labels[place]);
        places
    }
}
