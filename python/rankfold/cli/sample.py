"""``rankfold sample FILE --key COLUMN --rate RATE``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations while the program runs
from typing import Annotated

import typer

from rankfold.cli.faults import CommandError
from rankfold.cli.parameters import RESULTS
from rankfold.cli.sample_file import SampleFile, read_sample_file
from rankfold.cli.write import check_target
from rankfold.hashing import hash_sample

__all__ = ["sample"]


def sample(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV, TSV, Parquet or JSON Lines.")],
    key: Annotated[str, typer.Option(metavar="COLUMN", help="Rows with the same key are kept or dropped together.")],
    rate: Annotated[float, typer.Option(metavar="SHARE", min=0, max=1, help="The share of keys to keep.")],
    salt: Annotated[str, typer.Option(metavar="TEXT", help="Names the draw; another salt, another sample.")] = "",
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the rows here instead of to stdout.", rich_help_panel=RESULTS),
    ] = None,
) -> None:
    """Keep a share of the rows, by a hash of their key: the same keys on every host, in every file.

    Rows come out as they are, in the format of the file. What a rate keeps every higher rate keeps too.
    """
    suffix = file.suffix.lower()
    check_target("--output", file, output, (suffix,))
    table = read_sample_file(file, key)
    kept = hash_sample(table.keys, rate, salt=salt)
    said = f"{file}: {int(kept.sum())} of {len(kept)} rows kept by column {key!r}, rate {rate:g}, salt {salt!r}"
    content = table.rows(kept)
    if output is not None:
        output.write_bytes(content)
    else:
        _to_stdout(table, content)
    typer.echo(said, err=True)


def _to_stdout(table: SampleFile, content: bytes) -> None:
    stdout = typer.get_binary_stream("stdout")
    if table.is_binary and stdout.isatty():
        raise CommandError(f"{table.path} is not text: expected --output, or stdout into a file or a pipe")
    stdout.write(content)
    stdout.flush()
