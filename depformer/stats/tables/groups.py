"""Do the groups differ: attribution by word, valence or modality, and the queries' selection."""

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
    need,
    of_method,
    two_groups,
)
from depformer.validate import one_of, whole_number

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
PAPER_K = 10


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
            for name in labels.VALENCES
            if (valence == name).any()
        }
        ends = [parts.get(f"{method}/{name}") for name in ("positive", "negative")]
        if ends[0] is not None and ends[1] is not None:
            parts[f"{method}/positive - negative"] = ends[0] - ends[1]
    cells = [(name, "", modality) for name in parts for modality in modalities]
    return np.concatenate(list(parts.values()), axis=1), _cells(cells)


def _cells(cells: list[tuple[str, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["variable", "word", "modality"])


def default_k(n_words: int) -> int:
    """Return the paper's k = 10, or half the words of a list shorter than 20."""
    return min(PAPER_K, n_words // 2)


def selection_rates(
    run: xr.Dataset, k: int | None = None, stream: str = "multimodal"
) -> pd.DataFrame:
    """Tabulate in what share of the heads each word's query is among the top k.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_score`.
    k : int or None
        How many words count as selected a head, at most the number of words; None = `default_k`.
    stream : str
        ``multimodal``, ``face`` or ``audio``.

    Returns
    -------
    DataFrame
        ``participant group role word stream k n_heads selection_rate``; the rates of one person
        sum to k. NaN where the scores are.

    Raises
    ------
    DepformerError
        If k is no whole number from 1 to the number of words.
    """
    need(run, "query_score")
    one_of("stream", stream, labels.STREAMS)
    n_words = run.sizes["word"]
    if k is None:
        k = default_k(n_words)
    whole_number("k", k, low=1, high=n_words)
    scores = run["query_score"].sel(stream=stream).transpose("participant", "head", "word").values
    if not scores.shape[1]:
        raise DepformerError("This run holds no attention head.", kind="run")
    rank = (-scores).argsort(axis=-1, kind="stable").argsort(axis=-1, kind="stable")
    rates = np.where(np.isfinite(scores).all(axis=(1, 2))[:, None], (rank < k).mean(axis=1), np.nan)
    people = run["participant"].values.astype(str)
    return pd.DataFrame(
        {
            "participant": np.repeat(people, n_words),
            "group": np.repeat(run["group"].values.astype(str), n_words),
            "role": np.repeat(run["role"].values.astype(str), n_words),
            "word": np.tile(run["word"].values.astype(str), len(people)),
            "stream": stream,
            "k": k,
            "n_heads": scores.shape[1],
            "selection_rate": rates.ravel(),
        }
    )
