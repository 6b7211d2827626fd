"""Long histories in small tables, and samples that every host agrees on."""

from rankfold.hashing.attention import sdim_attention
from rankfold.hashing.bucket_table import BucketTable
from rankfold.hashing.error_memory import ErrorMemory, MemoryReading
from rankfold.hashing.expected import expected_attention
from rankfold.hashing.frozen_table import FrozenTable
from rankfold.hashing.hamming import HammingNeighbours, hamming_top_k
from rankfold.hashing.sampling import (
    BottomK,
    GumbelTopK,
    PrioritySample,
    bottom_k,
    gumbel_top_k,
    hash_keys,
    hash_sample,
    priority_sample,
    rendezvous,
    sample_without_replacement,
)
from rankfold.hashing.simhash import SimHash

__all__ = [
    "BottomK",
    "BucketTable",
    "ErrorMemory",
    "FrozenTable",
    "GumbelTopK",
    "HammingNeighbours",
    "MemoryReading",
    "PrioritySample",
    "SimHash",
    "bottom_k",
    "expected_attention",
    "gumbel_top_k",
    "hamming_top_k",
    "hash_keys",
    "hash_sample",
    "priority_sample",
    "rendezvous",
    "sample_without_replacement",
    "sdim_attention",
]
