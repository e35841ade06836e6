"""Do a method's numbers add up to what they claim to explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.thinning import thinned, thinned_note
from depformer.schema import target_of
from depformer.stats.people import choose, role_of
from depformer.stats.tables.completeness import widest_gaps
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

SMALL = 0.02  # of the standard deviation over participants


def table(
    run: xr.Dataset, *, method: str = "integrated_gradients", role: str = "held_out"
) -> pd.DataFrame:
    """Tabulate each person's sum and what it should be.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution` and `completeness_gap`.
    method : str
        Id of the attribution method.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a person, of the session with the largest gap: ``participant group sum difference
        gap share_of_sd share_small n method unit complete role``. `share_of_sd` is the gap in
        standard deviations of the difference over people, `share_small` the share of people in
        whom it is below 0.02 of one, of `n`; both are NaN for one person alone.
    """
    people = choose(run, role)
    found = widest_gaps(run, method, role)
    found["sum"] = found["difference"] + found["gap"]
    found["share_of_sd"] = found["gap"].abs() / found["difference"].std()
    known = found["share_of_sd"].dropna()
    return found.assign(
        group=people["group"].values.astype(str),
        share_small=float((known < SMALL).mean()) if len(known) else float("nan"),
        n=len(known),
        method=method,
        unit=target_of(run).unit,
        complete=bool(people["complete"].sel({"method": method}).item()),
        role=role_of(people),
    )


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw a dot a person over the line of equality.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    known = table.dropna(subset=["gap", "difference"])
    if known.empty:
        return style.nothing(
            say("figures.title_completeness"), say("figure_lines.no_sum"), dark=dark
        )
    first, unit = known.iloc[0], str(known["unit"].iloc[0])
    said = [
        say(
            "figure_lines.completeness",
            reading=SPEC.reading(unit=unit),
            method=labels.title(first["method"]),
            who=who(first["role"]),
            n=len(known),
        )
    ]
    if not known["complete"].all():
        said.append(say("figure_lines.sampled"))
    if known["share_small"].notna().all():
        said.append(say("figure_lines.small_gaps", percent=100 * first["share_small"]))
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_completeness"),
            " ".join(said) + thinned_note(*known["group"].value_counts()),
            plot_height=300,
            dark=dark,
        )
    )
    ends = [known[["sum", "difference"]].min().min(), known[["sum", "difference"]].max().max()]
    drawn.add_trace(
        go.Scatter(
            x=ends,
            y=ends,
            mode="lines",
            line={"dash": "dash", "width": 1.2, "color": style.colour("zero", dark=dark)},
            name="Equal",
            hoverinfo="skip",
        )
    )
    hover = f"%{{customdata[0]}}: gap %{{customdata[1]:.3f}} {unit}<extra></extra>"
    for group in dict.fromkeys(known["group"]):
        own = known[known["group"] == group]
        rows = thinned(own, "difference")
        drawn.add_trace(
            go.Scatter(
                x=rows["difference"],
                y=rows["sum"],
                mode="markers",
                marker={
                    "size": 8,
                    "symbol": style.symbol(group),
                    "color": style.colour(group, dark=dark),
                    "line": {"width": 0.8, "color": style.colour("paper", dark=dark)},
                },
                name=f"{labels.human(group)} (n = {len(own)})",
                customdata=rows[["participant", "gap"]],
                hovertemplate=hover,
            )
        )
    across, up = say("figure_lines.difference_axis"), say("figure_lines.sum_axis")
    drawn.update_xaxes(title={"text": style.with_unit(across, unit)})
    drawn.update_yaxes(title={"text": style.with_unit(up, unit)})
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="completeness",
    needs=("attribution", "completeness_gap"),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    by_target=True,
    counted={"n": ("share_of_sd", "share_small")},
)
