"""Groups of equal answers, by growing sets until nothing changes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def groups(
    answers: list[str | None], form: Callable[[str], str], equal: Callable[[str, str], bool]
) -> tuple[dict[str, int], int]:
    """Labels and sizes, and how many pairs of forms were forced together. ``equal`` has to be symmetric."""
    present = [answer for answer in answers if answer is not None]
    forms = sorted({form(answer) for answer in present})
    sets = [{one} for one in forms]
    changed = True
    while changed:
        changed = False
        for one in sets:
            for other in sets:
                if one is not other and any(equal(a, b) for a in one for b in other):
                    one |= other
                    sets.remove(other)
                    changed = True
                    break
            if changed:
                break
    found = {}
    for one in sets:
        counts = Counter(answer for answer in present if form(answer) in one)
        label = min(counts, key=lambda answer: (-counts[answer], answer.encode()))
        found[label] = sum(counts.values())
    forced = sum(not equal(a, b) for one in sets for a in one for b in one if a < b)
    return dict(sorted(found.items(), key=lambda group: group[0].encode())), forced


def counted_loop(questions: list[list[str]], form: Callable[[str], str]) -> list[Counter[Any]]:
    """What people write: one canonical form a sample, and a Counter."""
    return [Counter(map(form, answers)) for answers in questions]
