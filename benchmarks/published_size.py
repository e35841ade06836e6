"""A participant before a model of the published size (224 x 224, 24 words), for other scripts."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from depformer.explain.case import Case
from depformer.explain.engine import one_person
from depformer.model import Checkpoint, Taps, convert, load_checkpoint
from depformer.study import load_study

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.model import golden  # noqa: E402

PARITY_SEED = 11
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Before(NamedTuple):
    """One participant before one model, against a baseline whose z is kept with the model."""

    fold: Checkpoint
    face: Tensor  # (1, word, height, width), 0 to 1
    audio: Tensor  # (1, word, feature)
    absent_face: Tensor  # of the baseline, the same shapes
    absent_audio: Tensor
    absent_z: Tensor  # (1, word, modality, hidden)

    @property
    def case(self) -> Case:
        """The participant as the methods take it: the adapter's first layers run here."""
        with torch.no_grad():
            z = self.fold.model.adapt(self.face, self.audio)
        return Case(self.fold, z[0], self.absent_z[0], Taps(), 0)


def parity(draw: int = 0) -> Before:
    """Return the recipe of the published golden case: its weights, drawn inputs, a drawn mean."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parity.pth"
        torch.save(golden.state_dict(PARITY_SEED), path)
        fold = convert(path, Path(folder) / "converted").folds[0]
    c = fold.config
    drawn = torch.Generator().manual_seed(draw)
    size = (1, c.n_words, c.image_size, c.image_size)
    face = torch.rand(size, generator=drawn)
    audio = torch.randn(1, c.n_words, c.audio_size, generator=drawn)
    absent = torch.full_like(face, 0.5), torch.zeros_like(audio)
    with torch.no_grad():
        return Before(fold, face, audio, *absent, fold.model.adapt(*absent))


def trained(study: Path, checkpoint: Path, participant: int = 0) -> Before:
    """Return a participant of a study before the fold that held them out, against its mean."""
    opened, models = load_study(study), load_checkpoint(checkpoint)
    who = opened.ids[participant]
    case, _ = one_person(opened, models, who, "training_mean", None)
    features, means = opened.features(who), case.checkpoint.baselines
    return Before(
        case.checkpoint,
        torch.from_numpy(features.face)[None] / 255,
        torch.from_numpy(features.audio)[None],
        means["training_mean.face"][None],
        means["training_mean.audio"][None],
        means["training_mean.z"][None],
    )


def memory_mb(field: str) -> float:
    """Return a line of the process's status [MB]: VmRSS now, VmHWM at its highest."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return float(lines[field].split()[0]) / 1024


def forget_peak() -> None:
    """Set the highest mark back to what is used now (Linux only)."""
    CLEAR.write_text("5")
