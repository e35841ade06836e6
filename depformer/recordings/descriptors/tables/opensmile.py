"""openSMILE (Eyben et al., 2010), eGeMAPS among its sets: descriptors of the voice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.recordings.descriptors.frame_table import FrameTableSpec, at_times, numbers
from depformer.wording import say

LEADING = {"name", "file", "frameIndex", "frameTime", "frameLength", "start", "end", "class"}
TIMES = ("frameTime", "start", "end")
PITCH = "F0semitoneFrom27.5Hz"
UNITS = {
    "frames": "frame",
    "F0semitoneFrom27.5Hz": "semitone above 27.5 Hz",
    "shimmerLocaldB": "dB",
    "HNRdBACF": "dB",
    "F1frequency": "Hz",
    "F2frequency": "Hz",
    "F3frequency": "Hz",
    "F1bandwidth": "Hz",
    "F2bandwidth": "Hz",
    "F3bandwidth": "Hz",
}
# Of eGeMAPS, what only a voiced frame has; elsewhere a 0 stands, which is no value.
VOICED = ("F0semitone", "jitter", "shimmer", "HNR", "logRelF0", "F1", "F2", "F3")


def knows(columns: Sequence[str]) -> bool:
    """Return whether the columns are those of SMILExtract, or of opensmile for Python."""
    names = set(columns)
    return {"name", "frameTime"} <= names or {"file", "start", "end"} <= names


def keeps(name: str) -> bool:
    """Return whether a column is needed: all that describe, and the times."""
    return name not in LEADING or name in TIMES


def unit(name: str) -> str:
    """Return the unit of a column, as far as its name states one."""
    return UNITS.get(name.split("_sma")[0], "")


def values(table: pd.DataFrame, path: Path, fps: float | None) -> pd.DataFrame:
    """Return all frames; what only voiced frames have is blank where the pitch is 0."""
    if len(table) == 1:
        raise DepformerError(say("descriptors.one_row", path=path), kind="study")
    if "frameTime" in table.columns:
        given = table["frameTime"]
        times = pd.to_numeric(given, errors="coerce")
    else:
        given = table["start"]
        start, end = _seconds(given), _seconds(table["end"])
        times = start + (end - start) / 2.0
    kept = numbers(table, [name for name in table.columns if name not in LEADING])
    pitch = next((name for name in kept.columns if name.startswith(PITCH)), None)
    if pitch is not None:
        voiced = [name for name in kept.columns if name.startswith(VOICED)]
        unvoiced = kept[pitch] <= 0
        kept.loc[unvoiced, voiced] = float("nan")
    return at_times(kept, times, path, given)


def _seconds(given: pd.Series) -> pd.Series:
    """Return times written as ``0 days 00:00:01.5`` in seconds, NaN where one is none."""
    return pd.to_timedelta(given, errors="coerce").dt.total_seconds()


SPEC = FrameTableSpec("opensmile", "openSMILE", "opensmile_", knows, keeps, "audio", unit, values)
