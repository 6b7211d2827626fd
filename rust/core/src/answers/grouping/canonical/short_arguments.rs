//! Arguments of LaTeX commands without braces.

use super::scan::{closings, command, skip_spaces};

/// How far the index of a root is looked for.
const INDEX: usize = 16;

/// `\frac12`, `\frac1{2}` and `\frac 1 2` are `\frac{1}{2}`; `\sqrt3` is `\sqrt{3}`; `x^{2}` is `x^2` where no letter or
/// digit follows. As in TeX, `\frac123` is `\frac{1}{2}3`.
pub(super) fn short_arguments(text: &str) -> String {
    let bytes = text.as_bytes();
    let closings = closings(text);
    // Bytes to drop, and braces to put before the byte at a place; both in ascending order, since arguments follow one
    // another and what has no braces has none inside.
    let (mut dropped, mut braces) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            let name = command(text, at);
            let behind = at + 1 + name.len();
            match name {
                "frac" | "binom" => arguments(text, &closings, behind, 2, &mut dropped, &mut braces),
                "sqrt" => arguments(text, &closings, index_end(bytes, behind), 1, &mut dropped, &mut braces),
                _ => {}
            }
            at = behind;
        } else {
            if matches!(bytes[at], b'^' | b'_') && is_single(bytes, at + 1) {
                dropped.extend([at + 1, at + 3]);
            }
            at += 1;
        }
    }
    apply(text, &dropped, &braces)
}

/// Whether a group of one letter or digit starts here, and neither follows it.
fn is_single(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some([b'{', inner, b'}']) if inner.is_ascii_alphanumeric())
        && !bytes.get(at + 3).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80)
}

/// What is behind the index of a root, if it has one.
fn index_end(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) == Some(&b'[') {
        bytes[at..].iter().take(INDEX).position(|&byte| byte == b']').map_or(at, |n| at + n + 1)
    } else {
        at
    }
}

/// Notes what it takes to put braces around the next arguments.
fn arguments(
    text: &str,
    closings: &[usize],
    mut at: usize,
    n: usize,
    dropped: &mut Vec<usize>,
    braces: &mut Vec<(usize, char)>,
) {
    let bytes = text.as_bytes();
    let (mut spaces, mut noted) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let start = skip_spaces(bytes, at);
        spaces.extend(at..start);
        match bytes.get(start) {
            Some(b'{') if closings[start] != usize::MAX => at = closings[start] + 1,
            Some(byte) if byte.is_ascii_alphanumeric() => {
                noted.extend([(start, '{'), (start + 1, '}')]);
                at = start + 1;
            }
            // Half a fraction is none, and stays.
            _ => return,
        }
    }
    dropped.extend(spaces);
    braces.extend(noted);
}

fn apply(text: &str, dropped: &[usize], braces: &[(usize, char)]) -> String {
    if dropped.is_empty() && braces.is_empty() {
        return text.to_owned();
    }
    let mut dropped = dropped.to_vec();
    let mut braces = braces.to_vec();
    dropped.sort_unstable();
    // A brace that closes comes before one that opens at the same place; the sort keeps them in the order of noting.
    braces.sort_by_key(|&(at, _)| at);
    let (mut drops, mut puts) = (dropped.into_iter().peekable(), braces.into_iter().peekable());
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        while let Some((_, brace)) = puts.next_if(|&(place, _)| place == at) {
            out.push(brace);
        }
        let mut drop = false;
        while drops.next_if_eq(&at).is_some() {
            drop = true;
        }
        if !drop {
            out.push(c);
        }
    }
    out.extend(puts.map(|(_, brace)| brace));
    out
}
