"""Parts that a study brings along: who is trained on, who is tested, and nobody on both sides."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.stats.partitions import PARTS
from depformer.study import layout, load_study
from depformer.train import Partition, TrainOptions, cross_validate, evaluation, held_out
from depformer.train.folds import Split, given_parts, split_of
from tests.cli.asked import ask
from tests.conftest import TINY_SIZES
from tests.of_sessions import in_sessions
from tests.study.test_study import edit_json

OFFICIAL = ("Training", "Development", "Testing")
SHORT = {"sizes": TINY_SIZES, "options": TrainOptions(epochs=1)}
FAST = ("--epochs", "1", *(f"--set={name}=1" for name in ("least_epochs", "patience")))


def with_parts(root: Path, parts: list[str | None]) -> Path:
    """Write a column of parts into a study."""
    path = root / "participants.tsv"
    table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    table["split"] = [part or "n/a" for part in parts]
    table.to_csv(path, sep="\t", index=False)
    return root


def without_first_word(root: Path, row: str) -> None:
    """Say of the face of one word that it is missing."""
    word = load_study(root).words["word_id"].iloc[0]
    edit_json(layout.features_path(root, row), missing_face=[word])
    face = np.load(layout.face_path(root, row))
    face[0] = 0
    np.save(layout.face_path(root, row), face)


def official(people: pd.DataFrame) -> pd.DataFrame:
    """Return people, each group in all three parts, the first one in two of them."""
    number = people.groupby("group").cumcount()
    parts = np.select([number.isin([2, 3]), number > 8], OFFICIAL[1:], OFFICIAL[0])
    crosses = (people["group"] == people["group"].iloc[0]) & (people["session"] == "2")
    return people.assign(split=np.where(crosses, "Testing", parts))


@pytest.fixture
def parted(own_study: Path) -> Path:
    """The tiny study with official parts: 14, 4 and 6 people, two groups in each."""
    return with_parts(own_study, [*["Training"] * 7, *["Development"] * 2, *["Testing"] * 3] * 2)


def rows(parts: list[str], persons: list[str]) -> SimpleNamespace:
    """Return what `given_parts` looks at of a study."""
    table = pd.DataFrame({"split": parts}, index=[f"r{number}" for number in range(len(parts))])
    return SimpleNamespace(participants=table, persons=pd.Series(persons, index=table.index))


def split_said(study: SimpleNamespace, split: Partition) -> Split:
    """Return the split of a study in which everybody is fit for training."""
    return split_of(given_parts(study, study.persons, split))


@given(
    st.lists(st.tuples(st.sampled_from(OFFICIAL), st.integers(0, 6)), min_size=3, max_size=40),
    st.booleans(),
)
def test_nobody_stands_on_two_sides(tree: list[tuple[str, int]], by_person: bool) -> None:
    """Of any tree of recordings: refused, or every person in one part, and that a stated one."""
    parts, persons = [part for part, _ in tree], [f"p{number}" for _, number in tree]
    study = rows(parts, persons)
    own: dict[str, set[int]] = {}
    for part, person in zip(parts, persons, strict=True):
        own.setdefault(person, set()).add(OFFICIAL.index(part))
    try:
        split = split_said(study, Partition("split", by_person))
    except DepformerError:
        taken = {max(where) if by_person else part for where in own.values() for part in where}
        assert len(taken) < 3 or (not by_person and any(len(where) > 1 for where in own.values()))
        return
    side = [{study.persons[row] for row in part} for part in (split.train, split.val, split.test)]
    assert sum(map(len, side)) == len(set(persons))
    assert all(person in side[max(where)] for person, where in own.items())
    assert sorted([*split.train, *split.val, *split.test]) == sorted(study.persons.index)


def test_who_stands_in_two_parts_is_named_with_the_way_out() -> None:
    study = rows(["train", "VAL", "test", "Training ", "testing"], ["a", "b", "c", "c", "d"])
    with pytest.raises(DepformerError, match=r"1 person stands .* split: c \(train, test\)") as no:
        split_said(study, Partition("split"))
    assert "--split-by person" in str(no.value)
    split = split_said(study, Partition("split", by_person=True))
    assert split.test == ("r2", "r3", "r4")
    assert split.train == ("r0",)


def test_one_model_is_fitted_on_train_and_tested_on_test(parted: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    asked = ("train", parted, out, "--split", "split", "--target", "severity", *FAST)
    said = ask(*asked)
    assert said.code == 0, said.err
    assert "fitted to the parts of" in said.out
    assert sorted(path.name for path in out.glob("fold-*")) == ["fold-0"]
    notes = json.loads((out / "fold-0" / "training.json").read_text())
    study = load_study(parted)
    table = study.participants
    for part, name in zip(("train", "val", "test"), OFFICIAL, strict=True):
        assert list(notes["splits"][part]) == table.index[table["split"] == name].tolist()
    assert notes["partition"] == {"column": "split", "by_person": False}
    # The floor is the mean of the training part, for everybody who is tested.
    severity = table["severity"]
    mean = severity[table["split"] == "Training"].mean()
    away = severity[table["split"] == "Testing"] - mean
    found = evaluation(study, out).set_index(["model", "scope", "metric"]).sort_index()
    floor = found.loc[("constant_mean", "pooled")]["estimate"]
    assert floor["mae"] == pytest.approx(np.abs(away).mean())
    assert floor["rmse"] == pytest.approx(np.sqrt((away**2).mean()))
    assert found.loc[("depformer", "pooled", "mae"), "n"] == 6
    said = ask("evaluate", parted, out)
    assert f"{floor['mae']:.2f}" in said.out.split("constant mean")[1]


def test_a_group_is_learnt_from_given_parts_and_explained_for_those_tested(
    parted: Path, tmp_path: Path
) -> None:
    parts = Partition("split")
    made = cross_validate(parted, tmp_path / "a", split=parts, **SHORT)
    table = evaluation(parted, made)
    assert set(table["scope"]) == {"pooled"}
    assert table[table["model"] == "depformer"]["n"].max() == 6
    assert set(table["model"]) >= {"majority", "linear_svm"}
    roles = made.assign(load_study(parted))["role"].value_counts()
    assert roles.to_dict() == {"train": 14, "test": 6, "val": 4}
    assert "left_out" not in made.folds[0].training
    again = cross_validate(parted, tmp_path / "a", split=parts, reuse=True, **SHORT)
    assert again.digest == made.digest
    moved = with_parts(parted, [*["dev"] * 2, *["train"] * 7, *["test"] * 3] * 2)
    with pytest.raises(DepformerError):
        cross_validate(moved, tmp_path / "a", split=parts, reuse=True, **SHORT)


def test_who_is_left_out_of_training_is_no_one_of_the_test_part(
    parted: Path, tmp_path: Path
) -> None:
    """One recording of a training row is missing: nothing but that row's training changes."""
    gone = load_study(parted).ids[0]
    without_first_word(parted, gone)
    study = load_study(parted)
    assert study.mask[0].any()
    made = cross_validate(study, tmp_path / "model", split=Partition("split"), **SHORT)
    notes = made.folds[0].training
    assert notes["left_out"] == {"train": {gone: study.participant_digests[gone]}}
    assert gone not in notes["splits"]["train"]
    part = study.participants["split"].map(dict(zip(OFFICIAL, PARTS, strict=True)))
    assert made.assign(study)["role"].tolist() == part.tolist()
    assert list(held_out(study, made).index) == part.index[part == "test"].tolist()


def test_who_crosses_by_a_row_that_is_left_out_crosses(own_study: Path, tmp_path: Path) -> None:
    """The first session is trained on, the second, incomplete, is tested: refused, or tested."""
    root = in_sessions(own_study, tmp_path / "sessions", several=1, change=official)
    person = layout.person_of(load_study(root).ids[0])
    first, second = (layout.row_id(person, session) for session in "12")
    without_first_word(root, second)
    study = load_study(root)
    assert study.participants.loc[[first, second], "split"].tolist() == ["Training", "Testing"]
    with pytest.raises(DepformerError, match=rf"{person} \(train, test\)"):
        cross_validate(study, tmp_path / "no", split=Partition("split"), **SHORT)
    parts = Partition("split", by_person=True)
    made = cross_validate(study, tmp_path / "model", split=parts, **SHORT)
    assert made.assign(study).loc[[first, second], "role"].tolist() == ["test", "test"]
    assert {first, second} <= set(held_out(study, made).index)
    assert list(made.folds[0].training["left_out"]["test"]) == [second]


FAULTS: dict[str, tuple[list[str | None], tuple[str, ...], str]] = {
    "no such column": ([], ("--split", "part"), "Invalid column of the parts: got 'part'"),
    "an empty cell": ([None], (), "sub-001: split is empty"),
    "another name": (["holdout"], (), "sub-001: split is 'holdout'"),
    "an empty part": (["train"] * 24, (), "is in the part val of the column split"),
    "one group": (["Testing"] * 12 + ["dev"] * 2 + ["train"] * 10, (), "part train of the column"),
    "folds, too": ([], ("--folds", "3"), "Give --folds or --split"),
    "an unknown way": ([], ("--split-by", "persons"), "Did you mean 'person'?"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_parts_is_a_sentence(name: str, parted: Path, tmp_path: Path) -> None:
    first, more, says = FAULTS[name]
    table = pd.read_csv(parted / "participants.tsv", sep="\t", dtype=str)
    order = table["group"].argsort(kind="stable").to_numpy()
    cells = table["split"].to_numpy(dtype=object)
    at = order if name == "one group" else np.arange(24)
    cells[at[: len(first)]] = first
    with_parts(parted, cells.tolist())
    said = ask("train", parted, tmp_path / "out", "--split", "split", *FAST, *more)
    assert said.code == 2
    assert says in said.err
    assert not list(tmp_path.glob("out*"))


def test_a_way_to_take_parts_needs_their_column(parted: Path, tmp_path: Path) -> None:
    said = ask("train", parted, tmp_path / "out", "--split-by", "person")
    assert said.code == 2
    assert "name their column" in said.err
