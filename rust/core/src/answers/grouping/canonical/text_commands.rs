//! Commands around a whole answer.

use super::scan::{command, last_opening};

const COMMANDS: [&str; 11] =
    ["text", "textbf", "textit", "textrm", "textnormal", "mathrm", "mathbf", "mbox", "boxed", "fbox", "operatorname"];

/// `\text{x}` as the whole answer is `x`; so are `\textbf`, `\mathrm`, `\mbox`, `\boxed` and their like.
pub(super) fn text_commands(text: &str) -> String {
    inside(text.trim()).unwrap_or(text).to_owned()
}

fn inside(answer: &str) -> Option<&str> {
    let name = answer.starts_with('\\').then(|| command(answer, 0))?;
    let open = COMMANDS.contains(&name).then(|| last_opening(answer))??;
    (open == 1 + name.len()).then(|| &answer[open + 1..answer.len() - 1])
}
