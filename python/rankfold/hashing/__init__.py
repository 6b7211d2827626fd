"""Hashing: long histories in small tables, and sampling that every host agrees on."""

from rankfold.hashing.attention import sdim_attention
from rankfold.hashing.bucket_table import BucketTable
from rankfold.hashing.frozen_table import FrozenTable
from rankfold.hashing.simhash import SimHash

__all__ = ["BucketTable", "FrozenTable", "SimHash", "sdim_attention"]
