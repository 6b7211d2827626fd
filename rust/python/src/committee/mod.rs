//! Committees for Python.

pub(crate) mod bias;
mod check;
mod stages;

use std::ops::RangeInclusive;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use rankfold_core::committee as core;
use rankfold_core::committee::{Action, Bounds, Group, Outcomes, Request, Votes};
use rankfold_core::items::{Items, Label};

use crate::approval_counts::ApprovalCounts;
use crate::approvals::Approvals;
use crate::ballots::Ballots;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::InvalidTypeError;
use crate::positional_counts::PositionalCounts;

pub(crate) use check::check_committee;

/// A rule of committees with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct CommitteeRule(Box<dyn core::Rule>);

#[pymethods]
impl CommitteeRule {
    #[new]
    fn new(id: &str, options: &Bound<'_, PyDict>) -> PyResult<Self> {
        let look_up = |name: &str| options.get_item(name).ok().flatten().and_then(|given| convert::option(&given));
        Ok(Self(convert::raised(core::rule(id, &look_up))?))
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.0.id()
    }
}

/// A group as Python sends it: its label, its items, and its bounds.
type GroupParts<'py> = (Bound<'py, PyAny>, Vec<Bound<'py, PyAny>>, usize, usize);

/// How many seats there are and what else is asked, still in labels.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct CommitteeRequest {
    k: usize,
    groups: Vec<(Label, Vec<Label>, RangeInclusive<usize>)>,
    tie_break: Option<Vec<Label>>,
    outcomes: Outcomes,
}

#[pymethods]
impl CommitteeRequest {
    #[new]
    #[pyo3(signature = (k, groups, tie_break, limit))]
    fn new(
        k: usize,
        groups: Vec<GroupParts<'_>>,
        tie_break: Option<Vec<Bound<'_, PyAny>>>,
        limit: Option<usize>,
    ) -> PyResult<Self> {
        let group = |(label, members, lower, upper): GroupParts<'_>| {
            let label = convert::label(&label, "groups")?;
            let members = labels(&members, &format!("groups[{label}]"))?;
            Ok((label, members, lower..=upper))
        };
        Ok(Self {
            k,
            groups: groups.into_iter().map(group).collect::<PyResult<_>>()?,
            tie_break: tie_break.map(|given| labels(&given, "tie_break")).transpose()?,
            outcomes: limit.map_or(Outcomes::One, |limit| Outcomes::All { limit }),
        })
    }
}

fn labels(given: &[Bound<'_, PyAny>], what: &str) -> PyResult<Vec<Label>> {
    given.iter().enumerate().map(|(k, value)| convert::label(value, &format!("{what}[{k}]"))).collect()
}

impl CommitteeRequest {
    /// The request about these items.
    pub(crate) fn about(
        &self,
        items: &Items,
        ctx: &rankfold_core::ctx::Ctx<'_>,
    ) -> rankfold_core::error::Result<Request> {
        let group = |(label, members, seats): &(Label, Vec<Label>, RangeInclusive<usize>)| {
            let members = items.named("groups", members)?;
            Ok(Group { label: label.clone(), members, lower: *seats.start(), upper: *seats.end() })
        };
        let groups = self.groups.iter().map(group).collect::<rankfold_core::error::Result<Vec<_>>>()?;
        let bounds = Bounds::new(groups, items.len())?;
        Request::new(self.k, items, bounds, self.tie_break.as_deref(), self.outcomes, ctx)
    }
}

/// What a round did, to whom, who tied for it, and the number that decided.
type RoundParts = (&'static str, Py<PyAny>, Py<PyTuple>, Option<Py<PyAny>>);

/// Who was elected, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Election {
    committees: Vec<Py<PyTuple>>,
    complete: Option<bool>,
    score: Option<Py<PyAny>>,
    bound: Option<Py<PyAny>>,
    proven: bool,
    exact: bool,
    stopped_early: bool,
    method: &'static str,
    guarantee: &'static str,
    rounds: Vec<RoundParts>,
    stages: Vec<stages::StageParts>,
    group_counts: Vec<usize>,
}

impl Election {
    pub(crate) fn new(found: core::Election, request: &Request, items: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let py = items.py();
        let fraction = |value: Option<&_>| value.map(|value| convert::fraction(py, value)).transpose();
        let round = |round: &core::Round| {
            let action = match round.action {
                Action::Elected => "elected",
                Action::Excluded => "excluded",
            };
            let tied = convert::labels(items, &round.tied)?.unbind();
            Ok((action, items.get_item(round.item as usize)?.unbind(), tied, fraction(round.value.as_ref())?))
        };
        let committees = found.committees.iter().map(|members| Ok(convert::labels(items, members)?.unbind()));
        Ok(Self {
            committees: committees.collect::<PyResult<_>>()?,
            complete: found.complete,
            score: fraction(found.score.as_ref())?,
            bound: fraction(found.bound.as_ref())?,
            proven: found.proven,
            exact: found.exact,
            stopped_early: found.stopped_early,
            method: found.method,
            guarantee: found.guarantee,
            rounds: found.rounds.iter().map(round).collect::<PyResult<_>>()?,
            stages: stages::parts(&found.stages, items)?,
            group_counts: found.committees.first().map_or_else(Vec::new, |members| request.bounds.counts(members)),
        })
    }
}

/// Gives `run` the votes that `data` holds, and the labels of its items.
pub(crate) fn with_votes<'py, T>(
    data: &Bound<'py, PyAny>,
    run: impl FnOnce(Votes<'_>) -> PyResult<T>,
) -> PyResult<(T, Bound<'py, PyTuple>)> {
    let py = data.py();
    if let Ok(ballots) = data.cast::<Ballots>() {
        let ballots = ballots.get();
        Ok((run(Votes::Ballots(&ballots.inner))?, ballots.labels.get(py, ballots.inner.items())?))
    } else if let Ok(approvals) = data.cast::<Approvals>() {
        let approvals = approvals.get();
        Ok((run(Votes::Approvals(&approvals.inner))?, approvals.labels.get(py, approvals.inner.items())?))
    } else if let Ok(counts) = data.cast::<ApprovalCounts>() {
        let state = counts.get().snapshot();
        Ok((run(Votes::ApprovalCounts(&state))?, counts.get().labels.get(py, state.items())?))
    } else if let Ok(counts) = data.cast::<PositionalCounts>() {
        let state = counts.get().snapshot();
        Ok((run(Votes::PositionalCounts(&state))?, counts.get().labels.get(py, state.items())?))
    } else {
        let kind = data.get_type().qualname()?;
        let expected = "expected Ballots, Approvals, ApprovalCounts or PositionalCounts";
        Err(InvalidTypeError::new_err(format!("data is of type {kind}: {expected}")))
    }
}

/// What a committee is worth by a rule, if it knows such a number.
#[pyfunction]
#[pyo3(signature = (rule, members, data, control=None))]
pub(crate) fn committee_score(
    rule: &CommitteeRule,
    members: Vec<Bound<'_, PyAny>>,
    data: &Bound<'_, PyAny>,
    control: Option<&Control>,
) -> PyResult<Option<Py<PyAny>>> {
    let py = data.py();
    let members = labels(&members, "members")?;
    let (score, _) = with_votes(data, |votes| {
        enter(py, control, work(votes.cells(), 4.0), |ctx| {
            rule.0.score(&votes, &votes.items().named("members", &members)?, ctx)
        })
    })?;
    score.map(|score| convert::fraction(py, &score)).transpose()
}

/// Runs a rule.
#[pyfunction]
#[pyo3(signature = (rule, data, request, control=None))]
pub(crate) fn elect(
    rule: &CommitteeRule,
    data: &Bound<'_, PyAny>,
    request: &CommitteeRequest,
    control: Option<&Control>,
) -> PyResult<Election> {
    let py = data.py();
    let ((found, request), items) = with_votes(data, |votes| {
        // Checked first, because the estimate reads it; it takes microseconds unless groups overlap in intricate ways.
        let request = enter(py, control, work(votes.items().len(), 10.0), |ctx| request.about(votes.items(), ctx))?;
        let estimate = work(1, rule.0.estimate(&votes, &request));
        Ok((enter(py, control, estimate, |ctx| rule.0.elect(&votes, &request, ctx))?, request))
    })?;
    Election::new(found, &request, &items)
}
