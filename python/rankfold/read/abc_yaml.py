"""Reading ``.abc.yaml``: approval profiles, with the seats and the results that somebody expects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rankfold.approvals import Approvals
from rankfold.errors import InvalidFileError, InvalidInputError, InvalidTypeError, MissingDependencyError

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = ["parse_abc_yaml"]


def parse_abc_yaml(path: str | os.PathLike[str]) -> Approvals:
    """Approvals from a file in the YAML format of approval-based committees.

    Parameters
    ----------
    path : path
        A mapping with ``profile`` (a list of lists ``[0, 2]`` or sets ``{0, 2}`` of candidates, numbered from 0), and
        maybe ``num_cand``, ``voter_weights``, ``committeesize``, ``description`` and ``compute``.

    Returns
    -------
    Approvals
        With ``meta["seats"]``, ``meta["description"]`` and ``meta["expected"]``, the list under ``compute``, where the
        file has them.

    Raises
    ------
    InvalidFileError
        For what is not YAML, or does not follow the format.
    MissingDependencyError
        Without PyYAML: ``pip install 'rankfold[yaml]'``.
    """
    try:
        import yaml
    except ImportError:
        raise MissingDependencyError("YAML is read through PyYAML: pip install 'rankfold[yaml]'") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(Path(path).read_bytes(), Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark is not None else f"{path}"
        reason = getattr(error, "problem", None) or " ".join(str(error).split())
        raise InvalidFileError(f"{where}: this is not YAML: {reason}") from None
    if not isinstance(content, dict) or "profile" not in content:
        raise InvalidFileError(f"{path}: expected a mapping with 'profile', a list of the sets that voters approve of")
    sets = _sets(path, content["profile"])
    n_items = _n_items(path, content, sets)
    try:
        approvals = Approvals.from_sets(sets, items=range(n_items), weights=content.get("voter_weights"))
    except (InvalidInputError, InvalidTypeError) as error:
        raise InvalidFileError(f"{path}: {error}") from None
    return Approvals._wrap(approvals._native, (), _meta(path, content))


def _sets(path: str | os.PathLike[str], profile: object) -> list[list[int]]:
    if not isinstance(profile, list):
        _fault(path, "profile", profile, "a list of the sets that voters approve of")
    sets = []
    for voter, members in enumerate(profile):
        # YAML reads {0, 2} as a mapping of 0 and 2 to nothing.
        if isinstance(members, dict) and all(value is None for value in members.values()):
            members = list(members)
        if not isinstance(members, list):
            _fault(path, f"profile[{voter}]", members, "a list or a set of candidates, such as [0, 2] or {0, 2}")
        for place, member in enumerate(members):
            if isinstance(member, bool) or not isinstance(member, int) or member < 0:
                _fault(path, f"profile[{voter}][{place}]", member, "the number of a candidate, from 0")
        sets.append(members)
    return sets


def _n_items(path: str | os.PathLike[str], content: Mapping[str, Any], sets: list[list[int]]) -> int:
    named = 1 + max((max(members) for members in sets if members), default=-1)
    declared = content.get("num_cand", named)
    if isinstance(declared, bool) or not isinstance(declared, int) or declared < named:
        _fault(path, "num_cand", declared, f"a whole number of at least {named}, as many as the profile names")
    return declared


def _meta(path: str | os.PathLike[str], content: Mapping[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    seats = content.get("committeesize")
    if seats is not None:
        if isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
            _fault(path, "committeesize", seats, "a whole number from 1")
        meta["seats"] = seats
    if content.get("description") is not None:
        meta["description"] = str(content["description"])
    if content.get("compute") is not None:
        meta["expected"] = content["compute"]
    return meta


def _fault(path: str | os.PathLike[str], what: str, got: object, expected: str) -> NoReturn:
    shown = repr(got)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    raise InvalidFileError(f"{path}: {what} = {shown}: expected {expected}")
