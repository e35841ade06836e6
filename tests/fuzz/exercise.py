"""What a user does with each kind of input, as far as it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

import depformer
from depformer import stats
from depformer.model import CheckpointSet, convert, load_checkpoint
from depformer.report import plain, readable
from depformer.study import Study, check_study, load_study, notes


class StudyFaultsError(Exception):
    """The faults of a study, each of them a sentence."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__()
        self.faults = faults


METHODS = ["attention_query"]


def study(folder: Path, sound: Path, out: Path) -> list[str]:
    """Check a study, note what training would refuse, explain two people, read the tables."""
    read, faults = check_study(folder)
    if read is None:
        raise StudyFaultsError(faults)
    said = notes(read)
    model = _model(sound / "checkpoint")
    run = depformer.explain(
        read, model, methods=METHODS, baseline="zero", participants=read.ids[:2]
    )
    who, word = str(run["participant"].values[0]), str(run["word"].values[0])
    tables = [
        readable.table_one(stats.table_one(run)),
        readable.attributions(stats.word_attributions(run, who, word)),
        readable.attention(run, who, word, "text"),
        readable.checkpoint(run, sound / "checkpoint"),
    ]
    readable.metrics(stats.performance(run))
    return [*said, *readable.people(run).values(), *readable.left_out(run), *_cells(tables)]


def checkpoint(folder: Path, sound: Path, out: Path) -> list[str]:
    """Load a checkpoint, ask it of one person, read its card and what the app says of it."""
    people = _study(sound / "study")
    models = load_checkpoint(folder)
    models.check(people)
    models.assign(people)
    one = people.features(people.ids[0])
    models.predict(one.face[None] / np.float32(255), one.audio[None], fold=0)
    run = _run(sound)
    card = readable.model_card(folder)
    assert isinstance(card, str)
    return _cells([readable.checkpoint(run, folder)])


def weights(folder: Path, sound: Path, out: Path) -> list[str]:
    """Convert weights of the published code."""
    convert(folder / "m.pth", out, word_list=folder / "words.tsv")
    return []


EXERCISES: dict[str, Callable[[Path, Path, Path], list[str]]] = {
    "study": study,
    "checkpoint": checkpoint,
    "weights": weights,
}


def warm_up(kind: str, sound: Path, out: Path) -> None:
    """Do everything once with the sound input, so that libraries are loaded and memory is had."""
    EXERCISES[kind](sound / kind, sound, out)


def _cells(tables: list[pd.DataFrame]) -> list[str]:
    """Return every text that the app would show of tables."""
    shown = [plain.plain(table.reset_index()) for table in tables]
    return [str(cell) for table in shown for cell in table.to_numpy(dtype=object).ravel()]


@cache
def _model(folder: Path) -> CheckpointSet:
    return load_checkpoint(folder)


@cache
def _study(folder: Path) -> Study:
    return load_study(folder)


@cache
def _run(sound: Path) -> xr.Dataset:
    people = _study(sound / "study")
    model = _model(sound / "checkpoint")
    run: xr.Dataset = depformer.explain(
        people, model, methods=METHODS, baseline="zero", participants=people.ids[:2]
    )
    return run
