//! Bucklin: first places, then second places too, and so on until an item has a majority.

use num_bigint::BigInt;

use super::approval_at_k::share;
use super::places::PlaceVotes;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::quotient_wide;
use crate::positional::Place;
use crate::rank::exact::{FractionSums, Keys};
use crate::rank::options::{Named, Options, Ties};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "bucklin";

/// Who wins in the first round that has a majority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The item with the most weight.
    Full,
    /// Every item with a majority.
    Simplified,
}

impl Named for Form {
    const OPTION: &'static str = "form";
    const VALUES: &'static [(&'static str, Self)] = &[("full", Self::Full), ("simplified", Self::Simplified)];
    const NAMES: &'static str = "\"full\", \"simplified\"";
}

/// In round `r` an item has the weight of the ballots that rank it among their first `r`, ties across the cut read as
/// [`super::approval_at_k`] reads them; unranked items are never reached. An item passes in the first round in which it has
/// more than half of the weight of the ballots that rank anything. Earlier is better; in one round, more weight (`Full`), or
/// all the same (`Simplified`). Items that never pass follow, by their weight in the last round.
///
/// The score tells both: `n_items - r` plus the item's share of the weight in that round, which is above 1/2 (`Full`), or
/// plus 1 (`Simplified`); and for items that never pass the share in the last round alone, which is 1/2 at most.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of pairs, or a stop asked for through `ctx`.
///
/// # Complexity
/// `O(n_voters * n_items)` to count the places, times a logarithm for that and one for the search of the round.
#[derive(Debug)]
struct Bucklin {
    form: Form,
    ties: Ties,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(Bucklin { form: options.named()?, ties: options.named()? }))
}

impl Rule for Bucklin {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(400.0)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let n_items = votes.items().len();
        let counts = votes.counts(ctx)?;
        let mut places = vec![Vec::new(); n_items];
        for (item, place, weight) in counts.iter().filter(|(_, _, weight)| *weight > 0) {
            places[item].push((place, weight));
        }
        // Every ballot gives every item a place, so one item sees them all.
        let cast = places.first().into_iter().flatten().filter(|(place, _)| place.n_ranked > 0);
        let total: i128 = cast.map(|(_, weight)| weight).sum();
        let mut found = Vec::with_capacity(n_items);
        for places in &places {
            ctx.check()?;
            found.push(self.passes(places, n_items as u64, total, ctx)?);
        }
        let scores = found.iter().map(|found| self.score(found, n_items as u64, total)).collect();
        let better = |a: usize, b: usize| {
            let (a, b) = (&found[a], &found[b]);
            let rounds = b.round.is_some().cmp(&a.round.is_some()).then_with(|| a.round.cmp(&b.round));
            match (self.form, a.round) {
                (Form::Simplified, Some(_)) => rounds,
                _ => rounds.then_with(|| (&b.numerator * &a.denominator).cmp(&(&a.numerator * &b.denominator))),
            }
        };
        Ok(Outcome::by(votes.items(), scores, better).reading(votes.missing().name()))
    }
}

/// The round in which an item passes, if it does, and its weight in that round or in the last one.
struct Found {
    round: Option<u64>,
    numerator: BigInt,
    denominator: BigInt,
}

impl Bucklin {
    fn passes(&self, places: &[(Place, i128)], n_items: u64, total: i128, ctx: &Ctx<'_>) -> Result<Found> {
        let weight = |round: u64| {
            let mut sums = FractionSums::new(1);
            for &(place, weight) in places {
                let (numerator, denominator) = share(place, round, self.ties);
                sums.add(0, numerator.into(), denominator, weight)?;
            }
            let exact = sums.finish(0, ctx)?;
            let numerator = match exact.keys {
                Keys::Narrow(keys) => BigInt::from(keys[0]),
                Keys::Wide(mut keys) => keys.remove(0),
            };
            let is_majority = &numerator * 2 > &exact.denominator * total;
            Ok((is_majority, numerator, exact.denominator))
        };
        let (passes, numerator, denominator) = weight(n_items)?;
        if !passes {
            return Ok(Found { round: None, numerator, denominator });
        }
        // The weight can only grow from round to round.
        let (mut low, mut high) = (1, n_items);
        while low < high {
            let middle = low + (high - low) / 2;
            if weight(middle)?.0 {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let (_, numerator, denominator) = weight(low)?;
        Ok(Found { round: Some(low), numerator, denominator })
    }

    fn score(&self, found: &Found, n_items: u64, total: i128) -> f64 {
        if total == 0 {
            return 0.0;
        }
        let whole = &found.denominator * total;
        match (found.round, self.form) {
            (Some(round), Form::Simplified) => (n_items - round + 1) as f64,
            (Some(round), Form::Full) => quotient_wide(&(&found.numerator + &whole * (n_items - round)), &whole, 0),
            (None, _) => quotient_wide(&found.numerator, &whole, 0),
        }
    }
}
