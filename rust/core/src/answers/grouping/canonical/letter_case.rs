//! Capitals.

use super::scan::command;

/// Small letters for capitals, outside of commands: `\Delta` is not `\delta`.
pub(super) fn letter_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let end = at + 1 + command(rest, at).len();
        out.extend(rest[..at].chars().flat_map(char::to_lowercase));
        out.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    out.extend(rest.chars().flat_map(char::to_lowercase));
    out
}
