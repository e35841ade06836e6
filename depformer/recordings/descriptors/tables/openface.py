"""OpenFace 2 (Baltrusaitis et al., 2018): action units, head pose and gaze of every picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from depformer.recordings.descriptors.frame_table import FrameTableSpec, at_times, numbers

CONFIDENT = 0.8
KNOWN = ("timestamp", "confidence", "success", "face_id")
# Single landmarks and the parameters of the shape model say nothing about a word by themselves.
KEPT = re.compile(r"AU\d\d_[rc]|pose_[TR][xyz]|gaze_[01]_[xyz]|gaze_angle_[xy]")


def knows(columns: Sequence[str]) -> bool:
    """Return whether the columns are those of OpenFace."""
    return {"frame", "timestamp", "confidence", "success"} <= set(columns)


def keeps(name: str) -> bool:
    """Return whether a column is needed."""
    return name in KNOWN or KEPT.fullmatch(name) is not None


def unit(name: str) -> str:
    """Return the unit of a column."""
    if name.startswith("AU"):
        return "intensity 0-5" if name.endswith("_r") else "share of frames"
    if name.startswith("pose"):
        return "mm" if name[5] == "T" else "rad"
    return {"frames": "frame", "gaze_angle_x": "rad", "gaze_angle_y": "rad"}.get(name, "1")


def values(table: pd.DataFrame, path: Path, fps: float | None) -> pd.DataFrame:
    """Return the frames with success = 1 and confidence >= 0.8; of several faces, the surest."""
    known = numbers(table, ["timestamp", "confidence", "success"])
    kept = numbers(table, [name for name in table.columns if KEPT.fullmatch(name)])
    timed = at_times(kept, known["timestamp"], path, table["timestamp"])
    counts = (known["success"] == 1) & (known["confidence"] >= CONFIDENT)
    if "face_id" in table.columns and counts.any():
        surest = known["confidence"].where(counts).groupby(table["face_id"]).sum().idxmax()
        counts &= table["face_id"] == surest
    return timed[counts.to_numpy()]


SPEC = FrameTableSpec("openface", "OpenFace", "openface_", knows, keeps, "video", unit, values)
