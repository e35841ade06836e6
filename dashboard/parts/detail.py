"""What a run says of one word of one participant, and the words for its two counts of queries."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from depformer import labels
from depformer.jobs.opening import Opened


def by_method(opened: Opened, participant: str, word: str) -> pd.DataFrame:
    """Return the attribution of the word's face and voice by every method.

    Returns
    -------
    DataFrame
        Columns ``method face audio unit signed``.
    """
    rows = []
    for method in opened.run["method"].values.astype(str):
        table = data.table(opened, "word_profile", participant=participant, method=str(method))
        cells = table[table["word"] == word].set_index("modality")
        values = {name: float(cells.loc[name, "attribution"]) for name in labels.MODALITIES}
        declared = {"unit": str(cells["unit"].iloc[0]), "signed": bool(cells["signed"].iloc[0])}
        rows.append({"method": str(method), **values, **declared})
    return pd.DataFrame(rows)


def attends(opened: Opened) -> str:
    """Return what it means that a query attends, with the model's u."""
    u = int(data.statistic(opened, "query_counts")["u"].max())
    return f"attends (among the model's u = {u} most active queries)"


def counted(opened: Opened) -> str:
    """Return what the attention query counts, with its k."""
    k = int(data.statistic(opened, "query_counts")["k"].max())
    return f"among the top k = {k}"


def about(opened: Opened, participant: str, word: str) -> dict[str, str]:
    """Return the word's texts, valence and place in this person's own order."""
    row = opened.run.sel({"participant": participant, "word": word})
    texts = {name: str(row[name].item()) for name in (*labels.WORD_LABELS, "valence")}
    place = float(row["presentation"])
    return {**texts, "presented": f"{place:.0f}" if place == place else ""}
