//! A step along a direction that falls enough and is flat enough (More and Thuente, ACM TOMS 20, 1994).

/// The least fall, as a share of what the first slope promises.
const FALL: f64 = 1e-3;
/// The slope that is flat enough, as a share of the first.
const FLAT: f64 = 0.9;
/// An interval as narrow as this share of its end is not searched further.
const NARROW: f64 = 0.1;
/// Evaluations of one search.
const MAX_EVALUATIONS: usize = 20;

/// A step with the value and the slope that it leads to.
#[derive(Debug, Clone, Copy)]
struct Trial {
    step: f64,
    value: f64,
    slope: f64,
}

/// Searches from the given value and slope (below 0) up to `max_step`, starting with `step`. `evaluate` takes a step and
/// gives value and slope. Returns whether a step was found; the last one evaluated is it. A step to where the function is not
/// finite ends the search without one.
pub(super) fn search(
    value: f64,
    slope: f64,
    mut step: f64,
    max_step: f64,
    mut evaluate: impl FnMut(f64) -> (f64, f64),
) -> bool {
    let promised = FALL * slope;
    let mut best = Trial { step: 0.0, value, slope };
    let mut other = best;
    let (mut bracketed, mut modified) = (false, true);
    let (mut least, mut most) = (0.0, 5.0 * step);
    let (mut width, mut last_width) = (max_step, 2.0 * max_step);
    for _ in 0..MAX_EVALUATIONS {
        let (found, incline) = evaluate(step);
        if !(found.is_finite() && incline.is_finite()) {
            return false;
        }
        let enough = value + step * promised;
        let falls = found <= enough;
        if falls && incline.abs() <= FLAT * -slope {
            return true;
        }
        let stuck = bracketed && (step <= least || step >= most || most - least <= NARROW * most);
        if stuck || (step >= max_step && falls && incline <= promised) {
            return true;
        }
        modified &= !(falls && incline >= 0.0);
        let trial = Trial { step, value: found, slope: incline };
        // Until a step falls enough, the interval is kept around a minimum of the value less what was promised.
        let tilt = if modified && found <= best.value && !falls { promised } else { 0.0 };
        let tilted = |t: Trial| Trial { value: t.value - t.step * tilt, slope: t.slope - tilt, ..t };
        let next = next_step(tilted(best), tilted(other), tilted(trial), &mut bracketed, least, most);
        if tilted(trial).value > tilted(best).value {
            other = trial;
        } else {
            if tilted(trial).slope * tilted(best).slope.signum() < 0.0 {
                other = best;
            }
            best = trial;
        }
        step = next;
        if bracketed {
            if (other.step - best.step).abs() >= 0.66 * last_width {
                step = best.step + 0.5 * (other.step - best.step);
            }
            last_width = width;
            width = (other.step - best.step).abs();
            (least, most) = (best.step.min(other.step), best.step.max(other.step));
        } else {
            (least, most) = (step + 1.1 * (step - best.step), step + 4.0 * (step - best.step));
        }
        step = step.clamp(0.0, max_step);
        if bracketed && (step <= least || step >= most || most - least <= NARROW * most) {
            step = best.step;
        }
    }
    false
}

/// The minimum of a cubic through two trials, measured from `from`, with the root's sign chosen by where `to` lies.
fn cubic(from: Trial, to: Trial, clip: bool) -> (f64, f64) {
    let theta = 3.0 * (from.value - to.value) / (to.step - from.step) + from.slope + to.slope;
    let size = theta.abs().max(from.slope.abs()).max(to.slope.abs());
    let inside = (theta / size).powi(2) - (from.slope / size) * (to.slope / size);
    let root = size * if clip { inside.max(0.0) } else { inside }.sqrt();
    (theta, if to.step < from.step { -root } else { root })
}

/// The next step to try, by interpolation between the best trial, the other end and the present one.
fn next_step(best: Trial, other: Trial, trial: Trial, bracketed: &mut bool, least: f64, most: f64) -> f64 {
    let secant = || trial.step + trial.slope / (trial.slope - best.slope) * (best.step - trial.step);
    if trial.value > best.value {
        // Higher: a minimum lies between.
        let (theta, gamma) = cubic(best, trial, false);
        let share = ((gamma - best.slope) + theta) / (((gamma - best.slope) + gamma) + trial.slope);
        let by_cubic = best.step + share * (trial.step - best.step);
        let curve = (best.value - trial.value) / (trial.step - best.step) + best.slope;
        let by_parabola = best.step + best.slope / curve / 2.0 * (trial.step - best.step);
        *bracketed = true;
        if (by_cubic - best.step).abs() < (by_parabola - best.step).abs() {
            by_cubic
        } else {
            by_cubic + (by_parabola - by_cubic) / 2.0
        }
    } else if trial.slope * best.slope.signum() < 0.0 {
        // Lower, with a slope of the other sign: a minimum lies between.
        let (theta, gamma) = cubic(trial, best, false);
        let share = ((gamma - trial.slope) + theta) / (((gamma - trial.slope) + gamma) + best.slope);
        let by_cubic = trial.step + share * (best.step - trial.step);
        *bracketed = true;
        if (by_cubic - trial.step).abs() > (secant() - trial.step).abs() { by_cubic } else { secant() }
    } else if trial.slope.abs() < best.slope.abs() {
        // Lower, with a flatter slope: the cubic may have no minimum on the way.
        let (theta, gamma) = cubic(trial, best, true);
        let share = ((gamma - trial.slope) + theta) / ((gamma + (best.slope - trial.slope)) + gamma);
        let by_cubic = if share < 0.0 && gamma != 0.0 {
            trial.step + share * (best.step - trial.step)
        } else if trial.step > best.step {
            most
        } else {
            least
        };
        let closer = (by_cubic - trial.step).abs() < (secant() - trial.step).abs();
        if *bracketed {
            let step = if closer { by_cubic } else { secant() };
            let limit = trial.step + 0.66 * (other.step - trial.step);
            if trial.step > best.step { step.min(limit) } else { step.max(limit) }
        } else {
            let step = if closer { secant() } else { by_cubic };
            step.min(most).max(least)
        }
    } else if *bracketed {
        // Lower, and no flatter.
        let (theta, gamma) = cubic(trial, other, false);
        let share = ((gamma - trial.slope) + theta) / (((gamma - trial.slope) + gamma) + other.slope);
        trial.step + share * (other.step - trial.step)
    } else if trial.step > best.step {
        most
    } else {
        least
    }
}
