//! Units behind a number.

use super::scan::last_opening;

const COMMANDS: [&str; 5] = ["\\text", "\\mathrm", "\\textrm", "\\textnormal", "\\mbox"];
const POWERS: [&str; 5] = ["^2", "^3", "^{2}", "^{3}", "^{-1}"];

/// Words that say which number it is, and so are no units.
const NO_UNITS: [&str; 40] = [
    "ad",
    "am",
    "and",
    "approximately",
    "bc",
    "base",
    "billion",
    "billions",
    "dozen",
    "dozens",
    "else",
    "for",
    "half",
    "halves",
    "hundred",
    "hundreds",
    "if",
    "less",
    "million",
    "millions",
    "mod",
    "more",
    "nd",
    "not",
    "or",
    "otherwise",
    "pct",
    "percent",
    "pm",
    "rd",
    "st",
    "th",
    "thousand",
    "thousands",
    "to",
    "trillion",
    "trillions",
    "when",
    "where",
    "with",
];

/// Drops `\text{ cm}` or `\mathrm{m}^2` at the end, behind a number: `5\text{ cm}` is `5`.
///
/// Words that say which number it is (`million`, `percent`, `pm`, `or`, ...) stay, and so does what is behind a letter.
/// Units are dropped and not converted: 5 m and 5 cm get one form. Leave the step out where that matters.
pub(super) fn unit_tails(text: &str) -> String {
    value(text.trim_end()).unwrap_or(text).to_owned()
}

fn value(answer: &str) -> Option<&str> {
    let tail = POWERS.iter().find_map(|power| answer.strip_suffix(power)).unwrap_or(answer).trim_end();
    let open = tail.ends_with('}').then(|| last_opening(tail))??;
    let command = COMMANDS.iter().find(|command| tail[..open].ends_with(**command))?;
    let value = tail[..open - command.len()].trim_end();
    let is_number = value.ends_with(|last: char| last.is_ascii_digit() || last == '}')
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && !COMMANDS.iter().any(|command| value.contains(command));
    (is_number && is_unit(&tail[open + 1..tail.len() - 1])).then_some(value)
}

fn is_unit(text: &str) -> bool {
    let spelled = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '/' | '^' | '-' | '2' | '3' | '°'));
    let word = |word: &str| word.chars().filter(|&c| c != '.').flat_map(char::to_lowercase).collect::<String>();
    spelled
        && text.chars().any(char::is_alphabetic)
        && !text.split([' ', '-', '/']).any(|part| NO_UNITS.contains(&word(part).as_str()))
}
