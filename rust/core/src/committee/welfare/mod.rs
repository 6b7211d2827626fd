//! Rules that look for the committee that is worth the most to the voters.

mod instance;

pub(in crate::committee) use instance::Instance;
