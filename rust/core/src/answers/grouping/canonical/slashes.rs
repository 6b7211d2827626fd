//! Fractions with a slash.

/// `a/b` as the whole answer, both whole numbers, is `\frac{a}{b}`. It is not cancelled down.
pub(super) fn slashes(text: &str) -> String {
    let answer = text.trim();
    let (sign, digits) = answer.strip_prefix('-').map_or(("", answer), |digits| ("-", digits.trim_start()));
    let is_whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match digits.split_once('/').map(|(over, under)| (over.trim_end(), under.trim_start())) {
        Some((over, under)) if is_whole(over) && is_whole(under) => format!("{sign}\\frac{{{over}}}{{{under}}}"),
        _ => text.to_owned(),
    }
}
