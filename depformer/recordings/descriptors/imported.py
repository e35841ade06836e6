"""Tables of OpenFace, py-feat and openSMILE, reduced to the words of a recording."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.recordings.descriptors.frame_table import (
    FrameTableSpec,
    read_frame_table,
    read_header,
)
from depformer.recordings.descriptors.tables import openface, opensmile, py_feat
from depformer.registry import Registry
from depformer.validate import allowed_list, shortened
from depformer.wording import say

FRAME_TABLES: Registry[FrameTableSpec] = Registry(
    "table of descriptors", (openface.SPEC, py_feat.SPEC, opensmile.SPEC)
)
SHOWN = 5  # columns in a sentence


def table_of_words(
    path: Path,
    windows: Sequence[tuple[float, float]],
    *,
    kind: str | None = None,
    fps: float | None = None,
) -> pd.DataFrame:
    """Reduce a table of frames to one row a word: the mean of the frames inside the word.

    Which frames count, each program's own file says: OpenFace's with ``success`` 1 and a
    ``confidence`` of at least 0.8, for example.

    Parameters
    ----------
    path : Path
        CSV as the program wrote it.
    windows : sequence of (float, float)
        Onset and offset of each word [s]; NaN where a word is missing.
    kind : str, optional
        Of the program; without it, its columns tell.
    fps : float, optional
        Pictures a second of the video, for tables that count pictures.

    Returns
    -------
    DataFrame
        One row a word. The program's own names behind a prefix, NaN where no frame counts; the
        column ``<prefix>frames`` says how many did.

    Raises
    ------
    DepformerError
        If it is no table of a known program, or holds no times.
    """
    spec = program_of(path, kind)
    table = read_frame_table(path, spec.keeps)
    values = spec.values(table, path, fps).sort_index(kind="stable").add_prefix(spec.prefix)
    rows = []
    for onset, offset in windows:
        # With a missing edge nothing lies inside.
        inside = values[(values.index >= onset) & (values.index < offset)]
        rows.append({**inside.mean().to_dict(), f"{spec.prefix}frames": float(len(inside))})
    return pd.DataFrame(rows, columns=[*values.columns, f"{spec.prefix}frames"], dtype=float)


def program_of(path: Path, kind: str | None = None) -> FrameTableSpec:
    """Return the program of a table, as its columns tell.

    Raises
    ------
    DepformerError
        If it is of none that is known, or not of the one that is named.
    """
    names, _ = read_header(path)
    got = shortened(", ".join(names[:SHOWN]))
    if kind is not None:
        spec = FRAME_TABLES[kind]
        if not spec.knows(names):
            raise DepformerError(
                say("descriptors.not_of", path=path, title=spec.title, got=got), kind="study"
            )
        return spec
    found = next((spec for spec in FRAME_TABLES if spec.knows(names)), None)
    if found is None:
        allowed = allowed_list(spec.title for spec in FRAME_TABLES)
        raise DepformerError(
            say("descriptors.unknown", path=path, got=got, allowed=allowed), kind="study"
        )
    return found
