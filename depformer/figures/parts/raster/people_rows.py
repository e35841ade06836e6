"""People down the page: group by group, by their prediction, neighbours averaged where many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.raster.grid import Grid
from depformer.schema import prediction, target_of
from depformer.stats.people import (
    SMALLEST_CELL,
    choose,
    groups_of,
    members,
    need,
    of_method,
    persons_of,
    placed_right,
    role_of,
    sittings,
)
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

MOST_ROWS = 200
LEGEND_DOT = 8.0  # also where rows are lower [px]


class Rows(NamedTuple):
    """People, or means over neighbours, in the order that they are drawn in.

    Attributes
    ----------
    about : DataFrame
        ``row participant opens n group``, the prediction (``probability``, or ``predicted
        severity``) and ``right``, the share of people whom the model places in their group, NaN
        where the study or the model knows none. `opens` is the row of the run that shows the
        person; both ids are empty for means.
    values : array
        Attributions, shape (row, word, modality).
    each : int
        People a row, or more; 1 where a row is a person.
    role : str
        Whom they are, see `role_of`.
    """

    about: pd.DataFrame
    values: NDArray[np.float64]
    each: int
    role: str


def people_rows(
    run: xr.Dataset, method: str, groups: tuple[str, ...] | None, role: str, most: int = MOST_ROWS
) -> Rows:
    """Return everybody of some groups, the highest prediction of a group first.

    Where there are more than `most` people, neighbours within a group are averaged, as few of
    them as it takes, but no fewer than five: of a mean over fewer nothing may be published.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str or None
        From the top; None = those of `groups_of`.
    role : str
        ``held_out`` or ``all``.
    most : int
        Rows.
    """
    need(run, "attribution")
    kept = ("attribution", "probability", "predicted")  # of all else nothing need be copied
    run = run[[name for name in kept if name in run]]
    people = choose(run, role)
    values = of_method(people, method).values.astype(float)
    about = _about(run, people, role)
    score = "predicted" if "predicted" in about else "probability"
    order = [
        np.flatnonzero(members(people, group))[
            np.argsort(-about[score].to_numpy()[members(people, group)], kind="stable")
        ]
        for group in groups_of(run, groups)
    ]
    each = 1
    while sum(_rows(len(own), each) for own in order) > max(most, len(order)):
        each = max(each + 1, SMALLEST_CELL)
    parts = [
        part for own in order for part in np.array_split(own, _rows(len(own), each)) if len(part)
    ]
    known = [
        column for column in ("probability", "predicted", "severity", "right") if column in about
    ]
    means = {
        name: [float(_mean(about[name].to_numpy(dtype=float)[part])) for part in parts]
        for name in known
    }
    frame = pd.DataFrame(
        {
            "row": np.arange(1, len(parts) + 1),
            **{
                name: [about[name].iloc[part[0]] if len(part) == 1 else "" for part in parts]
                for name in ("participant", "opens")
            },
            "n": [len(part) for part in parts],
            "group": [about["group"].iloc[part[0]] for part in parts],
            **means,
        }
    )
    shape = (len(parts), *values.shape[1:])
    averaged = np.array([_mean(values[part]) for part in parts]).reshape(shape)
    return Rows(frame, averaged, each, role_of(people, groups))


def _rows(people: int, each: int) -> int:
    """Return how many rows of at least `each` people make a group: one, if they are fewer."""
    return max(1, people // each)


def without_values(run: xr.Dataset) -> xr.Dataset:
    """Return the people of a run with the smallest of its variables, for whoever counts them."""
    of_people = [array for array in run.data_vars.values() if "participant" in array.dims]
    return run[[min(of_people, key=lambda array: array.size).name]]


def first_rows(run: xr.Dataset, role: str) -> dict[str, str]:
    """Return the first row of every person of `choose`: without sessions, the person's own."""
    rows = sittings(without_values(run), role)
    whose, own = persons_of(rows), rows["participant"].values.astype(str)
    return dict(zip(whose[::-1].tolist(), own[::-1].tolist(), strict=True))


def _about(run: xr.Dataset, people: xr.Dataset, role: str) -> pd.DataFrame:
    """Return a row a person of `choose`, as of `Rows.about`."""
    ids = people["participant"].values.astype(str)
    first = first_rows(run, role)
    about = pd.DataFrame(
        {
            "participant": ids,
            "opens": [first[person] for person in ids],
            "group": people["group"].values.astype(str),
        }
    )
    if target_of(run).is_score:
        return about.assign(
            **{name: people[name].values.astype(float) for name in ("predicted", "severity")},
            right=np.nan,
        )
    probability = people["probability"].sel(outcome="depressed").values.astype(float)
    return about.assign(probability=probability, right=placed_right(people))


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the first axis of what is known."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))


def named(row: Mapping[Any, Any]) -> str:
    """Return what the pointer calls a row."""
    return str(row["participant"]) or say("names.participants", n=int(row["n"]))


def called(row: Mapping[Any, Any]) -> str:
    """Return what the pointer says of a row."""
    return say("figure_lines.row", who=named(row), group=row["group"], prediction=prediction(row))


def dots(people: pd.DataFrame, shown: Grid, *, dark: bool) -> list[go.Scatter]:
    """Return a dot a row, clickable, by group; who is placed in the other group is crossed.

    Parameters
    ----------
    people : DataFrame
        From `people_rows`, in the order of the rows.
    shown : Grid
        Where the rows stand.
    dark : bool
        The theme.
    """
    score = "predicted" if "predicted" in people else "probability"
    wrong = people["right"] < 0.5
    paper, ink = (style.colour(name, dark=dark) for name in ("paper", "ink"))
    size = min(9.0, max(4.5, shown.row))
    traces = []
    series = [(group, ~wrong & (people["group"] == group)) for group in groups_in(people)]
    series += [("", wrong)] * bool(wrong.any())
    for group, chosen in series:
        rows = people[chosen]
        look = {"symbol": "x", "color": ink, "line": {"width": 0}}
        if group:
            edge = {"width": 0.5, "color": paper}
            look = {
                "symbol": style.symbol(group),
                "color": style.colour(group, dark=dark),
                "line": edge,
            }
        said = labels.human(group) if group else say("figure_lines.placed_wrong")
        traces.append(style.legend_entry(said, {"size": LEGEND_DOT, **look}))
        traces += [
            go.Scatter(
                x=rows[score],
                y=[panel.rows.middles[at] for at in rows.index],
                xaxis="x2",
                yaxis="y",
                mode="markers",
                marker={"size": size, **look},
                name=said,
                showlegend=False,
                customdata=[["", who, called(row)] for who, row in _clickable(rows)],
                hovertemplate="%{customdata[2]}<extra></extra>",
                cliponaxis=False,
            )
            for panel in shown.of_rows
        ]
    if score == "predicted" and people["severity"].notna().any():
        traces += _true_scores(people, shown, ink, size)
    return traces


def _clickable(rows: pd.DataFrame) -> list[tuple[str, dict[Any, Any]]]:
    """Return what a click on each row opens, and the row."""
    return [(str(row["opens"]), row) for row in rows.to_dict("records")]


def groups_in(people: pd.DataFrame) -> list[str]:
    """Return the groups from the top."""
    return list(dict.fromkeys(people["group"].astype(str)))


def _true_scores(people: pd.DataFrame, shown: Grid, ink: str, size: float) -> list[go.Scatter]:
    """Return an upright dash where each true score lies."""
    return [
        go.Scatter(
            x=people["severity"],
            y=panel.rows.middles,
            xaxis="x2",
            yaxis="y",
            mode="markers",
            marker={"symbol": "line-ns", "size": size, "line": {"width": 1.5, "color": ink}},
            name=say("figure_lines.true_axis"),
            legendgroup="true",
            showlegend=not rank,
            hovertemplate=say("figure_lines.true_score").replace("{true:g}", "%{x:g}")
            + "<extra></extra>",
            cliponaxis=False,
        )
        for rank, panel in enumerate(shown.of_rows)
    ]


def middle_lines(people: pd.DataFrame, shown: Grid, *, colour: str) -> list[dict[str, Any]]:
    """Return the dotted line at p = 0.5 beside every block; scores have none."""
    if "probability" not in people:
        return []
    look = {"type": "line", "xref": "x2", "line": {"width": 1, "dash": "dot", "color": colour}}
    return [
        {"x0": 0.5, "x1": 0.5, "y0": top, "y1": bottom, **look}
        for panel in shown.of_rows
        for top, bottom in panel.rows.blocks
    ]


def axis_of(people: pd.DataFrame, unit: str) -> dict[str, Any]:
    """Return the axis of the predictions."""
    if "probability" in people:
        title = say("figure_lines.p_depressed_axis")
        ends = {"range": [-0.06, 1.06], "tickvals": [0, 0.5, 1], "ticktext": ["0", "0.5", "1"]}
    else:
        title = style.with_unit(say("figure_lines.predicted_axis") + "<br>", unit)
        scores = people[["predicted", "severity"]].to_numpy(dtype=float)
        low, high = np.nanmin(scores), np.nanmax(scores)
        room = 0.06 * (high - low or 1.0)
        ends = {"range": [float(low - room), float(high + room)], "nticks": 3}
    font = {"size": style.SIZES["small"] + 1}
    return {**ends, "title": {"text": title, "standoff": 4, "font": font}, "tickangle": 0}
