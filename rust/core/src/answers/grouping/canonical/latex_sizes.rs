//! Commands that say how large something is printed.

use super::scan::command;

const SIZES: [&str; 19] = [
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigg",
    "Bigg",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "biggl",
    "biggr",
    "Biggl",
    "Biggr",
    "displaystyle",
    "textstyle",
    "scriptstyle",
    "limits",
];

/// Drops `\left`, `\right`, `\big` and their like, with the point that stands for no bracket in `\left.` and `\right.`.
pub(super) fn latex_sizes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = command(rest, at);
        let end = at + 1 + name.len();
        let is_size = SIZES.contains(&name);
        if !is_size {
            out.push_str(&rest[at..end]);
        }
        rest = &rest[end..];
        if is_size && matches!(name, "left" | "right") {
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
    }
    out.push_str(rest);
    out
}
