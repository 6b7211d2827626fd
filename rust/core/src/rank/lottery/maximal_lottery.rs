//! Maximal lottery: the mixture of items that no item beats on average.

use num_bigint::BigInt;

use super::exact::{Solved, solve_exactly};
use super::factor::dot;
use super::game::{Game, smith_set};
use super::interior::interior;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::fraction::quotient_wide;
use crate::rank::Votes;
use crate::rank::options::Named;
use crate::rank::pairwise::pairs;
use crate::rank::pairwise::pairs::{Pairs, with_weights};

const ID: &str = "maximal_lottery";

/// Items of the Smith set up to which the lottery is exact.
pub const MAX_EXACT_ITEMS: usize = 1000;

/// What a majority counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The weight by which it wins.
    Margins,
    /// One, however large it is.
    Signs,
}

impl Named for By {
    const OPTION: &'static str = "by";
    const VALUES: &'static [(&'static str, Self)] = &[("margins", Self::Margins), ("signs", Self::Signs)];
    const NAMES: &'static str = "\"margins\", \"signs\"";
}

/// A lottery over items, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Lottery {
    /// Sum to 1 up to rounding.
    pub probabilities: Vec<f64>,
    /// The same exactly: numerators, and their sum.
    pub fractions: Option<(Vec<BigInt>, BigInt)>,
    /// Items that carry weight in some optimal lottery, ascending, where that is known for certain.
    pub essential: Option<Vec<u32>>,
    /// Whether no other lottery is optimal, where that is known for certain.
    pub unique: Option<bool>,
    /// The most that an item earns against the lottery, as a share of the largest margin; 0 if exact.
    pub exploitability: f64,
    /// How unranked items were read.
    pub missing: &'static str,
}

/// Let `M` be the antisymmetric matrix of margins (or of their signs). A lottery `p` is maximal if `p >= 0`,
/// `sum p = 1` and `p M >= 0`: whatever item is set against it, the lottery is preferred at least as often as not.
/// Of several maximal lotteries this is the one of least norm, which is the one nearest to the uniform lottery. It is
/// unique, it is rational, and it treats items alike that play like parts.
///
/// Exact up to [`MAX_EXACT_ITEMS`] items in the Smith set, for margins below `2**88` units, and as long as the maximal
/// lotteries span at most 127 dimensions. Beyond, floats: where there are several lotteries, then the analytic centre.
///
/// # Errors
/// [`Error::InputKind`] for counts of places, [`Error::Data`] without items, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, `O(n_items^2)` for the Smith set of `k` items, and `O(k^3)`, ten to thirty times, in floats.
pub fn maximal_lottery(votes: &Votes<'_>, by: By, missing: Option<Missing>, ctx: &Ctx<'_>) -> Result<Lottery> {
    let pairs = Pairs::of(votes, ID, missing, ctx)?;
    let m = pairs.items.len();
    let (members, game) =
        with_weights!(&pairs.preference, weights => game_of(weights, pairs.items.label_rank(), by, ctx)?);
    let solved = if game.is_exact() && game.n() <= MAX_EXACT_ITEMS {
        solve_exactly(&game, false, ctx)?
    } else {
        Solved { essential: None, lottery: None }
    };
    let unique = solved.lottery.as_ref().map(|lottery| lottery.unique);
    let (shares, exploitability) = match &solved.lottery {
        Some(lottery) => {
            let share = |numerator| quotient_wide(numerator, &lottery.denominator, 0);
            (lottery.numerators.iter().map(share).collect(), 0.0)
        }
        None => approximate(&game, ctx)?,
    };
    let mut probabilities = vec![0.0; m];
    for (&item, share) in members.iter().zip(shares) {
        probabilities[item] = share;
    }
    let fractions = solved.lottery.map(|lottery| {
        let mut numerators = vec![BigInt::ZERO; m];
        for (&item, numerator) in members.iter().zip(lottery.numerators) {
            numerators[item] = numerator;
        }
        (numerators, lottery.denominator)
    });
    let several = solved.essential.is_some() && unique.is_none();
    Ok(Lottery {
        probabilities,
        fractions,
        essential: solved.essential.map(|set| named(&members, &set)),
        unique: if several { Some(false) } else { unique },
        exploitability,
        missing: pairs.missing.name(),
    })
}

/// The items that carry weight in some maximal lottery of these integer margins, ascending: under signs of majorities
/// the essential set, and without ties the bipartisan set.
///
/// `margin` is antisymmetric; a caller that has no weights gives -1, 0 and 1. Always exact, for large games with many
/// ties at the price of time.
///
/// # Errors
/// [`Error::Data`] without items, [`Error::Overflow`] for margins of `2**88` or more, or a stop asked for through `ctx`.
///
/// # Complexity
/// As [`maximal_lottery`] on counts of pairs.
pub fn essential_set(m: usize, margin: impl Fn(usize, usize) -> i128 + Sync, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
    check_items(m, "the essential set")?;
    let members = smith_set(m, |i, j| margin(i, j).cmp(&0), ctx)?;
    let game = Game::new(&members, margin, ctx)?;
    if !game.is_exact() {
        return Err(Error::Overflow { what: "a margin", bits: 88 });
    }
    let set = solve_exactly(&game, true, ctx)?.essential.unwrap_or_default();
    Ok(named(&members, &set))
}

fn check_items(m: usize, what: &'static str) -> Result<()> {
    let (got, expected) = ("there are no items".to_owned(), "at least one".to_owned());
    if m == 0 { Err(Error::Data { what, got, expected }) } else { Ok(()) }
}

/// The items of the Smith set, in label order so that the order of storage leaves no trace in floats, and their game.
fn game_of<T>(weights: &[T], label_rank: &[u32], by: By, ctx: &Ctx<'_>) -> Result<(Vec<usize>, Game)>
where
    T: Copy + Ord + Into<i128> + Sync,
{
    let m = label_rank.len();
    check_items(m, "a lottery")?;
    let mut members = smith_set(m, |i, j| weights[i * m + j].cmp(&weights[j * m + i]), ctx)?;
    members.sort_unstable_by_key(|&item| label_rank[item]);
    let margin = |i: usize, j: usize| {
        let margin = weights[i * m + j].into() - weights[j * m + i].into();
        if by == By::Signs { margin.signum() } else { margin }
    };
    let game = Game::new(&members, margin, ctx)?;
    Ok((members, game))
}

fn named(members: &[usize], set: &[usize]) -> Vec<u32> {
    let mut items: Vec<u32> = set.iter().map(|&item| members[item] as u32).collect();
    items.sort_unstable();
    items
}

/// Float weights that sum to 1, and the most that an item earns against them.
fn approximate(game: &Game, ctx: &Ctx<'_>) -> Result<(Vec<f64>, f64)> {
    let n = game.n();
    let inside = interior(game, true, ctx)?;
    let mut shares = vec![0.0; n];
    for item in inside.carriers() {
        shares[item] = inside.weights[item];
    }
    let sum: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= sum;
    }
    let largest = game.largest().max(1) as f64;
    let earned = pairs::each_item(n, ctx, |rival| {
        let margins: Vec<f64> = game.row(rival).iter().map(|&margin| margin as f64 / largest).collect();
        dot(&margins, &shares)
    })?;
    Ok((shares, earned.into_iter().fold(0.0, f64::max)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::Items;
    use crate::pairwise::{Cells, PairwiseCounts};

    fn lottery(m: usize, wins: &[i64], by: By) -> Lottery {
        let counts = PairwiseCounts::from_matrix(
            Items::range(m).unwrap(),
            Cells::Integer(wins.to_vec()),
            None,
            None,
            None,
            Missing::Absent,
        );
        maximal_lottery(&Votes::Pairwise(&counts.unwrap()), by, None, &Ctx::default()).unwrap()
    }

    #[test]
    fn a_cycle_weighs_each_by_the_margin_of_the_others() {
        // 4 abc, 3 bca, 2 cab.
        let wins = [0, 6, 4, 3, 0, 7, 5, 2, 0];
        let found = lottery(3, &wins, By::Margins);
        assert_eq!(found.fractions, Some(([5, 1, 3].map(BigInt::from).to_vec(), 9.into())));
        assert_eq!((found.unique, found.exploitability), (Some(true), 0.0));
        let found = lottery(3, &wins, By::Signs);
        assert_eq!(found.fractions, Some(([1, 1, 1].map(BigInt::from).to_vec(), 3.into())));
        assert_eq!(found.essential, Some(vec![0, 1, 2]));
    }

    #[test]
    fn an_item_outside_the_schwartz_set_can_be_essential() {
        // 0, 1, 2 in a cycle; 3 beats 0 by little, loses to 1 and 2 by much; 4 ties with the cycle and loses to 3.
        let margins = [[0, 3, -3, -1, 0], [-3, 0, 3, 5, 0], [3, -3, 0, 5, 0], [1, -5, -5, 0, 1], [0, 0, 0, -1, 0]];
        let set = essential_set(5, |i, j| margins[i][j], &Ctx::default()).unwrap();
        assert_eq!(set, [0, 1, 2, 4]);
    }

    #[test]
    fn floats_come_close() {
        for n in [3, 10, 41] {
            let margin = |i: usize, j: usize| ((i * 7919 + j * 104_729 + 13) % 2003) as i128 - 1001;
            let margin = |i: usize, j: usize| if i < j { margin(i, j) } else { -margin(j, i) };
            let game = Game::new(&(0..n).collect::<Vec<_>>(), margin, &Ctx::default()).unwrap();
            let (shares, exploitability) = approximate(&game, &Ctx::default()).unwrap();
            let exact = solve_exactly(&game, true, &Ctx::default()).unwrap().lottery.unwrap();
            assert!(exploitability < 1e-10, "{exploitability}");
            for (share, numerator) in shares.iter().zip(&exact.numerators) {
                assert!((share - quotient_wide(numerator, &exact.denominator, 0)).abs() < 1e-7);
            }
        }
    }
}
