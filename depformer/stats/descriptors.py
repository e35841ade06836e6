"""What describes a word of one participant, beside the same word of the others of the study."""

from __future__ import annotations

import numpy as np
import pandas as pd

from depformer.stats.people import GROUPS, SMALLEST_CELL
from depformer.study import Study
from depformer.study.descriptors import read_descriptors
from depformer.validate import one_of

RANGE = (5.0, 95.0)  # percentiles


def described_words(study: Study) -> pd.DataFrame:
    """Return every descriptor of every word of every participant who has any.

    Parameters
    ----------
    study : Study
        With or without descriptors.

    Returns
    -------
    DataFrame
        One row a number: ``participant group word descriptor title unit version value``; NaN where
        it cannot be told. No rows if the study has none.
    """
    parts = []
    for who in study.ids:
        found = read_descriptors(study.root, who, study.words)
        if found is None:
            continue
        n_words, n_columns = found.table.shape
        shown = [found.columns[str(name)] for name in found.table]
        known = {"descriptor": list(found.table)}
        known |= {name: [getattr(c, name) for c in shown] for name in ("title", "unit", "version")}
        part = {name: np.repeat(np.array(cells, object), n_words) for name, cells in known.items()}
        part["word"] = np.tile(found.table.index.to_numpy(object), n_columns)
        part["value"] = found.table.to_numpy().ravel(order="F")
        group = str(study.participants["group"][who])
        parts.append(pd.DataFrame(part).assign(participant=who, group=group))
    names = ["participant", "group", "word", "descriptor", "title", "unit", "version", "value"]
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)


def beside_others(described: pd.DataFrame, participant: str, word: str) -> pd.DataFrame:
    """Return a participant's descriptors of one word beside those of the others, group by group.

    The participant is not among the others, whose range would else widen to hold him or her; nor is
    who was measured in another unit or by another version. Nothing is said of fewer than five.

    Parameters
    ----------
    described : DataFrame
        From `described_words`.
    participant, word : str
        Ids.

    Returns
    -------
    DataFrame
        One row a descriptor: ``descriptor title unit value``, and of each group ``n_<group>`` (how
        many have a number), ``median_<group>``, ``low_<group>``, ``high_<group>`` (5th and 95th
        percentile; NaN where n < 5). No rows if the participant has none.

    Raises
    ------
    DepformerError
        If no participant has descriptors of such a word.
    """
    if described.empty:
        return _rows([])
    one_of("word", word, described["word"].unique())
    of_word = described[described["word"] == word]
    own = of_word[of_word["participant"] == participant]
    others = of_word[of_word["participant"] != participant]
    keys = ["descriptor", "unit", "version"]
    by_group = others.dropna(subset="value").groupby([*keys, "group"])["value"]
    values = {key: each.to_numpy(dtype=float) for key, each in by_group}
    rows = []
    for row in own.to_dict("records"):
        found = {name: row[name] for name in ("descriptor", "title", "unit", "value")}
        for group in GROUPS:
            there = values.get((*(row[key] for key in keys), group), np.empty(0))
            enough = there.size >= SMALLEST_CELL
            low, high = np.percentile(there, RANGE) if enough else (np.nan, np.nan)
            found[f"n_{group}"] = there.size
            found[f"median_{group}"] = float(np.median(there)) if enough else np.nan
            found |= {f"low_{group}": float(low), f"high_{group}": float(high)}
        rows.append(found)
    return _rows(rows)


def _rows(rows: list[dict[str, object]]) -> pd.DataFrame:
    of_groups = [f"{name}_{g}" for g in GROUPS for name in ("n", "median", "low", "high")]
    return pd.DataFrame(rows, columns=["descriptor", "title", "unit", "value", *of_groups])
