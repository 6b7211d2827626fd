//! Finding one's way in a text with LaTeX in it.

/// The name of the command whose backslash stands at `at`: its letters, or the one character behind it.
pub(super) fn command(text: &str, at: usize) -> &str {
    let rest = &text[at + 1..];
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    &rest[..length]
}

/// The text with each command replaced by what `replace` says of its name, if anything.
pub(super) fn replace_commands<'a>(text: &'a str, mut replace: impl FnMut(&'a str) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = command(rest, at);
        let end = at + 1 + name.len();
        out.push_str(replace(name).unwrap_or(&rest[at..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where each brace that opens is closed; `usize::MAX` at all other bytes.
pub(super) fn closings(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut closings = vec![usize::MAX; bytes.len()];
    let (mut open, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => open.push(at),
            b'}' => {
                if let Some(start) = open.pop() {
                    closings[start] = at;
                }
            }
            _ => {}
        }
        at += 1;
    }
    closings
}

/// The opening brace of the group that ends the text.
pub(super) fn last_opening(text: &str) -> Option<usize> {
    let last = text.len().checked_sub(1)?;
    closings(text).iter().position(|&closing| closing == last)
}

/// The first place from `at` on that is not a space.
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}
