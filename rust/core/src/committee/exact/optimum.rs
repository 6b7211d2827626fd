//! The best committees of a problem: the first in order, or all of them.

use super::number::Number;
use super::problem::Problem;
use super::search::{Quest, Search};
use super::sides::{Picker, Side, Sides};
use crate::committee::{Bounds, Election, Group, Outcomes, Request};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Where the gap of the root is more than so many steps between values, few committees tie by chance, and equals are
/// looked for together with better ones.
const WIDE: f64 = 64.0;

/// What a search found.
pub(super) struct Optimum<V, N> {
    /// The committees, in ascending order.
    pub(super) committees: Vec<Vec<u32>>,
    pub(super) complete: Option<bool>,
    pub(super) value: V,
    /// In the unit of the problem.
    pub(super) bound: N,
    pub(super) proven: bool,
    pub(super) stopped_early: bool,
}

/// What was found, and the problem back.
type Solved<P> = (Optimum<<P as Problem>::Value, <P as Problem>::Number>, P);

/// The best committees, given one to start with. `request` is about items that are numbered in the order that breaks ties.
///
/// # Errors
/// Those of [`Ctx::check`], but for the time limit once a committee is known.
pub(super) fn optimum<P: Problem>(problem: P, first: Vec<u32>, request: &Request, ctx: &Ctx<'_>) -> Result<Solved<P>> {
    let mut search = Search::new(problem, request, first, ctx)?;
    let complete = unless_late(look(&mut search, request, ctx))?;
    let committees = match request.outcomes {
        Outcomes::All { .. } if complete.is_some() => search.found.iter().cloned().collect(),
        _ => vec![search.best.clone()],
    };
    let found = Optimum {
        committees,
        complete: complete.flatten(),
        value: search.value.clone(),
        bound: if complete.is_some() { search.problem.floor(&search.value) } else { search.bound() },
        proven: complete.is_some(),
        stopped_early: complete.is_none(),
    };
    Ok((found, search.problem))
}

/// The bound of the root.
///
/// # Errors
/// Those of [`Ctx::check`].
pub(super) fn root_bound<P: Problem>(
    problem: P,
    first: Vec<u32>,
    request: &Request,
    ctx: &Ctx<'_>,
) -> Result<(P::Number, P)> {
    let mut search = Search::new(problem, request, first, ctx)?;
    let mut root = search.root();
    search.prepare(&mut root, ctx)?;
    Ok((search.bound(), search.problem))
}

/// A best committee, given one to start with, and what it is worth.
///
/// # Errors
/// Those of [`Ctx::check`].
pub(super) fn any_best<P: Problem>(
    problem: P,
    first: Vec<u32>,
    request: &Request,
    ctx: &Ctx<'_>,
) -> Result<(Vec<u32>, P::Value)> {
    let mut search = Search::new(problem, request, first, ctx)?;
    let mut root = search.root();
    search.prepare(&mut root, ctx)?;
    if search.is_open(&root) {
        search.search(&root, Quest::Better, ctx)?;
    }
    Ok((search.best, search.value))
}

/// What a time limit cut off is `None`; the limit is no error of its own here.
pub(super) fn unless_late<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Error::TimeLimit { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Runs the searches that the request asks for; whether all equals are listed.
fn look<P: Problem>(search: &mut Search<'_, P>, request: &Request, ctx: &Ctx<'_>) -> Result<Option<bool>> {
    let mut root = search.root();
    search.prepare(&mut root, ctx)?;
    if search.is_open(&root) && !search.is_wide(&root, WIDE) {
        search.search(&root, Quest::Better, ctx)?;
        search.cap(&mut root);
    }
    match request.outcomes {
        Outcomes::One => {
            search.search(&root, Quest::First, ctx)?;
            Ok(None)
        }
        Outcomes::All { limit } => {
            search.search(&root, Quest::All { limit }, ctx)?;
            let complete = search.found.len() <= limit;
            if !complete {
                // Which ones are listed must not depend on the way they were found.
                search.search(&root, Quest::InOrder { limit }, ctx)?;
            }
            Ok(Some(complete))
        }
    }
}

/// A committee to start with: in each round the item that adds the most, as far as the bounds let it.
pub(super) fn greedy<P: Problem>(problem: &mut P, request: &Request, ctx: &Ctx<'_>) -> Result<Vec<u32>> {
    let n_items = request.priority.len();
    let mut gains = vec![P::Number::ZERO; n_items];
    let mut committee = Vec::with_capacity(request.k);
    if request.bounds.is_disjoint() {
        let (mut picker, mut sides) = (Picker::new(request), Sides::open(n_items));
        while committee.len() < request.k {
            problem.gains(&committee, &mut gains);
            picker.pick(&gains, &sides);
            let open = picker.chosen.iter().copied().filter(|&item| sides.of(item) == Side::Free);
            let Some(item) = open.max_by_key(|&item| (gains[item as usize], std::cmp::Reverse(item))) else { break };
            sides.set(item, Side::In);
            committee.push(item);
        }
    } else {
        let mut filling = request.filling(ctx)?;
        while !filling.is_full() {
            problem.gains(&committee, &mut gains);
            let open = (0..n_items as u32).filter(|item| !committee.contains(item) && filling.may_elect(*item));
            let Some(item) = open.max_by_key(|&item| (gains[item as usize], std::cmp::Reverse(item))) else { break };
            filling.elect(item, ctx)?;
            committee.push(item);
        }
    }
    Ok(committee)
}

/// The same request about items numbered in its order of priority, and those numbers' items.
pub(super) fn in_order(request: &Request) -> Result<(Request, Vec<u32>)> {
    let n_items = request.priority.len();
    let by_priority = request.sorted((0..n_items as u32).collect());
    let turn = |members: &[u32]| members.iter().map(|&item| request.priority[item as usize]).collect();
    let groups = request.bounds.groups().iter().map(|group| Group { members: turn(&group.members), ..group.clone() });
    let bounds = Bounds::new(groups.collect(), n_items)?;
    let priority = (0..n_items as u32).collect();
    Ok((Request { k: request.k, bounds, priority, outcomes: request.outcomes }, by_priority))
}

impl<V, N> Optimum<V, N> {
    /// The election of these committees, of items that were numbered by [`in_order`].
    pub(super) fn election(self, by_priority: &[u32]) -> Election {
        let named = |members: Vec<u32>| members.into_iter().map(|item| by_priority[item as usize]).collect();
        Election {
            proven: self.proven,
            stopped_early: self.stopped_early,
            ..Election::of(self.committees.into_iter().map(named).collect(), self.complete)
        }
    }
}
