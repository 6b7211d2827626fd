//! The single transferable vote.

use num_bigint::BigInt;
use num_rational::Ratio;

use super::flow::Toll;
use super::gregory::{self, Counted, Manner};
use super::lots::Lots;
use super::meek;
use super::papers::Papers;
use super::race::PreviousStages;
use crate::committee::listing::Listing;
use crate::committee::{Election, Outcomes, Request, Rule, Votes};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::{Fraction, scaled};
use crate::options::{Named, Options};

pub(super) const ID: &str = "stv";

/// How votes above the quota are passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transfer {
    Gregory(Manner),
    Meek,
    Warren,
}

impl Named for Transfer {
    const OPTION: &'static str = "transfer";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("weighted_inclusive", Self::Gregory(Manner::WeightedInclusive)),
        ("last_parcel", Self::Gregory(Manner::LastParcel)),
        ("scottish", Self::Gregory(Manner::Scottish)),
        ("meek", Self::Meek),
        ("warren", Self::Warren),
    ];
    const NAMES: &'static str = "'weighted_inclusive', 'last_parcel', 'scottish', 'meek' or 'warren'";
}

/// The number of votes that is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quota {
    /// `n / (k + 1)`.
    Droop,
    /// The next whole number above that.
    DroopInteger,
    /// `n / k`.
    Hare,
}

impl Named for Quota {
    const OPTION: &'static str = "quota";
    const VALUES: &'static [(&'static str, Self)] =
        &[("droop", Self::Droop), ("droop_integer", Self::DroopInteger), ("hare", Self::Hare)];
    const NAMES: &'static str = "'droop', 'droop_integer' or 'hare'";
}

impl Quota {
    /// The quota, in the unit of weights.
    pub(super) fn of(self, total: i128, exponent: i32, k: usize) -> Fraction {
        let all = BigInt::from(total);
        match self {
            Quota::Droop => Ratio::new(all, (k + 1).into()),
            Quota::Hare => Ratio::new(all, k.into()),
            Quota::DroopInteger => {
                let votes = Fraction::from(all) * scaled(1, exponent) / BigInt::from(k + 1);
                (votes.floor() + BigInt::from(1)) / scaled(1, exponent)
            }
        }
    }
}

#[derive(Debug)]
struct Stv {
    transfer: Transfer,
    quota: Quota,
    previous: PreviousStages,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    let transfer: Transfer = options.named()?;
    let given: Option<Quota> = options.optional()?;
    let (quota, only) = match transfer {
        Transfer::Gregory(Manner::Scottish) => (Quota::DroopInteger, true),
        Transfer::Gregory(_) => (Quota::Droop, false),
        Transfer::Meek | Transfer::Warren => (Quota::Droop, true),
    };
    if let Some(given) = given.filter(|&given| only && given != quota) {
        let name =
            |wanted: Quota| Quota::VALUES.iter().find(|(_, quota)| *quota == wanted).map_or("", |(name, _)| name);
        let expected = format!("'{}', the quota of this transfer, or None", name(quota));
        return Err(Error::OptionRange { rule: ID, option: "quota", got: format!("{:?}", name(given)), expected });
    }
    Ok(Box::new(Stv { transfer, quota: given.unwrap_or(quota), previous: options.named()? }))
}

/// Each voter has one vote. Items that reach the quota are elected and pass on what they have above it; where nobody
/// reaches it, the item with the fewest votes is excluded and passes on all. As soon as there is a seat for each item that
/// is left, all of them are elected.
///
/// # Complexity
/// A paper is looked at once for each place that it moves down: `O(n m)` in all for Gregory transfers, and as much for
/// each stage of Meek's and Warren's.
///
/// # Source
/// Meek 1969; Hill, Wichmann and Woodall 1987; Hill and Warren 2005; The Scottish Local Government Elections Order 2007.
impl Rule for Stv {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, votes: &Votes<'_>, request: &Request) -> f64 {
        let stages = match self.transfer {
            Transfer::Gregory(_) => 4.0,
            Transfer::Meek | Transfer::Warren => 4.0 * request.priority.len() as f64,
        };
        let universes = if request.outcomes == Outcomes::One { 1.0 } else { 100.0 };
        votes.cells() as f64 * stages * universes
    }

    fn elect(&self, votes: &Votes<'_>, request: &Request, ctx: &Ctx<'_>) -> Result<Election> {
        let ballots = votes.ballots(ID)?;
        let explores = request.outcomes != Outcomes::One;
        let papers = if explores {
            // Counted many times over.
            Papers::new(&ballots.clone().with_groups(None)?.merged(ctx)?, ID, ctx)?
        } else {
            Papers::new(ballots, ID, ctx)?
        };
        let quota = self.quota.of(papers.total, papers.exponent, request.k);
        match self.transfer {
            Transfer::Gregory(manner) => {
                if manner == Manner::Scottish && !ballots.weights().is_integer() {
                    let expected = "whole numbers of papers for transfer='scottish'".to_owned();
                    return Err(Error::Data { what: "weights", got: "some are floats".to_owned(), expected });
                }
                let run = |lots: &mut Lots| {
                    gregory::count(&papers, &quota, manner, self.previous, request, lots, ctx)
                        .map(|found| found.map(|counted| (counted, true)))
                };
                explore(request, run)
            }
            Transfer::Meek | Transfer::Warren if explores => {
                let got = "\"all\"".to_owned();
                let expected = "\"one\" for transfer='meek' and 'warren', which compare rounded numbers".to_owned();
                Err(Error::OptionRange { rule: ID, option: "outcomes", got, expected })
            }
            Transfer::Meek | Transfer::Warren => {
                let toll = if self.transfer == Transfer::Meek { Toll::Part } else { Toll::Price };
                let run =
                    |lots: &mut Lots| meek::count(&papers, toll, request.k + 1, self.previous, request, lots, ctx);
                explore(request, run)
            }
        }
    }
}

/// Counts with every series of draws, or the one of priority.
fn explore(request: &Request, mut run: impl FnMut(&mut Lots) -> Result<Option<(Counted, bool)>>) -> Result<Election> {
    let mut lots = Lots::new(request.outcomes != Outcomes::One);
    let (mut listing, mut first) = (Listing::new(request.outcomes), None);
    let (mut exact, mut complete) = (true, true);
    loop {
        if let Some(((elected, rounds, stages), is_exact)) = run(&mut lots)? {
            if !listing.offer(elected) {
                complete = false;
                break;
            }
            exact &= is_exact;
            first.get_or_insert((rounds, stages));
        }
        if request.outcomes == Outcomes::One || !lots.advance() {
            break;
        }
    }
    if request.outcomes == Outcomes::One {
        complete = !lots.drawn();
    }
    let (rounds, stages) = first.unwrap_or_default();
    Ok(Election { exact, rounds, stages, ..Election::of(listing.committees, Some(complete)) })
}
