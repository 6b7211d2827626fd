//! Who ties for the best.

use std::cmp::Ordering;

use crate::error::Result;

/// The candidates that none is better than, in the order in which they come; none if there are none.
///
/// # Errors
/// What `compare` fails with.
pub(super) fn all_best<T>(
    candidates: impl IntoIterator<Item = T>,
    mut compare: impl FnMut(&T, &T) -> Result<Ordering>,
) -> Result<Vec<T>> {
    let mut tied: Vec<T> = Vec::new();
    for candidate in candidates {
        match tied.first().map(|best| compare(&candidate, best)).transpose()? {
            Some(Ordering::Less) => {}
            Some(Ordering::Equal) => tied.push(candidate),
            Some(Ordering::Greater) | None => tied = vec![candidate],
        }
    }
    Ok(tied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_tie_are_found_in_their_order() {
        let by_tens = |a: &u32, b: &u32| Ok((a / 10).cmp(&(b / 10)));
        assert_eq!(all_best([11, 25, 7, 21, 30, 39, 5], by_tens).unwrap(), [30, 39]);
        assert_eq!(all_best([15, 2, 11], by_tens).unwrap(), [15, 11]);
        assert!(all_best([], by_tens).unwrap().is_empty());
    }
}
