use super::*;

fn standard(text: &str) -> String {
    canonical_form(text, &Steps::standard()).into_owned()
}

#[test]
fn forms_that_say_the_same_are_one() {
    for same in [
        &["1000", "1,000", "1{,}000", "1\\,000", "1,\\!000", "$1,000$", " 01000.", "+1000", "1000.00", "\\(1000\\)"][..],
        &["3.5", "3.50", "03.5", "$3.5$", "3.5\\text{ cm}", "3.50 \\mathrm{m}^2", "3.5^\\circ", "3.5°", "\\boxed{3.5}"],
        &["\\frac{1}{2}", "\\frac12", "\\dfrac{1}{2}", "\\tfrac 1 2", "\\frac1{2}", "1/2", " 1 / 2 ", "$\\cfrac{1}2$"],
        &["0.5", ".5", "0.50", "00.5"],
        &["-7", "\u{2212}7", "- 7", "$-7$."],
        &["0", "-0", "-0.00", "+0", "000"],
        &["50%", "50\\%", "50 \\%", "50.0%"],
        &["(1, 200)", "(1,200)", "\\left(1,200\\right)", "( 1 , 200 )"],
        &["new york", "New  York", " NEW\tYORK. ", "\\text{New York}"],
        &["\\sqrt{3}", "\\sqrt3", "\\sqrt 3"],
        &["x^2+1", "x^{2} + 1", "x^2 + 1"],
        &["2\\cdot3", "2 \\cdot 3", "2\\cdot 3.0"],
    ] {
        let forms: Vec<String> = same.iter().map(|text| standard(text)).collect();
        assert!(forms.iter().all(|form| *form == forms[0]), "{same:?} became {forms:?}");
    }
}

#[test]
fn forms_that_say_something_else_stay_apart() {
    for (one, other) in [
        ("50%", "0.5"),
        ("50%", "50"),
        ("2\\cdot3", "23"),
        ("1/2", "0.5"),
        ("1, 200", "1,200"),
        ("(1,200)", "(1200)"),
        ("\\Delta", "\\delta"),
        ("\\leftarrow", "arrow"),
        ("5\\text{ million}", "5"),
        ("8\\text{ p.m.}", "8"),
        ("1.0\\overline{3}", "1\\overline{3}"),
        ("0.1(0)", "0.1()"),
        ("5-0", "50"),
        ("x^{2}3", "x^23"),
        ("x07", "x7"),
        ("1.2.30", "1.2.3"),
        ("10:05", "10:5"),
        ("20^\\circ C", "20 C"),
        ("0.333...", "0.333"),
        ("12 13", "1213"),
        ("0,123", "0123"),
        ("1,23", "123"),
        ("\\sin 30^\\circ", "\\sin 30"),
        ("\\frac123", "\\frac{1}{23}"),
        ("10^\\text{th}", "10^"),
        ("-1/2", "1/2"),
        ("a\\text{ cm}", "a"),
    ] {
        assert_ne!(standard(one), standard(other), "{one} and {other}");
    }
}

#[test]
fn a_step_left_out_is_not_taken() {
    let all = Steps::standard();
    assert!(!all.names().contains(&"drop_percent"));
    for &name in &all.names() {
        let without = Steps::named(all.names().into_iter().filter(|other| *other != name)).unwrap();
        assert_eq!(without.names().len(), all.names().len() - 1);
    }
    let only = Steps::named(["case"]).unwrap();
    assert_eq!(canonical_form(" A,  1,000 ", &only), " a,  1,000 ");
    assert_eq!(canonical_form("50\\%", &Steps::named(["drop_percent"]).unwrap()), "50");
    assert!(matches!(canonical_form("abc", &all), Cow::Borrowed("abc")));
    assert!(
        Steps::named(["trim"])
            .unwrap_err()
            .to_string()
            .starts_with("canonical_form does not define canonical=\"trim\"")
    );
}

proptest::proptest! {
    #[test]
    fn any_text_has_a_form_that_stays(
        text in "(\\\\(frac|sqrt|text|left|right|circ|dfrac|cdot|,|!|%|\\$)|[0-9]{1,4}|[{}()\\[\\],. ^_/%$+-]|[aAéİß−°\u{a0}]){0,24}",
    ) {
        let form = standard(&text);
        proptest::prop_assert_eq!(standard(&form), form);
    }

    #[test]
    fn any_text_at_all_has_a_form(text in ".{0,64}") {
        let _ = standard(&text);
    }
}

#[test]
fn hostile_texts_take_no_time() {
    for piece in
        ["\\text{", "\\frac{", "\\frac1", "\\sqrt[", "\\left", "1,000", "{", "}", "$", "\\", ".", "-", "\\le\\leftft"]
    {
        let _ = standard(&piece.repeat(20_000));
    }
}
