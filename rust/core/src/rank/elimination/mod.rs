//! Rules that drop items round by round.

mod instant_runoff;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[(instant_runoff::ID, instant_runoff::parse)];
