"""How many queries of a head attend, and how many count as selected.

Two counts are kept apart. u is the model's own: in each head, the u most active queries attend and
all others do not. k belongs to the analysis: a query counts as selected in a head if it is among
the top k there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from depformer import labels
from depformer.stats.inference.ranks import default_k
from depformer.stats.people import need
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr

METHOD = "attention_query"


def query_counts(run: xr.Dataset) -> pd.DataFrame:
    """Tabulate how many queries of a head attend, and how many count as selected.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_selected`.

    Returns
    -------
    DataFrame
        One row a stream: ``stream u k n_words``; u is the largest over people and heads, 0 if
        there is nobody, and k that of the run's attention query.
    """
    need(run, "query_selected")
    counts = run["query_selected"].sum("word")
    n_words = int(run.sizes["word"])
    options = json.loads(run.attrs.get("methods") or "{}").get(METHOD, {})
    return pd.DataFrame(
        {
            "stream": labels.STREAMS,
            "u": [
                int(counts.sel(stream=name).max()) if counts.size else 0 for name in labels.STREAMS
            ],
            "k": int(options.get("top") or default_k(n_words)),
            "n_words": n_words,
        }
    )


SPEC = StatisticSpec("query_counts", query_counts, ("query_selected",))
