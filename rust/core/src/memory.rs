//! Large buffers, refused instead of ending the process where there is no memory for them.

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Below this an allocation is not worth a question.
const SMALL: usize = 1 << 20;

/// `n` copies of a value.
pub(crate) fn filled<T: Clone>(what: &'static str, n: usize, value: T) -> Result<Vec<T>> {
    let bytes = n as u128 * size_of::<T>() as u128;
    if bytes > SMALL as u128 {
        // Asked for and given back: `vec!` takes zeroed pages, which cost nothing until they are written to, but it has
        // no way to say no.
        Vec::<T>::new().try_reserve_exact(n).map_err(|_| Error::Memory { what, bytes })?;
    }
    Ok(vec![value; n])
}

/// `n` copies of a value that is not zero, which are written at once: in pieces, with looks at the clock in between, since
/// the first touch of gigabytes takes seconds.
pub(crate) fn filled_under<T: Clone>(ctx: &Ctx<'_>, what: &'static str, n: usize, value: T) -> Result<Vec<T>> {
    let piece = (SMALL / size_of::<T>().max(1)).max(1);
    let mut values = reserved(what, n)?;
    while values.len() < n {
        ctx.check()?;
        values.resize(n.min(values.len() + piece), value.clone());
    }
    Ok(values)
}

/// An empty buffer with room for `n` values; room that is not used costs nothing but addresses.
pub(crate) fn reserved<T>(what: &'static str, n: usize) -> Result<Vec<T>> {
    let mut values = Vec::new();
    let bytes = n as u128 * size_of::<T>() as u128;
    values.try_reserve_exact(n).map_err(|_| Error::Memory { what, bytes })?;
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_add_up_and_stop() {
        for n in [0, 1, SMALL / 8, SMALL / 8 + 1, 3 * SMALL / 8 - 1] {
            let values = filled_under(&Ctx::default(), "cells", n, f64::INFINITY).unwrap();
            assert!(values.len() == n && values.iter().all(|value| *value == f64::INFINITY));
        }
        let ctx = Ctx::default().with_time_limit(Some(0.0));
        assert_eq!(filled_under(&ctx, "cells", 9, 1.0), Err(Error::TimeLimit { limit: 0.0 }));
    }

    #[test]
    fn what_cannot_be_had_is_refused() {
        assert_eq!(filled("cells", 3, 7).unwrap(), [7, 7, 7]);
        let error = filled("cells", 1 << 58, 0_u32).unwrap_err().to_string();
        assert_eq!(
            error,
            "cells would take 1152921504606846976 bytes: there is not so much memory; use fewer items or voters"
        );
    }
}
