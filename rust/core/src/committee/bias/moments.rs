//! A mean, and how far it may be off.

/// Of many series at once, value by value (Welford 1962): a constant series has exactly its value as the mean, and no error.
pub(super) struct Moments {
    n: u64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    pub(super) fn new(n_series: usize) -> Self {
        Self { n: 0, mean: vec![0.0; n_series], squares: vec![0.0; n_series] }
    }

    /// One value of each series.
    pub(super) fn push(&mut self, values: &[f64]) {
        self.n += 1;
        let n = self.n as f64;
        for ((mean, squares), &value) in self.mean.iter_mut().zip(&mut self.squares).zip(values) {
            let off = value - *mean;
            *mean += off / n;
            *squares += off * (value - *mean);
        }
    }

    /// The means, and their standard errors: the standard deviation (divisor `n - 1`) over the root of `n`.
    pub(super) fn finish(self) -> (Vec<f64>, Vec<f64>) {
        let n = self.n as f64;
        let error = |squares: f64| (squares / (n - 1.0).max(1.0) / n.max(1.0)).sqrt();
        (self.mean, self.squares.into_iter().map(error).collect())
    }
}
