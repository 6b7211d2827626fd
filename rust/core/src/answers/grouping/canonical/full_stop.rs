//! The end of a sentence.

/// Drops a full stop at the end. Several are an ellipsis, and stay.
pub(super) fn full_stop(text: &str) -> String {
    match text.trim_end().strip_suffix('.') {
        Some(front) if !front.is_empty() && !front.ends_with(['.', '\\']) => front.to_owned(),
        _ => text.to_owned(),
    }
}
