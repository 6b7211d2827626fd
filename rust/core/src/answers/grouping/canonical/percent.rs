//! Percent signs.

/// `\%` is `%`.
pub(super) fn percent_sign(text: &str) -> String {
    super::scan::replace_commands(text, |name| (name == "%").then_some("%"))
}

/// Drops a `%` at the end: `50%` is `50`, and not `0.5`.
pub(super) fn drop_percent(text: &str) -> String {
    let end = text.trim_end();
    match end.strip_suffix('%').map(|front| front.trim_end().trim_end_matches('\\')) {
        Some(front) if front.ends_with(|last: char| last.is_ascii_digit()) => front.to_owned(),
        _ => text.to_owned(),
    }
}
