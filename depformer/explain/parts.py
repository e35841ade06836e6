"""What makes a part of a run, here or in another process: some people, explained or checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import xarray as xr

from depformer.config import DEVICES, Question
from depformer.explain.check_run import check
from depformer.explain.engine import answer
from depformer.explain.methods import METHODS, method_options
from depformer.model import CheckpointSet
from depformer.model.elsewhere import CheckpointFiles
from depformer.model.processor import device_named, within_memory
from depformer.study import Study
from depformer.study.elsewhere import StudyFeatures
from depformer.work import Progress
from depformer.work.pieces import Parcel


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
    question : Question
        What is asked of them.
    device : str
        Where the models compute, one of `depformer.config.DEVICES`.
    """

    study: Study
    checkpoint: CheckpointSet
    source: Study | None = None
    others: tuple[CheckpointSet, ...] = ()
    question: Question = Question()
    device: str = DEVICES[0]

    @property
    def reads(self) -> tuple[Path, ...]:
        """The folders that all parts are made from."""
        studies = (self.study,) if self.source is None else (self.study, self.source)
        return tuple(each.root.absolute() for each in (*studies, self.checkpoint, *self.others))

    @property
    def _everybody(self) -> dict[str, Study]:
        """The studies of which each part is made from all people, by digest."""
        others = any(
            "references" in METHODS[name].needs for name in method_options(self.question.methods)
        )
        studies = ([self.study] if others else []) + ([self.source] if self.source else [])
        return {each.digest: each for each in studies}

    def parcels(self) -> Mapping[str, Parcel]:
        """Return the files of all models, and the features that every part is made from."""
        models = (self.checkpoint, *self.others)
        parcels: dict[str, Parcel] = {each.digest: CheckpointFiles.of(each) for each in models}
        for digest, each in self._everybody.items():
            parcels[digest] = StudyFeatures.of(each, each.ids)
        return parcels

    def _carrying(self, ids: Sequence[str]) -> Self:
        """Return the same with these people, and all people where each part is made from them."""
        study, source = self.study, self.source
        whole = study.digest in self._everybody
        return replace(
            self,
            study=study.carrying(study.ids) if whole else study.carrying(ids, ids),
            source=None if source is None else source.carrying(source.ids),
        )


@dataclass(frozen=True)
class Explained(_OfModels):
    """Explain some people: a study, a checkpoint and a question that wait for their ids."""

    def __call__(self, ids: Sequence[str], report: Progress) -> xr.Dataset:
        """Return the run of these people."""
        with within_memory(self.device):
            return answer(
                self.study,
                self.checkpoint.on(device_named(self.device)),
                self.question,
                self.source,
                participants=ids,
                progress=report,
            )

    def packed(self, ids: Sequence[str]) -> tuple[Explained, Sequence[str]]:
        """Return the same with what these people are explained from."""
        return self._carrying(ids), ids


@dataclass(frozen=True)
class Checked(_OfModels):
    """Check the explanations of some people: what they were made from, and who is compared."""

    def __call__(self, part: xr.Dataset, report: Progress) -> xr.Dataset:
        """Return the run of these people with its checks."""
        with within_memory(self.device):
            return check(
                part,
                self.study,
                self.checkpoint,
                baseline_from=self.source,
                also=self.others,
                device=self.device,
                progress=report,
            )

    def packed(self, part: xr.Dataset) -> tuple[Checked, xr.Dataset]:
        """Return the same with what these people are explained from."""
        return self._carrying(part["participant"].values.astype(str).tolist()), part
