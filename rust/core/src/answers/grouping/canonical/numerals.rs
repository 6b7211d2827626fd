//! Decimal numerals in one form, digit by digit, so that no length is too long.

/// Words of LaTeX that may follow a number whose last zeros are dropped; after `\overline` or `\dots` they mean something.
const PLAIN: [&str; 12] =
    ["cdot", "circ", "div", "frac", "mathrm", "mbox", "pi", "pm", "sqrt", "text", "times", "textrm"];

/// `07` is `7`, `3.50` is `3.5`, `4.0` is `4`, `.5` is `0.5`; `+3` is `3` and `-0` is `0` where the sign belongs to the
/// number; the minus sign of typography is the one of the keyboard.
///
/// Digits beside letters (`x07`, `0x1F`, `2e5`), with several points (`1.2.3`) or with a period that repeats
/// (`0.1\overline{0}`, `0.1(0)`) stay, and so do zeros that lead behind a separator (`10:05`, `555-0123`).
pub(super) fn numerals(text: &str) -> String {
    let text = text.replace('\u{2212}', "-");
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if !(bytes[at].is_ascii_digit() || bytes[at] == b'.') {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        if let Some((number, end)) = number(&text, at, end) {
            out.push_str(&text[copied..at]);
            signed(&mut out, &number);
            copied = end;
        }
        at = end;
    }
    out.push_str(&text[copied..]);
    out
}

/// The canonical form of the number in `start..end`, and where it ends; none if these digits are no number.
fn number(text: &str, start: usize, end: usize) -> Option<(String, usize)> {
    let front = &text[..start];
    let before = front.chars().next_back();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\\');
    let run = &text[start..end];
    let (end, run) = run.strip_suffix('.').map_or((end, run), |shorter| (end - 1, shorter));
    let (whole, decimals) = run.split_once('.').unwrap_or((run, ""));
    if before.is_some_and(is_part) || decimals.contains('.') || (whole.is_empty() && decimals.is_empty()) {
        return None;
    }
    let rest = text[end..].strip_prefix('.').unwrap_or(&text[end..]);
    if rest.starts_with(is_letter) || (end < text.len() && rest.starts_with('.')) {
        return None;
    }
    if whole.is_empty() && before.is_some_and(|c| matches!(c, ')' | ']' | '}')) {
        return None;
    }
    let trimmed = if may_end(rest) { decimals.trim_end_matches('0') } else { decimals };
    let joined = before.is_some_and(|c| matches!(c, ',' | ':' | '-' | '/'))
        && front[..front.len() - 1].ends_with(|c: char| c.is_ascii_digit());
    let leading = if joined { whole } else { whole.trim_start_matches('0') };
    let whole = if leading.is_empty() { "0" } else { leading };
    Some((if trimmed.is_empty() { whole.to_owned() } else { format!("{whole}.{trimmed}") }, end))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the number is over where `rest` begins, so that last zeros say nothing.
fn may_end(rest: &str) -> bool {
    let rest = rest.trim_start();
    match rest.chars().next() {
        None => true,
        Some('\\') => {
            let name = super::scan::command(rest, 0);
            PLAIN.contains(&name) || !name.starts_with(|c: char| c.is_ascii_alphabetic())
        }
        Some(c) => c.is_alphabetic() || ",;)]}+-*/=<>^%|:!?&°$".contains(c),
    }
}

/// Adds a number, without a sign that says nothing.
fn signed(out: &mut String, number: &str) {
    let front = out.trim_end();
    let sign = front.chars().next_back();
    let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if sign == Some('+') || (sign == Some('-') && is_zero) {
        let before = front[..front.len() - 1].trim_end();
        if before.is_empty() || before.ends_with(['(', '[', '{', ',', '=', ';']) {
            let length = front.len() - 1;
            out.truncate(length);
        }
    }
    out.push_str(number);
}
