"""What tests of two groups say, as figures show it: tables, words, looks and lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.people_rows import without_values
from depformer.figures.parts.spec import who
from depformer.figures.parts.words import of_words, word_size
from depformer.schema import Target
from depformer.stats.cohort import Cohort, Options, Unpermuted, asked_of, cohort_of
from depformer.stats.compared import (
    HEDGES,
    compare,
    in_effect_size,
)
from depformer.stats.findings import conditions
from depformer.stats.inference.groups.adjusted import false_discovery
from depformer.stats.inference.intervals import Interval
from depformer.stats.people import DASH, SMALLEST_CELL, choose, members, role_of, two_groups
from depformer.stats.tables import STATISTICS
from depformer.stats.tables.compare_groups import COLUMNS
from depformer.stats.tables.detectable_effect import detectable_effect
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ALPHA = 0.05
SMALLEST_P = 1e-4
LOG_RATIO = "log ratio"  # the unit of centred log ratios
OF_TEST = ("estimate", "ci_low", "ci_high", "p", "p_adjusted")
OF_CELLS = (
    *(*OF_TEST, "difference", "difference_low", "difference_high", "p_bh", "filled", "size"),
)


def of_two(statistics: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return statistics by the columns that count the people of two groups, see `FigureSpec`."""
    return {"n_a": statistics, "n_b": statistics}


def compared_groups(
    run: xr.Dataset,
    statistic: str,
    method: str,
    groups: tuple[str, str] | None,
    role: str,
    options: Options,
) -> pd.DataFrame:
    """Return a table of two groups with ``role`` and what the study can detect.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    statistic : str
        Id of a table of two groups.
    method, groups, role, options
        As of `cohort_of`.

    Returns
    -------
    DataFrame
        The fixed columns and ``role detectable detectable_all tests``: the smallest Cohen's d that
        is found at 80 % power in one test alone, and in the first step over so many tests. Where
        a group has fewer than five people, one row of NaN.
    """
    pair = two_groups(run, groups)
    few = too_few(run, method, pair, role, options)
    if few is not None:
        return few
    table = STATISTICS[statistic].compute(run, method, pair, role, **options)
    table = _with_reach(table, run, method, pair, role, options)
    table.attrs.update(_asked(cohort_of(run, method, pair, role, **options)))
    return table


def too_few(
    run: xr.Dataset, method: str, pair: tuple[str, str], role: str, options: Options
) -> pd.DataFrame | None:
    """Return one row of NaN where a group has fewer than five people, else nothing."""
    row = untested(run, method, pair, role, options)
    few = int(row[["n_a", "n_b"]].to_numpy().min()) < SMALLEST_CELL
    return row if few else None


def untested(
    run: xr.Dataset, method: str, pair: tuple[str, str], role: str, options: Options
) -> pd.DataFrame:
    """Return one row of NaN: who would be compared in what; arguments as of `cohort_of`."""
    measure = options.get("measure", "attribution")
    people = choose(without_values(run), role)
    sizes = [int(members(people, group).sum()) for group in pair]
    row = {
        **dict.fromkeys(COLUMNS, np.nan),
        **{
            "variable": method if measure == "attribution" else measure,
            "contrast": DASH.join(pair),
            "word": "",
            "modality": "",
        },
        **{"n_a": sizes[0], "n_b": sizes[1], "unit": "1", "adjustment": ""},
        **{"role": role_of(people, pair), "detectable": np.nan, "detectable_all": np.nan},
    }
    table = pd.DataFrame([row | {"tests": 0}])
    table.attrs.update(groups=pair, **asked_for(people, options))
    return table


def asked_for(entered: xr.Dataset, options: Options) -> dict[str, Any]:
    """Return what a table carries along of the options of `cohort_of`, and of who enters it."""
    return asked_of(
        entered,
        people=options.get("people", "everyone"),
        covariates=list(options.get("covariates", ())),
        within_folds=options.get("within_folds", False),
        absolute=options.get("absolute", False),
        clr=options.get("clr", False),
    )


def _asked(cohort: Cohort) -> dict[str, Any]:
    """Return what a table carries along for its caption, see `measured`."""
    return {
        "groups": cohort.groups,
        **cohort.asked,
        "within_folds": cohort.folds is not None,
    }


def _with_reach(
    table: pd.DataFrame,
    run: xr.Dataset,
    method: str,
    pair: tuple[str, str],
    role: str,
    options: Options,
) -> pd.DataFrame:
    """Return a table with ``role`` and what the study can detect, see `compared_groups`."""
    taken = Unpermuted.__annotations__
    asked = {name: value for name, value in options.items() if name in taken}
    reach = detectable_effect(run, method, pair, role, **cast("Unpermuted", asked))
    one, over_all = reach["estimate"]
    return table.assign(
        role=reach.attrs["role"],
        detectable=one,
        detectable_all=over_all,
        tests=reach.attrs["tests"],
    )


def compared_cells(
    run: xr.Dataset,
    method: str,
    groups: tuple[str, str] | None,
    role: str,
    options: Options,
) -> pd.DataFrame:
    """Return Hedges g of all words and modalities, or one row of NaN; see `cells_of`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, options
        As of `cohort_of`.
    """
    pair = two_groups(run, groups)
    few = too_few(run, method, pair, role, options)
    if few is not None:
        blank = dict.fromkeys(("difference", "difference_low", "difference_high", "p_bh", "size"))
        return few.assign(**blank, difference_unit="", filled=False, valence="", text="")
    return cells_of(run, method, pair, role, options)


def cells_of(
    run: xr.Dataset,
    method: str,
    pair: tuple[str, str],
    role: str,
    options: Options,
    word: str | None = None,
) -> pd.DataFrame:
    """Return Hedges g of words and modalities, tested over all of them.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, pair, role, options
        As of `cohort_of`.
    word : str or None
        The one word whose cells are wanted; None = all.

    Returns
    -------
    DataFrame
        The word columns, the rows of `stats.cohort_tests` in Hedges g with p adjusted by max-T,
        ``difference difference_low difference_high difference_unit p_bh``, the same in the
        measure's own unit and the false discovery rate, ``filled`` (whether the adjusted p is
        below 0.05), ``size`` (the larger absolute estimate of the word), and those of
        `compared_groups`.
    """
    cohort = cohort_of(run, method, pair, role, **options)
    values, cells = cohort.cells
    found = compare(cohort, values)
    kept = np.flatnonzero(cells["word"].isin([word] if word else cells["word"]))
    own = found._replace(
        estimate=found.estimate[kept],
        interval=Interval(*(end[kept] for end in found.interval)),
        p=found.p._replace(p=found.p.p[kept], p_adjusted=found.p.p_adjusted[kept]),
        a=np.take(found.a, kept, axis=1),
        b=np.take(found.b, kept, axis=1),
    )
    cells = cells.iloc[kept].reset_index(drop=True)
    table = in_effect_size(HEDGES, cohort, own, cells, own.p.p_adjusted, "max_t").assign(
        difference=own.estimate,
        difference_low=own.interval.low,
        difference_high=own.interval.high,
        difference_unit=cohort.measured.unit,
        p_bh=false_discovery(found.p.p, "bh")[kept],
    )
    table["filled"] = table["p_adjusted"] < ALPHA
    table["size"] = word_size(table, "estimate")
    table = of_words(run, _with_reach(table, run, method, pair, role, options))
    table.attrs.update(_asked(cohort))
    return table


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
    said = [
        say("captions.known", people=whose, details=compared),
        *conditions(table)[1:],  # the first says what, without its unit
    ]
    if chosen := chosen_line(table).strip():
        said.append(chosen)
    return " ".join(said)


def chosen_line(table: pd.DataFrame) -> str:
    """Return that the word was chosen as the largest of many, if nobody named it."""
    of = table.attrs.get("chosen_of", 0)
    return f" {say('figure_lines.chosen_word', words=say('names.words', n=of))}" if of else ""


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
    return {"zeroline": unit != "1", "title": {"text": f"{title} [{unit}]{direction}"}}


def detectable(table: pd.DataFrame) -> str:
    """Return what a study of this size finds in four of five cases."""
    first = table.iloc[0]
    if not np.isfinite(first["detectable"]):
        return ""
    return " " + say(
        "figure_lines.detectable",
        one=first["detectable"],
        tests=int(first["tests"]),
        all=first["detectable_all"],
    )


def look(valence: str, modality: str, *, dark: bool) -> dict[str, Any]:
    """Return the marker of a cell: its valence, or its modality where none is known."""
    known = valence in labels.VALENCES
    return {
        "symbol": style.symbol(valence if known else modality),
        "color": style.colour(valence if known else modality, dark=dark),
    }


def entry(name: str, marker: Mapping[str, Any]) -> go.Scatter:
    """Return an entry of the legend that no point of the figure stands for."""
    return go.Scatter(x=[None], y=[None], mode="markers", marker={"size": 9, **marker}, name=name)


def written_p(p: float) -> str:
    """Return a p as it is written, never as 0."""
    return f"< {SMALLEST_P:.4f}" if p < SMALLEST_P else f"= {p:.{4 if p < 0.001 else 3}f}"
