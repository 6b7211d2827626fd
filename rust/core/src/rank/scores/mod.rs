//! Rules that look at the scores themselves.

mod mean_score;

use super::Parse;

pub(super) const RULES: &[(&str, Parse)] = &[(mean_score::ID, mean_score::parse)];
