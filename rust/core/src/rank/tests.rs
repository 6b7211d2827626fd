//! Worked examples with their sources. Agreement with the definitions on random input is tested from Python, where the
//! naive twins are.

use super::*;
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::weights::Weights;

fn ballots(orders: &[(i64, &str)], n_items: usize) -> Ballots {
    let mut positions = Vec::new();
    for (_, order) in orders {
        let mut ballot = vec![0; n_items];
        let mut place = 1;
        for tier in order.split('>') {
            for letter in tier.bytes() {
                ballot[usize::from(letter - b'A')] = place;
            }
            place += tier.len() as i64;
        }
        positions.extend(ballot);
    }
    let weights: Vec<i64> = orders.iter().map(|(weight, _)| *weight).collect();
    let weights = Weights::from_integers(&weights, orders.len()).unwrap();
    let items = Items::range(n_items).unwrap();
    Ballots::from_positions(&positions, orders.len(), items, weights, Missing::Below, &Ctx::default()).unwrap()
}

fn run(rule: &dyn Rule, ballots: &Ballots) -> Outcome {
    rule.evaluate(&Votes::Ballots(ballots), &Ctx::default()).unwrap()
}

/// A rule under the defaults that Python gives it, but for one option.
fn rule_with(id: &str, option: &str, value: &Value) -> Box<dyn Rule> {
    let default = |name: &str| match name {
        "levels" => Some(Value::Integer(1)),
        "k" => Some(Value::Integer(2)),
        "limit" => Some(Value::Integer(1000)),
        "method" => Some(text("auto")),
        "seed" => Some(Value::Integer(0)),
        "teleport" => Some(Value::Number(0.05)),
        "regularization" => Some(Value::Number(1.0)),
        "ties" => Some(text("average")),
        "by" | "strength" => Some(text("winning_votes")),
        "form" => Some(text(if id == "nanson" { "strict" } else { "full" })),
        "until" => Some(text("majority")),
        "within" => Some(text("smith")),
        "version" => Some(text("gillies")),
        "tie_break" if matches!(id, "ranked_pairs" | "river") => Some(text("parallel_universe")),
        "tie_break" => Some(text("simultaneous")),
        _ => None,
    };
    rule(id, &|name| if name == option { Some(value.clone()) } else { default(name) }).unwrap()
}

fn plain(id: &str) -> Box<dyn Rule> {
    rule_with(id, "", &Value::Integer(0))
}

fn text(name: &str) -> Value {
    Value::Text(name.to_owned())
}

/// Every rule that reads ballots and has no option without a default.
fn rules() -> Vec<Box<dyn Rule>> {
    let families = [positional::RULES, pairwise::RULES, markov::RULES, elimination::RULES];
    families.into_iter().flatten().filter(|(id, _)| *id != "positional").map(|(id, _)| plain(id)).collect()
}

/// Tennessee's capital, the usual textbook example: Memphis, Nashville, Chattanooga, Knoxville.
fn tennessee() -> Ballots {
    ballots(&[(42, "A>B>C>D"), (26, "B>C>D>A"), (15, "C>D>B>A"), (17, "D>C>B>A")], 4)
}

#[test]
fn tennessee_has_a_winner_for_every_taste() {
    let votes = tennessee();
    assert_eq!(run(&*plain("borda"), &votes).scores, [126.0, 194.0, 173.0, 107.0]);
    assert_eq!(run(&*plain("plurality"), &votes).scores, [42.0, 26.0, 15.0, 17.0]);
    for rule in
        [plain("copeland"), plain("schulze"), plain("condorcet_winner"), rule_with("minimax", "by", &text("margins"))]
    {
        let outcome = run(&*rule, &votes);
        assert_eq!((outcome.order[0], outcome.n_winners), (1, 1), "{rule:?}");
    }
    let runoff = run(&*plain("instant_runoff"), &votes);
    assert_eq!(runoff.order, [3, 0, 1, 2]);
    assert_eq!(runoff.rounds[1][..2], [42.0, 26.0]);
    assert_eq!(runoff.rounds[1][3].to_bits(), 32.0_f64.to_bits());
}

/// Schulze 2011, example 1: 45 voters, order E > A > C > B > D.
#[test]
fn the_example_of_schulze() {
    let votes = ballots(
        &[
            (5, "A>C>B>E>D"),
            (5, "A>D>E>C>B"),
            (8, "B>E>D>A>C"),
            (3, "C>A>B>E>D"),
            (7, "C>A>E>B>D"),
            (2, "C>B>A>D>E"),
            (7, "D>C>E>B>A"),
            (8, "E>B>A>D>C"),
        ],
        5,
    );
    let outcome = run(&*plain("schulze"), &votes);
    assert_eq!(outcome.order, [4, 0, 2, 1, 3]);
    assert_eq!(outcome.ranks, [2, 4, 3, 5, 1]);
}

#[test]
fn five_voters_by_hand() {
    let votes = ballots(&[(2, "A>B>C>D"), (1, "B>C>A>D"), (2, "C>D>A>B")], 4);
    assert_eq!(run(&*plain("borda"), &votes).scores, [9.0, 7.0, 10.0, 4.0]);
    assert_eq!(run(&*plain("copeland"), &votes).scores, [1.0, 1.0, 1.0, -3.0]);
    assert_eq!(run(&*plain("median_rank"), &votes).scores, [3.0, 2.0, 2.0, 4.0]);
    let minimax = run(&*plain("minimax"), &votes);
    assert_eq!(minimax.scores, [-3.0, -4.0, -3.0, -5.0]);
    let schulze = run(&*plain("schulze"), &votes);
    assert_eq!(schulze.ranks, [1, 3, 1, 4]);
    let points = Value::Numbers(vec![1.0, 0.5, 1.0 / 3.0, 0.25]);
    let scores = run(&*rule_with("positional", "weights", &points), &votes).scores;
    for (score, expected) in scores.iter().zip([3.0, 2.5, 19.0 / 6.0, 1.75]) {
        assert!((score - expected).abs() < 1e-15, "{scores:?}");
    }
}

#[test]
fn a_cycle_has_no_condorcet_winner() {
    let votes = ballots(&[(1, "A>B>C"), (1, "B>C>A"), (1, "C>A>B")], 3);
    let outcome = run(&*plain("condorcet_winner"), &votes);
    assert_eq!((outcome.n_winners, outcome.level), (0, vec![0, 0, 0]));
    assert_eq!(run(&*plain("borda"), &votes).n_winners, 3);
}

/// Himmi et al. 2024 in closed form: a > b > c of five items gives expected ranks 3/2, 3, 9/2, 3, 3.
#[test]
fn missing_items_in_closed_form() {
    let votes = ballots(&[(1, "A>B>C")], 5);
    let compatible = |id| run(&*rule_with(id, "missing", &text("compatible")), &votes).scores;
    assert_eq!(compatible("mean_rank"), [1.5, 3.0, 4.5, 3.0, 3.0]);
    let points = compatible("borda");
    assert_eq!(points, [3.5, 2.0, 0.5, 2.0, 2.0]);
}

/// Every reading of missing items gives out `m (m - 1) / 2` points a ballot, but for "no points".
#[test]
fn points_add_up() {
    let votes = ballots(&[(1, "A>BC"), (2, "D"), (1, "EA>C>BD"), (3, "B>A")], 5);
    for missing in ["below", "absent", "average", "compatible"] {
        let rule = rule_with("borda", "missing", &text(missing));
        let total: f64 = run(&*rule, &votes).scores.iter().sum();
        assert!((total - 70.0).abs() < 1e-12, "{missing:?} {total}");
    }
}

#[test]
fn threads_and_chunks_leave_no_trace() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let votes = ballots(&[(1, "A>BC"), (2, "D"), (1, "EA>C>BD"), (3, "B>A"), (2, "C>D>E"), (9, "E")], 5);
    let par = crate::par::Par::pool(&pool).with_chunk(std::num::NonZeroUsize::new(2));
    for rule in rules() {
        let parallel = rule.evaluate(&Votes::Ballots(&votes), &Ctx::new(par)).unwrap();
        assert_eq!(format!("{:?}", run(&*rule, &votes)), format!("{parallel:?}"), "{rule:?}");
        let options = bootstrap::Options { n_resamples: 50, by_groups: false, seed: 1, level: 0.9 };
        let one = bootstrap::bootstrap(&*rule, &Votes::Ballots(&votes), options, &Ctx::default()).unwrap();
        assert_eq!(one, bootstrap::bootstrap(&*rule, &Votes::Ballots(&votes), options, &Ctx::new(par)).unwrap());
    }
}

#[test]
fn rules_refuse_what_they_cannot_read() {
    let votes = tennessee();
    let pairs = PairwiseCounts::from_ballots(&votes, &Ctx::default()).unwrap();
    let read = |rule: Box<dyn Rule>, votes| rule.evaluate(&votes, &Ctx::default());
    let error = read(plain("borda"), Votes::Pairwise(&pairs)).unwrap_err().to_string();
    assert_eq!(
        error,
        "borda cannot read PairwiseCounts: expected Ballots, a ScoreTable or PositionalCounts: pairs do not tell places"
    );
    assert!(read(rule_with("borda", "levels", &Value::Integer(2)), Votes::Ballots(&votes)).is_err());
    assert!(read(plain("mean_score"), Votes::Ballots(&votes)).is_err());
    assert!(rule("no_such_rule", &|_| None).is_err());
}
