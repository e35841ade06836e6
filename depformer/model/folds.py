"""The models of one cross-validation, and which of them speaks for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike, NDArray

from depformer import labels
from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.files import digest, source_of
from depformer.model.checkpoint import SPLITS, Checkpoint
from depformer.model.quantity import quantity_of
from depformer.study import Study, layout
from depformer.validate import whole_number
from depformer.wording import say


@dataclass(frozen=True)
class CheckpointSet:
    """The folds of one cross-validation, or a single model as the only fold.

    Attributes
    ----------
    root : Path
        The folder.
    folds : tuple of Checkpoint
        In order.
    """

    root: Path
    folds: tuple[Checkpoint, ...]

    def __reduce__(self) -> tuple[Any, tuple[Path, str]]:
        """Go to another process as a place and a digest; the bytes stay on the disk of both."""
        from depformer.model.elsewhere import opened_again

        return opened_again, (self.root.absolute(), self.digest)

    @property
    def config(self) -> ModelConfig:
        """The sizes that all folds share."""
        return self.folds[0].config

    @property
    def digest(self) -> str:
        """Of all folds."""
        return digest(*(fold.digest for fold in self.folds))

    @property
    def device(self) -> str:
        """Name of the device that the models lie on."""
        return self.folds[0].device.type

    def on(self, device: torch.device) -> CheckpointSet:
        """Return the same models on a device; see `Checkpoint.on`."""
        folds = tuple(fold.on(device) for fold in self.folds)
        same = all(new is fold for new, fold in zip(folds, self.folds, strict=True))
        return self if same else replace(self, folds=folds)

    @property
    def source(self) -> str:
        """Name and commit on the hub that it was fetched from; empty for a folder of one's own."""
        return source_of(self.root)

    def fold(self, number: int | None) -> Checkpoint:
        """Return one fold; without a number, the only one.

        Raises
        ------
        DepformerError
            If there are several and none is named, or there is no such fold.
        """
        if number is None and len(self.folds) > 1:
            raise DepformerError(
                say(
                    "checkpoint.several_folds",
                    root=self.root,
                    folds=len(self.folds),
                    last=len(self.folds) - 1,
                ),
                kind="checkpoint",
            )
        return self.folds[whole_number("fold", number or 0, low=0, high=len(self.folds) - 1)]

    def predict(
        self,
        face: ArrayLike,
        audio: ArrayLike,
        *,
        mask: ArrayLike | None = None,
        fold: int | None = None,
        mode: str = "honest",
        seed: int = 0,
    ) -> NDArray[np.float32]:
        """Return logits of one fold, shape (participant, outcome); see `Checkpoint.predict`."""
        return self.fold(fold).predict(face, audio, mask=mask, mode=mode, seed=seed)

    def check(self, study: Study) -> None:
        """Raise unless the study fits, and has what is predicted."""
        self.folds[0].check(study)
        scored = quantity_of(self.folds[0]).target.is_score
        if scored and not study.has_scores:
            known = {"folder": self.root, "study": study.root}
            raise DepformerError(say("checkpoint.no_scores", **known), kind="study")

    def assign(self, study: Study, fold: int | None = None) -> pd.DataFrame:
        """Return which fold speaks for each participant, and what that fold knows of them.

        A person is known by the digest of their features, since ids repeat over studies. Whoever
        was seen is taken by the fold that held them out; whoever is new, by fold 0, or by `fold`
        if that is given for all. A person is seen if any of his or her sessions was: none of them
        is held out by a fold that was trained or stopped with another.

        Returns
        -------
        DataFrame
            Index participant, columns ``fold``, ``role`` (train, val, test, new) and
            ``other_features``: whether the id is known with other features.
        """
        rows, persons, rows_of = [], study.persons, dict[str, list[str]]()
        known_ids = [self._roles_of_ids(number) for number in range(len(self.folds))]
        for row, known in study.participant_digests.items():
            rows_of.setdefault(persons[row], []).append(known)
        numbers = range(len(self.folds)) if fold is None else [self._number(fold)]
        for participant in study.ids:
            roles = {k: self._role_of_rows(k, rows_of[persons[participant]]) for k in numbers}
            held_out = [k for k in numbers if roles[k] == "test"]
            seen = [k for k in numbers if roles[k] != "new"]
            # An id that is known with other features may be the same person, extracted anew:
            # the fold that held that id out is the safe one.
            by_id = {k: known_ids[k].get(persons[participant], "") for k in numbers}
            other = not seen and any(by_id.values())
            safe = [k for k in numbers if other and by_id[k] == "test"]
            chosen = (held_out or seen or safe or list(numbers))[0]
            rows.append((chosen, roles[chosen], other))
        return pd.DataFrame(rows, index=study.ids, columns=["fold", "role", "other_features"])

    def _role_of_rows(self, fold: int, rows: list[str]) -> str:
        """Return what a fold knows of a person by all rows: trained on goes before held out."""
        roles = {self.folds[fold].parts.get(known, "new") for known in rows}
        return next(role for role in labels.ROLES if role in roles)

    def _roles_of_ids(self, fold: int) -> dict[str, str]:
        """Return what a fold knows of people by their ids alone."""
        notes = self.folds[fold].training
        kept = [notes.get(name, {}) for name in ("left_out", "splits")]
        ids = [
            (row, part) for each in kept for part in reversed(SPLITS) for row in each.get(part, {})
        ]
        return {layout.person_of(row): split for row, split in ids}

    def _number(self, fold: int) -> int:
        return whole_number("fold", fold, low=0, high=len(self.folds) - 1)
