//! The uncovered set: items that no rival is better than in every respect.

use super::pairs::{Pairs, each_item, with_weights};
use super::relation::{Relation, is_subset, members};
use crate::ballots::Missing;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::rank::options::{Named, Options};
use crate::rank::{Outcome, Rule, Size, Votes};

pub(super) const ID: &str = "uncovered_set";

/// What covering means; without ties of weights all say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// The rival beats the item, and whoever beats the rival beats the item.
    Gillies,
    /// Whoever beats the rival beats the item, and somebody else beats the item besides.
    Fishburn,
    /// The rival beats the item, and whoever beats or ties the rival beats or ties the item.
    Bordes,
    /// The rival covers the item by Gillies and by Bordes.
    McKelvey,
}

impl Named for Version {
    const OPTION: &'static str = "version";
    const VALUES: &'static [(&'static str, Self)] = &[
        ("gillies", Self::Gillies),
        ("fishburn", Self::Fishburn),
        ("bordes", Self::Bordes),
        ("mckelvey", Self::McKelvey),
    ];
    const NAMES: &'static str = "\"gillies\", \"fishburn\", \"bordes\", \"mckelvey\"";
}

/// Score 1 for items that nobody covers and 0 for the rest.
///
/// # Errors
/// [`crate::error::Error::InputKind`] for counts of places, or a stop asked for through `ctx`.
///
/// # Complexity
/// That of counting pairs, and `O(n_items^3)` over 64: sets of items are compared 64 at a time.
#[derive(Debug)]
struct UncoveredSet {
    version: Version,
    missing: Option<Missing>,
}

pub(super) fn parse(options: &Options<'_>) -> Result<Box<dyn Rule>> {
    Ok(Box::new(UncoveredSet { version: options.named()?, missing: options.optional()? }))
}

impl Rule for UncoveredSet {
    fn id(&self) -> &'static str {
        ID
    }

    fn estimate(&self, size: Size) -> f64 {
        size.pairs() + 2.0 * size.n_items.powi(2) + 0.01 * size.n_items.powi(3)
    }

    fn evaluate(&self, votes: &Votes<'_>, ctx: &Ctx<'_>) -> Result<Outcome> {
        let Self { version, missing } = *self;
        let pairs = Pairs::of(votes, ID, missing, ctx)?;
        let m = pairs.items.len();
        let uncovered = with_weights!(&pairs.preference, weights => {
            let (beats, loses) = (Relation::majority(weights, m, ctx)?, Relation::minority(weights, m, ctx)?);
            uncovered(&beats, &loses, m, version, ctx)?
        });
        Ok(pairs.members(&uncovered))
    }
}

/// Whether nobody covers an item, for each.
pub(super) fn uncovered(
    beats: &Relation,
    loses: &Relation,
    m: usize,
    version: Version,
    ctx: &Ctx<'_>,
) -> Result<Vec<bool>> {
    // Whoever beats the rival beats the item; and whoever does not lose to the rival does not lose to the item, which is
    // to say that the rival beats all that the item beats.
    let strict = |rival: usize, item: usize| is_subset(loses.row(rival), loses.row(item));
    let weak = |rival: usize, item: usize| is_subset(beats.row(item), beats.row(rival));
    let covered = |item: usize| {
        let mut beaten_by = members(loses.row(item));
        match version {
            Version::Gillies => beaten_by.any(|rival| strict(rival, item)),
            Version::Fishburn => (0..m).any(|rival| strict(rival, item) && !strict(item, rival)),
            Version::Bordes => beaten_by.any(|rival| weak(rival, item)),
            Version::McKelvey => beaten_by.any(|rival| strict(rival, item) && weak(rival, item)),
        }
    };
    each_item(m, ctx, |item| !covered(item))
}
