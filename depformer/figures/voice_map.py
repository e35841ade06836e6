"""One participant, one word: which part of the voice the prediction depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import recordings, signed_map, style
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
    """Tabulate the attribution of every number of a voice.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participant, word : str
        Ids of the person and the word.
    maps : xarray.Dataset or None
        From `depformer.explain.maps`, of this person; without it there are no attributions.
    recorded : xarray.Dataset or None
        From `depformer.study.arrays.recorded`, of this person; without it the voice is not shown,
        and its numbers are taken for no log-mel powers.

    Returns
    -------
    DataFrame
        One row a number: ``participant``, the word columns, ``place band bin frequency share
        attribution unit power darkest brightest``; frequency [kHz] and share of the recording [%]
        of log-mel powers [dB], else NaN; the last two are the values that are drawn black and
        white, the same for all words of a person. NaN where there is no recording.
    """
    one_participant(run, participant)
    values, power = signed_map.pair(
        participant, word, "audio", maps=maps, recorded=recorded, dims=("feature",)
    )
    shape = recordings.grid(values).shape
    band, column = np.indices(shape)
    frequency, share, ends = np.full(shape, np.nan), np.full(shape, np.nan), (np.nan, np.nan)
    if recorded is not None:
        ends = recordings.ends(recorded["audio"].values)
        if recordings.is_log_mel(recorded):
            frequency = np.broadcast_to(recordings.frequencies()[:, None], shape)
            share = 100 * (column + 0.5) / shape[1]
    cells = {
        "place": np.arange(values.size),
        "band": band.ravel(),
        "bin": column.ravel(),
        "frequency": frequency.ravel(),
        "share": share.ravel(),
        "attribution": values,
    }
    shown = {"power": power, "darkest": ends[0], "brightest": ends[1]}
    return signed_map.frame(run, participant, word, cells, **shown)


def figure(
    table: pd.DataFrame, *, label: str = "text", shown: str = "attributions", dark: bool = False
) -> go.Figure:
    """Draw the voice, and what each of its numbers added over it.

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
        table, "voice", "power", label=label, shown=shown, dark=dark, bottom=50
    )
    if not known:
        return drawn
    mapped = shown == "attributions"
    if table["frequency"].notna().any():
        _spectrum(drawn, table, mapped=mapped)
    else:
        _vector(drawn, table, mapped=mapped, dark=dark)
    return drawn


def _spectrum(drawn: go.Figure, table: pd.DataFrame, *, mapped: bool) -> None:
    shape = int(table["band"].max()) + 1, int(table["bin"].max()) + 1
    power, values, kilohertz = (
        table[column].to_numpy(dtype=float).reshape(shape)
        for column in ("power", "attribution", "frequency")
    )
    width = 100 / shape[1]
    place = {"x0": width / 2, "dx": width}
    ends = float(table["darkest"].iloc[0]), float(table["brightest"].iloc[0])
    where = say("figure_lines.at_share")
    if mapped:
        title, end = say("figure_lines.of_a_band"), signed_map.strongest(table)
        drawn.add_trace(signed_map.grey(power, ends, **place))
        drawn.add_trace(signed_map.signed(values, end, title, where, **place))
    else:
        drawn.add_trace(
            go.Heatmap(
                z=power,
                zmin=ends[0],
                zmax=ends[1],
                colorscale=style.CIVIDIS,
                customdata=kilohertz,
                hovertemplate=f"{where}, %{{customdata:.2f}} kHz<br>%{{z:.0f}} dB<extra></extra>",
                colorbar=style.colour_bar(say("figure_lines.power")),
                **place,
            )
        )
    ticks = np.searchsorted(kilohertz[:, 0], recordings.SHOWN_KHZ)
    drawn.update_layout(
        xaxis={
            "title": {"text": say("figure_lines.share_of_recording_axis")},
            "range": [0, 100],
            "showgrid": False,
        },
        yaxis={
            "title": {"text": say("figure_lines.frequency_axis")},
            "tickvals": ticks.tolist(),
            "ticktext": [f"{kilohertz[i, 0]:.1f}" for i in ticks],
            "showgrid": False,
        },
    )


def _vector(drawn: go.Figure, table: pd.DataFrame, *, mapped: bool, dark: bool) -> None:
    colour = style.colour("audio", dark=dark)
    if mapped:
        values, title = table["attribution"], say("figure_lines.attribution_axis")
        drawn.add_trace(go.Bar(x=table["place"], y=values, marker={"color": colour}))
    else:
        values, title = table["power"], say("figure_lines.value_axis")
        drawn.add_trace(
            go.Scatter(x=table["place"], y=values, mode="lines", line={"color": colour})
        )
    drawn.update_layout(
        xaxis={"title": {"text": say("figure_lines.place_axis")}},
        yaxis={"title": {"text": title}, "zeroline": mapped},
    )


SPEC = FigureSpec(
    id="voice_map",
    needs=("attribution",),
    scope="word",
    guards=("person", "attribution"),
    table=table,
    figure=figure,
    given=("maps", "recorded"),
)
