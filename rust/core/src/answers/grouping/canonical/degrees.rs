//! The sign of degrees.

/// Drops `^\circ`, `^{\circ}` or `°` at the end, behind a plain number. `\sin 30^\circ` and `20^\circ C` stay.
pub(super) fn degrees(text: &str) -> String {
    let end = text.trim_end();
    let value = ["^\\circ", "^{\\circ}", "°"].iter().find_map(|sign| end.strip_suffix(sign)).map(str::trim_end);
    let is_plain = |value: &&str| {
        value.ends_with(|last: char| last.is_ascii_digit())
            && value.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '−' | ' '))
    };
    value.filter(is_plain).unwrap_or(text).to_owned()
}
