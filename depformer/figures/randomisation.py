"""Does an explanation change when what the model has learned is destroyed."""

from __future__ import annotations

from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

SIZE = "randomisation_size_"
STAGES = tuple(
    name.replace(SIZE, "randomisation_") for name in labels.METRICS if name.startswith(SIZE)
)
COMPARED = MappingProxyType(
    {
        "sign": "With their signs<br>[weights drawn anew]",
        "size": "Sizes alone<br>[weights drawn anew]",
    }
)
RANGE = (-0.3, 1.08)
BELOW = -1.08  # the lower end where a correlation is more negative than that
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def table(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate the correlation of every method behind every stage of randomisation.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `faithfulness`.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a method, `compared` (values with their sign, or sizes alone) and stage, from the
        output down: ``method compared stage n estimate ci_low ci_high unit role``; NaN with fewer
        than 5 people.
    """
    people = choose(run, role)
    rows = []
    for method in people["method"].values.astype(str):
        values = people["faithfulness"].loc[{"method": method}].transpose("participant", "metric")
        for compared, stage in product(COMPARED, STAGES):
            metric = stage if compared == "sign" else stage.replace("randomisation_", SIZE)
            estimate, interval, n = t_interval(values.sel(metric=metric).values)
            numbers = np.array([estimate, interval.low, interval.high])
            numbers = numbers if n >= SMALLEST_CELL else np.full(3, np.nan)
            rows.append((method, compared, stage, int(n), *numbers))
    columns = ["method", "compared", "stage", "n", "estimate", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns).assign(unit="1", role=role_of(people))


def figure(
    table: pd.DataFrame, *, method: str = "integrated_gradients", dark: bool = False
) -> go.Figure:
    """Draw one line a method, with signs on the left and without on the right.

    The chosen method stands out.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    method : str
        The method that stands out.
    dark : bool
        The theme.
    """
    known = table.dropna(subset=["estimate"])
    if known.empty:
        reason = say("figure_lines.too_few_checked", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_randomisation"), reason, dark=dark)
    role = str(table["role"].iloc[0])
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_randomisation"),
            say(
                "figure_lines.mean_over",
                reading=say("figures.read_randomisation"),
                who=who(role),
                n=known["n"].max(),
            ),
            plot_height=280,
            bottom=100,
            dark=dark,
        )
    )
    names = sorted(dict.fromkeys(known["method"]), key=lambda name: name == method)
    low, high = RANGE if known["ci_low"].min() >= RANGE[0] else (BELOW, RANGE[1])
    for i, (compared, title) in enumerate(COMPARED.items()):
        end = "" if i == 0 else "2"
        for rank, name in enumerate(names):
            rows = known[(known["method"] == name) & (known["compared"] == compared)]
            line = _line(rows, name, rank, chosen=name == method, dark=dark)
            drawn.add_trace(line.update(xaxis=f"x{end}", yaxis=f"y{end}", showlegend=i == 0))
        drawn.add_shape(
            type="line",
            x0=0,
            x1=1,
            y0=0,
            y1=0,
            xref=f"x{end} domain",
            yref=f"y{end}",
            line={"dash": "dash", "color": style.colour("zero", dark=dark)},
        )
        drawn.update_layout(
            {
                f"xaxis{end}": {
                    "domain": [0.53 * i, 0.47 + 0.53 * i],
                    "title": {"text": title},
                    "anchor": f"y{end}",
                    "tickangle": -40,
                },
                f"yaxis{end}": {
                    "anchor": f"x{end}",
                    "range": (low, high),
                    "showticklabels": i == 0,
                    "ticks": "outside" if i == 0 else "",
                    "title": {"text": "Rank correlation [Spearman]" if i == 0 else ""},
                },
            }
        )
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


def _line(rows: pd.DataFrame, method: str, rank: int, *, chosen: bool, dark: bool) -> go.Scatter:
    name = labels.human(method)
    return go.Scatter(
        x=[labels.human(stage) for stage in rows["stage"]],
        y=rows["estimate"],
        mode="lines+markers",
        line={
            "width": 2.6 if chosen else 1.4,
            "color": style.colour("ink" if chosen else "sum", dark=dark),
            "dash": "solid" if chosen else DASHES[rank % len(DASHES)],
        },
        marker={"size": 8 if chosen else 5, "symbol": rank},
        error_y={
            "array": rows["ci_high"] - rows["estimate"],
            "arrayminus": rows["estimate"] - rows["ci_low"],
            "thickness": 1.4,
            "width": 0,
            "visible": chosen,
        },
        name=name.capitalize(),
        hovertemplate=f"{name}, %{{x}}: %{{y:.2f}}<extra></extra>",
    )


SPEC = FigureSpec(
    id="randomisation",
    needs=("faithfulness",),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    intervals="t",
    counted={"n": ("estimate", "ci_low", "ci_high")},
)
