//! Programs that agree: on tests that were written along with them, or on what they print.

mod dual_agreement;
mod mbr_execution;
mod problems;
mod suspect_tests;

pub use dual_agreement::{DualAgreement, Score, dual_agreement};
pub use mbr_execution::{ByExecution, mbr_execution};
pub use problems::{MAX_COUNT, Problems};
pub use suspect_tests::suspect_tests;
