"""How often each word's query is among the most active ones of a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.stats.inference.ranks import default_k
from depformer.stats.people import need
from depformer.stats.statistic import StatisticSpec
from depformer.validate import one_of, whole_number
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


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
        raise DepformerError(say("tables.no_head"), kind="run")
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


SPEC = StatisticSpec("selection_rates", selection_rates, ("query_score",))
