"""The picture at voice onset: the default, since it is the same moment of every word."""

from __future__ import annotations

from depformer.recordings.faces.rule import Candidates, RuleSpec


def onset(candidates: Candidates) -> int:
    """Return the first candidate: what is on the screen at the onset, or the next with a face."""
    return 0


SPEC = RuleSpec("onset", "At voice onset", onset)
