"""A canonical form of simple answers with regular expressions, as people write it; the baseline of the benchmarks."""

from __future__ import annotations

import re

_STEPS = [
    (re.compile(r"\\[()\[\]]|\\?\$"), ""),
    (re.compile(r"\\(left|right)(?![a-zA-Z])"), ""),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"\\!"), ""),
    (re.compile(r"\\[,;: ]|~"), " "),
    (re.compile(r"\\[dtc]frac"), r"\\frac"),
    (re.compile(r"\\frac\s*(\w)\s*(\w)"), r"\\frac{\1}{\2}"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"(?<=\d)\s*\\text\{[ a-z]*\}$"), ""),
    (re.compile(r"\^(\\circ|\{\\circ\})$"), ""),
    (re.compile(r"\.$"), ""),
    (re.compile(r"(?<![\w.])0+(?=\d)"), ""),
    (re.compile(r"(?<=\d)(\.\d*?)0+$"), r"\1"),
    (re.compile(r"\.$"), ""),
    (re.compile(r"^(-?)(\d+)/(\d+)$"), r"\1\\frac{\2}{\3}"),
]


def canonical_form(text: str) -> str:
    """Each step in turn, once."""
    text = text.strip()
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return re.sub(r"\s+", " ", text.lower()).strip()
