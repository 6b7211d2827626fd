//! Texts that say the same in one form, letter by letter.
//!
//! Each [`Step`] is a pass over the text in its own file; it can be left out by name. Steps run in the order in which
//! [`Step::VALUES`] lists them, again and again until nothing changes, so that what one uncovers another sees.
//! Nothing is computed: `1/2`, `0.5` and `50%` keep three forms, and `2\cdot3` never becomes `23`.

mod degrees;
mod fraction_commands;
mod full_stop;
mod latex_sizes;
mod latex_spaces;
mod letter_case;
mod math_delimiters;
mod numerals;
mod percent;
mod scan;
mod short_arguments;
mod slashes;
mod text_commands;
mod thousands;
mod unit_tails;
mod whitespace;

use std::borrow::Cow;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::options::Named;
use crate::par::rows;

/// Bytes of one chunk of texts.
const CHUNK_BYTES: usize = 1 << 14;

/// Rounds after which a text is taken as it is; answers of people and models are done after two or three.
const ROUNDS: usize = 8;

/// One step towards the canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `$`, `\$`, `\(`, `\)`, `\[` and `\]` are dropped.
    MathDelimiters,
    /// `\left`, `\right`, `\big` and their like are dropped.
    LatexSizes,
    /// `1,000`, `1{,}000` and `1\,000` are `1000`.
    Thousands,
    /// `\,`, `\;`, `\quad` and their like are spaces, `\!` is nothing.
    LatexSpaces,
    /// `\dfrac`, `\tfrac` and `\cfrac` are `\frac`.
    FractionCommands,
    /// `\frac12` is `\frac{1}{2}`, `\sqrt3` is `\sqrt{3}`, `x^{2}` is `x^2`.
    ShortArguments,
    /// `\%` is `%`.
    PercentSign,
    /// `%` at the end is dropped.
    DropPercent,
    /// A full stop at the end is dropped.
    FullStop,
    /// `\text{x}`, `\boxed{x}` and their like around the whole answer are `x`.
    TextCommands,
    /// `\text{ cm}` behind a number is dropped.
    UnitTails,
    /// `^\circ` behind a number is dropped.
    Degrees,
    /// `07` is `7`, `3.50` is `3.5`, `.5` is `0.5`, `+3` is `3`, `-0` is `0`.
    Numerals,
    /// `1/2` as the whole answer is `\frac{1}{2}`.
    Slashes,
    /// Letters are small, outside of commands.
    Case,
    /// One space between words, none beside signs.
    Whitespace,
}

impl Named for Step {
    const OPTION: &'static str = "canonical";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("math_delimiters", Self::MathDelimiters),
        ("latex_sizes", Self::LatexSizes),
        ("thousands", Self::Thousands),
        ("latex_spaces", Self::LatexSpaces),
        ("fraction_commands", Self::FractionCommands),
        ("short_arguments", Self::ShortArguments),
        ("percent_sign", Self::PercentSign),
        ("drop_percent", Self::DropPercent),
        ("full_stop", Self::FullStop),
        ("text_commands", Self::TextCommands),
        ("unit_tails", Self::UnitTails),
        ("degrees", Self::Degrees),
        ("numerals", Self::Numerals),
        ("slashes", Self::Slashes),
        ("case", Self::Case),
        ("whitespace", Self::Whitespace),
    ];
    const NAMES: &'static str = "\"math_delimiters\", \"latex_sizes\", \"thousands\", \"latex_spaces\", \
         \"fraction_commands\", \"short_arguments\", \"percent_sign\", \"drop_percent\", \"full_stop\", \
         \"text_commands\", \"unit_tails\", \"degrees\", \"numerals\", \"slashes\", \"case\", \"whitespace\"";
}

impl Step {
    fn pass(self) -> fn(&str) -> String {
        match self {
            Step::MathDelimiters => math_delimiters::math_delimiters,
            Step::LatexSizes => latex_sizes::latex_sizes,
            Step::Thousands => thousands::thousands,
            Step::LatexSpaces => latex_spaces::latex_spaces,
            Step::FractionCommands => fraction_commands::fraction_commands,
            Step::ShortArguments => short_arguments::short_arguments,
            Step::PercentSign => percent::percent_sign,
            Step::DropPercent => percent::drop_percent,
            Step::FullStop => full_stop::full_stop,
            Step::TextCommands => text_commands::text_commands,
            Step::UnitTails => unit_tails::unit_tails,
            Step::Degrees => degrees::degrees,
            Step::Numerals => numerals::numerals,
            Step::Slashes => slashes::slashes,
            Step::Case => letter_case::letter_case,
            Step::Whitespace => whitespace::whitespace,
        }
    }

    /// Whether the step can change a text with such bytes at all; most answers need no pass but a look.
    fn may_touch(self, seen: Seen) -> bool {
        match self {
            Step::MathDelimiters => seen.backslash || seen.dollar,
            Step::LatexSizes | Step::FractionCommands | Step::TextCommands | Step::UnitTails | Step::PercentSign => {
                seen.backslash
            }
            Step::ShortArguments => seen.backslash || seen.brace,
            Step::LatexSpaces => seen.backslash || seen.tilde,
            Step::Thousands => seen.digit && (seen.comma || seen.backslash),
            Step::DropPercent => seen.percent,
            Step::FullStop => seen.point,
            Step::Degrees => seen.digit && (seen.backslash || seen.wide),
            Step::Numerals => seen.digit || seen.wide,
            Step::Slashes => seen.digit && seen.slash,
            Step::Case => seen.capital || seen.wide,
            Step::Whitespace => seen.space || seen.comma || seen.wide,
        }
    }
}

/// Which bytes a text has.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // a set of bytes
struct Seen {
    backslash: bool,
    brace: bool,
    capital: bool,
    comma: bool,
    digit: bool,
    dollar: bool,
    percent: bool,
    point: bool,
    slash: bool,
    space: bool,
    tilde: bool,
    wide: bool,
}

impl Seen {
    fn of(text: &str) -> Self {
        let mut seen = Self::default();
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => seen.digit = true,
                b'A'..=b'Z' => seen.capital = true,
                b'\\' => seen.backslash = true,
                b'{' | b'}' => seen.brace = true,
                b',' => seen.comma = true,
                b'$' => seen.dollar = true,
                b'%' => seen.percent = true,
                b'.' => seen.point = true,
                b'/' => seen.slash = true,
                b'~' => seen.tilde = true,
                0..=b' ' | 0x7f => seen.space = true,
                0x80.. => seen.wide = true,
                _ => {}
            }
        }
        seen
    }
}

/// The steps to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps(Vec<Step>);

impl Steps {
    /// All steps but [`Step::DropPercent`]: that 50 % is 50 is for the caller to say.
    #[must_use]
    pub fn standard() -> Self {
        Self(Step::VALUES.iter().map(|&(_, step)| step).filter(|&step| step != Step::DropPercent).collect())
    }

    /// The steps of these names, in whatever order they come.
    ///
    /// # Errors
    /// [`crate::error::Error::Option`] for a name that no step has.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let asked =
            names.into_iter().map(|name| Step::from_name(name, "canonical_form")).collect::<Result<Vec<_>>>()?;
        Ok(Self(Step::VALUES.iter().map(|&(_, step)| step).filter(|step| asked.contains(step)).collect()))
    }

    /// Their names, in the order in which they run.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        Step::VALUES.iter().filter(|(_, step)| self.0.contains(step)).map(|&(name, _)| name).collect()
    }
}

/// The text after all steps, again and again until none changes it.
///
/// # Complexity
/// Linear in the length of the text: a step is one pass, and there are at most [`ROUNDS`] rounds.
#[must_use]
pub fn canonical_form<'a>(text: &'a str, steps: &Steps) -> Cow<'a, str> {
    let mut form = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let mut changed = false;
        let mut seen = Seen::of(&form);
        for &step in &steps.0 {
            if step.may_touch(seen) {
                let next = step.pass()(&form);
                if next != *form {
                    seen = Seen::of(&next);
                    form = Cow::Owned(next);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    form
}

/// The canonical form of each text; none where it is the text itself.
///
/// # Errors
/// A stop asked for through `ctx`.
///
/// # Complexity
/// Linear in the length of all texts.
pub fn canonical_forms(texts: &[&str], steps: &Steps, ctx: &Ctx<'_>) -> Result<Vec<Option<String>>> {
    let mut forms = Vec::with_capacity(texts.len());
    ctx.set_total(texts.len() as u64);
    let one = |text: &&str| match canonical_form(text, steps) {
        Cow::Owned(form) if form != *text => Some(form),
        _ => None,
    };
    let n_bytes: usize = texts.iter().map(|text| text.len()).sum();
    let map = |range: std::ops::Range<usize>| Ok(texts[range].iter().map(one).collect::<Vec<_>>());
    ctx.fold_chunks(texts.len(), rows(CHUNK_BYTES, n_bytes / texts.len().max(1)), map, |mut part| {
        ctx.advance(part.len() as u64);
        forms.append(&mut part);
        Ok(())
    })?;
    Ok(forms)
}

#[cfg(test)]
mod tests;
