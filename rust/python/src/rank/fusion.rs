//! Ranked lists of several systems, and their fusion, for Python.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use rankfold_core::ctx::Ctx;
use rankfold_core::error::Error;
use rankfold_core::items::Label;
use rankfold_core::rank::fusion as core;
use rankfold_core::rank::fusion::options::{Frequency, Normalize};
use rankfold_core::rank::options::Ties;

use super::named;
use crate::control::Control;
use crate::convert;
use crate::door::{enter, work};
use crate::errors::to_python;

/// Nanoseconds to read an entry of a list; they only choose how a call runs.
const READ_NS: f64 = 8.0;

/// Lists of several runs over many queries.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Runs(core::Runs);

type Integers<'py> = PyReadonlyArray1<'py, i64>;

#[pymethods]
impl Runs {
    /// `queries` and `documents` hold the labels of what the arrays number; they are looked at for errors only. Arrays are
    /// read once, each value checked as it is copied.
    #[staticmethod]
    #[pyo3(signature = (documents, offsets, scores, n_queries, queries, labels, control=None))]
    #[allow(clippy::too_many_arguments)] // the parts of the container
    fn from_flat(
        py: Python<'_>,
        documents: Vec<Integers<'_>>,
        offsets: Vec<Integers<'_>>,
        scores: Vec<Option<PyReadonlyArray1<'_, f64>>>,
        n_queries: usize,
        queries: Option<&Bound<'_, PyAny>>,
        labels: Option<&Bound<'_, PyAny>>,
        control: Option<&Control>,
    ) -> PyResult<Self> {
        let mut runs = Vec::with_capacity(documents.len());
        for ((documents, offsets), scores) in documents.iter().zip(&offsets).zip(&scores) {
            let scores = scores.as_ref().map(|scores| scores.as_slice()).transpose()?;
            runs.push(core::FlatRun { documents: documents.as_slice()?, offsets: offsets.as_slice()?, scores });
        }
        let n_entries: usize = runs.iter().map(|run| run.documents.len() + run.offsets.len()).sum();
        let mut fault = None;
        let read =
            |ctx: &Ctx<'_>| core::Runs::new(&runs, n_queries, ctx).inspect_err(|error| fault = Some(error.clone()));
        match (enter(py, control, work(n_entries, READ_NS), read), fault) {
            (Err(_), Some(error @ Error::Listing { .. })) => Err(to_python(with_labels(error, queries, labels)?)),
            (found, _) => found.map(Self),
        }
    }

    #[getter]
    fn n_runs(&self) -> usize {
        self.0.n_runs()
    }

    #[getter]
    fn n_queries(&self) -> usize {
        self.0.n_queries()
    }

    #[getter]
    fn n_entries(&self) -> usize {
        self.0.n_entries()
    }

    #[getter]
    fn scored(&self) -> Vec<bool> {
        self.0.scored().to_vec()
    }

    /// Documents, offsets and scores of one run.
    fn run<'py>(&self, py: Python<'py>, run: usize) -> PyResult<FlatRun<'py>> {
        let (documents, offsets, scores) = self.0.run(run);
        let scores = scores.map(|scores| convert::vector(py, scores)).transpose()?;
        Ok((convert::vector(py, documents)?, convert::vector(py, offsets)?, scores))
    }
}

type FlatRun<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

/// The error with the names that the caller knows queries and documents by.
fn with_labels(error: Error, queries: Option<&Bound<'_, PyAny>>, labels: Option<&Bound<'_, PyAny>>) -> PyResult<Error> {
    let of = |number: Label, labels: Option<&Bound<'_, PyAny>>| match (&number, labels) {
        (Label::Int(index), Some(labels)) => convert::label(&labels.get_item(*index)?, "labels"),
        _ => Ok(number),
    };
    Ok(match error {
        Error::Listing { run, query, document, got, expected } => {
            Error::Listing { run, query: of(query, queries)?, document: of(document, labels)?, got, expected }
        }
        other => other,
    })
}

/// A fusion with its options, checked.
#[pyclass(frozen, module = "rankfold._native")]
pub(crate) struct Fusion(core::Fusion);

impl Fusion {
    fn new(fusion: core::Fusion) -> PyResult<Self> {
        convert::raised(fusion.check())?;
        Ok(Self(fusion))
    }
}

fn normalize(name: Option<&str>, fusion: &'static str) -> PyResult<Normalize> {
    name.map_or(Ok(Normalize::Off), |name| named(name, fusion))
}

#[pymethods]
impl Fusion {
    #[staticmethod]
    fn reciprocal_rank_fusion(k: i64, ties: &str) -> PyResult<Self> {
        let ties = named::<Ties>(ties, "reciprocal_rank_fusion")?;
        Self::new(core::Fusion::ReciprocalRank { k, ties })
    }

    #[staticmethod]
    fn inverse_square_rank(frequency: &str, ties: &str) -> PyResult<Self> {
        let frequency = named::<Frequency>(frequency, "inverse_square_rank")?;
        Self::new(core::Fusion::InverseSquareRank { frequency, ties: named(ties, "inverse_square_rank")? })
    }

    #[staticmethod]
    fn rank_biased_centroids(phi: f64, ties: &str) -> PyResult<Self> {
        Self::new(core::Fusion::RankBiasedCentroids { phi, ties: named(ties, "rank_biased_centroids")? })
    }

    #[staticmethod]
    fn borda_fusion(ties: &str) -> PyResult<Self> {
        Self::new(core::Fusion::Borda { ties: named(ties, "borda_fusion")? })
    }

    #[staticmethod]
    #[pyo3(signature = (normalize))]
    fn comb_sum(normalize: Option<&str>) -> PyResult<Self> {
        Self::new(core::Fusion::CombSum { normalize: self::normalize(normalize, "comb_sum")? })
    }

    #[staticmethod]
    #[pyo3(signature = (normalize))]
    fn comb_mnz(normalize: Option<&str>) -> PyResult<Self> {
        Self::new(core::Fusion::CombMnz { normalize: self::normalize(normalize, "comb_mnz")? })
    }

    #[staticmethod]
    #[pyo3(signature = (normalize))]
    fn comb_anz(normalize: Option<&str>) -> PyResult<Self> {
        Self::new(core::Fusion::CombAnz { normalize: self::normalize(normalize, "comb_anz")? })
    }

    #[getter]
    fn id(&self) -> &'static str {
        self.0.id()
    }
}

/// One ranked list a query, as Python objects.
#[pyclass(frozen, get_all, module = "rankfold._native")]
pub(crate) struct Fused {
    offsets: Py<PyAny>,
    documents: Py<PyAny>,
    scores: Py<PyAny>,
    cut_tied: Py<PyAny>,
}

/// Fuses the lists of each query.
#[pyfunction]
#[pyo3(signature = (fusion, runs, weights, top_k, control=None))]
pub(crate) fn fuse(
    py: Python<'_>,
    fusion: &Fusion,
    runs: &Runs,
    weights: Option<&Bound<'_, PyAny>>,
    top_k: Option<usize>,
    control: Option<&Control>,
) -> PyResult<Fused> {
    let weights = convert::weights(weights, runs.0.n_runs())?;
    let estimate = work(1, fusion.0.estimate(&runs.0));
    let found = enter(py, control, estimate, |ctx| core::fuse(&fusion.0, &runs.0, &weights, top_k, ctx))?;
    Ok(Fused {
        offsets: convert::vector(py, found.offsets)?.unbind(),
        documents: convert::vector(py, found.documents)?.unbind(),
        scores: convert::vector(py, found.scores)?.unbind(),
        cut_tied: convert::vector(py, found.cut_tied)?.unbind(),
    })
}
