"""The command line: ``rankfold rank FILE``, ``rankfold rules``, ``rankfold bias``, ``rankfold sample FILE``.

Nothing is decided here that a caller of the library could not have: the modules of this package turn arguments into
calls, results into tables, and exceptions into one line and an exit code.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from rankfold.cli.faults import DATA_FAULT, INTERRUPTED, USAGE_FAULT, CommandError, one_line
from rankfold.errors import RankfoldError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands behind ``rankfold``; default ``sys.argv[1:]``.

    Returns
    -------
    int
        The exit code: 0, 1 for a fault of the data or of the run (a missing file, a text where a number is expected, a
        rule that cannot read these votes, a time limit), 2 for a fault of the command (an unknown rule, option or
        suffix, options that contradict each other), 130 after Ctrl-C.

    Notes
    -----
    A fault writes exactly one line to stderr, which begins with ``rankfold: error:``.

    Examples
    --------
    >>> from rankfold.cli import main
    >>> main(["--version"]) == 0
    rankfold ...
    True
    """
    for package in ("typer", "rich", "polars", "narwhals"):
        if find_spec(package) is None:
            return _fault(f"the command line needs {package}: pip install 'rankfold[cli]'", DATA_FAULT)
    import typer

    # Of typer's usage errors only this child is public, and older versions take them from click.
    usage_error = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
    try:
        from rankfold.cli.app import app

        given = sys.argv[1:] if arguments is None else list(arguments)
        code = app(args=given, prog_name="rankfold", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except CommandError as fault:
        return _fault(str(fault), USAGE_FAULT)
    except usage_error as error:
        return _fault(error.format_message(), USAGE_FAULT)
    except (RankfoldError, OSError, MemoryError, UnicodeEncodeError) as error:
        return _fault(one_line(error), DATA_FAULT)
    return code if isinstance(code, int) else 0


def _fault(text: str, code: int) -> int:
    sys.stderr.write(f"rankfold: error: {' '.join(text.split())}\n")
    return code
