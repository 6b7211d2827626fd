"""Conditions of the data that a caller should know of, without a warning."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Note"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was noticed while data was read.

    Attributes
    ----------
    code : str
        What it is, in a word that stays the same over versions: ``item_column``, ``columns_left_out``,
        ``overall_left_out``, ``cells_split``, ``duplicates_merged``, ``no_scores``, ``both_bad_as_tie``,
        ``battles_skipped``, ``names_unusable``, ``suffix_differs``, ``totals_differ``.
    text : str
        The same for people, in one sentence.
    columns : tuple of str or int
        The columns or labels that it is about.

    Examples
    --------
    >>> from rankfold import Note
    >>> str(Note("item_column", "the items are the labels in column 'model'", ("model",)))
    "the items are the labels in column 'model'"
    """

    code: str
    text: str
    columns: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return self.text
