"""One participant, one word: which pixels of the face the prediction depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import signed_map
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def table(
    run: xr.Dataset,
    participant: str,
    *,
    word: str,
    maps: xr.Dataset | None,
    recorded: xr.Dataset | None = None,
) -> pd.DataFrame:
    """Tabulate the attribution of every pixel.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participant, word : str
        Ids of the person and the word.
    maps : xarray.Dataset or None
        From `depformer.explain.maps`, of this person; without it there are no attributions.
    recorded : xarray.Dataset or None
        From `depformer.study.arrays.recorded`, of this person; without it the face is not shown.

    Returns
    -------
    DataFrame
        One row a pixel, row by row: ``participant``, the word columns, ``y x attribution unit
        brightness``; NaN where there is no recording. Their sum is the attribution of the face by
        integrated gradients.
    """
    one_participant(run, participant)
    values, brightness = signed_map.pair(
        participant, word, "face", maps=maps, recorded=recorded, dims=("height", "width")
    )
    y, x = np.indices(values.shape)
    cells = {"y": y.ravel(), "x": x.ravel(), "attribution": values.ravel()}
    return signed_map.frame(run, participant, word, cells, brightness=brightness.ravel())


def figure(
    table: pd.DataFrame, *, label: str = "text", shown: str = "attributions", dark: bool = False
) -> go.Figure:
    """Draw the face in grey, and what each pixel added over it.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    shown : str
        ``attributions``, or the ``recording`` alone.
    dark : bool
        The theme.
    """
    drawn, known = signed_map.canvas(
        table, "face", "brightness", label=label, shown=shown, dark=dark, bottom=16, left=16
    )
    if not known:
        return drawn
    shape = int(table["y"].max()) + 1, int(table["x"].max()) + 1
    brightness, values = (
        table[column].to_numpy(dtype=float).reshape(shape)
        for column in ("brightness", "attribution")
    )
    if np.isfinite(brightness).any():
        drawn.add_trace(signed_map.grey(brightness, (0, 255)))
    if shown == "attributions":
        title = say("figure_lines.of_a_pixel")
        end = signed_map.strongest(table)
        drawn.add_trace(signed_map.signed(values, end, title, "%{x}, %{y}"))
    drawn.update_layout(
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={
            "visible": False,
            "autorange": "reversed",
            "scaleanchor": "x",
            "constrain": "domain",
        },
    )
    return drawn


SPEC = FigureSpec(
    id="face_map",
    needs=("attribution",),
    scope="word",
    guards=("person", "attribution"),
    table=table,
    figure=figure,
    given=("maps", "recorded"),
)
