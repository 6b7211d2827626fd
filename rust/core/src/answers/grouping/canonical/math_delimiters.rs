//! Signs around mathematics.

/// Drops `$`, `\$`, `\(`, `\)`, `\[` and `\]`. A dollar sign of a price goes with them: `\$5` is `5`.
pub(super) fn math_delimiters(text: &str) -> String {
    let without = super::scan::replace_commands(text, |name| matches!(name, "$" | "(" | ")" | "[" | "]").then_some(""));
    without.replace('$', "")
}
