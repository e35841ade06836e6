"""The word list: which words, in which order, with which valence."""

from __future__ import annotations

from functools import cache
from importlib import resources
from io import StringIO

import pandas as pd

from depformer.files import digest
from depformer.validate import one_of
from depformer.wording import say

WORD_COLUMNS = ("word_id", "position", "text", "pinyin", "gloss", "valence")


def default_words(n_words: int) -> pd.DataFrame:
    """Return the default list of 24 or 72 Mandarin words.

    The study's true list is not public; five of the words are back-translations of the glosses in
    the paper's abstract, so this is not "the EWRE list".

    Parameters
    ----------
    n_words : int
        24 or 72.

    Returns
    -------
    DataFrame
        One row a word, columns ``word_id position text pinyin gloss valence``.
    """
    lists = _packaged_lists()
    sizes = {name.removeprefix("words"): name for name in lists["list"].unique()}
    chosen = sizes[one_of(say("study.list_size"), str(n_words), sizes)]
    words: pd.DataFrame = lists[lists["list"] == chosen].drop(columns="list")
    words = words.reset_index(drop=True)
    return words.assign(position=words["position"].astype(int))


def word_list_digest(words: pd.DataFrame) -> str:
    """Return the digest of word_id, text and valence in order: the identity of a list.

    The default lists of 24 and 72 reuse ids for different words, so ids alone never join two lists.
    """
    cells = words[["word_id", "text", "valence"]].astype(str).to_numpy().ravel().tolist()
    return digest(*cells)


@cache
def _packaged_lists() -> pd.DataFrame:
    text = resources.files("depformer.study").joinpath("words.tsv").read_text(encoding="utf-8")
    return pd.read_csv(StringIO(text), sep="\t", dtype=str, keep_default_na=False)
