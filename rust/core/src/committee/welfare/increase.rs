//! What one member more gives to one voter, as a function of the utility of that member.

use super::worth::Whole;

/// Adds to each entry of `out` what a member with the utility at that place of `table` would add for a voter of this
/// weight: with the factors `f` and the utilities `u` of the best members, `f[p] (x - u[p])` for a place `p` between them, and
/// `f[i + 1] (u[i] - u[i + 1])` for each of those that move down.
///
/// `table` and `utilities` fall, and the last factor is 0.
///
/// # Complexity
/// Linear.
pub(super) fn add_increase<T: Whole>(out: &mut [T], table: &[i64], utilities: &[i64], factors: &[T], weight: T) {
    let whole = |value: i64| T::narrowed(value.into());
    if let (&[best], &[factor, _]) = (utilities, factors) {
        let factor = factor * weight;
        for (out, &utility) in out.iter_mut().zip(table) {
            *out += factor * whole((utility - best).max(0));
        }
        return;
    }
    // From the last place between members to the first, so that what moves down is summed on the way.
    let mut moved = T::default();
    let mut end = table.len();
    for place in (0..utilities.len()).rev() {
        if let Some(&next) = utilities.get(place + 1) {
            moved += factors[place + 1] * whole(utilities[place] - next);
        }
        // Those with a utility above that of this place, and not above the one before it.
        let above = |bound: i64, until: usize| table[..until].partition_point(|&utility| utility > bound);
        let last = above(utilities[place], end);
        let first = if place == 0 { 0 } else { above(utilities[place - 1], last) };
        for (out, &utility) in out[first..last].iter_mut().zip(&table[first..last]) {
            *out += weight * (factors[place] * whole(utility - utilities[place]) + moved);
        }
        end = last;
    }
}

/// For each factor the change of the utility that it counts, if a member with this utility joins. Nothing changes from the
/// place on that the caller finds unchanged.
pub(super) fn insert(utilities: &mut [i64], utility: i64) {
    let place = utilities.partition_point(|&other| other >= utility);
    if let Some(from) = utilities.get_mut(place..)
        && !from.is_empty()
    {
        from.rotate_right(1);
        from[0] = utility;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn increases_are_those_of_the_sorted_sum() {
        let factors = [6_i64, 3, 2, 0];
        let worth = |utilities: &[i64]| factors.iter().zip(utilities).map(|(f, u)| f * u).sum::<i64>();
        let table: Vec<i64> = (0..12).rev().collect();
        for utilities in [[0, 0, 0], [5, 0, 0], [9, 5, 5], [9, 9, 1], [11, 11, 11]] {
            let mut out = vec![0; table.len()];
            add_increase(&mut out, &table, &utilities, &factors, 2);
            for (&utility, &found) in table.iter().zip(&out) {
                let mut with = utilities;
                insert(&mut with, utility);
                assert_eq!(found, 2 * (worth(&with) - worth(&utilities)), "{utility} into {utilities:?}");
            }
        }
    }
}
