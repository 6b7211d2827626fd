"""The package as a whole: what it exports, what it raises, what importing it costs."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import rankfold as rf
from rankfold import errors

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]


def test_importing_needs_numpy_alone() -> None:
    heavy = ["narwhals", "polars", "pandas", "pyarrow", "typer", "rich", "matplotlib", "scipy", "torch"]
    capabilities = "rankfold.answers, rankfold.committee, rankfold.hashing, rankfold.logits, rankfold.rank"
    body = f"import sys, rankfold; {capabilities}; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


def test_capabilities_are_imported_when_they_are_asked_for() -> None:
    body = """
import sys, rankfold
names = ("rankfold.answers", "rankfold.committee", "rankfold.hashing", "rankfold.logits", "rankfold.rank")
print([name for name in names if name in sys.modules])
print(rankfold.committee.pav.__name__, [name for name in names if name in sys.modules])
print(hasattr(rankfold, "arena"), "answers" in dir(rankfold))
"""
    found = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[0] == "[]"
    assert found.stdout.splitlines()[1].startswith("pav ['rankfold.committee'")
    assert found.stdout.splitlines()[2] == "False True"


def test_what_is_missing_is_named_with_its_extra() -> None:
    """As if nothing optional were installed."""
    body = """
import sys
for name in ("narwhals", "polars", "matplotlib", "typer", "rich"):
    sys.modules[name] = None
import rankfold as rf
ranking = rf.rank.borda([["a", "b"]])
for call in (ranking.to_frame, ranking.plot, lambda: rf.read("examples/superglue.csv")):
    try:
        call()
    except rf.MissingDependencyError as error:
        assert isinstance(error, ImportError)
        print(error)
"""
    found = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True, cwd=ROOT)
    extras = [re.search(r"pip install '(rankfold\[\w+\])'", line) for line in found.stdout.splitlines()]
    assert [extra and extra[1] for extra in extras] == ["rankfold[frame]", "rankfold[plot]", "rankfold[cli]"]


def test_every_name_is_exported_and_documented() -> None:
    for module in (rf, rf.logits, rf.rank):
        for name in module.__all__:
            exported = getattr(module, name)
            assert name.startswith("__") or name == "RULES" or inspect.getdoc(exported), name


def test_every_exception_is_also_a_builtin() -> None:
    builtin = {
        "RankfoldError": Exception,
        "InvalidInputError": ValueError,
        "InvalidFileError": ValueError,
        "InvalidTypeError": TypeError,
        "SizeLimitError": ValueError,
        "InputKindError": TypeError,
        "IncompatibleStateError": ValueError,
        "CorruptStateError": ValueError,
        "Cancelled": RuntimeError,
        "TimeLimitError": TimeoutError,
        "MissingDependencyError": ImportError,
        "InternalError": RuntimeError,
    }
    assert set(builtin) == set(errors.__all__)
    for name, parent in builtin.items():
        assert issubclass(getattr(rf, name), (rf.RankfoldError, parent))
        assert issubclass(getattr(rf, name), parent)


def test_every_error_has_an_exception() -> None:
    """The variants of the core's enum against the map of the binding, as texts: the enum is open to growth."""
    core = (ROOT / "rust/core/src/error.rs").read_text(encoding="utf-8")
    enum = core[core.index("pub enum Error {") :]
    variants = set(re.findall(r"^    (\w+)(?: \{|,)$", enum[: enum.index("\n}")], flags=re.MULTILINE))
    binding = (ROOT / "rust/python/src/errors.rs").read_text(encoding="utf-8")
    mapped = set(re.findall(r"Error::([A-Z]\w+)", binding))
    assert len(variants) > 10
    assert variants == mapped


def test_the_machine_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    rf.show_versions()
    shown = capsys.readouterr().out
    assert shown.startswith(f"rankfold    {rf.__version__} (")
    assert f"numpy       {np.__version__}" in shown


def test_the_registry_describes_each_rule() -> None:
    for name, info in rf.rank.RULES.items():
        assert info.id == name == info.function.__name__
        assert getattr(rf.rank, name) is info.function
        assert all((info.name, info.inputs, info.ties, info.complexity, info.properties, info.source))
        room = ROOT / f"rust/core/src/rank/{info.family}"
        assert (room / f"{name}.rs").is_file() or (room / name).is_dir()
        assert (ROOT / f"tests/naive/{name}.py").is_file()
