"""What all tests share: how hard hypothesis searches, and where real data stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A loaded machine makes single examples slow; that says nothing about the code.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("fast", max_examples=30, **COMMON)
settings.register_profile("ci", max_examples=60, print_blob=True, **COMMON)
settings.register_profile("nightly", max_examples=3000, print_blob=True, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With RANKFOLD_REQUIRE_TORCH set, a test that was skipped for want of anything but a GPU is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("RANKFOLD_REQUIRE_TORCH") or reporter is None:
        return
    skipped = [report.longrepr[2] for report in reporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)]
    wanting = [reason for reason in skipped if "GPU" not in reason]
    if wanting:
        reporter.write_line(f"RANKFOLD_REQUIRE_TORCH is set, but tests were skipped: {sorted(set(wanting))}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real elections and score tables, which stands beside the checkout and is not part of it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data here: expected the folder shared/data in {ROOT.parent}")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of small published tables that the project ships."""
    folder = ROOT / "examples"
    assert folder.is_dir(), f"the examples are missing: expected {folder}"
    return folder
