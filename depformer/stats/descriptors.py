"""What describes a word of one participant, beside the same word of the others of the study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from depformer.stats.people import GROUPS, SMALLEST_CELL
from depformer.study import Study, layout
from depformer.study.descriptors import read_descriptors
from depformer.validate import one_of

QUANTILES = {"median": 0.5, "low": 0.05, "high": 0.95}
_KEY = ("descriptor", "unit", "version")  # numbers with one key are compared


def described_words(study: Study) -> xr.Dataset:
    """Return every descriptor of every word of every participant who has any.

    Parameters
    ----------
    study : Study
        With or without descriptors.

    Returns
    -------
    Dataset
        ``value``, shape (participant, word, column), NaN where it cannot be told; ``measured``,
        shape (participant, column), whether somebody's table has such a column. Coords: ``group``
        of a participant; ``descriptor title unit version`` of a column. No participants if the
        study has no descriptors.
    """
    found = {who: read_descriptors(study.root, who, study.words) for who in study.ids}
    there = {who: each for who, each in found.items() if each is not None}
    titles: dict[tuple[str, str, str], str] = {}
    of_people: dict[str, list[tuple[str, str, str]]] = {}
    for who, each in there.items():
        shown = [(str(name), each.columns[str(name)]) for name in each.table]
        of_people[who] = [(name, column.unit, column.version) for name, column in shown]
        for key, (_, column) in zip(of_people[who], shown, strict=True):
            titles.setdefault(key, column.title)
    at = {key: place for place, key in enumerate(titles)}
    values = np.full((len(there), len(study.words), len(at)), np.nan)
    measured = np.zeros((len(there), len(at)), dtype=bool)
    for row, (who, each) in enumerate(there.items()):
        own = [at[key] for key in of_people[who]]
        values[row][:, own] = each.table.to_numpy()
        measured[row, own] = True
    keys = np.array(list(titles), dtype=object).reshape(-1, len(_KEY)).T
    of_columns = dict(zip(_KEY, keys, strict=True)) | {"title": list(titles.values())}
    groups = study.participants["group"].loc[list(there)].astype(str).to_list()
    return xr.Dataset(
        {
            "value": (("participant", "word", "column"), values),
            "measured": (("participant", "column"), measured),
        },
        coords={
            "participant": list(there),
            "word": study.words["word_id"].to_list(),
            "group": ("participant", groups),
            **{name: ("column", np.array(cells, object)) for name, cells in of_columns.items()},
        },
    )


def beside_others(described: xr.Dataset, participant: str, word: str) -> pd.DataFrame:
    """Return a participant's descriptors of one word beside those of the others, group by group.

    The participant is not among the others, in no session, whose range would else widen to hold him
    or her; nor is who was measured in another unit or by another version. Sessions of another are
    averaged first; who stands in different groups is in none. Nothing is said of fewer than five.

    Parameters
    ----------
    described : Dataset
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
        If the study has no such word.
    """
    names = ["descriptor", "title", "unit"]
    of_groups = [f"{name}_{group}" for group in GROUPS for name in ("n", *QUANTILES)]
    rows = described["participant"].values
    if participant not in rows:
        return pd.DataFrame(columns=[*names, "value", *of_groups])
    one_of("word", word, described["word"].values)
    own = rows == participant
    columns = described["measured"].values[own][0]
    values = described["value"].sel(word=word).values[:, columns]
    table = pd.DataFrame({name: described[name].values[columns] for name in names})
    table["value"] = values[own][0]
    persons = np.array([layout.person_of(row) for row in rows])
    strangers = persons != layout.person_of(participant)
    by_person = pd.DataFrame(values[strangers]).groupby(persons[strangers])
    groups = pd.Series(described["group"].values[strangers]).groupby(persons[strangers])
    of_person = groups.first().where(groups.nunique() == 1)
    others = by_person.mean().groupby(of_person)
    counts = others.count().reindex(GROUPS, fill_value=0)
    found = {name: others.quantile(share).reindex(GROUPS) for name, share in QUANTILES.items()}
    for group in GROUPS:
        table[f"n_{group}"] = counts.loc[group]
        for name, numbers in found.items():
            enough = table[f"n_{group}"] >= SMALLEST_CELL
            table[f"{name}_{group}"] = numbers.loc[group].where(enough)
    return table
