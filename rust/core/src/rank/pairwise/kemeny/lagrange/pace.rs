//! How long the steps of an ascent are.

/// Steps between two looks at how it goes.
const WINDOW: usize = 20;

/// Steps grow by this factor while the gap falls, so that they stay as long as they can be: the gap then shrinks by a
/// constant factor from window to window, where steps that only ever shorten come to rest before the optimum.
const LONGER: f64 = 1.15;

/// They shrink by this one where the gap rises: steps that are too long swing around the optimum.
const SHORTER: f64 = 0.7;

/// The mean gap of a window falls if it is below this share of the one before, and rises above the other one.
const FALLS: f64 = 0.99;
const RISES: f64 = 1.02;

/// The length of a step, as a share of the one that would close the gap if the bound were linear (Polyak 1969).
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) length: f64,
    steps: usize,
    sum: f64,
    before: f64,
}

impl Pace {
    /// Steps that begin so long.
    pub(super) fn new(length: f64) -> Self {
        Self { length, steps: 0, sum: 0.0, before: f64::INFINITY }
    }

    /// Takes note of the gap at a step. Whole windows are compared, because single steps go up and down.
    pub(super) fn observe(&mut self, gap: f64) {
        self.steps += 1;
        self.sum += gap;
        if self.steps < WINDOW {
            return;
        }
        if self.sum < FALLS * self.before {
            self.length = (self.length * LONGER).min(1.0);
        } else if self.sum > RISES * self.before {
            self.length *= SHORTER;
        }
        *self = Self { before: self.sum, steps: 0, sum: 0.0, length: self.length };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_while_the_gap_falls_and_shrink_while_it_rises() {
        let mut pace = Pace::new(0.5);
        let mut run = |gap: f64| {
            (0..WINDOW).for_each(|_| pace.observe(gap));
            pace.length
        };
        let lengths = [run(8.0), run(8.0), run(4.0), run(4.1)];
        let grown = 0.5 * LONGER;
        let expected = [grown, grown, grown * LONGER, grown * LONGER * SHORTER];
        assert_eq!(lengths.map(f64::to_bits), expected.map(f64::to_bits));
    }
}
