//! Which samples of a question are the same path.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyInt, PyString};
use rankfold_core::samples::{PathContent, number_hashes, path_hash};

use crate::errors::{InvalidInputError, InvalidTypeError};

/// The number of each path within its question. Paths come as texts, bytes, token ids, or as integers that number them.
pub(super) fn read(paths: &Bound<'_, PyAny>, offsets: &[usize]) -> PyResult<Vec<u32>> {
    let hashes: Vec<u128> = if let Ok(numbers) = paths.extract::<PyReadonlyArray1<'_, i64>>() {
        numbers.as_slice()?.iter().map(|number| path_hash(PathContent::Number, &number.to_le_bytes())).collect()
    } else {
        let mut content = Vec::new();
        let hashes = paths.try_iter()?.enumerate().map(|(at, path)| hash(&path?, at, offsets, &mut content));
        hashes.collect::<PyResult<_>>()?
    };
    let n_samples = offsets.last().copied().unwrap_or(0);
    if hashes.len() != n_samples {
        let text = format!("paths has {} entries: expected {n_samples}", hashes.len());
        return Err(InvalidInputError::new_err(text));
    }
    Ok(number_hashes(offsets, &hashes))
}

fn hash(path: &Bound<'_, PyAny>, at: usize, offsets: &[usize], content: &mut Vec<u8>) -> PyResult<u128> {
    if let Ok(text) = path.cast::<PyString>() {
        if let Ok(text) = text.to_str() {
            return Ok(path_hash(PathContent::Text, text.as_bytes()));
        }
        // A text that UTF-8 cannot write, as models cut off within a character leave it.
        let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        return Ok(path_hash(PathContent::Text, bytes.cast::<PyBytes>()?.as_bytes()));
    }
    if let Ok(bytes) = path.cast::<PyBytes>() {
        return Ok(path_hash(PathContent::Bytes, bytes.as_bytes()));
    }
    if path.is_instance_of::<PyInt>() && !path.is_instance_of::<PyBool>() {
        return Ok(path_hash(PathContent::Number, &path.extract::<i64>()?.to_le_bytes()));
    }
    let tokens = if path.hasattr("tolist")? { path.call_method0("tolist")? } else { path.clone() };
    tokens
        .extract::<Vec<i64>>()
        .map(|tokens| {
            content.clear();
            content.extend(tokens.iter().flat_map(|token| token.to_le_bytes()));
            path_hash(PathContent::Tokens, content)
        })
        .map_err(|_| {
            let question = offsets.partition_point(|&start| start <= at) - 1;
            let sample = at - offsets.get(question).copied().unwrap_or(0);
            let kind = path.get_type().qualname().map_or_else(|_| "?".to_owned(), |name| name.to_string());
            InvalidTypeError::new_err(format!(
                "paths[{question}][{sample}] is of type {kind}: expected a text, bytes or a list of token ids"
            ))
        })
}
