"""Benchmarks: ``python -m benches [names...]`` from the root of the repository.

A file a topic; each has one function ``rows(settings)``. What is timed, and how, is said in ``README.md``.
"""
