//! The items that are ranked, and the order of their labels.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use crate::error::{At, Error, Result};
use crate::state::{Reader, Writer, corrupt};

/// The most items that a container holds: ranks are kept in 16 bits, and the largest value means "unranked".
pub const MAX_ITEMS: usize = 65_534;

/// A label: an integer or a text. Integers sort by value and before texts, which sort by their UTF-8 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// An integer label.
    Int(i64),
    /// A text label.
    Text(String),
}

impl Label {
    /// Writes this label: a byte that says which kind it is, and its value.
    pub(crate) fn write(&self, writer: &mut Writer) {
        match self {
            Label::Int(value) => {
                writer.u8(0);
                writer.i64(*value);
            }
            Label::Text(text) => {
                writer.u8(1);
                writer.string(text);
            }
        }
    }

    /// Reads what [`Label::write`] wrote.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(if reader.flag("kind of label")? {
            Label::Text(reader.string("label")?.to_owned())
        } else {
            Label::Int(reader.i64("label")?)
        })
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Int(value) => write!(f, "{value}"),
            Label::Text(text) => write!(f, "{text:?}"),
        }
    }
}

/// Distinct items in a fixed order, shared by everything that is counted over them.
#[derive(Debug, Clone)]
pub struct Items(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    labels: Vec<Label>,
    label_rank: Vec<u32>,
    fingerprint: u64,
}

impl Items {
    /// Items with these labels, in this order.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_ITEMS`], [`Error::Duplicate`] for a label that stands twice.
    pub fn new(labels: Vec<Label>) -> Result<Self> {
        Error::check_size("number of items", labels.len(), 1, MAX_ITEMS as u128)?;
        let mut by_label: Vec<u32> = (0..labels.len() as u32).collect();
        by_label.sort_by(|&a, &b| labels[a as usize].cmp(&labels[b as usize]).then(a.cmp(&b)));
        for pair in by_label.windows(2) {
            if labels[pair[0] as usize].cmp(&labels[pair[1] as usize]) == Ordering::Equal {
                let (at, item) = (At::Entry(pair[1] as usize), labels[pair[1] as usize].to_string());
                return Err(Error::Duplicate { what: "items", at, item });
            }
        }
        let mut label_rank = vec![0; labels.len()];
        for (rank, &item) in by_label.iter().enumerate() {
            label_rank[item as usize] = rank as u32;
        }
        let mut hash = Xxh3::new();
        for label in &labels {
            match label {
                Label::Int(value) => {
                    hash.update(&[0]);
                    hash.update(&value.to_le_bytes());
                }
                Label::Text(text) => {
                    hash.update(&[1]);
                    hash.update(&(text.len() as u64).to_le_bytes());
                    hash.update(text.as_bytes());
                }
            }
        }
        let fingerprint = hash.digest();
        Ok(Self(Arc::new(Inner { labels, label_rank, fingerprint })))
    }

    /// The items 0, 1, ..., `n_items` - 1.
    ///
    /// # Errors
    /// [`Error::TooLarge`] above [`MAX_ITEMS`].
    pub fn range(n_items: usize) -> Result<Self> {
        Error::check_size("number of items", n_items, 1, MAX_ITEMS as u128)?;
        Self::new((0..n_items as i64).map(Label::Int).collect())
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.labels.is_empty()
    }

    /// The labels, in item order.
    #[must_use]
    pub fn labels(&self) -> &[Label] {
        &self.0.labels
    }

    /// For each item its place in the order of labels: what "lowest label" compares.
    #[must_use]
    pub fn label_rank(&self) -> &[u32] {
        &self.0.label_rank
    }

    /// The items in label order.
    #[must_use]
    pub fn by_label(&self) -> Vec<u32> {
        let mut by_label = vec![0; self.len()];
        for (item, &place) in (0..).zip(self.label_rank()) {
            by_label[place as usize] = item;
        }
        by_label
    }

    /// For each of these labels its place in the order of labels, if they name every item once. `what` is what the caller
    /// called them.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Invalid`] for a stranger and [`Error::Duplicate`].
    pub fn places(&self, what: &'static str, labels: &[Label]) -> Result<Vec<u32>> {
        Error::check_length(what, labels.len(), self.len())?;
        Ok(self.named(what, labels)?.into_iter().map(|item| self.label_rank()[item as usize]).collect())
    }

    /// The items of these labels, each of which may be named once. `what` is what the caller called them.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a stranger and [`Error::Duplicate`].
    pub fn named(&self, what: &'static str, labels: &[Label]) -> Result<Vec<u32>> {
        let by_label = self.by_label();
        let mut seen = vec![false; self.len()];
        let item = |(at, label): (usize, &Label)| {
            let found = by_label.binary_search_by(|&item| self.labels()[item as usize].cmp(label));
            let Ok(place) = found else {
                let expected = format!("one of the {} items", self.len());
                return Err(Error::invalid(what, At::Entry(at), label, "an item", expected));
            };
            if std::mem::replace(&mut seen[place], true) {
                return Err(Error::Duplicate { what, at: At::Entry(at), item: label.to_string() });
            }
            Ok(by_label[place])
        };
        labels.iter().enumerate().map(item).collect()
    }

    /// A hash of labels and their order; states over other items refuse to merge.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.0.fingerprint
    }

    /// Fails unless `other` holds the same labels in the same order.
    ///
    /// # Errors
    /// [`Error::IncompatibleState`] that names the first difference.
    pub fn check_same(&self, other: &Self) -> Result<()> {
        if Arc::ptr_eq(&self.0, &other.0) || self.labels() == other.labels() {
            return Ok(());
        }
        let place = self.labels().iter().zip(other.labels()).position(|(a, b)| a != b);
        let show = |items: &Self| match place {
            Some(i) => format!("{} as item {i}", items.labels()[i]),
            None => format!("{} items", items.len()),
        };
        Err(Error::IncompatibleState { what: "other items", left: show(self), right: show(other) })
    }

    /// Writes the labels into a state.
    pub fn write(&self, writer: &mut Writer) {
        writer.u64(self.len() as u64);
        self.labels().iter().for_each(|label| label.write(writer));
    }

    /// Reads labels from a state and holds them against the fingerprint in its header.
    ///
    /// # Errors
    /// [`Error::CorruptState`] for anything that [`Items::write`] did not write.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let length = reader.length("items", 9)?;
        let mut labels = Vec::with_capacity(length.min(MAX_ITEMS));
        for _ in 0..length {
            labels.push(Label::read(reader)?);
        }
        let refuse = |got: &dyn std::fmt::Display| corrupt("items", got, "distinct labels");
        let items = Self::new(labels).map_err(|error| refuse(&error))?;
        if items.fingerprint() == reader.fingerprint() {
            Ok(items)
        } else {
            Err(refuse(&"not what the fingerprint says"))
        }
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.labels() == other.labels()
    }
}

impl Eq for Items {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Kind;

    fn text(s: &str) -> Label {
        Label::Text(s.to_owned())
    }

    #[test]
    fn labels_sort_by_value_then_by_bytes() {
        let items = Items::new(vec![text("b"), Label::Int(10), text("B"), Label::Int(9), text("é")]).unwrap();
        assert_eq!(items.label_rank(), [3, 1, 2, 0, 4]);
    }

    #[test]
    fn twice_the_same_label_is_refused_where_it_stands() {
        let error = Items::new(vec![text("a"), text("b"), text("a")]).unwrap_err();
        assert_eq!(error.to_string(), "items[2] names the item \"a\" a second time: expected each item at most once");
        assert!(Items::range(MAX_ITEMS + 1).is_err());
    }

    #[test]
    fn order_and_labels_make_the_fingerprint() {
        let ab = Items::new(vec![text("a"), text("b")]).unwrap();
        let ba = Items::new(vec![text("b"), text("a")]).unwrap();
        assert_ne!(ab.fingerprint(), ba.fingerprint());
        assert!(ab.check_same(&ba).unwrap_err().to_string().contains("\"a\" as item 0"));
        let one = Items::new(vec![Label::Int(1)]).unwrap();
        assert_ne!(one.fingerprint(), Items::new(vec![text("1")]).unwrap().fingerprint());
    }

    #[test]
    fn labels_come_back_from_a_state() {
        let items = Items::new(vec![text("né"), Label::Int(-3)]).unwrap();
        let mut writer = Writer::new(Kind::PairwiseCounts, items.fingerprint());
        items.write(&mut writer);
        let bytes = writer.finish().unwrap();
        let mut reader = Reader::new(&bytes, Kind::PairwiseCounts).unwrap();
        assert_eq!(Items::read(&mut reader).unwrap(), items);
    }
}
