//! Commands that print nothing but space.

use super::scan::replace_commands;

/// `\,`, `\;`, `\:`, `\>`, `\ `, `~`, `\quad` and `\qquad` are spaces; `\!`, which takes space away, is nothing.
pub(super) fn latex_spaces(text: &str) -> String {
    let spaced = replace_commands(text, |name| match name {
        "," | ";" | ":" | ">" | " " | "quad" | "qquad" | "thinspace" => Some(" "),
        "!" | "negthinspace" => Some(""),
        _ => None,
    });
    spaced.replace('~', " ")
}
