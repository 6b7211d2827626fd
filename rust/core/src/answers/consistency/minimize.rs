//! The least value of a smooth function of a few variables within bounds.
//!
//! The method is L-BFGS-B (Byrd, Lu, Nocedal, Zhu, SIAM J. Sci. Comput. 16, 1995, with the projection of Morales and Nocedal,
//! ACM TOMS 38, 2011), written for so few variables that the matrix of curvature is kept as it is. Iterates follow those of the
//! usual implementations, which is what makes decisions comparable: the last ten steps are remembered, and the tolerances
//! are the defaults of `scipy.optimize.minimize`.

use super::line_search;

/// Steps that the curvature remembers.
const MEMORY: usize = 10;
/// A fall by less than this share of the value ends the search.
const LEAST_FALL: f64 = 2.220_446_049_250_313e-9;
/// A projected gradient below this ends the search.
const LEAST_SLOPE: f64 = 1e-5;

type Vector<const N: usize> = [f64; N];
type Matrix<const N: usize> = [[f64; N]; N];

/// Bounds of each variable; infinite where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<const N: usize> {
    pub(super) lower: Vector<N>,
    pub(super) upper: Vector<N>,
}

impl<const N: usize> Bounds<N> {
    fn project(&self, x: &Vector<N>) -> Vector<N> {
        std::array::from_fn(|i| x[i].max(self.lower[i]).min(self.upper[i]))
    }

    /// The greatest part of the gradient that a step within the bounds can follow.
    fn projected_slope(&self, x: &Vector<N>, gradient: &Vector<N>) -> f64 {
        let part = |i: usize| {
            let slope = gradient[i];
            if slope < 0.0 { slope.max(x[i] - self.upper[i]) } else { slope.min(x[i] - self.lower[i]) }
        };
        (0..N).map(|i| part(i).abs()).fold(0.0, f64::max)
    }

    /// How far a direction can be followed.
    fn longest(&self, x: &Vector<N>, direction: &Vector<N>) -> f64 {
        let step = |i: usize| match direction[i] {
            d if d < 0.0 => (self.lower[i] - x[i]) / d,
            d if d > 0.0 => (self.upper[i] - x[i]) / d,
            _ => f64::INFINITY,
        };
        (0..N).map(step).fold(1e10, f64::min).max(0.0)
    }
}

/// Where a search ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Minimum<const N: usize> {
    pub(super) at: Vector<N>,
    pub(super) value: f64,
    pub(super) converged: bool,
    pub(super) n_evaluations: usize,
}

/// Searches from `start`, within the bounds, with at most so many evaluations.
pub(super) fn minimize<const N: usize>(
    start: &Vector<N>,
    bounds: &Bounds<N>,
    max_evaluations: usize,
    mut evaluate: impl FnMut(&Vector<N>) -> (f64, Vector<N>),
) -> Minimum<N> {
    let mut x = bounds.project(start);
    let (mut value, mut gradient) = evaluate(&x);
    let mut n_evaluations = 1;
    let mut curvature = Curvature::new();
    let mut first = true;
    let end = |at, value, converged, n_evaluations| Minimum { at, value, converged, n_evaluations };
    while n_evaluations < max_evaluations {
        if bounds.projected_slope(&x, &gradient) <= LEAST_SLOPE {
            return end(x, value, true, n_evaluations);
        }
        let target = curvature.minimum_of_model(&x, &gradient, bounds);
        let direction: Vector<N> = std::array::from_fn(|i| target[i] - x[i]);
        let slope = dot(&gradient, &direction);
        let longest = if first { 1.0 } else { bounds.longest(&x, &direction) };
        let step = if first { longest.min(1.0 / dot(&direction, &direction).sqrt()) } else { longest.min(1.0) };
        let mut last = (x, value, gradient);
        let found = slope < 0.0
            && line_search::search(value, slope, step, longest, |step| {
                let at = if step.to_bits() == 1.0_f64.to_bits() {
                    target
                } else {
                    std::array::from_fn(|i| x[i] + step * direction[i])
                };
                let at = bounds.project(&at);
                let (value, gradient) = evaluate(&at);
                n_evaluations += 1;
                last = (at, value, gradient);
                (value, dot(&gradient, &direction))
            });
        if !found {
            if curvature.is_empty() {
                return end(x, value, false, n_evaluations);
            }
            // What was remembered misleads: go on without it.
            curvature = Curvature::new();
            continue;
        }
        let (at, next, next_gradient) = last;
        let fall = value - next;
        let scale = value.abs().max(next.abs()).max(1.0);
        if fall <= LEAST_FALL * scale || bounds.projected_slope(&at, &next_gradient) <= LEAST_SLOPE {
            return end(at, next, true, n_evaluations);
        }
        let moved: Vector<N> = std::array::from_fn(|i| at[i] - x[i]);
        let turned: Vector<N> = std::array::from_fn(|i| next_gradient[i] - gradient[i]);
        let promised = -dot(&gradient, &moved);
        if dot(&moved, &turned) > f64::EPSILON * promised {
            curvature.remember(moved, turned);
        }
        (x, value, gradient, first) = (at, next, next_gradient, false);
    }
    end(x, value, false, n_evaluations)
}

/// A model of the curvature, from the last steps and how they turned the gradient.
struct Curvature<const N: usize> {
    steps: [(Vector<N>, Vector<N>); MEMORY],
    n_steps: usize,
    matrix: Matrix<N>,
}

impl<const N: usize> Curvature<N> {
    fn new() -> Self {
        let steps = [([0.0; N], [0.0; N]); MEMORY];
        Self { steps, n_steps: 0, matrix: scaled_identity(1.0) }
    }

    fn is_empty(&self) -> bool {
        self.n_steps == 0
    }

    fn remember(&mut self, moved: Vector<N>, turned: Vector<N>) {
        if self.n_steps == MEMORY {
            self.steps.rotate_left(1);
            self.n_steps -= 1;
        }
        self.steps[self.n_steps] = (moved, turned);
        self.n_steps += 1;
        let mut matrix = scaled_identity(dot(&turned, &turned) / dot(&turned, &moved));
        for (moved, turned) in &self.steps[..self.n_steps] {
            let along = times(&matrix, moved);
            let (bent, real) = (1.0 / dot(moved, &along), 1.0 / dot(moved, turned));
            for i in 0..N {
                for j in 0..N {
                    matrix[i][j] += turned[i] * turned[j] * real - along[i] * along[j] * bent;
                }
            }
        }
        self.matrix = matrix;
    }

    /// About the least point of the quadratic model within the bounds.
    fn minimum_of_model(&self, x: &Vector<N>, gradient: &Vector<N>, bounds: &Bounds<N>) -> Vector<N> {
        let (corner, free) = self.cauchy_point(x, gradient, bounds);
        if self.is_empty() || !free.contains(&true) {
            return corner;
        }
        // The model's gradient at the corner, and Newton's step there in the variables that are free.
        let offset: Vector<N> = std::array::from_fn(|i| corner[i] - x[i]);
        let bent = times(&self.matrix, &offset);
        let rest: Vector<N> = std::array::from_fn(|i| -(gradient[i] + bent[i]));
        let Some(step) = solve(&self.matrix, &rest, &free) else { return corner };
        let whole: Vector<N> = std::array::from_fn(|i| corner[i] + step[i]);
        let projected = bounds.project(&whole);
        let slope: f64 = (0..N).map(|i| (projected[i] - x[i]) * gradient[i]).sum();
        if slope <= 0.0 {
            return projected;
        }
        // The projection goes uphill: shorten the step to the first bound instead.
        let longest = bounds.longest(&corner, &step).min(1.0);
        bounds.project(&std::array::from_fn(|i| corner[i] + longest * step[i]))
    }

    /// The first minimum of the model along the projected gradient, and which variables are inside of their bounds there.
    fn cauchy_point(&self, x: &Vector<N>, gradient: &Vector<N>, bounds: &Bounds<N>) -> (Vector<N>, [bool; N]) {
        let reach: Vector<N> = std::array::from_fn(|i| match gradient[i] {
            slope if slope < 0.0 => (x[i] - bounds.upper[i]) / slope,
            slope if slope > 0.0 => (x[i] - bounds.lower[i]) / slope,
            _ => f64::INFINITY,
        });
        let mut direction: Vector<N> = std::array::from_fn(|i| if reach[i] <= 0.0 { 0.0 } else { -gradient[i] });
        let mut free: [bool; N] = std::array::from_fn(|i| reach[i] > 0.0);
        let (mut offset, mut time) = ([0.0; N], 0.0);
        loop {
            let bent = times(&self.matrix, &direction);
            let slope = dot(gradient, &direction) + dot(&offset, &bent);
            let steepening = dot(&direction, &bent);
            if slope >= 0.0 || steepening <= 0.0 {
                break;
            }
            let ahead = -slope / steepening;
            let next =
                (0..N).filter(|&i| free[i] && reach[i].is_finite()).min_by(|&i, &j| reach[i].total_cmp(&reach[j]));
            let Some(hit) = next.filter(|&i| reach[i] - time <= ahead) else {
                offset = std::array::from_fn(|i| offset[i] + ahead * direction[i]);
                break;
            };
            let by = reach[hit] - time;
            offset = std::array::from_fn(|i| offset[i] + by * direction[i]);
            offset[hit] = if direction[hit] > 0.0 { bounds.upper[hit] } else { bounds.lower[hit] } - x[hit];
            (direction[hit], free[hit], time) = (0.0, false, reach[hit]);
        }
        (bounds.project(&std::array::from_fn(|i| x[i] + offset[i])), free)
    }
}

fn scaled_identity<const N: usize>(scale: f64) -> Matrix<N> {
    std::array::from_fn(|i| std::array::from_fn(|j| if i == j { scale } else { 0.0 }))
}

fn dot<const N: usize>(a: &Vector<N>, b: &Vector<N>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn times<const N: usize>(matrix: &Matrix<N>, vector: &Vector<N>) -> Vector<N> {
    std::array::from_fn(|i| dot(&matrix[i], vector))
}

/// Solves the rows and columns of the free variables by Cholesky's method; the others stay 0. `None` unless the matrix is
/// positive definite.
fn solve<const N: usize>(matrix: &Matrix<N>, right: &Vector<N>, free: &[bool; N]) -> Option<Vector<N>> {
    let mut factor = [[0.0; N]; N];
    let mut solution = [0.0; N];
    for i in (0..N).filter(|&i| free[i]) {
        for j in (0..=i).filter(|&j| free[j]) {
            let rest = matrix[i][j] - (0..j).map(|k| factor[i][k] * factor[j][k]).sum::<f64>();
            factor[i][j] = if i == j { Some(rest).filter(|&rest| rest > 0.0)?.sqrt() } else { rest / factor[j][j] };
        }
        let known: f64 = (0..i).map(|k| factor[i][k] * solution[k]).sum();
        solution[i] = (right[i] - known) / factor[i][i];
    }
    for i in (0..N).rev().filter(|&i| free[i]) {
        let known: f64 = (i + 1..N).map(|k| factor[k][i] * solution[k]).sum();
        solution[i] = (solution[i] - known) / factor[i][i];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rosenbrock(x: &Vector<2>) -> (f64, Vector<2>) {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * b * x[0], 200.0 * b])
    }

    #[test]
    fn a_curved_valley_is_followed_to_its_end() {
        let open = Bounds { lower: [f64::NEG_INFINITY; 2], upper: [f64::INFINITY; 2] };
        let found = minimize(&[-1.2, 1.0], &open, 200, rosenbrock);
        assert!(found.converged && (found.at[0] - 1.0).abs() < 1e-4 && found.n_evaluations < 60, "{found:?}");
    }

    #[test]
    fn bounds_hold_and_the_edge_is_found() {
        let bounds = Bounds { lower: [-2.0, 0.0], upper: [0.5, 2.0] };
        let inside = |x: &Vector<2>| {
            assert!(x.iter().zip(bounds.lower.iter().zip(&bounds.upper)).all(|(x, (a, b))| a <= x && x <= b));
            rosenbrock(x)
        };
        let found = minimize(&[-1.2, 1.0], &bounds, 200, inside);
        assert!((found.at[0] - 0.5).abs() < 1e-12 && (found.at[1] - 0.25).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn a_limit_of_evaluations_is_kept() {
        let open = Bounds { lower: [f64::NEG_INFINITY; 2], upper: [f64::INFINITY; 2] };
        let found = minimize(&[-1.2, 1.0], &open, 3, rosenbrock);
        assert!(!found.converged && found.n_evaluations < 25);
    }
}
