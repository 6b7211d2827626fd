//! Spaces.

use super::scan::command;

/// One space between words and behind a comma, none beside other signs, at the ends, or between a command and what is no
/// letter. Characters without width are dropped.
pub(super) fn whitespace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // What stands last, and whether it ends the name of a command.
    let (mut last, mut after_command, mut space) = (None::<char>, false, false);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if next.is_whitespace() || matches!(next, '\u{200b}' | '\u{2060}' | '\u{feff}') {
            space |= next.is_whitespace();
            rest = &rest[next.len_utf8()..];
            continue;
        }
        let closes = matches!(next, ')' | ']' | '}' | ',');
        let between = last.is_some_and(char::is_alphanumeric) && next.is_alphanumeric();
        let behind_command = after_command && !next.is_alphabetic();
        if (last == Some(',') && !closes) || (space && between && !behind_command) {
            out.push(' ');
        }
        let length = if next == '\\' { 1 + command(rest, 0).len() } else { next.len_utf8() };
        out.push_str(&rest[..length]);
        last = rest[..length].chars().next_back();
        after_command = next == '\\' && last.is_some_and(char::is_alphabetic);
        space = false;
        rest = &rest[length..];
    }
    out
}
