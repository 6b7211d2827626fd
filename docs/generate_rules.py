"""Write the tables of rules in ``rank.md`` and ``committee.md`` from the registries of these capabilities.

``python docs/generate_rules.py`` rewrites the text between the two markers. With ``--check`` nothing is written, and
the exit code is 1 if a page is not current.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rankfold.registry import RuleInfo

PAGES = Path(__file__).resolve().parent
#: The page of each family of committees; those of rank are called by the family.
FAMILY_PAGES = {
    "additive": "committee_scores",
    "welfare": "committee_scores",
    "exact": "committee_exact",
    "shares": "committee_shares",
    "transferable": "committee_stv",
}
BEGIN = "<!-- rules: begin (written by docs/generate_rules.py) -->\n"
END = "<!-- rules: end -->\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check the page; the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python docs/generate_rules.py [--check]\n")
        return 2
    stale = []
    for name, rules in _capabilities().items():
        path = PAGES / f"{name}.md"
        page = path.read_text(encoding="utf-8")
        current = with_tables(page, rules, path.name)
        if page != current:
            stale.append(path.name)
            if not arguments:
                path.write_text(current, encoding="utf-8")
    if stale and arguments:
        sys.stderr.write(f"{', '.join(stale)} not current: run python docs/generate_rules.py\n")
        return 1
    return 0


def _capabilities() -> dict[str, Mapping[str, RuleInfo]]:
    from rankfold import committee, rank

    return {"rank": rank.RULES, "committee": committee.RULES}


def with_tables(page: str, rules: Mapping[str, RuleInfo], name: str) -> str:
    """The page with the tables that the registry gives today."""
    for marker in (BEGIN, END):
        if page.count(marker) != 1:
            raise ValueError(f"docs/{name}: {page.count(marker)} lines {marker.strip()!r}, expected one")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{tables(rules)}\n{END}{after}"


def tables(by_name: Mapping[str, RuleInfo]) -> str:
    """What each rule reads and costs, what it promises, and what other packages call it."""
    rules = [by_name[name] for name in sorted(by_name)]
    reads = [
        (_link(rule), rule.name, ", ".join(rule.inputs), _options(rule) or "none", rule.complexity) for rule in rules
    ]
    promises = [
        (
            _link(rule),
            rule.ties,
            ", ".join(rule.properties),
            rule.source,
        )
        for rule in rules
    ]
    first = _table(("rule", "name", "reads", "options", "time for n voters, m items"), reads)
    second = _table(("rule", "ties", "properties", "source"), promises)
    peers = [
        (
            peer.package,
            f"`{peer.call}`",
            f"`{rule.id}({peer.options})`",
            "yes" if not peer.difference else peer.difference,
        )
        for rule in rules
        for peer in rule.peers
    ]
    third = _table(("package", "its rule", "here", "the same, ties included?"), sorted(peers))
    return f"{first}\n{second}\n{third}"


def _link(rule: RuleInfo) -> str:
    """To the section that bears the name of the rule, on the page of its family."""
    page = FAMILY_PAGES.get(rule.family, f"rules_{rule.family}")
    return f"[`{rule.id}`]({page}.md#{rule.id})"


def _options(rule: RuleInfo) -> str:
    """The options of a rule with their defaults."""
    return ", ".join(
        f"`{name}` (required)" if default is inspect.Parameter.empty else f"`{name}={default!r}`"
        for name, default in rule.defaults.items()
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
