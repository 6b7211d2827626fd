//! Vectors that are no rankings, and where they break.

use super::clients::{Value, on_values};
use super::{Clients, Form, Validate};
use crate::ctx::Ctx;
use crate::error::{At, Error, Result};
use crate::memory::filled;
use crate::par;

/// Values between two looks at the clock.
const CHUNK: usize = 1 << 16;

impl Clients<'_> {
    /// Where it was asked for: whether each client gives each rank once.
    pub(super) fn check_distinct(&self, ctx: &Ctx<'_>) -> Result<()> {
        if self.validate() == Validate::Range {
            return Ok(());
        }
        let map = |clients: std::ops::Range<usize>| {
            let mut seen = Vec::new();
            clients.into_iter().try_for_each(|client| self.check(client, &mut seen, ctx))
        };
        ctx.fold_chunks(self.vectors().len(), par::rows(CHUNK, self.n_items()), map, |()| Ok(()))
    }

    /// The first fault, client by client. A kernel has seen one, so it is there, unless somebody writes meanwhile.
    pub(super) fn first_fault(&self, ctx: &Ctx<'_>) -> Error {
        let mut seen = Vec::new();
        let fault = (0..self.vectors().len()).find_map(|client| self.check(client, &mut seen, ctx).err());
        fault.unwrap_or_else(|| Error::Data {
            what: self.form().name(),
            got: "a value that changed while it was read".to_owned(),
            expected: "arrays that nobody writes to during the call".to_owned(),
        })
    }

    /// Checks one client in full. `seen` is room for one bit for each item, used again.
    fn check(&self, client: usize, seen: &mut Vec<u64>, ctx: &Ctx<'_>) -> Result<()> {
        let distinct = self.validate() == Validate::Permutation || self.form() == Form::Permutations;
        let words = if distinct { self.n_items().div_ceil(64) } else { 0 };
        if seen.len() == words {
            seen.fill(0);
        } else {
            *seen = filled("one bit for each item", words, 0)?;
        }
        on_values!(self.vectors()[client], values => {
            for (k, chunk) in values.chunks(CHUNK).enumerate() {
                ctx.check()?;
                for (at, &value) in (k * CHUNK..).zip(chunk) {
                    self.check_value(client, at, value, seen)?;
                }
            }
        });
        Ok(())
    }

    #[inline]
    fn check_value<V: Value + Into<i64>>(&self, client: usize, at: usize, value: V, seen: &mut [u64]) -> Result<()> {
        let (form, n_items) = (self.form(), self.n_items());
        if value.high() != 0 || value.low() as usize >= n_items {
            let wanted = if form == Form::Ranks { "a rank" } else { "an item" };
            let expected = format!("0 <= {} < {n_items}", form.entry());
            return Err(Error::invalid(form.name(), At::Cell(client, at), value.into(), wanted, expected));
        }
        if let Some(word) = seen.get_mut(value.low() as usize / 64) {
            let bit = 1 << (value.low() % 64);
            if *word & bit != 0 {
                let wanted = if form == Form::Ranks { "a rank given once" } else { "an item named once" };
                let expected = format!("each of 0 <= {} < {n_items} once for each client", form.entry());
                return Err(Error::invalid(form.name(), At::Cell(client, at), value.into(), wanted, expected));
            }
            *word |= bit;
        }
        Ok(())
    }
}
