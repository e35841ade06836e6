"""Attributions of pixels or of a voice's numbers over what was recorded: shared by both maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import xarray as xr
from numpy.typing import NDArray

from depformer import labels
from depformer.errors import DepformerError
from depformer.figures.parts import style
from depformer.figures.parts.words import of_words
from depformer.schema import Target, target_of
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

STRONGEST_SHOWN = 99.5  # percentile of the absolute values that takes the full colour
SHOWN = ("attributions", "recording")
PLOT = 290.0


def of_word(values: xr.Dataset, participant: str, word: str) -> xr.Dataset:
    """Return the arrays of one word, or raise unless they are of this participant.

    Parameters
    ----------
    values : xarray.Dataset
        From `depformer.explain.maps` or `depformer.study.arrays.recorded`.
    participant, word : str
        Ids of the person and the word.
    """
    whose = str(values.attrs.get("participant", ""))
    if whose != participant:
        raise DepformerError(say("figure_lines.other_person", whose=whose, participant=participant))
    return values.sel(word=one_of("word", word, values["word"].values.astype(str)))


def pair(
    participant: str,
    word: str,
    modality: str,
    *,
    maps: xr.Dataset | None,
    recorded: xr.Dataset | None,
    dims: tuple[str, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return attributions and recording of one word, NaN where there is none.

    Parameters
    ----------
    participant, word : str
        Ids of the person and the word.
    modality : str
        ``face`` or ``audio``.
    maps, recorded : xarray.Dataset or None
        As of `of_word`; one of both must be given.
    dims : tuple of str
        Order of the dims.
    """
    attributions = _array(maps, participant, word, modality, f"{modality}_map", dims)
    recording = _array(recorded, participant, word, modality, modality, dims)
    known = recording if attributions is None else attributions
    if known is None:
        raise DepformerError(say("figure_lines.no_maps", participant=participant))
    nothing = np.full(known.shape, np.nan)
    return (
        nothing if attributions is None else attributions,
        nothing if recording is None else recording,
    )


def frame(
    run: xr.Dataset, participant: str, word: str, cells: Mapping[str, Any], **more: Any
) -> pd.DataFrame:
    """Return the table of a map: the person, the word's columns, the cells, unit and the rest.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participant, word : str
        Ids of the person and the word.
    cells : mapping
        Columns that say where, and ``attribution``.
    **more
        Columns after the unit.
    """
    found = pd.DataFrame({"participant": participant, "word": word, **cells})
    return of_words(run, found.assign(unit=target_of(run).unit, **more))


def canvas(
    table: pd.DataFrame,
    modality: str,
    recording: str,
    *,
    label: str,
    shown: str,
    dark: bool,
    bottom: int,
    left: int = 70,
) -> tuple[go.Figure, bool]:
    """Return the figure of a map with its question and reading line, and whether it can be filled.

    Parameters
    ----------
    table : DataFrame
        Of the map, from `frame`.
    modality : str
        ``face`` or ``voice``, as the sentences name it.
    recording : str
        Column of the recorded values.
    label, shown, dark
        As of the figure.
    bottom, left : int
        Margins [px].
    """
    first, mapped = table.iloc[0], shown == "attributions"
    name = str(first[one_of("label", label, labels.WORD_LABELS)])
    question = say(f"maps.ask_{modality}", who=layout.named(first["participant"]), word=name)
    if not table["attribution" if mapped else recording].notna().any():
        return style.nothing(question, say(f"maps.none_{modality}"), dark=dark), False
    line = say("figure_lines.recorded_word", reading=say(f"maps.read_{modality}"))
    if mapped:
        ending = Target.of_unit(str(first["unit"])).ending
        reading = say(f"figures.read_{modality}_map{ending}")
        line = say("figure_lines.one_word", reading=reading, unit=first["unit"])
    bar = mapped or modality == "voice"
    laid_out = style.layout(
        question,
        line,
        plot_height=PLOT,
        bottom=bottom,
        left=left,
        right=110 if bar else 30,
        legend=False,
        dark=dark,
    )
    return go.Figure(layout=laid_out), True


def _array(
    values: xr.Dataset | None,
    participant: str,
    word: str,
    modality: str,
    name: str,
    dims: tuple[str, ...],
) -> NDArray[np.float64] | None:
    if values is None:
        return None
    own = of_word(values, participant, word)
    array = own[name].transpose(*dims).values.astype(float)
    if "missing" in own and bool(own["missing"].sel(modality=modality)):
        return np.full(array.shape, np.nan)
    return np.asarray(array)


def strongest(table: pd.DataFrame) -> float:
    """Return the size of an attribution from which on the colour is full."""
    sizes = table["attribution"].abs().dropna()
    return float(np.percentile(sizes, STRONGEST_SHOWN)) if len(sizes) else 0.0


def grey(picture: NDArray[Any], ends: tuple[float, float], **place: float) -> go.Heatmap:
    """Return a recording in grey."""
    return go.Heatmap(
        z=picture,
        zmin=ends[0],
        zmax=ends[1],
        colorscale="Greys_r",
        showscale=False,
        hoverinfo="skip",
        **place,
    )


def signed(
    values: NDArray[Any], end: float, title: str, unit: str, where: str, **place: float
) -> go.Heatmap:
    """Return attributions in the colours of the groups, clear at 0.

    Parameters
    ----------
    values : ndarray
        Shape (row, column).
    end : float
        From `strongest`; the colours reach from its negative to it.
    title, unit : str
        Of the colour bar.
    where : str
        Template of the place in the hover text.
    **place
        Of the cells, as plotly takes it.
    """
    return go.Heatmap(
        z=values,
        zmin=-(end or 1.0),
        zmax=end or 1.0,
        colorscale=style.OVERLAY,
        colorbar=style.colour_bar(style.with_unit(title, unit)) | {"exponentformat": "none"},
        hovertemplate=f"{where}<br>%{{z:+.2e}} {unit}<extra></extra>",
        **place,
    )
