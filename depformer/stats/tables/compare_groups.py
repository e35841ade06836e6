"""Do the groups differ: mean attribution by word, valence or modality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.stats.inference.intervals import Floats, difference_interval
from depformer.stats.people import (
    DASH,
    GROUPS,
    SMALLEST_CELL,
    choose,
    mean_over_words,
    members,
    of_method,
    two_groups,
)
from depformer.stats.statistic import StatisticSpec
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = (
    "variable",
    "contrast",
    "word",
    "modality",
    "n_a",
    "n_b",
    "estimate",
    "unit",
    "ci_low",
    "ci_high",
    "p",
    "p_adjusted",
    "adjustment",
    "n_permutations",
    "seed",
)
BY = ("word", "valence", "modality")


def compare_groups(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] = GROUPS,
    by: str = "word",
    role: str = "held_out",
) -> pd.DataFrame:
    """Tabulate how the mean attribution differs between two groups of participants.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str
        The pair (a, b) of the contrast a - b.
    by : str
        ``word``: one row a word and modality. ``valence``: each person's mean over the words of
        a valence, and positive minus negative. ``modality``: each person's mean over all words.
    role : str
        ``held_out`` (test and new), or ``all`` on request.

    Returns
    -------
    DataFrame
        The fixed columns of every group table. `variable` is the method's id, with the valence
        behind a slash; `estimate` is mean(a) - mean(b) in `unit`, with Welch's 95 % t interval.
        A missing recording leaves its person out of that cell; cells with fewer than 5 people in
        a group are NaN. No test is made and nothing is drawn at random: p and the seed are NaN,
        n_permutations is 0 and the adjustment ``exploratory``. ``attrs["groups"]`` is the pair.

    Raises
    ------
    DepformerError
        If it is asked for by valence, and the words have none.
    """
    a, b = two_groups(groups)
    people = choose(run, role)
    values, cells = _reduce(people, method, one_of("by", by, BY))
    of_a, of_b = values[members(people, a)], values[members(people, b)]
    n_a, n_b = np.isfinite(of_a).sum(axis=0), np.isfinite(of_b).sum(axis=0)
    estimate, interval = difference_interval(of_a, of_b)
    enough = (n_a >= SMALLEST_CELL) & (n_b >= SMALLEST_CELL)
    table = cells.assign(
        contrast=DASH.join((a, b)),
        n_a=n_a,
        n_b=n_b,
        estimate=np.where(enough, estimate, np.nan),
        unit=str(run["unit"].sel({"method": method}).item()),
        ci_low=np.where(enough, interval.low, np.nan),
        ci_high=np.where(enough, interval.high, np.nan),
        p=np.nan,
        p_adjusted=np.nan,
        adjustment="exploratory",
        n_permutations=0,
        seed=np.nan,
    )
    table = table[list(COLUMNS)]
    table.attrs["groups"] = (a, b)
    return table


def _reduce(run: xr.Dataset, method: str, by: str) -> tuple[Floats, pd.DataFrame]:
    """Return one number a person and cell, shape (participant, cell), and what the cells are."""
    attribution = of_method(run, method).values.astype(float)
    modalities = list(labels.MODALITIES)
    words = [str(word) for word in run["word"].values]
    if by == "word":
        cells = [(method, word, modality) for word in words for modality in modalities]
        return attribution.reshape(len(attribution), len(cells)), _cells(cells)
    valence = run["valence"].values.astype(str)
    if by == "modality":
        parts = {method: mean_over_words(attribution)}
    else:
        parts = {
            f"{method}/{name}": mean_over_words(attribution[:, valence == name])
            for name in labels.valences_of(valence)
        }
        if not parts:
            raise DepformerError(say("tables.no_valence"), kind="run")
        ends = [parts.get(f"{method}/{name}") for name in ("positive", "negative")]
        if ends[0] is not None and ends[1] is not None:
            parts[f"{method}/positive - negative"] = ends[0] - ends[1]
    cells = [(name, "", modality) for name in parts for modality in modalities]
    return np.concatenate(list(parts.values()), axis=1), _cells(cells)


def _cells(cells: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["variable", "word", "modality"])


SPEC = StatisticSpec("compare_groups", compare_groups, ("attribution",))
