//! Budgets that grow from round to round.

use num_bigint::BigUint;

use crate::error::{Error, Result};

/// Rounds at most.
const MAX_ROUNDS: usize = 10_000;

/// Budgets of `first * growth^i`, rounded down, for rounds `i` from 0, as long as all of them together stay within `total`;
/// what is left over goes to the last round. So they never fall, and sum to `total`. `growth` is a fraction, numerator and
/// denominator.
///
/// # Errors
/// [`Error::OptionRange`] unless `1 <= first <= total` and `1 <= growth`; [`Error::TooLarge`] for more than 10,000 rounds.
pub fn deepening_budgets(total: u64, first: u64, growth: (u64, u64)) -> Result<Vec<u64>> {
    let wrong = |option, got: String, expected: String| {
        Err(Error::OptionRange { rule: "deepening_budgets", option, got, expected })
    };
    if !(1..=total).contains(&first) {
        return wrong("first", first.to_string(), format!("1 <= first <= total = {total}"));
    }
    let (numerator, denominator) = growth;
    if denominator == 0 || numerator < denominator {
        return wrong("growth", format!("{numerator}/{denominator}"), "1 <= growth".to_owned());
    }
    let (mut budgets, mut left) = (Vec::new(), total);
    let (mut over, mut under) = (BigUint::from(first), BigUint::from(1_u32));
    while let Some(budget) = u64::try_from(&over / &under).ok().filter(|&budget| budget <= left) {
        if budgets.len() == MAX_ROUNDS {
            let what = "the number of rounds";
            return Err(Error::TooLarge { what, got: MAX_ROUNDS as u128 + 1, limit: MAX_ROUNDS as u128 });
        }
        budgets.push(budget);
        left -= budget;
        over *= numerator;
        under *= denominator;
    }
    if let Some(last) = budgets.last_mut() {
        *last += left;
    }
    Ok(budgets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples() {
        // Geometric rounds of 1000: their sum is 1000 (2^5 - 1).
        assert_eq!(deepening_budgets(31_000, 1000, (2, 1)).unwrap(), [1000, 2000, 4000, 8000, 16_000]);
        assert_eq!(deepening_budgets(15, 2, (2, 1)).unwrap(), [2, 4, 9]);
        assert_eq!(deepening_budgets(20, 1, (3, 2)).unwrap(), [1, 1, 2, 3, 5, 8]);
        assert_eq!(deepening_budgets(10, 3, (1, 1)).unwrap(), [3, 3, 4]);
        assert!(deepening_budgets(10, 11, (2, 1)).is_err());
        assert!(deepening_budgets(10, 0, (2, 1)).is_err());
        assert!(deepening_budgets(10, 1, (1, 2)).is_err());
        assert!(deepening_budgets(1 << 40, 1, (1, 1)).is_err());
    }
}
