"""What makes a part of a run, here or in another process: some people, explained or checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import xarray as xr

from depformer.config import Question
from depformer.explain.check_run import check
from depformer.explain.engine import answer
from depformer.explain.methods import METHODS
from depformer.model import CheckpointSet
from depformer.model.elsewhere import CheckpointFiles
from depformer.study import Study
from depformer.work import Progress


@dataclass(frozen=True)
class _OfModels:
    """What parts of a run are made from; see `depformer.work.pieces.Portable`.

    Parameters
    ----------
    study, checkpoint
        Loaded.
    source : Study or None
        The study whose mean is the baseline.
    others : tuple of CheckpointSet
        The same training with other seeds.
    """

    study: Study
    checkpoint: CheckpointSet
    source: Study | None = None
    others: tuple[CheckpointSet, ...] = ()

    @property
    def reads(self) -> tuple[Path, ...]:
        """The folders that all parts are made from."""
        studies = (self.study,) if self.source is None else (self.study, self.source)
        return tuple(each.root.absolute() for each in (*studies, self.checkpoint, *self.others))

    def parcels(self) -> Mapping[str, CheckpointFiles]:
        """Return the files of all models, by digest."""
        files = (CheckpointFiles.of(each) for each in (self.checkpoint, *self.others))
        return {each.digest: each for each in files}

    def _carrying(self, ids: Sequence[str], methods: Iterable[str]) -> Self:
        """Return the same with the features of these people, and of whom else a method asks."""
        others = any("references" in METHODS[name].needs for name in methods)
        source = self.source
        return replace(
            self,
            study=self.study.carrying(self.study.ids if others else ids),
            source=None if source is None else source.carrying(source.ids),
        )


@dataclass(frozen=True)
class Explained(_OfModels):
    """Explain some people: a study, a checkpoint and a question that wait for their ids."""

    question: Question = Question()

    def __call__(self, ids: Sequence[str], report: Progress) -> xr.Dataset:
        """Return the run of these people."""
        return answer(
            self.study,
            self.checkpoint,
            self.question,
            self.source,
            participants=ids,
            progress=report,
        )

    def packed(self, ids: Sequence[str]) -> Explained:
        """Return the same with what these people are explained from."""
        return self._carrying(ids, self.question.methods)


@dataclass(frozen=True)
class Checked(_OfModels):
    """Check the explanations of some people: what they were made from, and who is compared."""

    def __call__(self, part: xr.Dataset, report: Progress) -> xr.Dataset:
        """Return the run of these people with its checks."""
        return check(
            part,
            self.study,
            self.checkpoint,
            baseline_from=self.source,
            also=self.others,
            progress=report,
        )

    def packed(self, part: xr.Dataset) -> Checked:
        """Return the same with what these people are explained from."""
        ids = part["participant"].values.astype(str).tolist()
        return self._carrying(ids, json.loads(part.attrs["methods"]))
