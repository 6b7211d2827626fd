"""What ``rankfold answers`` found, as tables, a frame or plain objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from rankfold import __version__
from rankfold.answers import maj_at_k, pass_at_k
from rankfold.cli.show import print_table
from rankfold.samples import Samples

if TYPE_CHECKING:
    import polars as pl

    from rankfold.answers import AnswerSelection, AtK
    from rankfold.cli.answer_file import AnswerFile

__all__ = ["AnswerResult", "print_answers"]


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The samples and what the methods chose.

    Attributes
    ----------
    file : AnswerFile
        What was read.
    selections : dict of str to AnswerSelection
        The answers by each method.
    sizes : list of int or None
        Numbers of samples for pass@k and maj@k.
    """

    file: AnswerFile
    selections: dict[str, AnswerSelection]
    sizes: list[int] | None

    def summary(self) -> list[dict[str, Any]]:
        """A row a method: how right it is, with ties shared, and how sure when right and when wrong."""
        rows = []
        for name, selection in self.selections.items():
            status = selection.status
            row: dict[str, Any] = {"method": name, "n_questions": len(selection)}
            if self.file.gold is not None:
                credit = selection.credit(self.file.gold, share_ties=True)
                row["accuracy"] = _mean(credit)
            if selection.confidence is not None:
                row["confidence"] = _mean(selection.confidence)
                if self.file.gold is not None:
                    right = selection.credit(self.file.gold) > 0
                    row["confidence_right"] = _mean(selection.confidence[right])
                    row["confidence_wrong"] = _mean(selection.confidence[~right])
            for code in ("tie", "abstained", "no_valid_answer"):
                row[code] = int(np.count_nonzero(status == code))
            rows.append(row)
        return rows

    def at_k(self) -> list[dict[str, Any]]:
        """A row a number of samples: pass@k and maj@k, with intervals for their means over the questions."""
        if self.sizes is None or self.file.gold is None:
            return []
        lists = self.file.samples.to_lists()
        correct = [
            [answer is not None and answer == right for answer in row]
            for row, right in zip(lists, self.file.gold, strict=True)
        ]
        graded = Samples.from_lists(lists, correct=correct)
        found: dict[str, AtK] = {
            "pass": pass_at_k(graded, k=self.sizes, short="nan"),
            "maj": maj_at_k(graded, k=self.sizes, short="nan"),
        }
        rows = []
        for place, size in enumerate(self.sizes):
            row: dict[str, Any] = {"k": size}
            for name, estimate in found.items():
                for column in ("mean", "low", "high"):
                    key = name + "@k" if column == "mean" else f"{name} {column}"
                    row[key] = _number(getattr(estimate, column)[place])
            row["n_questions"] = int(found["pass"].n_questions[place])
            rows.append(row)
        return rows

    def to_frame(self) -> pl.DataFrame:
        """A row a question: the right answer, and what each method chose, how sure it is, and how right."""
        import polars as pl

        columns: dict[str, Any] = {"question": list(self.file.samples.questions)}
        if self.file.gold is not None:
            columns["gold"] = self.file.gold
        for name, selection in self.selections.items():
            prefix = f"{name} " if len(self.selections) > 1 else ""
            columns[f"{prefix}answer"] = selection.answers
            if selection.confidence is not None:
                columns[f"{prefix}confidence"] = selection.confidence
            columns[f"{prefix}status"] = selection.status.tolist()
            if self.file.gold is not None:
                columns[f"{prefix}credit"] = selection.credit(self.file.gold, share_ties=True)
        return pl.DataFrame(columns, strict=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain Python objects for JSON."""
        samples = self.file.samples
        return {
            "rankfold": __version__,
            "input": {
                "file": str(self.file.path),
                "n_questions": samples.n_questions,
                "n_samples": samples.n_samples,
                "columns": samples._native.column_names,
            },
            "methods": self.summary(),
            "at_k": self.at_k(),
            "answers": {name: selection.to_dict() for name, selection in self.selections.items()},
        }


def _mean(values: Any) -> float | None:
    return float(np.mean(values)) if len(values) else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def print_answers(result: AnswerResult) -> None:
    """Print how good each method is, or without right answers what it chose, on stdout."""
    if result.file.gold is None:
        frame = result.to_frame()
        print_table(frame.columns, frame.rows())
        return
    for rows in (result.summary(), result.at_k()):
        if rows:
            names = list(dict.fromkeys(name for row in rows for name in row))
            print_table(names, [[row.get(name) for name in names] for row in rows])
            typer.echo()
    typer.echo("Accuracy shares ties. Confidence is a share of the samples, and not the probability of being right.")
