//! (filled by the kernels)
