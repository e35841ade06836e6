"""One word of one person: its attribution by every method, and what the run says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from depformer import labels
from depformer.stats.people import need, one_word
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def word_attributions(run: xr.Dataset, participant: str, word: str) -> pd.DataFrame:
    """Tabulate the attribution of a word's face and voice by every method.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    participant, word : str
        Ids of the person and the word.

    Returns
    -------
    DataFrame
        One row a method: ``participant word text pinyin gloss valence presented method face audio
        unit signed``; `presented` is the word's place in this person's own order, NaN if it is not
        known.

    Raises
    ------
    DepformerError
        If the person or the word is not in the run, or the variable is absent.
    """
    need(run, "attribution")
    one_word(run, participant, word)
    cell = run[["attribution", "presentation"]].sel(participant=participant, word=word)
    values = cell["attribution"].transpose("method", "modality")
    texts = {name: str(cell[name].item()) for name in (*labels.WORD_LABELS, "valence")}
    return pd.DataFrame(
        {
            "participant": participant,
            "word": word,
            **texts,
            "presented": float(cell["presentation"]),
            "method": run["method"].values.astype(str),
            **{name: values.sel(modality=name).values.astype(float) for name in labels.MODALITIES},
            "unit": run["unit"].values.astype(str),
            "signed": run["signed"].values.astype(bool),
        }
    )


SPEC = StatisticSpec(
    "word_attributions", word_attributions, ("attribution",), ("participant", "word")
)
