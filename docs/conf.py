"""How Sphinx builds these pages: Markdown through MyST, nothing fetched from the network.

Build them with ``sphinx-build -W -b html docs docs/_build/html``; ``pip install 'rankfold[docs]'`` brings both tools.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

project = "rankfold"
author = "The rankfold developers"
project_copyright = author
# The one place where the version is written.
release = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["workspace"]["package"]["version"]
version = release

extensions = ["myst_parser"]
# Headings get anchors, so that pages can link to sections of each other.
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]

html_theme = "alabaster"
html_theme_options = {
    "description": "Many votes into one decision.",
    "fixed_sidebar": True,
    "page_width": "1100px",
}
html_show_sourcelink = False
