"""What a page has open, named so that a job opens the same."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from depformer import runs
from depformer.errors import DepformerError
from depformer.jobs.opening import Opening, Source
from depformer.jobs.questions import question_in_full, question_of
from depformer.runs.opened import Opened
from depformer.stats.filtered import split_by
from depformer.wording import say


def asked_of(source: Source, opened: Opened) -> dict[str, Any]:
    """Return what names an open run to a job.

    Parameters
    ----------
    source : Source
        What the reader has named.
    opened : Opened
        What came of it, with the groups of the study: a filter is named apart.
    """
    run = source.run
    if run:
        with suppress(DepformerError):
            run = str(runs.folder_of(run, opened.study.root).resolve())
    where = {"study": opened.study.root, "checkpoint": opened.checkpoint}
    return {
        **{name: str(path.resolve()) for name, path in where.items()},
        "question": question_in_full(source.question),
        "run": run,
        "key": opened.key,
    }


def opened_of(asked: Mapping[str, Any], groups_by: str = "") -> Opened:
    """Open what `asked_of` names.

    Parameters
    ----------
    asked : mapping
        As of `asked_of`.
    groups_by : str
        The filter that makes the groups, or nothing.

    Raises
    ------
    DepformerError
        If it has changed since.
    """
    question = question_of(asked["question"])
    opening = Opening(Source(asked["study"], asked["checkpoint"], question, asked["run"]))
    opening.thread.join()
    if opening.result is None:
        raise opening.fault or DepformerError(say("jobs.changed"), kind="run")
    opened = opening.result
    if opened.key != asked["key"]:
        raise DepformerError(say("jobs.changed"), kind="run")
    return replace(opened, run=split_by(opened.run, groups_by)) if groups_by else opened
