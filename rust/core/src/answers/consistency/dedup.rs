//! Which samples count as one.

use crate::error::{Error, Result};
use crate::options::Named;
use crate::samples::{Column, Samples};

/// Which samples are one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dedup {
    /// Those whose texts are equal.
    Paths,
    /// No two.
    Nothing,
}

impl Named for Dedup {
    const OPTION: &'static str = "dedup";
    const VALUES: &'static [(&'static str, Self)] = &[("paths", Dedup::Paths), ("none", Dedup::Nothing)];
    const NAMES: &'static str = "'paths', 'none'";
}

impl Dedup {
    /// Fails unless it can be told which samples are one path.
    ///
    /// # Errors
    /// [`Error::Data`] that names the other way.
    pub(super) fn check(self, rule: &'static str, samples: &Samples) -> Result<()> {
        if self == Dedup::Nothing || samples.has(Column::Paths) {
            return Ok(());
        }
        let got = "dedup='paths' with samples that have no paths".to_owned();
        let expected =
            "Samples made with paths=, or dedup='none', which takes each sample for a path of its own".to_owned();
        Err(Error::Data { what: rule, got, expected })
    }
}
