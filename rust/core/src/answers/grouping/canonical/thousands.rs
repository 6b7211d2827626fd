//! Separators of thousands.

const SEPARATORS: [&str; 4] = [",\\!", "{,}", "\\,", ","];

/// `1,000`, `1{,}000`, `1\,000` and `1,\!000` are `1000`: groups of three digits behind one to three, the first not 0.
///
/// Inside round or square brackets and behind or before another comma it may be a list, and stays: `(1,200)` is a pair.
pub(super) fn thousands(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut copied, mut depth) = (0, 0, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if matches!(bytes.get(at + 1), Some(b'{')) => depth += 1,
            b'\\' if matches!(bytes.get(at + 1), Some(b'}')) => depth = depth.saturating_sub(1),
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            byte if byte.is_ascii_digit() => {
                let run = digits(bytes, at);
                let grouped = if depth == 0 && bytes[at] != b'0' { groups(text, at) } else { None };
                if let Some((end, separator)) = grouped {
                    out.push_str(&text[copied..at]);
                    out.extend(text[at..end].split(separator));
                    copied = end;
                    at = end;
                } else {
                    at = run;
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    out.push_str(&text[copied..]);
    out
}

/// Where the run of digits from `at` on ends.
fn digits(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The end of the number that starts at `at`, and what separates its groups, if it has any.
fn groups(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) || text[..at].trim_end().ends_with(',') {
        return None;
    }
    let first = digits(bytes, at);
    if first - at > 3 {
        return None;
    }
    let separator = SEPARATORS.into_iter().find(|separator| text[first..].starts_with(separator))?;
    let mut end = first;
    while text[end..].starts_with(separator) {
        let start = end + separator.len();
        let next = digits(bytes, start);
        if next - start != 3 {
            break;
        }
        end = next;
    }
    let rest = text[end..].trim_start();
    let listed = rest.strip_prefix(',').is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    (end > first && !listed && !rest.starts_with(separator)).then_some((end, separator))
}
