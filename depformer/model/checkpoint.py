"""One trained model in memory: what it predicts, and which study fits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.labels import MODES, human
from depformer.model.network import DEPFormer, Output
from depformer.model.processor import PROCESSOR
from depformer.model.release.published import classify_published, first_selections
from depformer.study import Study
from depformer.validate import allowed_list, one_of, same_shape
from depformer.wording import say

SPLITS = ("train", "val", "test")


def _by_digest(splits: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    # Whoever was in training was seen, whatever else the file says: train is written last.
    return {str(each): part for part in reversed(SPLITS) for each in splits.get(part, {}).values()}


@dataclass(frozen=True)
class Checkpoint:
    """One trained model with what belongs to it.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    model : DEPFormer
        In evaluation mode.
    baselines : dict of Tensor
        ``training_mean.face``, ``.audio`` and ``.z``, and the same for ``healthy_mean``, per word.
    training : dict
        ``training.json``: splits, metrics, seed, versions.
    digest : str
        Of the config, the weights and the baselines.
    lock : RLock
        Held by whoever lets anything pass through the model, which several threads may share:
        somebody else may be recording what passes, or holding its word selection.
    """

    folder: Path
    model: DEPFormer
    baselines: dict[str, Tensor]
    training: dict[str, Any]
    digest: str
    lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    @property
    def config(self) -> ModelConfig:
        """Every size of the model."""
        return self.model.config

    @property
    def untrained(self) -> bool:
        """Whether its weights are fresh, as `depformer.train.write_untrained` draws them."""
        return bool(self.training.get("untrained"))

    @cached_property
    def roles(self) -> dict[str, str]:
        """The role in training of everybody seen, by the digest of their features."""
        return _by_digest(self.training.get("splits", {}))

    @cached_property
    def parts(self) -> dict[str, str]:
        """The same, and of those whom the study puts into a part but who were left out of it."""
        return _by_digest(self.training.get("left_out", {})) | self.roles

    @property
    def device(self) -> torch.device:
        """Where the model lies; what goes in and comes out lies on the processor."""
        return next(self.model.parameters()).device

    def on(self, device: torch.device) -> Checkpoint:
        """Return the same on a device: itself where it lies there, else a copy, made once."""
        if device.type == self.device.type:
            return self
        if device.type not in self._copies:
            copy = replace(self, model=deepcopy(self.model).to(device))
            copy._copies[self.device.type] = self
            self._copies[device.type] = copy
        return self._copies[device.type]

    @cached_property
    def _copies(self) -> dict[str, Checkpoint]:
        return {}

    # These two are the only ways to a model that may lie elsewhere: whoever asks it, a method of
    # explanation say, has tensors on the processor and knows of no device.
    def classify(self, z: Tensor) -> Output:
        """Return what the model says of rows of z, with gradients; see `DEPFormer.classify`."""
        out: Output = self.model.classify(z.to(self.device))
        return Output(*(each.to(PROCESSOR) for each in out))

    def adapt(self, face: Tensor, audio: Tensor) -> Tensor:
        """Return z of faces and audio vectors; see `DEPFormer.adapt`."""
        return self.model.adapt(face.to(self.device), audio.to(self.device)).to(PROCESSOR)

    def z(self, face: ArrayLike, audio: ArrayLike, mask: ArrayLike | None = None) -> Tensor:
        """Return z of several participants, missing cells filled with the training mean.

        Where nobody was trained with, they are filled with the average cell of the standardisation.

        Parameters
        ----------
        face : array_like
            0 to 1, shape (participant, word, height, width).
        audio : array_like
            Shape (participant, word, feature).
        mask : array_like of bool, optional
            True where the recording is missing, shape (participant, word, modality).

        Returns
        -------
        Tensor
            Shape (participant, word, modality, hidden).

        Raises
        ------
        DepformerError
            If a shape does not fit the model, a face is outside 0 to 1, or a value outside the
            mask is no finite number.
        """
        c = self.config
        faces = np.asarray(face, dtype=np.float32)
        voices = np.asarray(audio, dtype=np.float32)
        sizes = ("participant", c.n_words, c.image_size, c.image_size)
        same_shape("face", faces.shape, sizes, kind="checkpoint")
        same_shape("audio", voices.shape, (len(faces), c.n_words, c.audio_size), kind="checkpoint")
        gone = np.zeros((*faces.shape[:2], 2), bool) if mask is None else np.asarray(mask, bool)
        same_shape("mask", gone.shape, (len(faces), c.n_words, 2), kind="checkpoint")
        faces = np.where(gone[..., 0, None, None], np.float32(0), faces)
        voices = np.where(gone[..., 1, None], np.float32(0), voices)
        for name, values in (("face", faces), ("audio", voices)):
            if not np.isfinite(values).all():
                raise DepformerError(say("checkpoint.not_finite", name=name))
        if faces.size and (faces.min() < 0 or faces.max() > 1):
            raise DepformerError(
                say("checkpoint.face_out_of_range", low=faces.min(), high=faces.max())
            )
        with torch.no_grad():
            z = self.adapt(torch.from_numpy(faces), torch.from_numpy(voices))
            if gone.any():
                # Nobody trained fresh weights: there, the average cell is all that is known.
                adapter = self.model.adapter
                mean = adapter.average_cell() if self.untrained else self.baseline("training_mean")
                z = torch.where(torch.from_numpy(gone)[..., None], mean.to(z), z)
        return z

    def predict(
        self,
        face: ArrayLike,
        audio: ArrayLike,
        *,
        mask: ArrayLike | None = None,
        mode: str = "honest",
        seed: int = 0,
    ) -> NDArray[np.float32]:
        """Return logits.

        Parameters
        ----------
        face, audio, mask
            As in `z`.
        mode : str
            ``honest``: each participant alone, the same at every call. ``published``: the forward
            pass of the public release, for an even number of participants, which it mixes.
        seed : int
            Of the keys that the published mode draws; the honest mode draws none.

        Returns
        -------
        ndarray
            Shape (participant, outcome) [logit]; of a model of severity (participant, 1), in
            standard deviations from the mean of its training part.
        """
        z = self.z(face, audio, mask)
        if one_of("mode", mode, MODES) == "honest":
            out = self.output(z).logits
        else:
            draw = torch.Generator().manual_seed(seed)
            out = self.published(z, draw)
        logits: NDArray[np.float32] = out.numpy()
        return logits

    def output(self, z: Tensor, who: Sequence[str] = ()) -> Output:
        """Return logits and branch logits of z without gradients.

        Parameters
        ----------
        z : Tensor
            From `z`.
        who : sequence of str, optional
            The participants, for the sentence that names whoever gets no finite number.

        Raises
        ------
        DepformerError
            If a number is not finite: finite weights and recordings can overflow.
        """
        with self.lock, torch.no_grad():
            out = self.classify(z)
        self._refuse_overflow(out.branch_logits, who)
        self._refuse_overflow(out.logits, who)
        return out

    def published(self, z: Tensor, draw: torch.Generator, who: Sequence[str] = ()) -> Tensor:
        """Return the logits of the release's own forward pass; see `output`.

        It mixes people and draws keys, on the processor wherever the model lies.
        """
        with self.lock:
            logits = classify_published(self.on(PROCESSOR).model, z, draw).logits
        self._refuse_overflow(logits, who)
        return logits

    def first_selections(
        self, z: Tensor, stream: str, passes: int, draw: torch.Generator
    ) -> Tensor:
        """Return what the release's random keys select, on the processor as `published`."""
        return first_selections(self.on(PROCESSOR).model, z, stream, passes, draw)

    def _refuse_overflow(self, numbers: Tensor, who: Sequence[str]) -> None:
        fits = numbers.isfinite().flatten(1).all(dim=1).tolist()
        if not all(fits):
            row = fits.index(False)
            name = (who[row] if who else "") or say("checkpoint.row", number=row + 1)
            facts = {"who": name, "folder": self.folder}
            raise DepformerError(say("checkpoint.overflow", **facts), kind="checkpoint")

    def baseline(self, name: str) -> Tensor:
        """Return a baseline's z, shape (word, modality, hidden).

        Raises
        ------
        DepformerError
            If this checkpoint stores no such mean, offering what there is.
        """
        if name == "zero":
            with torch.no_grad():
                c = self.config
                size = (1, c.n_words, c.image_size, c.image_size)
                return self.adapt(torch.zeros(size), torch.zeros(1, c.n_words, c.audio_size))[0]
        if f"{name}.z" in self.baselines:
            return self.baselines[f"{name}.z"]
        stored = sorted({key.split(".")[0] for key in self.baselines})
        raise DepformerError(
            say(
                "checkpoint.no_baseline_untrained" if self.untrained else "checkpoint.no_baseline",
                name=self.folder.name,
                baseline=name,
                allowed=allowed_list(
                    f"{each} ({human(each)})" for each in (*stored, "participant_mean", "zero")
                ),
            ),
            kind="checkpoint",
        )

    def check(self, study: Study) -> None:
        """Raise unless the study fits this model, naming both sides of every difference."""
        c = self.config
        pairs = (
            (say("checkpoint.words"), len(study.words), c.n_words),
            (say("checkpoint.pixels"), study.image_size, c.image_size),
            (say("checkpoint.audio_numbers"), study.audio_size, c.audio_size),
        )
        faults = [
            say("checkpoint.other_size", what=what, got=got, want=want)
            for what, got, want in pairs
            if got != want
        ]
        digests = (
            (say("checkpoint.word_list"), study.word_list_digest, c.word_list_digest),
            (say("checkpoint.extractors"), study.feature_digest, c.feature_digest),
        )
        faults += [
            say("checkpoint.other_digest", what=what, got=got[:12], want=want[:12])
            for what, got, want in digests
            if want and got != want
        ]
        if faults:
            raise DepformerError.listing(
                say("checkpoint.study_unfit", folder=self.folder, study=study.root),
                faults,
                kind="checkpoint",
            )
