//! Prices that explain a committee.

use num_bigint::BigInt;

use super::simplex::Program;
use super::{Case, Prices};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fraction::{Fraction, scaled};

/// Money with which the voters could have paid for the members and for nobody else: each voter has the same per unit of
/// weight, and pays only for members that it approves of; each member is paid 1; the voters who approve of an item that is
/// not a member have at most 1 left together. `None` if there are no such prices.
///
/// # Complexity
/// An exact linear program with a variable for each approval of a member by a kind of voters: for small elections.
///
/// # Source
/// Peters and Skowron 2020.
pub(super) fn prices(case: &Case<'_>, ctx: &Ctx<'_>) -> Result<Option<Prices>> {
    let kinds = case.approvals.merged(ctx)?;
    let members = |kind: usize| kinds.set(kind).iter().filter(|&&item| case.is_member[usize::from(item)]);
    // The variables: the budget, then what each kind pays for each member.
    let mut first = Vec::with_capacity(kinds.n_voters());
    let mut n_columns = 1;
    for kind in 0..kinds.n_voters() {
        first.push(n_columns);
        n_columns += members(kind).count();
    }
    let payments = |kind: usize| (first[kind]..).zip(members(kind));
    let mut program = Program::new(n_columns);
    let (mut of_member, mut of_others) = (vec![Vec::new(); kinds.n_items()], vec![Vec::new(); kinds.n_items()]);
    for kind in 0..kinds.n_voters() {
        ctx.check()?;
        let weight = kinds.weights().numerator(kind);
        // Nobody pays more than it has.
        let mut row: Vec<(usize, i128)> = payments(kind).map(|(column, _)| (column, 1)).collect();
        row.push((0, -weight));
        program.add(&row, 0, false);
        for (column, &item) in payments(kind) {
            of_member[usize::from(item)].push((column, 1));
        }
        for &item in kinds.set(kind).iter().filter(|&&item| !case.is_member[usize::from(item)]) {
            let left: &mut Vec<(usize, i128)> = &mut of_others[usize::from(item)];
            left.push((0, weight));
            left.extend(payments(kind).map(|(column, _)| (column, -1)));
        }
    }
    for item in 0..kinds.n_items() {
        if case.is_member[item] {
            program.add(&of_member[item], 1, true);
        } else {
            program.add(&of_others[item], 1, false);
        }
    }
    let Some(solution) = program.solve(ctx)? else { return Ok(None) };
    // A kind's payment is shared by its voters in proportion to their weights.
    let mut shares = Vec::new();
    for voter in 0..case.approvals.n_voters() {
        let (weight, set) = (case.approvals.weights().numerator(voter), case.approvals.set(voter));
        let Some(kind) = (weight > 0).then(|| position(&kinds, set)).flatten() else { continue };
        let part = Fraction::new(BigInt::from(weight), BigInt::from(kinds.weights().numerator(kind)));
        for (column, &item) in payments(kind) {
            if solution[column] > Fraction::from(BigInt::ZERO) {
                shares.push((voter as u32, u32::from(item), &solution[column] * &part));
            }
        }
    }
    let budget = &solution[0] * scaled(1, -kinds.weights().exponent());
    Ok(Some(Prices { budget, payments: shares }))
}

/// The number of a set among sorted ones.
fn position(kinds: &crate::approvals::Approvals, set: &[u16]) -> Option<usize> {
    let (mut low, mut high) = (0, kinds.n_voters());
    while low < high {
        let middle = usize::midpoint(low, high);
        match kinds.set(middle).cmp(set) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}
