"""What a job that has ended does not say: where recordings lay. Their names may tell who it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depformer.wording import say


def only_ids(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked with nothing of the sessions but who they are of."""
    kept = dict(asked)
    if "sessions" in asked:
        kept["sessions"] = [{"participant_id": _who(each)} for each in _sessions(asked)]
    return kept


def without_paths(text: str, asked: Mapping[str, Any]) -> str:
    """Return a sentence with the participant's id in place of the path of a recording."""
    paths = {
        path: say("jobs.own_file", who=_who(session), kind=kind)
        for session in _sessions(asked)
        for kind, cell in session.items()
        for path in str(cell).split("|")  # between several tables
        if Path(path).is_absolute()
    }
    for path in sorted(paths, key=len, reverse=True):  # one may begin with another
        text = text.replace(path, paths[path])
    return text


def _sessions(asked: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    there = asked.get("sessions")
    return [each for each in there if isinstance(each, Mapping)] if isinstance(there, list) else []


def _who(session: Mapping[str, Any]) -> str:
    who = str(session.get("participant_id", ""))
    return who if who.startswith("sub-") else f"sub-{who}"
