"""A study with the run of one checkpoint, as pages and files for people take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from depformer.runs.places import KeptRun, available
from depformer.study import Study

if TYPE_CHECKING:
    import xarray as xr

MADE_FROM = ("study", "checkpoint")


@dataclass(frozen=True)
class Opened:
    """A study with the run of one checkpoint.

    Parameters
    ----------
    study : Study
        Checked.
    checkpoint : Path
        Its folder.
    run : xarray.Dataset
        Obeys the schema.
    key : str
        What identifies the run, for caches.
    baseline_from : str or None
        The study of the run's baseline, where it is one's mean.
    """

    study: Study
    checkpoint: Path
    run: xr.Dataset
    key: str
    baseline_from: str | None = None

    @property
    def others(self) -> tuple[KeptRun, ...]:
        """All kept runs of this study and this checkpoint, those made meanwhile too."""
        digests = (self.run.attrs[f"{each}_digest"] for each in MADE_FROM)
        return available(self.study.root, *digests)
