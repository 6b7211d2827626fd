//! The order with the least total footrule distance to the ballots.

use super::assignment::{Assignment, Cost};
use super::places::PlaceVotes;
use super::ranks::{RankWeights, rank_weights};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::memory::filled;
use crate::rank::options::{MissingPoints, Options};
use crate::rank::{Outcome, Rule, Size, Votes};
use crate::weights::scale;

pub(super) const ID: &str = "footrule_optimal";

/// Two gigabytes of costs at 64 bits.
const MAX_COSTS: u128 = 1 << 28;

/// Spearman's footrule between an order and a ballot is the sum over the items of how far their ranks are apart; tied
/// items have the mean of their ranks, and unranked ones those left over. The order with the least weighted sum is an
/// assignment of items to positions: item `i` at position `p` costs `sum_v w_v |rank_v(i) - p|`.
///
/// Of several optimal orders the first in the dictionary order of labels is returned, with `complete` false.
///
/// # Errors
/// [`Error::Option`] for another reading of unranked items, if there are any: a distance needs all ranks.
/// [`Error::TooLarge`] above 16,384 items; [`Error::Overflow`] where the sums pass 128 bits.
///
/// # Complexity
/// `O(n_voters * n_items)`, times a logarithm, to collect ranks; `O(n_items^3)` to assign.
#[derive(Debug)]
struct FootruleOptimal {
    missing: Option<MissingPoints>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(FootruleOptimal { missing: options.optional()? }))
}

impl Rule for FootruleOptimal {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.sweep(200.0) + size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let votes = PlaceVotes::of(votes, ID, ctx)?;
        let missing = self.missing.unwrap_or(votes.missing().into());
        if missing != MissingPoints::Below && !votes.is_complete() {
            let (got, expected) = (missing.name().to_owned(), "\"below\"");
            return Err(Error::Option { rule: ID, option: "missing", got, expected });
        }
        let items = votes.items();
        Error::check_size("costs of items at positions", items.len(), items.len(), MAX_COSTS)?;
        // Doubled, so that mid-ranks are whole.
        let ranks =
            rank_weights(&votes, ctx, |place| Some((2 * i128::from(place.start) + i128::from(place.size) + 1, 1)))?;
        let mut by_label: Vec<usize> = (0..items.len()).collect();
        by_label.sort_unstable_by_key(|&item| items.label_rank()[item]);
        let total = ranks.iter().map(|ranks| ranks.values().sum::<i128>()).max().unwrap_or(0);
        // A cost is below 2 m times the total weight; the sums of an assignment are below 4 m times that.
        let bound = total.checked_mul(8 * (items.len() as i128).pow(2));
        let overflow = Error::Overflow { what: "a sum of distances", bits: 127 };
        let best = match bound {
            Some(bound) if i64::try_from(bound).is_ok() => best_order::<i64>(&ranks, &by_label, ctx)?,
            Some(_) => best_order::<i128>(&ranks, &by_label, ctx)?,
            None => return Err(overflow),
        };
        let scores = best.position_of.iter().map(|&position| f64::from(position)).collect();
        let outcome = Outcome::by(items, scores, |a, b| best.position_of[a].cmp(&best.position_of[b]));
        let cost = Some(scale(best.twice_cost, votes.exponent() - 1));
        Ok(Outcome { cost, complete: best.is_unique, ..outcome }.lower_is_better().reading(missing.name()))
    }
}

struct Best {
    /// From 1.
    position_of: Vec<u32>,
    twice_cost: i128,
    is_unique: bool,
}

/// Rows are items in label order, so that no other order can decide.
fn best_order<T: Cost + TryFrom<i128> + Into<i128>>(
    ranks: &[RankWeights],
    by_label: &[usize],
    ctx: &Ctx<'_>,
) -> Result<Best> {
    let m = ranks.len();
    let mut costs = filled("costs", m * m, T::default())?;
    for (row, &item) in costs.chunks_exact_mut(m.max(1)).zip(by_label) {
        ctx.check()?;
        fill_costs(row, &ranks[item]);
    }
    let mut assignment = Assignment::of(&costs, m, ctx)?;
    let is_unique = first_by_label(&mut assignment, ctx)?;
    let (mut position_of, mut twice_cost) = (vec![0; m], 0);
    for (row, &item) in by_label.iter().enumerate() {
        let position = assignment.column_of[row];
        position_of[item] = position as u32 + 1;
        twice_cost += costs[row * m + position].into();
    }
    Ok(Best { position_of, twice_cost, is_unique })
}

/// `sum w |2 rank - 2 p|` for each position `p` from 1: from one position to the next it grows by twice the weight of the
/// ranks behind, and falls by twice that of the ranks ahead.
fn fill_costs<T: Cost + TryFrom<i128>>(row: &mut [T], ranks: &RankWeights) {
    let mut ahead: i128 = ranks.values().sum();
    let mut behind = 0;
    let mut cost: i128 = ranks.iter().map(|(rank, weight)| rank.numerator * weight).sum();
    let mut ranks = ranks.iter().peekable();
    // The costs of the even numbers, which are positions, and of the odd ones between.
    for twice_position in 1..=2 * row.len() {
        cost += behind - ahead;
        while let Some((_, weight)) = ranks.next_if(|(rank, _)| rank.numerator <= twice_position as i128) {
            behind += weight;
            ahead -= weight;
        }
        if twice_position % 2 == 0
            && let Ok(cost) = T::try_from(cost)
        {
            row[twice_position / 2 - 1] = cost;
        }
    }
}

/// Turns an optimal assignment into the one whose order of labels comes first in a dictionary. Whether it is the only one.
///
/// Optimal assignments use pairs without slack alone, and differ by cycles in which each row takes the column of the next.
fn first_by_label<T: Cost>(assignment: &mut Assignment<'_, T>, ctx: &Ctx<'_>) -> Result<bool> {
    let m = assignment.column_of.len();
    let mut moves = vec![0_u32; m];
    for (row, moves) in moves.iter_mut().enumerate() {
        ctx.check()?;
        *moves = (0..m).filter(|&column| assignment.is_tight(row, column)).count() as u32 - 1;
    }
    // A row with nowhere to go is on no cycle, and then neither is one that could only have followed it.
    let mut stuck: Vec<usize> = (0..m).filter(|&row| moves[row] == 0).collect();
    let mut is_free = vec![true; m];
    while let Some(row) = stuck.pop() {
        ctx.check()?;
        is_free[row] = false;
        let column = assignment.column_of[row];
        for other in (0..m).filter(|&other| other != row && assignment.is_tight(other, column)) {
            moves[other] -= 1;
            if moves[other] == 0 {
                stuck.push(other);
            }
        }
    }
    let mut n_free = is_free.iter().filter(|free| **free).count();
    let is_unique = n_free == 0;
    let mut from = vec![0; m];
    for column in 0..m {
        if n_free == 0 {
            break;
        }
        let owner = assignment.row_of[column];
        if !is_free[owner] {
            continue;
        }
        if (0..owner).any(|row| is_free[row] && assignment.is_tight(row, column)) {
            // Which rows may give up their column to a chain that starts with the owner of this one?
            let mut unmet: Vec<usize> = (0..m).filter(|&row| is_free[row] && row != owner).collect();
            let (mut is_met, mut queue) = (vec![false; m], vec![owner]);
            while let Some(row) = queue.pop() {
                ctx.check()?;
                unmet.retain(|&next| {
                    let follows = assignment.is_tight(row, assignment.column_of[next]);
                    if follows {
                        from[next] = row;
                        is_met[next] = true;
                        queue.push(next);
                    }
                    !follows
                });
            }
            let first = (0..owner).find(|&row| is_met[row] && assignment.is_tight(row, column));
            if let Some(first) = first {
                let mut given_up = assignment.column_of[first];
                let mut row = first;
                while row != owner {
                    row = from[row];
                    given_up = std::mem::replace(&mut assignment.column_of[row], given_up);
                    assignment.row_of[assignment.column_of[row]] = row;
                }
                assignment.column_of[first] = column;
                assignment.row_of[column] = first;
            }
        }
        is_free[assignment.row_of[column]] = false;
        n_free -= 1;
    }
    Ok(is_unique)
}
