"""Tests of rankfold.rank."""
