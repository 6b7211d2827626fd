//! Ballots drawn from a model. Ballot `i` draws from stream `i` of the seed.
//!
//! Draws use products, sums and quotients alone, which every host rounds alike, and no logarithm of a library, which
//! hosts do not.

use super::center;
use super::places_left::Places;
use super::race::Race;
use super::stages::Stages;
use crate::ballots::{Ballots, MAX_CELLS, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::items::{Items, Label};
use crate::memory::filled_under;
use crate::par;
use crate::rng::Stream;

/// Cells of one chunk: about half a millisecond.
const CHUNK_CELLS: usize = 1 << 14;

/// Complete ballots from strengths: each place goes to one of the items that are left, in proportion to strength.
///
/// # Errors
/// [`Error::Length`] and [`Error::Invalid`] for strengths that are not above 0 or span too far, [`Error::TooLarge`], or a
/// stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_ballots * n_items * log n_items)`.
pub fn sample_plackett_luce(
    items: &Items,
    strengths: &[f64],
    n_ballots: usize,
    seed: u64,
    ctx: &Ctx<'_>,
) -> Result<Ballots> {
    Error::check_length("strengths", strengths.len(), items.len())?;
    if let Some(item) = strengths.iter().position(|&strength| !(1e-200..=1e200).contains(&strength)) {
        let expected = "1e-200 <= strength <= 1e200";
        return Err(Error::invalid("strengths", At::Entry(item), strengths[item], "a strength", expected));
    }
    // By label, so that a draw does not depend on where an item is stored.
    let by_label = items.by_label();
    let runners = Race::new(by_label.iter().map(|&item| strengths[item as usize]));
    draw(items, n_ballots, items.len(), seed, ctx, &runners, |stream, race, place| {
        for (rank, runner) in race.run(stream).enumerate() {
            place(by_label[runner] as usize, rank);
        }
    })
}

/// Ballots around a centre: as many places of each are filled as there are stages, all if that leaves one item.
///
/// `phi` is `exp(-theta)` of each stage.
///
/// # Errors
/// [`Error::Length`] and [`Error::Invalid`] for a centre or a dispersion, [`Error::TooLarge`], or a stop asked for through
/// `ctx`.
///
/// # Complexity
/// `O(n_ballots * n_items * log n_items)`.
pub fn sample_mallows(
    items: &Items,
    center: &[Label],
    phi: &[f64],
    stages: Stages,
    n_ballots: usize,
    seed: u64,
    ctx: &Ctx<'_>,
) -> Result<Ballots> {
    let m = items.len();
    let by_label = items.by_label();
    let center: Vec<usize> =
        center::given(center, items)?.into_iter().map(|place| by_label[usize::from(place)] as usize).collect();
    // Places that are left open must be the last ones, which the centre's turns do not see to.
    if phi.len() >= m.max(1) || (stages == Stages::Items && phi.len() + 1 < m) {
        return Err(Error::Length { what: "phi", got: phi.len(), expected: m.saturating_sub(1) });
    }
    if let Some(stage) = phi.iter().position(|phi| !(0.0..=1.0).contains(phi)) {
        return Err(Error::invalid("phi", At::Entry(stage), phi[stage], "a dispersion", "0 <= phi <= 1"));
    }
    let displacements: Vec<Displacement> =
        phi.iter().enumerate().map(|(stage, &phi)| Displacement::new(phi, m - stage)).collect();
    let n_ranked = if phi.len() + 1 == m { m } else { phi.len() };
    let whole = Places::new(m);
    draw(items, n_ballots, n_ranked, seed, ctx, &whole, |stream, free, place| {
        free.copy_from(&whole);
        for stage in 0..n_ranked {
            let displacement = displacements.get(stage).map_or(0, |displacement| displacement.draw(stream));
            let taken = free.take_nth(displacement);
            match stages {
                Stages::Choices => place(center[taken], stage),
                Stages::Items => place(center[stage], taken),
            }
        }
    })
}

/// Fills ballots, each from its stream; `one` says which item takes which place.
fn draw<S: Clone + Sync>(
    items: &Items,
    n_ballots: usize,
    n_ranked: usize,
    seed: u64,
    ctx: &Ctx<'_>,
    scratch: &S,
    one: impl Fn(&mut Stream, &mut S, &mut dyn FnMut(usize, usize)) + Sync,
) -> Result<Ballots> {
    let m = items.len();
    let cells = Error::check_size("cells of the ballots", n_ballots, m, MAX_CELLS)?;
    ctx.set_total(n_ballots as u64);
    let is_complete = n_ranked == m || n_ballots == 0;
    let ranks = if m < usize::from(u8::UNRANKED) {
        Ranks::Narrow(ranks(cells, m, seed, ctx, scratch, one)?)
    } else {
        Ranks::Wide(ranks(cells, m, seed, ctx, scratch, one)?)
    };
    Ok(Ballots::strict(items.clone(), n_ballots, ranks, is_complete))
}

fn ranks<R: Rank, S: Clone + Sync>(
    cells: usize,
    m: usize,
    seed: u64,
    ctx: &Ctx<'_>,
    scratch: &S,
    one: impl Fn(&mut Stream, &mut S, &mut dyn FnMut(usize, usize)) + Sync,
) -> Result<Vec<R>> {
    let mut ranks = filled_under(ctx, "ballots", cells, R::UNRANKED)?;
    ctx.fill_chunks(&mut ranks, m, par::rows(CHUNK_CELLS, m), |first, cells| {
        let mut scratch = scratch.clone();
        let ballots = cells.chunks_exact_mut(m.max(1));
        ctx.advance(ballots.len() as u64);
        for (ballot, ranks) in (first..).zip(ballots) {
            let mut stream = Stream::new(seed, ballot as u64);
            one(&mut stream, &mut scratch, &mut |item, rank| ranks[item] = R::from_index(rank));
        }
        Ok(())
    })?;
    Ok(ranks)
}

/// `V` in `0..n` with `P(V = v)` proportional to `phi^v`.
struct Displacement {
    n: usize,
    /// `phi^(2^b)`, as far as exponents below `n` need them.
    powers: Vec<f64>,
    /// `phi^n`.
    tail: f64,
}

impl Displacement {
    fn new(phi: f64, n: usize) -> Self {
        let bits = usize::BITS - n.leading_zeros();
        let powers: Vec<f64> =
            std::iter::successors(Some(phi), |power| Some(power * power)).take(bits as usize).collect();
        let mut new = Self { n, powers, tail: 0.0 };
        new.tail = new.power(n);
        new
    }

    fn power(&self, exponent: usize) -> f64 {
        let used = self.powers.iter().enumerate().filter(|(bit, _)| exponent >> bit & 1 == 1);
        used.fold(1.0, |product, (_, power)| product * power)
    }

    fn draw(&self, stream: &mut Stream) -> usize {
        if self.tail > 0.5 {
            // Nearly uniform: `1 - phi^n` would have few digits left, so a uniform draw is kept with probability `phi^v`.
            loop {
                let displacement = stream.below(self.n as u64) as usize;
                if stream.unit() < self.power(displacement) {
                    return displacement;
                }
            }
        }
        // P(V >= v) = (phi^v - phi^n) / (1 - phi^n): the largest `v` for which this is above a uniform draw, bit by bit.
        let bound = self.tail + stream.unit() * (1.0 - self.tail);
        let (mut displacement, mut reached) = (0, 1.0);
        for (bit, power) in self.powers.iter().enumerate().rev() {
            // Without a branch, which nothing could predict.
            let next = reached * power;
            let further = next > bound;
            reached = if further { next } else { reached };
            displacement |= usize::from(further) << bit;
        }
        displacement.min(self.n - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displacements_follow_their_distribution() {
        let mut stream = Stream::new(11, 0);
        for (phi, n) in [(0.3_f64, 2), (0.5, 5), (0.9, 5), (0.97, 20), (1.0, 7), (1.0 - 1e-13, 3), (0.0, 4)] {
            let displacement = Displacement::new(phi, n);
            let mut counts = vec![0_u32; n];
            let draws = 40_000;
            (0..draws).for_each(|_| counts[displacement.draw(&mut stream)] += 1);
            let total: f64 = (0..n as i32).map(|v| phi.powi(v)).sum();
            for (v, &count) in (0..).zip(&counts) {
                let p = phi.powi(v) / total;
                let off = f64::from(count) - p * f64::from(draws);
                assert!(off.abs() <= 4.5 * (p * (1.0 - p) * f64::from(draws)).sqrt(), "{phi} {n} {counts:?}");
            }
        }
    }

    #[test]
    fn the_ballots_of_a_seed_are_a_contract() {
        // Made by this very code in 2026-11; a change here breaks every published sample.
        let (items, ctx) = (Items::range(5).unwrap(), Ctx::default());
        let center: Vec<Label> = (0..5).map(Label::Int).collect();
        let positions = |ballots: Ballots| ballots.positions().unwrap();
        let mallows = sample_mallows(&items, &center, &[0.5; 4], Stages::Choices, 2, 7, &ctx).unwrap();
        let luce = sample_plackett_luce(&items, &[0.1, 0.2, 0.4, 0.2, 0.1], 2, 7, &ctx).unwrap();
        assert_eq!(positions(mallows), GOLDEN_MALLOWS);
        assert_eq!(positions(luce), GOLDEN_PLACKETT_LUCE);
    }

    const GOLDEN_MALLOWS: [i64; 10] = [1, 5, 2, 4, 3, 1, 3, 2, 4, 5];
    const GOLDEN_PLACKETT_LUCE: [i64; 10] = [1, 2, 5, 3, 4, 2, 5, 1, 3, 4];
}
