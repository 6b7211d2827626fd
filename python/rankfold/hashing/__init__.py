"""Hashing: long histories in small tables, and sampling that every host agrees on."""

from rankfold.hashing.attention import sdim_attention
from rankfold.hashing.bucket_table import BucketTable
from rankfold.hashing.error_memory import ErrorMemory, MemoryReading
from rankfold.hashing.expected import expected_attention
from rankfold.hashing.frozen_table import FrozenTable
from rankfold.hashing.hamming import HammingNeighbours, hamming_top_k
from rankfold.hashing.simhash import SimHash

__all__ = [
    "BucketTable",
    "ErrorMemory",
    "FrozenTable",
    "HammingNeighbours",
    "MemoryReading",
    "SimHash",
    "expected_attention",
    "hamming_top_k",
    "sdim_attention",
]
