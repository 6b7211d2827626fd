//! From a fractional order to an order.

use super::problem::Problem;

/// The items by how many each is ahead of in `x`.
pub(super) fn round(problem: &Problem, x: &[f64]) -> Vec<u32> {
    let n = problem.n_items();
    let mut ahead = vec![0.0; n];
    for (&[i, j], &x) in problem.pairs.iter().zip(x) {
        ahead[usize::from(i)] += x;
        ahead[usize::from(j)] += 1.0 - x;
    }
    let mut places: Vec<u32> = (0..n as u32).collect();
    places.sort_by(|&a, &b| ahead[b as usize].total_cmp(&ahead[a as usize]).then(a.cmp(&b)));
    problem.named(&places)
}
