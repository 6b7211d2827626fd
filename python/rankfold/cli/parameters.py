"""Parameters that several commands take alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["RESULTS", "AsJson", "Output", "Threads"]

#: The heading in the help under which results are written.
RESULTS = "Results"

AsJson = Annotated[bool, typer.Option("--json", help="Print all results as JSON.", rich_help_panel=RESULTS)]

Output = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write to .json, .csv, .tsv, .md or .parquet.", rich_help_panel=RESULTS),
]

Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", min=1, max=1024, help="Threads; the result is the same for any number."),
]
