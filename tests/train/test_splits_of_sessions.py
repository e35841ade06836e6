"""Nobody stands on two sides of a split, however often he or she came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import StratifiedKFold

from depformer.labels import HELD_OUT_ROLES, OUTCOMES
from depformer.model import CheckpointSet, load_checkpoint
from depformer.study import Study, layout, load_study
from depformer.train import TrainOptions, cross_validate
from depformer.train.evaluation.calibrating import validation_logits
from depformer.train.folds import Split, split_folds, trainable
from depformer.train.plan import left_out
from tests.conftest import TINY_SIZES
from tests.of_sessions import in_sessions

PARTS = ("train", "val", "test")


@st.composite
def trees(draw: st.DrawFn) -> pd.Series:
    """Groups by row, of people with one to four sessions each, in any order of rows."""
    rows = {}
    for outcome in OUTCOMES:
        for number in range(draw(st.integers(4, 12))):
            for session in range(draw(st.integers(1, 4))):
                turned = draw(st.booleans()) and session > 0
                rows[layout.row_id(f"sub-{outcome}{number}", str(session))] = (
                    OUTCOMES[1 - OUTCOMES.index(outcome)] if turned else outcome
                )
    order = draw(st.permutations(list(rows)))
    group = pd.Series({row: rows[row] for row in order})
    firsts = group[~pd.Series(group.index.map(layout.person_of)).duplicated().to_numpy()]
    for outcome in OUTCOMES:  # enough people of each group to be split at all
        for number in range(max(0, 4 - int((firsts == outcome).sum()))):
            group[layout.row_id(f"sub-more{outcome}{number}", "1")] = outcome
    return group


def persons_of(split: Split) -> list[set[str]]:
    return [{layout.person_of(row) for row in getattr(split, part)} for part in PARTS]


@settings(max_examples=60, deadline=None)
@given(trees(), st.integers(2, 4), st.integers(0, 999))
def test_no_person_crosses_a_split_and_everybody_is_held_out_once(
    group: pd.Series, folds: int, seed: int
) -> None:
    splits = split_folds(group, folds, seed)
    held = [row for split in splits for row in split.test]
    assert sorted(held) == sorted(group.index)
    firsts = group[~pd.Series(group.index.map(layout.person_of)).duplicated().to_numpy()]
    for split in splits:
        parts = persons_of(split)
        assert sum(map(len, parts)) == len(set.union(*parts))
        assert sorted([*split.train, *split.val, *split.test]) == sorted(group.index)
        for part in parts:
            own = firsts[[layout.person_of(row) in part for row in firsts.index]]
            assert set(own) == set(OUTCOMES)


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 20), st.integers(5, 20), st.integers(2, 5), st.integers(0, 99))
def test_without_sessions_splits_are_those_of_rows(
    depressed: int, healthy: int, folds: int, seed: int
) -> None:
    names = np.array([f"sub-{i:03d}" for i in range(depressed + healthy)])
    labels = np.array(["depressed"] * depressed + ["healthy"] * healthy)
    order = np.random.default_rng(seed).permutation(len(names))
    names, labels = names[order], labels[order]
    own = StratifiedKFold(folds, shuffle=True, random_state=seed).split(names, labels)
    splits = split_folds(pd.Series(labels, index=names), folds, seed)
    for split, (_, test) in zip(splits, own, strict=True):
        assert list(split.test) == names[test].tolist()


def a_set(roles: list[dict[str, str]]) -> CheckpointSet:
    """What `assign` asks of a checkpoint: which digests each fold knows, and in which part."""
    folds = [
        SimpleNamespace(
            roles=each,
            parts=each,
            training={"splits": {p: {r: "" for r in each if each[r] == p} for p in PARTS}},
        )
        for each in roles
    ]
    return CheckpointSet(Path(), folds)  # type: ignore[arg-type]


def a_study(rows: list[str]) -> Study:
    """What `assign` asks of a study; a row's digest is its id."""
    persons = pd.Series([layout.person_of(row) for row in rows], index=rows)
    known: Any = SimpleNamespace(
        ids=rows, persons=persons, participant_digests={row: row for row in rows}
    )
    return known  # type: ignore[no-any-return]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_row_is_held_out_by_a_fold_that_learnt_from_another_of_the_person(
    data: st.DataObject,
) -> None:
    people, parts = st.integers(0, 4), st.sampled_from([*PARTS, ""])
    ids = st.builds(lambda a, b: layout.row_id(f"sub-{a}", str(b)), people, st.integers(1, 3))
    rows = data.draw(st.lists(ids, min_size=1, unique=True))
    folds = st.lists(st.lists(parts, min_size=len(rows), max_size=len(rows)), min_size=1)
    roles = [
        {row: part for row, part in zip(rows, each, strict=True) if part}
        for each in data.draw(folds)  # a row may stand anywhere, whatever the person's others do
    ]
    assigned = a_set(roles).assign(a_study(rows))
    for row, fold, role in zip(rows, assigned["fold"], assigned["role"], strict=True):
        own = {roles[fold].get(o) for o in rows if layout.person_of(o) == layout.person_of(row)}
        assert (role in HELD_OUT_ROLES) == (not own & {"train", "val"})
        others = [
            {each.get(o) for o in rows if layout.person_of(o) == layout.person_of(row)}
            for each in roles
        ]
        if any("test" in each and not each & {"train", "val"} for each in others):
            assert role == "test"


def test_a_session_that_came_later_is_no_stranger_to_the_fold_that_knows_the_person() -> None:
    old, later = "sub-1_ses-1", "sub-1_ses-2"
    checkpoint = a_set([{old: "train"}, {old: "test"}])
    assigned = checkpoint.assign(a_study([old, later]))
    assert assigned["fold"].tolist() == [1, 1]
    assert assigned["role"].tolist() == ["test", "test"]
    alone = checkpoint.assign(a_study([later]))  # without the first, only the id is known
    assert alone["fold"].tolist() == [1]
    assert alone["other_features"].tolist() == [True]


@pytest.fixture(scope="module")
def trained(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Twelve people of two sessions each, and two folds trained on them."""
    place = tmp_path_factory.mktemp("sessions")
    study = in_sessions(tiny_study, place / "study")
    options = TrainOptions(epochs=1)
    cross_validate(study, place / "model", folds=2, seed=1, options=options, sizes=TINY_SIZES)
    return study, place / "model"


def test_a_model_is_trained_on_sessions_and_nobody_crosses(trained: tuple[Path, Path]) -> None:
    study, checkpoint = load_study(trained[0]), load_checkpoint(trained[1])
    people = checkpoint.assign(study)
    assert set(people["role"]) == {"test"}
    for number, fold in enumerate(checkpoint.folds):
        splits = fold.training["splits"]
        persons = [{layout.person_of(row) for row in splits[part]} for part in PARTS]
        assert sum(map(len, persons)) == 12 == len(set.union(*persons))
        own = people.index[people["fold"] == number]
        assert set(splits["test"]) == set(own)
    assert sorted(trainable(study).index) == sorted(study.ids)


def test_a_person_has_one_vote_for_the_calibration(trained: tuple[Path, Path]) -> None:
    study, checkpoint = load_study(trained[0]), load_checkpoint(trained[1])
    table = validation_logits(study, checkpoint)
    assert set(table["person"]) <= set(study.person_digests.values())
    assert len(table) == 2 * len(table[["person", "fold"]].drop_duplicates())


def test_rows_that_a_training_takes_no_notice_of_are_named(scored_study: Path) -> None:
    study = load_study(scored_study)
    people = study.participants.copy()
    people.loc[study.ids[2], "severity"] = np.nan
    people.loc[study.ids[4], "group"] = "other"
    own = replace(study, participants=people)
    unfit, unknown = left_out(own, "severity")
    assert unfit.startswith("1 row is neither trained on nor tested, since a recording is missing")
    assert unfit.endswith(f": {study.ids[4]}.")
    assert unknown.endswith(f"no severity is known of it: {study.ids[2]}.")
    assert left_out(own, "group") == [unfit]
    assert left_out(study, "severity") == []
