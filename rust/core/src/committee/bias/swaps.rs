//! Bias by exchanges: items of the first group change places with items of the second that stand ahead of them.

use super::pairs::Pairs;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::Named;
use crate::rng::Stream;

/// Exchanges between two looks at the clock.
const SWAPS: u64 = 1 << 12;

/// Which pairs may be drawn after the first exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Those that stand so now, with the weights they have now: every exchange raises the first group.
    Live,
    /// Those that stood so at first, with the weights they had, as the published notebook has it: a pair that is drawn again
    /// changes back.
    Frozen,
}

impl Named for Variant {
    const OPTION: &'static str = "variant";
    const VALUES: &'static [(&'static str, Self)] = &[("live", Self::Live), ("frozen", Self::Frozen)];
    const NAMES: &'static str = "\"live\", \"frozen\"";
}

/// One ranking under bias, at one strength after another.
pub(super) struct Swaps {
    pairs: Pairs,
    variant: Variant,
    /// Where the item that stood at a place at first stands now.
    place_of: Vec<u32>,
    order: Vec<u16>,
}

impl Swaps {
    pub(super) fn new(n_items: usize, phi: f64, variant: Variant) -> Self {
        let pairs = Pairs::new(n_items, phi);
        Self { pairs, variant, place_of: vec![0; n_items], order: vec![0; n_items] }
    }

    /// The ranking after `floor(strength * M)` exchanges, where `M` is the number of pairs at first; `strengths` ascend.
    /// The exchanges of a lower strength are the first ones of a higher.
    pub(super) fn visit(
        &mut self,
        latent: &[u16],
        is_second: &[bool],
        strengths: impl Iterator<Item = f64>,
        stream: &mut Stream,
        ctx: &Ctx<'_>,
        mut each: impl FnMut(&[u16]),
    ) -> Result<()> {
        let second = || latent.iter().map(|&item| is_second[usize::from(item)]);
        self.pairs.fill(second());
        self.order.copy_from_slice(latent);
        for (place, at) in self.place_of.iter_mut().zip(0..) {
            *place = at;
        }
        let (mut ahead, mut n_pairs) = (0_u64, 0_u64);
        for second in second() {
            ahead += u64::from(second);
            n_pairs += if second { 0 } else { ahead };
        }
        let mut done = 0;
        for strength in strengths {
            let wanted = (strength * n_pairs as f64).floor() as u64;
            while done < wanted && !self.pairs.is_empty() {
                let pair = self.pairs.draw(stream);
                match self.variant {
                    Variant::Live => {
                        self.order.swap(pair.0, pair.1);
                        self.pairs.exchange(pair);
                    }
                    Variant::Frozen => self.place_of.swap(pair.0, pair.1),
                }
                done += 1;
                if done % SWAPS == 0 {
                    ctx.check()?;
                }
            }
            if self.variant == Variant::Frozen {
                for (&item, &place) in latent.iter().zip(&self.place_of) {
                    self.order[place as usize] = item;
                }
            }
            each(&self.order);
        }
        Ok(())
    }
}
