"""One word of one person: in how many heads its query attends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from depformer import labels
from depformer.stats.people import need, one_word
from depformer.stats.statistic import StatisticSpec
from depformer.stats.tables.query_counts import query_counts

if TYPE_CHECKING:
    import xarray as xr


def attending_heads(run: xr.Dataset, participant: str, word: str) -> pd.DataFrame:
    """Tabulate in how many heads the query of a word attends.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_selected`.
    participant, word : str
        Ids of the person and the word.

    Returns
    -------
    DataFrame
        One row a stream: ``participant word stream n_attending n_heads u``.

    Raises
    ------
    DepformerError
        If the person or the word is not in the run, or the variable is absent.
    """
    need(run, "query_selected")
    one_word(run, participant, word)
    selected = run["query_selected"].sel(participant=participant, word=word)
    return pd.DataFrame(
        {
            "participant": participant,
            "word": word,
            "stream": labels.STREAMS,
            "n_attending": [int(selected.sel(stream=name).sum()) for name in labels.STREAMS],
            "n_heads": int(run.sizes["head"]),
            "u": query_counts(run)["u"],
        }
    )


SPEC = StatisticSpec(
    "attending_heads", attending_heads, ("query_selected",), ("participant", "word")
)
