//! How many different answers there are.

use crate::answers::ragged::Counts;

/// The answers of each question that were given at least once.
#[must_use]
pub fn distinct_answers(counts: &Counts) -> Vec<i64> {
    let distinct = |question| counts.of(question).iter().filter(|&&count| count > 0).count() as i64;
    (0..counts.n_questions()).map(distinct).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_no_answers() {
        assert_eq!(distinct_answers(&Counts::new(&[2, 0, 1, 0], &[0, 3, 4], None).unwrap()), [2, 0]);
    }
}
