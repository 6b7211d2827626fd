//! What a pair of items costs, by what the consensus and a vote say of it.

use num_integer::gcd;

use crate::ballots::Missing;
use crate::error::{At, Error, Result};

const RULE: &str = "kemeny";

/// The costs of a pair under one vote, as integers over one denominator.
///
/// Let the consensus put `x` before `y`, or tie them. The place of a cost says what the vote has: 0 `x` before `y`,
/// 1 `y` before `x`, 2 a tie, 3 only `x` ranked, 4 only `y` ranked, 5 neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vectors {
    /// What the pair costs where the consensus puts `x` before `y` (the vector `B`).
    pub before: [i64; 6],
    /// What it costs where the consensus ties them (the vector `T`).
    pub tied: [i64; 6],
    /// What these numbers are multiples of.
    pub denominator: i64,
}

/// A share from 0 to 1, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Penalty {
    numerator: i64,
    denominator: i64,
}

/// A scoring scheme: a named one, or vectors of one's own.
///
/// The vectors of `Unifying`, `Induced`, `Pseudodistance` and `Extended` are those of Andrieu et al. (corankco).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieScheme {
    /// A tie in a vote costs nothing, whatever the consensus says; a tie in the consensus costs as much as a
    /// contradiction wherever the vote has an order, so that it never pays.
    Strict,
    /// A tie in one of vote and consensus costs half: the distance `K^(1/2)`.
    Half,
    /// Unranked items tie below the ranked ones, and a tie in one of vote and consensus costs `p`: `K^(p)`.
    Unifying(Penalty),
    /// As `Unifying`, but a vote says nothing of items that it does not rank.
    Induced(Penalty),
    /// As `Unifying`, but a vote says nothing of two items of which it ranks neither.
    Pseudodistance(Penalty),
    /// Only contradictions between ranked items count, and a tie in the consensus that the vote does not have.
    Extended,
    /// Vectors of one's own.
    Own(Vectors),
}

impl Penalty {
    /// A share given as a fraction.
    ///
    /// # Errors
    /// [`Error::OptionRange`] unless it is from 0 to 1.
    pub fn new(numerator: i64, denominator: i64) -> Result<Self> {
        if denominator < 1 || numerator < 0 || numerator > denominator {
            let (option, got) = ("p", shown(numerator, denominator));
            return Err(Error::OptionRange { rule: RULE, option, got, expected: "0 <= p <= 1".to_owned() });
        }
        Ok(Self { numerator, denominator })
    }
}

impl Vectors {
    /// Costs over a common denominator, checked and reduced.
    ///
    /// # Errors
    /// [`Error::Invalid`] unless all are at least 0, nothing is paid for agreement (`B[0] = T[2] = 0`), something is for
    /// a contradiction (`B[1] > 0`), a tie treats both items alike (`T[0] = T[1]`, `T[3] = T[4]`), and a ranked item
    /// is not better off behind an unranked one (`B[3] <= B[4]`).
    pub fn new(before: [i64; 6], tied: [i64; 6], denominator: i64) -> Result<Self> {
        if denominator < 1 {
            return Err(Error::invalid("denominator", At::Whole, denominator, "a denominator", "at least 1"));
        }
        let wrong = |what, values: &[i64; 6], place: usize, expected: &str| {
            Err(Error::invalid(what, At::Entry(place), shown(values[place], denominator), "a cost", expected))
        };
        for (what, values) in [("before", &before), ("tied", &tied)] {
            if let Some(place) = values.iter().position(|&value| value < 0) {
                return wrong(what, values, place, "a number >= 0");
            }
        }
        if before[0] != 0 {
            return wrong("before", &before, 0, "0: the vote agrees");
        }
        if tied[2] != 0 {
            return wrong("tied", &tied, 2, "0: the vote agrees");
        }
        if before[1] == 0 {
            return wrong("before", &before, 1, "a number > 0: the vote contradicts");
        }
        for (first, second) in [(0, 1), (3, 4)] {
            if tied[first] != tied[second] {
                let expected = format!("tied[{first}] = {}", shown(tied[first], denominator));
                return wrong("tied", &tied, second, &expected);
            }
        }
        if before[3] > before[4] {
            let expected = format!("at least before[3] = {}", shown(before[3], denominator));
            return wrong("before", &before, 4, &expected);
        }
        let common = before.iter().chain(&tied).fold(denominator, |common, &value| gcd(common, value));
        let reduced = |values: [i64; 6]| values.map(|value| value / common);
        Ok(Self { before: reduced(before), tied: reduced(tied), denominator: denominator / common })
    }
}

impl TieScheme {
    /// The scheme of this name. `numbers` over `denominator` are what it takes: nothing, `p`, or for `"own"` the twelve
    /// costs of `B` and `T`.
    ///
    /// # Errors
    /// [`Error::Option`] for a name that no scheme has, [`Error::Length`], and what [`Penalty::new`] and
    /// [`Vectors::new`] refuse.
    pub fn new(name: &str, numbers: &[i64], denominator: i64) -> Result<Self> {
        let takes = match name {
            "strict" | "half" | "extended" => 0,
            "unifying" | "induced" | "pseudodistance" => 1,
            "own" => 12,
            _ => {
                let expected =
                    "\"strict\", \"half\", \"unifying\", \"induced\", \"pseudodistance\", \"extended\", \"own\"";
                return Err(Error::Option { rule: RULE, option: "scheme", got: name.to_owned(), expected });
            }
        };
        Error::check_length("numbers of a scheme", numbers.len(), takes)?;
        let penalty = || Penalty::new(numbers[0], denominator);
        Ok(match name {
            "strict" => Self::Strict,
            "half" => Self::Half,
            "unifying" => Self::Unifying(penalty()?),
            "induced" => Self::Induced(penalty()?),
            "pseudodistance" => Self::Pseudodistance(penalty()?),
            "extended" => Self::Extended,
            _ => {
                let half = |first: usize| std::array::from_fn(|place| numbers[first + place]);
                Self::Own(Vectors::new(half(0), half(6), denominator)?)
            }
        })
    }

    /// Its vectors. `Strict` and `Half` leave unranked items to `missing`; the others say themselves what they cost.
    #[must_use]
    pub fn vectors(&self, missing: Missing) -> Vectors {
        let half = Penalty { numerator: 1, denominator: 2 };
        match (*self, missing) {
            (Self::Strict, Missing::Below) => named([0, 1, 0, 0, 1, 0], [1, 1, 0, 1, 1, 0]),
            (Self::Strict, Missing::Absent) => named([0, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]),
            (Self::Half, Missing::Below) => Self::Unifying(half).vectors(missing),
            (Self::Half, Missing::Absent) => Self::Induced(half).vectors(missing),
            (Self::Unifying(penalty), _) => penalised(penalty, [0, 1, P, 0, 1, P], [P, P, 0, P, P, 0]),
            (Self::Induced(penalty), _) => penalised(penalty, [0, 1, P, 0, 0, 0], [P, P, 0, 0, 0, 0]),
            (Self::Pseudodistance(penalty), _) => penalised(penalty, [0, 1, P, 0, 1, 0], [P, P, 0, P, P, 0]),
            (Self::Extended, _) => named([0, 1, 0, 0, 0, 0], [1, 1, 0, 1, 1, 1]),
            (Self::Own(vectors), _) => vectors,
        }
    }
}

/// Stands for the penalty in a vector.
const P: i64 = -1;

fn named(before: [i64; 6], tied: [i64; 6]) -> Vectors {
    Vectors { before, tied, denominator: 1 }
}

fn penalised(penalty: Penalty, before: [i64; 6], tied: [i64; 6]) -> Vectors {
    let Penalty { numerator, denominator } = penalty;
    let common = gcd(numerator, denominator);
    let value = |cost: i64| if cost == P { numerator / common } else { cost * (denominator / common) };
    Vectors { before: before.map(value), tied: tied.map(value), denominator: denominator / common }
}

fn shown(numerator: i64, denominator: i64) -> String {
    if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_found_by_name() {
        let unifying = TieScheme::new("unifying", &[2], 8).unwrap().vectors(Missing::Absent);
        assert_eq!(unifying, Vectors { before: [0, 4, 1, 0, 4, 1], tied: [1, 1, 0, 1, 1, 0], denominator: 4 });
        let half = TieScheme::new("half", &[], 1).unwrap();
        assert_eq!(half.vectors(Missing::Below), TieScheme::new("unifying", &[1], 2).unwrap().vectors(Missing::Below));
        assert_eq!(half.vectors(Missing::Absent), TieScheme::new("induced", &[1], 2).unwrap().vectors(Missing::Below));
        let own = TieScheme::new("own", &[0, 2, 0, 0, 0, 0, 2, 2, 0, 2, 2, 2], 2).unwrap();
        assert_eq!(own.vectors(Missing::Below), TieScheme::Extended.vectors(Missing::Below));
        assert!(TieScheme::new("wrong", &[], 1).is_err());
        assert!(TieScheme::new("induced", &[], 1).is_err());
    }

    #[test]
    fn every_named_scheme_keeps_the_rules() {
        for (name, numbers) in [("strict", 0), ("half", 0), ("extended", 0), ("unifying", 1), ("induced", 1)] {
            for missing in [Missing::Below, Missing::Absent] {
                let found = TieScheme::new(name, &[3][..numbers], 4).unwrap().vectors(missing);
                assert_eq!(Vectors::new(found.before, found.tied, found.denominator), Ok(found));
            }
        }
    }

    #[test]
    fn vectors_that_make_no_sense_are_refused() {
        let (b, t) = ([0, 1, 1, 0, 1, 1], [1, 1, 0, 1, 1, 0]);
        assert!(Vectors::new(b, t, 1).is_ok());
        let error = |before, tied| Vectors::new(before, tied, 2).unwrap_err().to_string();
        assert_eq!(error([1, 1, 0, 0, 0, 0], t), "before[0] = 1/2 is not a cost: expected 0: the vote agrees");
        assert_eq!(
            error([0, 0, 0, 0, 0, 0], t),
            "before[1] = 0/2 is not a cost: expected a number > 0: the vote contradicts"
        );
        assert_eq!(error([0, 1, 0, 2, 1, 0], t), "before[4] = 1/2 is not a cost: expected at least before[3] = 2/2");
        assert_eq!(error(b, [1, 2, 0, 0, 0, 0]), "tied[1] = 2/2 is not a cost: expected tied[0] = 1/2");
        assert_eq!(error(b, [1, 1, 0, 0, 1, 0]), "tied[4] = 1/2 is not a cost: expected tied[3] = 0/2");
        assert_eq!(error(b, [1, 1, 1, 0, 0, 0]), "tied[2] = 1/2 is not a cost: expected 0: the vote agrees");
        assert_eq!(error(b, [1, 1, 0, 0, 0, -1]), "tied[5] = -1/2 is not a cost: expected a number >= 0");
        assert!(Vectors::new(b, t, 0).is_err());
        assert_eq!(Penalty::new(5, 4).unwrap_err().to_string(), "kemeny does not define p=5/4: expected 0 <= p <= 1");
    }
}
