//! One exhaustive map from the core's errors to the exceptions of `rankfold.errors`.

use pyo3::import_exception;
use pyo3::prelude::*;
use rankfold_core::error::Error;

import_exception!(rankfold.errors, Cancelled);
import_exception!(rankfold.errors, CorruptStateError);
import_exception!(rankfold.errors, IncompatibleStateError);
import_exception!(rankfold.errors, InputKindError);
import_exception!(rankfold.errors, InternalError);
import_exception!(rankfold.errors, InvalidInputError);
import_exception!(rankfold.errors, InvalidTypeError);
import_exception!(rankfold.errors, SizeLimitError);
import_exception!(rankfold.errors, TimeLimitError);

/// The exception that a Python caller sees; its text is the core's.
pub(crate) fn to_python(error: Error) -> PyErr {
    let text = error.to_string();
    match error {
        Error::Invalid { .. }
        | Error::Length { .. }
        | Error::Duplicate { .. }
        | Error::Listing { .. }
        | Error::WeightRange { .. }
        | Error::NoRule { .. }
        | Error::Option { .. }
        | Error::OptionRange { .. }
        | Error::Data { .. } => InvalidInputError::new_err(text),
        Error::TooLarge { .. } | Error::Memory { .. } | Error::Overflow { .. } => SizeLimitError::new_err(text),
        Error::OptionKind { .. } => InvalidTypeError::new_err(text),
        Error::InputKind { .. } => InputKindError::new_err(text),
        Error::IncompatibleState { .. } => IncompatibleStateError::new_err(text),
        Error::CorruptState { .. } => CorruptStateError::new_err(text),
        Error::Cancelled => Cancelled::new_err(text),
        Error::TimeLimit { .. } => TimeLimitError::new_err(text),
        Error::Interrupted => InternalError::new_err(text),
        // The enum is open to growth, the map is not: `every_error_has_an_exception` in the tests lists them all.
        _ => InternalError::new_err(format!("an error without an exception: {text}")),
    }
}
