"""One word of one person: in how many heads its query attends, and to what.

Two counts are kept apart. u is the model's own: in each head, the u most active queries attend and
all others do not. k belongs to the analysis: a query counts as selected in a head if it is among
the top k there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from depformer import labels
from depformer.stats.people import need
from depformer.stats.tables.groups import default_k
from depformer.validate import one_of

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
    _check(run, participant, word)
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
    _check(run, participant, word)
    one_of("stream", stream, labels.STREAMS)
    chosen = {"participant": participant, "stream": stream, "query_word": word}
    rows = run["attention"].sel(chosen).transpose("head", "key_word").dropna("head", how="all")
    keys = run["key_word"].values.astype(str)
    texts = run[list(labels.WORD_LABELS)].sel(word=keys)
    table = pd.DataFrame(
        {
            "word": keys,
            **{name: texts[name].values.astype(str) for name in labels.WORD_LABELS},
            "attention": rows.sum("head").values / max(1, rows.sizes["head"]),
            "n_heads": int(rows.sizes["head"]),
        }
    )
    table = table.sort_values("attention", ascending=False, kind="stable", ignore_index=True)
    return table if rows.sizes["head"] else table.iloc[:0]


def _check(run: xr.Dataset, participant: str, word: str) -> None:
    one_of("participant", participant, run["participant"].values.astype(str))
    one_of("word", word, run["word"].values.astype(str))
