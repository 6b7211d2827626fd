//! Bias by utility: what items of the second group are worth is seen too low by a factor.

use super::points::check_by_place;
use crate::error::Result;
use crate::rng::Stream;

/// What the places of a latent ranking are worth to its voter.
#[derive(Debug, Clone, PartialEq)]
pub enum Utilities {
    /// Independent draws, uniform in [0, 1), the best item having the largest; anew for each ranking.
    Uniform,
    /// The same for each ranking, from the first place to the last.
    Places(Vec<f64>),
}

impl Utilities {
    pub(super) fn check(&self, n_items: usize) -> Result<()> {
        match self {
            Self::Uniform => Ok(()),
            Self::Places(values) => check_by_place("utilities", "the utility of a place", values, n_items),
        }
    }
}

/// One ranking under bias, at one strength after another.
pub(super) struct Discount {
    utilities: Utilities,
    drawn: Vec<f64>,
    /// Places of the first and of the second group, in latent order.
    places: [Vec<u32>; 2],
    order: Vec<u16>,
}

impl Discount {
    pub(super) fn new(n_items: usize, utilities: Utilities) -> Self {
        let drawn = if let Utilities::Places(values) = &utilities { values.clone() } else { vec![0.0; n_items] };
        Self { utilities, drawn, places: [Vec::new(), Vec::new()], order: Vec::with_capacity(n_items) }
    }

    /// The ranking by utility after that of the second group was multiplied by `1 - strength`. Items that then tie keep
    /// their latent order.
    pub(super) fn visit(
        &mut self,
        latent: &[u16],
        is_second: &[bool],
        strengths: impl Iterator<Item = f64>,
        stream: &mut Stream,
        mut each: impl FnMut(&[u16]),
    ) {
        if self.utilities == Utilities::Uniform {
            self.drawn.iter_mut().for_each(|utility| *utility = stream.unit());
            self.drawn.sort_unstable_by(|a, b| b.total_cmp(a));
        }
        self.places.iter_mut().for_each(Vec::clear);
        for (place, &item) in latent.iter().enumerate() {
            self.places[usize::from(is_second[usize::from(item)])].push(place as u32);
        }
        let [first, second] = &self.places;
        for strength in strengths {
            let factor = 1.0 - strength;
            self.order.clear();
            // Both groups keep their own order, so the new one is a merge.
            let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
            while self.order.len() < latent.len() {
                let is_first = match (first.peek(), second.peek()) {
                    (Some(&&a), Some(&&b)) => {
                        let (ours, theirs) = (self.drawn[a as usize], factor * self.drawn[b as usize]);
                        ours > theirs || (ours >= theirs && a < b)
                    }
                    (first, _) => first.is_some(),
                };
                let place = if is_first { first.next() } else { second.next() };
                self.order.extend(place.map(|&place| latent[place as usize]));
            }
            each(&self.order);
        }
    }
}
