"""Samples that every host agrees on."""

from rankfold.hashing.sampling.bottom_k import BottomK, bottom_k
from rankfold.hashing.sampling.gumbel_top_k import GumbelTopK, gumbel_top_k
from rankfold.hashing.sampling.hash_sample import hash_sample
from rankfold.hashing.sampling.keys import hash_keys
from rankfold.hashing.sampling.priority_sample import PrioritySample, priority_sample
from rankfold.hashing.sampling.rendezvous import rendezvous
from rankfold.hashing.sampling.sample_without_replacement import sample_without_replacement

__all__ = [
    "BottomK",
    "GumbelTopK",
    "PrioritySample",
    "bottom_k",
    "gumbel_top_k",
    "hash_keys",
    "hash_sample",
    "priority_sample",
    "rendezvous",
    "sample_without_replacement",
]
