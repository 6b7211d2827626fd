//! How much elected items have to take so that each is left with exactly the quota (Meek, Warren).

use super::flow::{Flow, Share};
use crate::ctx::Ctx;
use crate::error::Result;

/// Steps before a search ends without coming closer.
const MOST_STEPS: usize = 20_000;

/// Ever wider bounds are tried, from a few roundings on.
const WIDENINGS: usize = 24;

/// What elected items take, and bounds on it.
pub(super) struct Balance {
    pub(super) take: Vec<f64>,
    pub(super) share: Share,
    pub(super) quota: f64,
    /// Taken everywhere, at least as much as in balance and at most: what that leaves to everybody.
    bounds: Option<(Share, Share)>,
}

/// The quota, where so much is exhausted.
fn quota(flow: &Flow, share: &Share, parts: f64) -> f64 {
    (flow.total() - share.exhausted) / parts
}

fn excess(flow: &Flow, share: &Share, parts: f64) -> Vec<f64> {
    let quota = quota(flow, share, parts);
    share.kept.iter().map(|kept| kept - quota).collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| most.max(value.abs()))
}

impl Balance {
    /// Starts from `take`, under which every elected item has at least the quota.
    ///
    /// Both ways to take are monotone: more for one item leaves less to all behind it. So under amounts that leave every
    /// elected item at least the quota, those in the race have at most what they have in balance, and the quota is at
    /// least what it is in balance; and the other way round. That bounds both, whatever the search was.
    pub(super) fn find(flow: &Flow, mut take: Vec<f64>, parts: f64, ctx: &Ctx<'_>) -> Result<Self> {
        let mut share = flow.share(&take);
        let mut over = excess(flow, &share, parts);
        for step in 0..MOST_STEPS {
            if step % 16 == 0 {
                ctx.check()?;
            }
            if largest(&over) <= flow.rounding() / 8.0 {
                break;
            }
            let down: Vec<f64> = over.iter().map(|over| -over).collect();
            let newton = solve(matrix(&share, parts), &down)
                .map(|steps| take.iter().zip(&steps).map(|(take, step)| take + step).collect::<Vec<f64>>())
                .filter(|next| next.iter().all(|&take| take > 0.0 && take <= 1.0))
                .map(|next| (flow.share(&next), next))
                .map(|(share, next)| (excess(flow, &share, parts), share, next))
                .filter(|(next, ..)| largest(next) < largest(&over));
            if let Some((next_over, next_share, next)) = newton {
                (over, share, take) = (next_over, next_share, next);
                continue;
            }
            // As published: each takes less in the proportion in which it has too much.
            let quota = quota(flow, &share, parts);
            let next: Vec<f64> = take
                .iter()
                .zip(&share.kept)
                .map(|(take, kept)| if *kept > 0.0 { (take * quota / kept).min(1.0) } else { 1.0 })
                .collect();
            if next == take {
                break;
            }
            share = flow.share(&next);
            over = excess(flow, &share, parts);
            take = next;
        }
        let quota = quota(flow, &share, parts);
        let bounds = bracket(flow, &take, &share, parts);
        Ok(Self { take, share, quota, bounds })
    }

    /// Whether the bounds hold, come what may of the floats.
    pub(super) fn is_bounded(&self) -> bool {
        self.bounds.is_some()
    }

    /// The least and the most that an item in the race has in balance.
    pub(super) fn votes(&self, flow: &Flow, item: u32) -> (f64, f64) {
        let slack = self.slack(flow);
        let (more, less) = self.bounds.as_ref().map_or((&self.share, &self.share), |(more, less)| (more, less));
        (flow.votes(item, more) - slack, flow.votes(item, less) + slack)
    }

    /// The least and the most that the quota is in balance.
    pub(super) fn quotas(&self, flow: &Flow, parts: f64) -> (f64, f64) {
        let slack = self.slack(flow);
        let (more, less) = self.bounds.as_ref().map_or((&self.share, &self.share), |(more, less)| (more, less));
        (quota(flow, less, parts) - slack, quota(flow, more, parts) + slack)
    }

    fn slack(&self, flow: &Flow) -> f64 {
        if self.is_bounded() { flow.rounding() } else { 1e3 * flow.rounding() + 1e-10 * flow.total() }
    }
}

/// How what elected items have above the quota changes with what each takes.
fn matrix(share: &Share, parts: f64) -> Vec<Vec<f64>> {
    let n = share.kept.len();
    let exhausted = &share.slopes[n];
    let row = |row: &Vec<f64>| row.iter().zip(exhausted).map(|(kept, spent)| kept + spent / parts).collect();
    share.slopes[..n].iter().map(row).collect()
}

/// Amounts a little above and a little below those of balance, of which that is certain.
fn bracket(flow: &Flow, take: &[f64], share: &Share, parts: f64) -> Option<(Share, Share)> {
    let up = solve(matrix(share, parts), &vec![1.0; take.len()])?;
    let mut width = 4.0 * flow.rounding();
    for _ in 0..WIDENINGS {
        let at = |by: f64| -> Vec<f64> { take.iter().zip(&up).map(|(take, up)| take + by * up).collect() };
        let (more, less) = (at(width), at(-width));
        if more.iter().chain(&less).any(|&take| !(0.0..=1.0).contains(&take)) {
            return None;
        }
        let (more, less) = (flow.share(&more), flow.share(&less));
        let sure = 2.0 * flow.rounding();
        if excess(flow, &more, parts).iter().all(|&over| over > sure)
            && excess(flow, &less, parts).iter().all(|&over| over < -sure)
        {
            return Some((more, less));
        }
        width *= 2.0;
    }
    None
}

/// Gaussian elimination with the largest pivot of each column; `None` if there is none to speak of.
fn solve(mut matrix: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    for (row, &right) in matrix.iter_mut().zip(right) {
        row.push(right);
    }
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        matrix.swap(column, pivot);
        let head = matrix[column].clone();
        if head[column].abs() < 1e-300 || !head[column].is_finite() {
            return None;
        }
        for row in &mut matrix[column + 1..] {
            let times = row[column] / head[column];
            for (cell, above) in row.iter_mut().zip(&head).skip(column) {
                *cell -= times * above;
            }
        }
    }
    let mut found = vec![0.0; n];
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|column| matrix[row][column] * found[column]).sum();
        found[row] = (matrix[row][n] - known) / matrix[row][row];
    }
    found.iter().all(|value| value.is_finite()).then_some(found)
}
