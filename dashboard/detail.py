"""What a run says of one word of one participant, as tables."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from dashboard.opening import Opened
from depformer import labels

MOST_KEYS = 5


def by_method(opened: Opened, participant: str, word: str) -> pd.DataFrame:
    """Return the attribution of the word's face and voice by every method.

    Returns
    -------
    DataFrame
        Columns ``method face audio unit``.
    """
    rows = []
    for method in opened.run["method"].values.astype(str):
        table = data.table(opened, "word_profile", participant=participant, method=str(method))
        cells = table[table["word"] == word].set_index("modality")
        values = {name: float(cells.loc[name, "attribution"]) for name in labels.MODALITIES}
        rows.append({"method": str(method), **values, "unit": str(cells["unit"].iloc[0])})
    return pd.DataFrame(rows)


def selected_heads(opened: Opened, participant: str, word: str) -> pd.DataFrame:
    """Return in how many heads of each stream the word's query is selected.

    Returns
    -------
    DataFrame
        Columns ``stream selected heads``.
    """
    rows = []
    for stream in labels.STREAMS:
        table = data.table(opened, "query_scores", participant=participant, stream=stream)
        chosen = table.loc[table["word"] == word, "selected"]
        rows.append((stream, int(chosen.sum()), len(chosen)))
    return pd.DataFrame(rows, columns=["stream", "selected", "heads"])


def attended(opened: Opened, participant: str, word: str, stream: str) -> pd.DataFrame:
    """Return what the word's query attends to most, averaged over the heads that selected it.

    Returns
    -------
    DataFrame
        Columns ``word text pinyin gloss attention``, the largest first; empty if no head did.
    """
    run = opened.run
    chosen = {"participant": participant, "stream": stream, "query_word": word}
    rows = run["attention"].sel(chosen).transpose("head", "key_word")
    mean = rows.dropna("head", how="all").mean("head").values
    table = pd.DataFrame(
        {
            "word": run["key_word"].values.astype(str),
            **{name: run[name].values.astype(str) for name in labels.WORD_LABELS},
            "attention": mean,
        }
    )
    return table.dropna().nlargest(MOST_KEYS, "attention").reset_index(drop=True)


def about(opened: Opened, participant: str, word: str) -> dict[str, str]:
    """Return the word's texts, valence and place in this person's own order."""
    row = opened.run.sel({"participant": participant, "word": word})
    texts = {name: str(row[name].item()) for name in (*labels.WORD_LABELS, "valence")}
    place = float(row["presentation"])
    return {**texts, "presented": f"{place:.0f}" if place == place else ""}
