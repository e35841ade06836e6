"""What figures of two groups share: their words, their frame, their looks and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import mark_training, who
from depformer.schema import Target
from depformer.stats.cohort import too_few_permutations
from depformer.stats.findings import conditions
from depformer.stats.people import SMALLEST_CELL, contrast_groups
from depformer.wording import say

if TYPE_CHECKING:
    import pandas as pd

LOG_RATIO = "log ratio"  # the unit of centred log ratios


def measured(table: pd.DataFrame) -> str:
    """Return whom a tested figure shows, what was compared and how: what its table says of it."""
    first, about = table.iloc[0], table.attrs
    sizes = ", ".join(
        f"{_span(table[n])} {group}"
        for n, group in zip(("n_a", "n_b"), about["groups"], strict=False)
    )
    people = who(str(first["role"]))
    unit = str(first.get("difference_unit") or first["unit"])
    whose = say("captions.people", who=f"{people[0].upper()}{people[1:]}", counts=f"n = {sizes}")
    compared = style.with_unit(quantity(str(first["variable"])), unit)
    if chosen := chosen_line(table).strip(" ."):
        compared = f"{compared}; {chosen[0].lower()}{chosen[1:]}"
    said = [
        say("captions.known", people=whose, details=compared),
        *conditions(table)[1:],  # the first says what, without its unit
    ]
    tested = table["p"].notna().any()
    few = too_few_permutations(int(first["n_permutations"])) if tested else ""
    said += [few, _repeated(table)]
    return " ".join(filter(None, said))


def _repeated(table: pd.DataFrame) -> str:
    """Return that there are fewer orders of people than permutations, if it is so."""
    if not (orders := int(table.attrs.get("orders", 0))):
        return ""
    return say(
        "figure_lines.few_orders", n=orders, permutations=int(table["n_permutations"].iloc[0])
    )


def chosen_line(table: pd.DataFrame) -> str:
    """Return that the word was chosen as the largest of many, if nobody named it."""
    of = table.attrs.get("chosen_of", 0)
    return f" {say('figure_lines.chosen_word', words=say('names.words', n=of))}" if of else ""


def held_constant(table: pd.DataFrame) -> str:
    """Return what is held constant where groups are compared, or nothing."""
    if not (names := table.attrs.get("covariates")):
        return ""
    return say("figure_lines.held_constant", names=", ".join(map(labels.human, names)))


def as_measured(table: pd.DataFrame) -> str:
    """Return that people's values are drawn as they are, where something is held constant."""
    return say("figure_lines.as_measured") if table.attrs.get("covariates") else ""


def measured_beside_people(table: pd.DataFrame) -> str:
    """Return what `measured` says, of a figure that draws people's own values beside the test."""
    return " ".join(filter(None, [measured(table), as_measured(table)]))


def _span(counts: pd.Series[Any]) -> str:
    """Return how many people the cells of a table are of: fewer where recordings are missing."""
    low, high = int(counts.min()), int(counts.max())
    return str(high) if low == high else say("captions.from_to", low=low, high=high)


def quantity(variable: str) -> str:
    """Return what people read for the variable of a table: a method or measure, and how taken."""
    name, *how = variable.split("/")
    said = labels.human(name)
    if "absolute" in how:
        said = say("captions.absolute", what=said)
    rest = [each for each in how if each != "absolute"]
    return ", ".join([said, *rest]).replace(" - ", " − ")


def value_axis(table: pd.DataFrame) -> dict[str, Any]:
    """Return the axis of people's values: called by what was measured, its ends if it has a sign.

    Parameters
    ----------
    table : DataFrame
        With ``variable`` and ``unit``, as of `stats.measure.Measured`.
    """
    unit = str(table["unit"].iloc[0])
    name, *how = str(table["variable"].iloc[0]).split("/")
    explains = unit not in ("1", LOG_RATIO)
    title = say("figure_lines.attribution_axis") if explains else labels.title(name)
    if "absolute" in how:
        title = say("figure_lines.size_axis", what=title.lower())
    signed = explains and "absolute" not in how
    direction = f"<br>{Target.of_unit(unit).direction}" if signed else ""
    return {"zeroline": unit != "1", "title": {"text": style.with_unit(title, unit) + direction}}


def nothing_tested(table: pd.DataFrame, question: str, *, dark: bool) -> go.Figure:
    """Return the empty figure that says that a group has too few people."""
    people = who(str(table["role"].iloc[0]))
    reason = say("figure_lines.small_group_of", n=SMALLEST_CELL, who=people)
    return style.nothing(question, reason, dark=dark)


def compared_people(table: pd.DataFrame) -> dict[str, Any]:
    """Return whom a figure compares, and what a study of this size can detect and tell apart.

    These fill the places that the lines of all figures of two groups have.
    """
    first, (a, b) = table.iloc[0], contrast_groups(table)
    detectable = say(
        "figure_lines.detectable",
        one=first["detectable"],
        tests=int(first["tests"]),
        all=first["detectable_all"],
    )
    return {
        **{"n_a": int(table["n_a"].max()), "n_b": int(table["n_b"].max()), "a": a, "b": b},
        "who": who(str(first["role"])),
        "detectable": " ".join(filter(None, [detectable, _repeated(table), held_constant(table)])),
    }


def beside_people(table: pd.DataFrame) -> dict[str, Any]:
    """Return what `compared_people` does, of a figure that draws people's own values."""
    found = compared_people(table)
    said = [found["detectable"], as_measured(table)]
    return found | {"detectable": " ".join(filter(None, said))}


def marked(figure: go.Figure, table: pd.DataFrame, *, dark: bool) -> go.Figure:
    """Return a finished figure that says whether people of the training are in it."""
    role, dim = str(table["role"].iloc[0]), style.colour("muted", dark=dark)
    return mark_training(figure, role, colour=dim)


def effect_axis(table: pd.DataFrame, *shown: Any, **pad: float) -> dict[str, Any]:
    """Return the axis of Hedges g, symmetric about 0; what is shown there must fit."""
    a, b = contrast_groups(table)
    return {
        "range": style.symmetric(*shown, **pad),
        "zeroline": True,
        "title": {"text": say("figure_lines.effect_axis", a=labels.human(a), b=b)},
    }


def row_axis(names: list[str], *, grid: bool = False) -> dict[str, Any]:
    """Return the axis of rows that are named, the first on top."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "range": [len(names) - 0.4, -0.6],
        "ticks": "",
        "ticklabelstandoff": 5,
        "showgrid": grid,
        "title": {"text": ""},
    }


def look(valence: str, modality: str, *, dark: bool) -> dict[str, Any]:
    """Return the marker of a cell: its valence, or its modality where none is known."""
    known = valence in labels.VALENCES
    return {
        "symbol": style.symbol(valence if known else modality),
        "color": style.colour(valence if known else modality, dark=dark),
    }
