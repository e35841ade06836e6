"""py-feat (Cheong et al., 2023): action units, emotions and head pose of every picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.recordings.descriptors.frame_table import FrameTableSpec, at_times, numbers
from depformer.wording import say

CONFIDENT = 0.8
KNOWN = ("frame", "FaceScore", "FaceRectWidth", "FaceRectHeight")
EMOTIONS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
KEPT = re.compile(r"AU\d\d|Pitch|Roll|Yaw|" + "|".join(EMOTIONS))


def knows(columns: Sequence[str]) -> bool:
    """Return whether the columns are those of py-feat."""
    return {"FaceRectX", "FaceRectWidth", "FaceScore", "frame"} <= set(columns)


def keeps(name: str) -> bool:
    """Return whether a column is needed."""
    return name in KNOWN or KEPT.fullmatch(name) is not None


def unit(name: str) -> str:
    """Return the unit of a column."""
    units = {"frames": "frame", "Pitch": "degree", "Roll": "degree", "Yaw": "degree"}
    return units.get(name, "0-1")


def values(table: pd.DataFrame, path: Path, fps: float | None) -> pd.DataFrame:
    """Return the largest face of every picture, where FaceScore >= 0.8."""
    if fps is None:
        raise DepformerError(say("descriptors.needs_fps", path=path), kind="study")
    known = numbers(table, ["frame", "FaceScore", "FaceRectWidth", "FaceRectHeight"])
    kept = numbers(table, [name for name in table.columns if KEPT.fullmatch(name)])
    timed = at_times(kept, known["frame"] / fps, path, table["frame"])
    area = (known["FaceRectWidth"] * known["FaceRectHeight"]).where(known["FaceScore"] >= CONFIDENT)
    largest = area.dropna().groupby(known["frame"]).idxmax()
    return timed.iloc[sorted(largest)]


SPEC = FrameTableSpec("py_feat", "py-feat", "pyfeat_", knows, keeps, "video", unit, values)
