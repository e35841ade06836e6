"""A word's descriptors beside those of the same word in others: who counts, and what is hidden."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.report.descriptors import word_table
from depformer.stats.descriptors import beside_others, described_words
from depformer.study import load_study
from depformer.study.descriptors import Column, Descriptors, write_descriptors

HEALTHY, DEPRESSED = 12, 6


def people(unit: str = "Hz", version: str = "1", first: int = 0) -> pd.DataFrame:
    """Return one number of one word a participant: healthy from 100, depressed from 200."""
    groups = ["healthy"] * HEALTHY + ["depressed"] * DEPRESSED
    values = [100.0 + k for k in range(HEALTHY)] + [200.0 + k for k in range(DEPRESSED)]
    return pd.DataFrame(
        {
            "participant": [f"sub-{first + k}" for k in range(len(groups))],
            "group": groups,
            "word": "w01",
            "descriptor": "f0_median",
            "title": "Pitch, median",
            "unit": unit,
            "version": version,
            "value": values,
        }
    )


def row_of(described: pd.DataFrame, who: str, word: str = "w01") -> dict:
    (row,) = beside_others(described, who, word).to_dict("records")
    return row


def test_the_range_is_of_the_others() -> None:
    row = row_of(people(), "sub-0")
    others = np.arange(101.0, 112.0)
    assert row["value"] == 100
    assert (row["n_healthy"], row["median_healthy"]) == (11, 106)
    assert row["low_healthy"] == pytest.approx(np.quantile(others, 0.05))
    assert row["high_healthy"] == pytest.approx(np.quantile(others, 0.95))
    assert (row["n_depressed"], row["median_depressed"]) == (6, 202.5)


def test_fewer_than_five_are_not_shown() -> None:
    described = people()
    described.loc[described["participant"].isin(["sub-13", "sub-14"]), "value"] = np.nan
    row = row_of(described, "sub-0")
    assert row["n_depressed"] == 4
    assert np.isnan([row["median_depressed"], row["low_depressed"], row["high_depressed"]]).all()
    assert row_of(people(), "sub-12")["n_depressed"] == 5  # one of six, who does not count
    shown = word_table(beside_others(described, "sub-0", "w01")).iloc[0].tolist()
    assert shown == [
        "Pitch, median",
        "100 Hz",
        "106 (102 to 110), n = 11",
        "n = 4, fewer than 5: not shown",
    ]


def test_another_unit_or_version_is_not_compared() -> None:
    both = pd.concat([people(), people(version="2", first=100), people(unit="kHz", first=200)])
    assert row_of(both, "sub-100")["n_healthy"] == 11
    assert row_of(both, "sub-0")["n_healthy"] == 11


def test_other_groups_words_and_gaps_count_nothing() -> None:
    described = people()
    more = described.assign(word="w02", value=9.0)
    bipolar = described.assign(group="bipolar", participant=described["participant"] + "b")
    row = row_of(pd.concat([described, more, bipolar]), "sub-0")
    assert (row["n_healthy"], row["n_depressed"]) == (11, 6)
    described.loc[0, "value"] = np.nan
    shown = word_table(beside_others(described, "sub-0", "w01"))
    assert shown.iloc[0].tolist()[1:3] == ["–", "106 (102 to 110), n = 11"]


def test_what_nobody_has_a_number_of_is_left_out() -> None:
    assert word_table(beside_others(people().assign(value=np.nan), "sub-0", "w01")).empty
    assert beside_others(people().iloc[:0], "sub-0", "w01").empty
    assert beside_others(people(), "sub-nobody", "w01").empty
    with pytest.raises(DepformerError, match="Did you mean 'w01'"):
        beside_others(people(), "sub-0", "w1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1055.64, "1056"), (-22.81, "−22.8"), (0.1775, "0.177"), (0.0, "0.00"), (1.258, "1.26")],
)
def test_numbers_are_read_as_people_write_them(value: float, shown: str) -> None:
    table = beside_others(people(unit="").assign(value=value), "sub-0", "w01")
    assert word_table(table).iloc[0, 1] == shown


def test_all_words_of_a_study_in_one_table(own_study: Path) -> None:
    for path in own_study.rglob("*_desc-descriptors.*"):
        path.unlink()
    study = load_study(own_study)
    assert described_words(study).empty
    words = study.words["word_id"].tolist()
    column = Column("Pitch, median", "Hz", "1", "About")
    for number, who in enumerate(study.ids[:3]):
        table = pd.DataFrame({"f0_median": np.arange(len(words)) + 100.0 * number}, index=words)
        write_descriptors(study.root, who, Descriptors(table, {"f0_median": column}))
    long = described_words(load_study(own_study))
    assert len(long) == 3 * len(words)
    of_word = long[long["word"] == words[2]]
    assert of_word["value"].tolist() == [2, 102, 202]
    assert of_word["participant"].tolist() == study.ids[:3]
    assert set(of_word["title"]) == {"Pitch, median"}
