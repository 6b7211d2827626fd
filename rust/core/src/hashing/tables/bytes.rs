//! The bytes of a table.

use std::sync::Arc;

use super::table::Table;
use super::users::Users;
use super::{BucketTable, Shape, read_sizes, write_sizes};
use crate::error::{Error, Result};
use crate::items::Label;
use crate::state::{Kind, Reader, Writer, corrupt};

impl BucketTable {
    /// The table as bytes, with its encoder; users come in the order of labels.
    ///
    /// # Errors
    /// [`Error::TooLarge`].
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let per_user = self.bytes_of_user() + self.shape.n_buckets() * size_of::<f64>();
        Error::check_size("bytes of the state", self.tables.len(), per_user, crate::state::MAX_BYTES as u128)?;
        let mut writer = Writer::new(Kind::BucketTable, self.encoder.fingerprint());
        write_sizes(&mut writer, &self.encoder, self.shape);
        write_tag(&mut writer, self.model_tag.as_deref());
        writer.u8(u8::from(self.users.is_some()));
        writer.u64(self.tables.len() as u64);
        let places = self.users.as_ref().map_or_else(|| vec![0], |users| users.sorted());
        for place in places {
            if let Some(users) = &self.users {
                users.labels()[place].write(&mut writer);
            }
            let table = &self.tables[place];
            writer.u64(table.n_rows);
            writer.u8(u8::from(table.weights.is_some()));
            writer.cells(&table.counts, u32::to_le_bytes);
            writer.cells(&table.sums, f32::to_le_bytes);
            if let Some(weights) = &table.weights {
                writer.f64s(weights);
            }
        }
        writer.finish()
    }

    /// The table that `bytes` hold.
    ///
    /// # Errors
    /// [`Error::CorruptState`] for anything that [`BucketTable::to_bytes`] did not write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes, Kind::BucketTable)?;
        let (encoder, shape) = read_sizes(&mut reader)?;
        let model_tag = read_tag(&mut reader)?;
        let keyed = reader.flag("users")?;
        let n_tables = reader.length("histories", shape.n_buckets() * size_of::<u32>())?;
        if !keyed && n_tables != 1 {
            return Err(corrupt("histories without users", n_tables, 1));
        }
        let mut users = Users::default();
        let mut tables = Vec::with_capacity(n_tables);
        for place in 0..n_tables {
            if keyed {
                let label = Label::read(&mut reader)?;
                if users.labels().last().is_some_and(|last| *last >= label) {
                    return Err(corrupt("order of users", label, "users in the order of labels"));
                }
                debug_assert_eq!(place, users.labels().len());
                users.place_or_add(&label);
            }
            tables.push(Arc::new(read_table(&mut reader, shape)?));
        }
        reader.finish()?;
        let users = keyed.then(|| Arc::new(users));
        Ok(Self { encoder: Arc::new(encoder), shape, model_tag, users, tables })
    }
}

fn read_table(reader: &mut Reader<'_>, shape: Shape) -> Result<Table> {
    let n_rows = reader.u64("rows")?;
    let weighted = reader.flag("weights")?;
    let counts = reader.cells("counts", shape.n_buckets(), u32::from_le_bytes)?;
    for (group, counts) in counts.chunks_exact(shape.n_codes).enumerate() {
        let found: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        if found != n_rows || n_rows > u64::from(u32::MAX) {
            return Err(corrupt("rows of a group", format!("{found} in group {group}"), n_rows));
        }
    }
    let sums = reader.cells("sums", shape.n_cells(), f32::from_le_bytes)?;
    if let Some(sum) = sums.iter().find(|sum| !sum.is_finite()) {
        return Err(corrupt("a sum", sum, "a finite number"));
    }
    let weights = weighted.then(|| reader.f64s("weights", shape.n_buckets())).transpose()?;
    if let Some(weight) = weights.iter().flatten().find(|weight| **weight < 0.0) {
        return Err(corrupt("a weight", weight, "0 or more"));
    }
    for (bucket, _) in counts.iter().enumerate().filter(|(_, count)| **count == 0) {
        let empty = sums[bucket * shape.width..][..shape.width].iter().all(|&sum| sum == 0.0);
        if !empty || weights.as_ref().is_some_and(|weights| weights[bucket] > 0.0) {
            return Err(corrupt("a bucket without rows", "not empty", "empty"));
        }
    }
    Ok(Table { sums, counts, weights, n_rows })
}

/// Writes what values belong to.
pub(in crate::hashing) fn write_tag(writer: &mut Writer, tag: Option<&str>) {
    writer.u8(u8::from(tag.is_some()));
    if let Some(tag) = tag {
        writer.string(tag);
    }
}

/// Reads what [`write_tag`] wrote.
pub(in crate::hashing) fn read_tag(reader: &mut Reader<'_>) -> Result<Option<String>> {
    let given = reader.flag("model tag")?;
    given.then(|| reader.string("model tag").map(str::to_owned)).transpose()
}
