"""How fast does a prediction fall when the words called important are muted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.schema import target_of
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

SIDES = {"deletion": "Words muted [%]", "insertion": "Words shown [%]"}


def table(
    run: xr.Dataset, *, method: str = "integrated_gradients", role: str = "held_out"
) -> pd.DataFrame:
    """Tabulate the mean curves of a method and of random orders.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `curve` and `faithfulness`.
    method : str
        Id of the attribution method.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a curve and step: ``curve step share n estimate ci_low ci_high better method unit
        role``. The curve is ``deletion``, ``insertion`` or either with ``_random``; `better` counts
        the people whose area beats the mean of their random orders. NaN with fewer than 5 people.
    """
    people = choose(run, role)
    chosen = {"method": method}
    curves = people["curve"].loc[chosen].transpose("participant", "curve_metric", "step")
    checks = people["faithfulness"].loc[chosen].transpose("participant", "metric")
    steps = np.arange(curves.sizes["step"])
    parts = []
    for name in labels.CURVES:
        estimate, interval, n = t_interval(curves.sel(curve_metric=name).values)
        enough = n >= SMALLEST_CELL
        side = name.removesuffix("_random")
        apart = checks.sel(metric=side).values - checks.sel(metric=f"{side}_random").values
        beaten = apart < 0 if side == "deletion" else apart > 0
        better = beaten.sum() if np.isfinite(apart).sum() >= SMALLEST_CELL else np.nan
        parts.append(
            pd.DataFrame(
                {
                    "curve": name,
                    "step": steps,
                    "share": steps / steps[-1],
                    "n": n.astype(int),
                    "estimate": np.where(enough, estimate, np.nan),
                    "ci_low": np.where(enough, interval.low, np.nan),
                    "ci_high": np.where(enough, interval.high, np.nan),
                    "better": float(better),
                }
            )
        )
    found = pd.concat(parts, ignore_index=True)
    return found.assign(method=method, unit=target_of(run).unit, role=role_of(people))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw deletion and insertion side by side, each with the random order.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        reason = say("figure_lines.too_few_checked", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_deletion_curves"), reason, dark=dark)
    role, n = str(table["role"].iloc[0]), int(table["n"].max())
    unit = str(table["unit"].iloc[0])
    towards = style.with_unit(say("figure_lines.towards_axis"), unit)
    better = table.drop_duplicates("curve").set_index("curve")["better"]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_deletion_curves"),
            say(
                "figure_lines.deletion_curves",
                reading=SPEC.reading(unit=unit),
                method=labels.title(str(table["method"].iloc[0])),
                who=who(role),
                n=n,
                muted=better["deletion"],
                shown=better["insertion"],
            ),
            plot_height=290,
            dark=dark,
        )
    )
    ink, grey = style.colour("ink", dark=dark), style.colour("sum", dark=dark)
    for i, (side, title) in enumerate(SIDES.items()):
        end = "" if i == 0 else "2"
        for name, colour, words in (
            (f"{side}_random", grey, "Random order"),
            (side, ink, "Method"),
        ):
            rows = table[table["curve"] == name]
            _line(drawn, rows, colour, words, f"x{end}", f"y{end}", legend=i == 0)
        drawn.update_layout(
            {
                f"xaxis{end}": {
                    "domain": [0.55 * i, 0.45 + 0.55 * i],
                    "title": {"text": title},
                    "anchor": f"y{end}",
                    "range": [0, 100],
                },
                f"yaxis{end}": {
                    "anchor": f"x{end}",
                    "matches": "y",
                    "title": {"text": towards if i == 0 else ""},
                },
            }
        )
    drawn.add_hline(y=0, line={"dash": "dash", "width": 1, "color": grey})
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


def _line(
    drawn: go.Figure, rows: pd.DataFrame, colour: str, words: str, x: str, y: str, *, legend: bool
) -> None:
    share, unit = 100 * rows["share"], rows["unit"].iloc[0]
    band = {
        "x": [*share, *share[::-1]],
        "y": [*rows["ci_high"], *rows["ci_low"][::-1]],
        "fill": "toself",
        "line": {"width": 0},
        "fillcolor": colour,
        "opacity": 0.22,
    }
    shared = {"xaxis": x, "yaxis": y, "legendgroup": words}
    drawn.add_trace(go.Scatter(**band, mode="lines", hoverinfo="skip", showlegend=False, **shared))
    drawn.add_trace(
        go.Scatter(
            x=share,
            y=rows["estimate"],
            mode="lines",
            line={"width": 2.4, "color": colour, "dash": "dot" if "Random" in words else "solid"},
            name=words,
            showlegend=legend,
            hovertemplate=f"{words}, %{{x:.0f}} %: %{{y:.2f}} {unit}<extra></extra>",
            **shared,
        )
    )


SPEC = FigureSpec(
    id="deletion_curves",
    needs=("curve", "faithfulness"),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    by_target=True,
    intervals="t_bands",
    counted={"n": ("estimate", "ci_low", "ci_high", "better")},
)
