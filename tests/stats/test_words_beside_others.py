"""A word's descriptors beside those of the same word in others: who counts, and what is hidden."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer.errors import DepformerError
from depformer.report.descriptors import note, word_table
from depformer.stats.descriptors import beside_others, described_words
from depformer.study import Study, load_study
from depformer.study.descriptors import Column, Descriptors, write_descriptors

HEALTHY, DEPRESSED = 12, 6
N_WORDS = 24  # of the study that is written to
GROUP = ["healthy"] * HEALTHY + ["depressed"] * DEPRESSED


def people(unit: str = "Hz", version: str = "1", first: int = 0) -> xr.Dataset:
    """Return one number of one word a participant: healthy from 100, depressed from 200."""
    values = [100.0 + k for k in range(HEALTHY)] + [200.0 + k for k in range(DEPRESSED)]
    about = {"descriptor": "f0_median", "title": "Pitch, median", "unit": unit, "version": version}
    return xr.Dataset(
        {
            "value": (("participant", "word", "column"), np.reshape(values, (-1, 1, 1))),
            "measured": (("participant", "column"), np.ones((len(GROUP), 1), dtype=bool)),
        },
        coords={
            "participant": [f"sub-{first + k}" for k in range(len(GROUP))],
            "word": ["w01"],
            "group": ("participant", GROUP),
            **{name: ("column", np.array([cell], object)) for name, cell in about.items()},
        },
    )


def without(described: xr.Dataset, *who: str) -> xr.Dataset:
    """Return the same, but for some people who have no number."""
    return described.assign(value=described["value"].where(~described["participant"].isin(who)))


def row_of(described: xr.Dataset, who: str, word: str = "w01") -> dict:
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
    described = without(people(), "sub-13", "sub-14")
    row = row_of(described, "sub-0")
    assert row["n_depressed"] == 4
    assert np.isnan([row["median_depressed"], row["low_depressed"], row["high_depressed"]]).all()
    assert row_of(people(), "sub-12")["n_depressed"] == 5  # one of six, who does not count
    shown = word_table(beside_others(described, "sub-0", "w01")).iloc[0].tolist()
    assert shown == [
        "Pitch, median",
        "100 Hz",
        "106 (102 to 110) Hz, n = 11 ▼",
        "n = 4, fewer than 5: not shown",
    ]


def test_another_unit_or_version_is_not_compared(own_study: Path) -> None:
    """A column counts for those only who have it in the same unit, by the same version."""
    study = bare(own_study)
    columns = [Column("Pitch", "Hz", "1", "A"), Column("Pitch", "Hz", "2", "A")]
    columns.append(Column("Pitch", "kHz", "1", "A"))
    for number, who in enumerate(study.ids):
        described(study, who, {"f0_median": columns[number % 3]}, np.full((N_WORDS, 1), number))
    found = described_words(load_study(own_study))
    assert found.sizes["column"] == 3
    group = study.participants["group"]
    for number, who in enumerate(study.ids):
        row = row_of(found, who, study.words["word_id"][1])
        alike = [own for own in study.ids[number % 3 :: 3] if own != who]
        assert (row["value"], row["unit"]) == (number, columns[number % 3].unit)
        for name in ("healthy", "depressed"):
            assert row[f"n_{name}"] == (group[alike] == name).sum()


def test_other_groups_and_words_and_gaps_count_nothing() -> None:
    bipolar = people(first=100).assign_coords(group=("participant", ["bipolar"] * len(GROUP)))
    both = xr.concat([people(), bipolar], "participant").isel(word=[0, 0])
    both = both.assign_coords(word=["w01", "w02"])
    both["value"][:, 1] = 9.0
    row = row_of(both, "sub-0")
    assert (row["value"], row["median_healthy"]) == (100, 106)
    assert (row["n_healthy"], row["n_depressed"]) == (11, 6)
    shown = word_table(beside_others(without(people(), "sub-0"), "sub-0", "w01"))
    assert shown.iloc[0].tolist()[1:3] == ["no number", "106 (102 to 110) Hz, n = 11"]


def test_what_nobody_has_a_number_of_is_named_and_left_out() -> None:
    nobody = without(people(), *people()["participant"].values)
    silent = beside_others(nobody, "sub-0", "w01")
    assert word_table(silent).empty
    assert note(silent) == "Nobody has a number of this word for: Pitch, median."
    both = beside_others(xr.concat([people(), nobody], "column"), "sub-0", "w01")
    assert word_table(both)["Descriptor"].tolist() == ["Pitch, median"]
    assert note(both).startswith("Nobody has a number of this word for: Pitch, median. Measured on")
    assert note(both).endswith(note(beside_others(people(), "sub-0", "w01")))


def test_a_study_of_one_group_says_that_the_other_is_not_there() -> None:
    healthy = people().isel(participant=slice(HEALTHY))
    shown = word_table(beside_others(healthy, "sub-0", "w01")).iloc[0].tolist()
    assert shown[2:] == ["106 (102 to 110) Hz, n = 11 ▼", "nobody"]
    alone = word_table(beside_others(people().isel(participant=[0]), "sub-0", "w01"))
    assert alone.iloc[0].tolist()[1:] == ["100 Hz", "nobody", "nobody"]


def test_who_has_no_descriptors_has_no_rows() -> None:
    assert beside_others(people().isel(participant=[]), "sub-0", "w01").empty
    assert beside_others(people(), "sub-nobody", "w01").empty
    alone = row_of(people().isel(participant=[0]), "sub-0")
    assert (alone["value"], alone["n_healthy"], alone["n_depressed"]) == (100, 0, 0)
    with pytest.raises(DepformerError, match="Did you mean 'w01'"):
        beside_others(people(), "sub-0", "w1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1055.64, "1056"), (-22.81, "−22.8"), (0.1775, "0.177"), (0.0, "0.00"), (1.258, "1.26")],
)
def test_numbers_are_read_as_people_write_them(value: float, shown: str) -> None:
    described = people(unit="")
    table = beside_others(described.assign(value=described["value"] * 0 + value), "sub-0", "w01")
    assert word_table(table).iloc[0, 1] == shown


def test_a_value_beyond_a_range_is_marked_and_the_note_says_how_often_that_is() -> None:
    for who, marks in {"sub-0": "▼▼", "sub-5": " ▼", "sub-14": "▲ ", "sub-17": "▲▲"}.items():
        table = beside_others(people(), who, "w01")
        shown = word_table(table).iloc[0].tolist()[2:]
        assert [each[-1] if each[-1] in "▲▼" else " " for each in shown] == list(marks)
    assert "as one in ten people of the group itself does" in note(table)


def test_a_pitch_without_a_number_says_why_where_the_word_was_heard() -> None:
    silent = without(people(), "sub-0")
    for decibels, said in (
        (-20.0, "no number: fewer than 10 voiced frames"),
        (np.nan, "no number"),
    ):
        loud = people(unit="dB").assign(value=people()["value"] * 0 + decibels)
        loud = loud.assign_coords(descriptor=("column", np.array(["loudness"], object)))
        both = xr.concat([silent, loud], "column")
        assert word_table(beside_others(both, "sub-0", "w01")).iloc[0, 1] == said


def bare(root: Path) -> Study:
    """Return a study without descriptors."""
    for path in root.rglob("*_desc-descriptors.*"):
        path.unlink()
    return load_study(root)


def described(study: Study, who: str, columns: dict[str, Column], values: np.ndarray) -> None:
    """Give somebody descriptors, values of shape (word, column)."""
    table = pd.DataFrame(values, index=study.words["word_id"], columns=list(columns))
    write_descriptors(study.root, who, Descriptors(table, columns))


def test_all_words_of_a_study_in_one_array(own_study: Path) -> None:
    study = bare(own_study)
    assert described_words(study).sizes["participant"] == 0
    assert beside_others(described_words(study), study.ids[0], "w01").empty
    pitch, loud = (Column(title, "Hz", "1", "About") for title in ("Pitch", "Loudness"))
    first, second, third = study.ids[:3]
    numbers = np.arange(2.0 * N_WORDS).reshape(N_WORDS, 2)
    described(study, first, {"f0": pitch}, numbers[:, :1])
    described(study, second, {"loudness": loud, "f0": pitch}, numbers)
    described(study, third, {"f0": pitch, "loudness": loud}, 100.0 + numbers)
    found = described_words(load_study(own_study))
    assert found["participant"].values.tolist() == [first, second, third]
    assert found["descriptor"].values.tolist() == ["f0", "loudness"]
    of_word = found["value"].isel(word=2).values
    np.testing.assert_array_equal(of_word, [[4, np.nan], [5, 4], [104, 105]])
    word = study.words["word_id"][2]
    assert beside_others(found, first, word)["title"].tolist() == ["Pitch"]
    assert beside_others(found, second, word)["value"].tolist() == [5, 4]


def reference(values: np.ndarray, own: int, groups: np.ndarray) -> list[float]:
    """Return n, median and percentiles of each group's others, a column at a time."""
    found = []
    for name in ("depressed", "healthy"):
        there = np.delete(values, own)[np.delete(groups, own) == name]
        there = there[np.isfinite(there)]
        enough = there.size >= 5
        shares = np.percentile(there, (50, 5, 95)) if enough else [np.nan] * 3
        found += [there.size, *shares]
    return found


def test_the_ranges_are_those_of_every_column_by_itself() -> None:
    rng = np.random.default_rng(0)
    values = rng.standard_normal((18, 1, 40)) * np.where(rng.random((18, 1, 40)) < 0.3, np.nan, 1)
    one = people().isel(column=[0] * 40)
    many = one.assign(value=(("participant", "word", "column"), values))
    for own in (0, 13):
        table = beside_others(many, f"sub-{own}", "w01")
        for column, row in enumerate(table.iloc[:, 4:].to_numpy()):
            expected = reference(values[:, 0, column], own, np.array(GROUP))
            assert row.tolist() == pytest.approx(expected, nan_ok=True)


def test_sessions_of_one_are_one_person_and_never_among_the_others() -> None:
    once = people()
    twice = xr.concat([once, once.assign(value=once["value"] + 10)], "participant")
    rows = [f"{who}_ses-{n}" for n in (1, 2) for who in once["participant"].values]
    twice = twice.assign_coords(participant=rows)
    row, before = row_of(twice, "sub-0_ses-1"), row_of(once, "sub-0")
    assert row["value"] == before["value"]
    for group in ("healthy", "depressed"):
        assert row[f"n_{group}"] == before[f"n_{group}"]
        assert row[f"median_{group}"] == before[f"median_{group}"] + 5
    groups = twice["group"].values.copy()
    groups[-1] = "healthy"  # one of them changed sides: in no group
    assert (
        row_of(twice.assign_coords(group=("participant", groups)), "sub-0_ses-1")["n_depressed"]
        == DEPRESSED - 1
    )
