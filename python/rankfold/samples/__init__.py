"""Samples: many answers to each of many questions, with what is known of each."""

from rankfold.samples.samples import Samples

__all__ = ["Samples"]
