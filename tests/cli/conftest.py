"""What the tests of all commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rankfold.cli import main
from tests.cli.calls import Run

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Call the command in this process, where pytest turns every warning into an error."""

    def call(*arguments: object) -> Run:
        code = main([str(argument) for argument in arguments])
        return Run(code, *capsys.readouterr())

    return call
