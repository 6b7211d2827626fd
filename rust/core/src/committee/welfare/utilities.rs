//! What a place on a ballot is worth to the voter, in integers.

use num_bigint::BigInt;
use num_integer::Integer as _;

use super::lambda::non_increasing;
use crate::ballots::{Ballots, Rank, Ranks};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::Fraction;
use crate::options::{Options, Value};
use crate::positional::{Place, Places};
use crate::rank::options::{MissingPoints, Ties};

/// Voters between two looks at the clock.
const CHECK_VOTERS: usize = 1 << 8;

/// What members are worth to voters.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scores {
    /// 1 where the voter approves.
    Approval,
    /// On a ballot, the number of items below.
    Borda,
    /// Points for each place.
    Listed(Vec<Fraction>),
}

impl Scores {
    pub(super) fn parse(options: &Options<'_>) -> Result<Self> {
        match (options.look_up)("scores") {
            Some(Value::Text(name)) if name == "approval" => Ok(Self::Approval),
            Some(Value::Text(name)) if name == "borda" => Ok(Self::Borda),
            Some(Value::Text(got)) => Err(Error::Option {
                rule: options.rule,
                option: "scores",
                got,
                expected: "\"approval\", \"borda\", or a sequence of numbers",
            }),
            _ => Ok(Self::Listed(non_increasing(options, "scores")?)),
        }
    }
}

/// The utilities of places. Ties and unranked items are read as [`crate::rank`]'s rule `positional` reads them.
#[derive(Debug)]
pub(super) struct Utilities {
    /// The utilities of the first so many places together, in units of one over `denominator`.
    prefix: Vec<i128>,
    ties: Ties,
    missing: MissingPoints,
    pub(super) denominator: BigInt,
    /// For ballots that rank all items without ties, the utility of each rank, and of no rank.
    strict: Option<Vec<i64>>,
}

impl Utilities {
    /// # Errors
    /// [`Error::Length`] unless there is a score per place; [`Error::Option`] for a reading of unranked items that gives them
    /// no place, if there are any; [`Error::Overflow`] for scores that have no common denominator of 62 bits.
    pub(super) fn new(
        rule: &'static str,
        scores: &[Fraction],
        ballots: &Ballots,
        ties: Ties,
        missing: Option<MissingPoints>,
        ctx: &Ctx<'_>,
    ) -> Result<Self> {
        let n_items = ballots.n_items();
        Error::check_length("scores", scores.len(), n_items)?;
        let missing = missing.unwrap_or(ballots.missing().into());
        if matches!(missing, MissingPoints::Absent | MissingPoints::Compatible) && !ballots.is_complete() {
            let (got, expected) = (missing.name().to_owned(), "\"below\", \"average\", \"zero_points\"");
            return Err(Error::Option { rule, option: "missing", got, expected });
        }
        let overflow = || Error::Overflow { what: "a score over the common denominator of all scores", bits: 62 };
        let mut denominator = scores.iter().fold(BigInt::from(1), |common, score| common.lcm(score.denom()));
        let integer = |score: &Fraction| i64::try_from((score * &denominator).to_integer()).map_err(|_| overflow());
        let mut prefix = vec![0_i128];
        for score in scores.iter().map(integer) {
            prefix.push(prefix[prefix.len() - 1] + i128::from(score?));
        }
        let is_strict = ballots.is_complete() && !ballots.has_ties();
        if !is_strict && (ties == Ties::Average || missing == MissingPoints::Average) {
            let factor = finer(&prefix, ballots, ctx)?;
            denominator *= factor;
            for sum in &mut prefix {
                *sum = sum.checked_mul(factor).ok_or_else(overflow)?;
            }
        }
        if prefix.get(1).is_some_and(|&best| best >= 1 << 62) {
            return Err(overflow());
        }
        let mut utilities = Self { prefix, ties, missing, denominator, strict: None };
        if is_strict {
            let ranks = 0..n_items as u32;
            let place = |start| Place { start, size: 1, n_ranked: n_items as u32, ranked: true };
            utilities.strict = Some(ranks.map(|start| utilities.of(place(start))).chain([0]).collect());
        }
        Ok(utilities)
    }

    /// The highest of all.
    pub(super) fn largest(&self) -> i64 {
        self.prefix.get(1).map_or(0, |&best| best as i64)
    }

    /// If every ballot is complete and without ties, and each place is worth the same more than the next, the last nothing:
    /// how much that is.
    pub(super) fn one_step(&self) -> Option<i64> {
        let (_, of_places) = self.strict.as_deref()?.split_last()?;
        let step = of_places.iter().rev().nth(1).copied().filter(|&step| step > 0)?;
        let is_even = of_places.iter().rev().zip(0..).all(|(&utility, below)| utility == step * below);
        is_even.then_some(step)
    }

    fn of(&self, place: Place) -> i64 {
        let (start, end) = (place.start as usize, (place.start + place.size) as usize);
        let ties = match (place.ranked, self.missing) {
            (false, MissingPoints::ZeroPoints) => return 0,
            (false, MissingPoints::Average) => Ties::Average,
            _ => self.ties,
        };
        let utility = match ties {
            Ties::Average => (self.prefix[end] - self.prefix[start]) / i128::from(place.size),
            Ties::Min => self.prefix[end] - self.prefix[end - 1],
            Ties::Max => self.prefix[start + 1] - self.prefix[start],
        };
        // At most the highest, which fits.
        utility as i64
    }

    /// The utility of each rank of a ballot, and, last, of no rank. Ranks that no item has repeat the one before.
    pub(super) fn read<'b, R: Rank>(&'b self, ballot: &[R], places: &mut Places, table: &'b mut Vec<i64>) -> &'b [i64] {
        if let Some(strict) = &self.strict {
            return strict;
        }
        places.read(ballot);
        table.clear();
        let mut last = self.largest();
        for rank in (0..ballot.len()).map(R::from_index) {
            let place = places.of(rank);
            if place.size > 0 {
                last = self.of(place);
            }
            table.push(last);
        }
        let unranked = places.of(R::UNRANKED);
        table.push(if unranked.size > 0 { self.of(unranked) } else { last });
        table
    }
}

impl Utilities {
    /// Calls `see` with each voter and what items are worth to it.
    ///
    /// # Errors
    /// A stop asked for through `ctx`.
    pub(super) fn each(
        &self,
        ballots: &Ballots,
        ctx: &Ctx<'_>,
        see: impl FnMut(usize, &dyn Fn(u32) -> i64),
    ) -> Result<()> {
        match ballots.ranks() {
            Ranks::Narrow(ranks) => self.each_of(ranks, ballots.n_items(), ctx, see),
            Ranks::Wide(ranks) => self.each_of(ranks, ballots.n_items(), ctx, see),
        }
    }

    fn each_of<R: Rank>(
        &self,
        ranks: &[R],
        n_items: usize,
        ctx: &Ctx<'_>,
        mut see: impl FnMut(usize, &dyn Fn(u32) -> i64),
    ) -> Result<()> {
        let (mut places, mut buffer) = (Places::new(n_items), Vec::new());
        for (voter, ballot) in ranks.chunks_exact(n_items).enumerate() {
            if voter % CHECK_VOTERS == 0 {
                ctx.check()?;
            }
            let table = self.read(ballot, &mut places, &mut buffer);
            see(voter, &|item| table[ballot[item as usize].index().min(n_items)]);
        }
        Ok(())
    }
}

/// The least factor that makes the mean over every tie an integer.
fn finer(prefix: &[i128], ballots: &Ballots, ctx: &Ctx<'_>) -> Result<i128> {
    let mut factor = 1_i128;
    for size in sizes(ballots, ctx)? {
        ctx.check()?;
        let t = size as i128;
        let common = prefix.windows(size + 1).fold(t, |common, block| common.gcd(&(block[size] - block[0])));
        let needed = t / common;
        let product = (factor / factor.gcd(&needed)).checked_mul(needed);
        factor =
            product.filter(|&factor| factor < 1 << 62).ok_or(Error::Overflow { what: "a mean over ties", bits: 62 })?;
    }
    Ok(factor)
}

/// How many items stand together, anywhere.
fn sizes(ballots: &Ballots, ctx: &Ctx<'_>) -> Result<Vec<usize>> {
    let mut is_size = vec![false; ballots.n_items() + 1];
    match ballots.ranks() {
        Ranks::Narrow(ranks) => mark(ranks, &mut is_size, ctx)?,
        Ranks::Wide(ranks) => mark(ranks, &mut is_size, ctx)?,
    }
    Ok((2..is_size.len()).filter(|&size| is_size[size]).collect())
}

fn mark<R: Rank>(ranks: &[R], is_size: &mut [bool], ctx: &Ctx<'_>) -> Result<()> {
    let n_items = is_size.len() - 1;
    let mut places = Places::new(n_items);
    for (voter, ballot) in ranks.chunks(n_items.max(1)).enumerate() {
        if voter % CHECK_VOTERS == 0 {
            ctx.check()?;
        }
        places.read(ballot);
        for &rank in ballot {
            is_size[places.of(rank).size as usize] = true;
        }
    }
    Ok(())
}
