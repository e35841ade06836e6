"""One word of one person: what its query attends to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from depformer import labels
from depformer.stats.people import need, one_word
from depformer.stats.statistic import StatisticSpec
from depformer.validate import one_of

if TYPE_CHECKING:
    import xarray as xr


def attended_words(run: xr.Dataset, participant: str, word: str, stream: str) -> pd.DataFrame:
    """Tabulate what the query of a word attends to, averaged over the heads in which it does.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attention`.
    participant, word : str
        Ids of the person and the word.
    stream : str
        ``multimodal``, ``face`` or ``audio``.

    Returns
    -------
    DataFrame
        One row a word: ``word text pinyin gloss attention n_heads``, the largest first and equal
        ones in list order; no row if the query attends in no head. The shares sum to 1.

    Raises
    ------
    DepformerError
        If the person, the word or the stream is not in the run, or the variable is absent.
    """
    need(run, "attention")
    one_word(run, participant, word)
    one_of("stream", stream, labels.STREAMS)
    chosen = {"participant": participant, "stream": stream, "query_word": word}
    rows = run["attention"].sel(chosen).transpose("head", "key_word").dropna("head", how="all")
    keys = run["key_word"].values.astype(str)
    of_keys = run.get_index("word").get_indexer(
        pd.Index(keys)
    )  # a selection would drag all coords along
    table = pd.DataFrame(
        {
            "word": keys,
            **{name: run[name].values.astype(str)[of_keys] for name in labels.WORD_LABELS},
            "attention": rows.sum("head").values / max(1, rows.sizes["head"]),
            "n_heads": int(rows.sizes["head"]),
        }
    )
    table = table.sort_values("attention", ascending=False, kind="stable", ignore_index=True)
    return table if rows.sizes["head"] else table.iloc[:0]


SPEC = StatisticSpec(
    "attended_words", attended_words, ("attention",), ("participant", "word", "stream")
)
