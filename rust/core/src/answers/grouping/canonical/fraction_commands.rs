//! Fractions of other sizes.

/// `\dfrac`, `\tfrac` and `\cfrac` are `\frac`.
pub(super) fn fraction_commands(text: &str) -> String {
    super::scan::replace_commands(text, |name| matches!(name, "dfrac" | "tfrac" | "cfrac").then_some("\\frac"))
}
