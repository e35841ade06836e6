"""Several sessions of one are no further people, and tables of both say all that is known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer import schema
from depformer.errors import DepformerError
from depformer.explain.baselines import study_mean
from depformer.files import read_table, write_table
from depformer.report.recordings import of_study, people_table
from depformer.stats.sessions import to_people
from depformer.study import layout, load_study, notes
from depformer.study.adding import _completed
from depformer.study.people import described_people, read_people, write_people
from depformer.study.quality import people_quality
from depformer.train.plan import shuffled
from tests.of_sessions import in_sessions
from tests.stats.test_sessions_to_people import of_sessions

WHO = "sub-depressed1"
SECOND = f"{WHO}_ses-2"


@pytest.fixture
def study(tiny_study: Path, tmp_path: Path) -> Path:
    """Twelve people of two sessions each."""
    return in_sessions(tiny_study, tmp_path / "study")


def test_a_mean_of_many_sessions_of_few_people_is_refused(
    study: Path, tiny_study: Path, tmp_path: Path
) -> None:
    assert study_mean(load_study(study)).face.shape[0] == len(load_study(study).words)  # of twelve
    few = in_sessions(tiny_study, tmp_path / "few", each=3)
    with pytest.raises(DepformerError, match=r"recorded of 8 participants, at least 10"):
        study_mean(load_study(few))


def test_an_empty_cell_of_a_session_takes_nothing_from_the_person(study: Path) -> None:
    path = layout.sessions_path(study, WHO)
    write_table(path, read_table(path, kind="study").assign(sex=["F", None], age=[None, "31"]))
    people, own = read_table(study / layout.PARTICIPANTS, kind="study"), load_study(study)
    known = people.set_index("participant_id").loc[WHO]
    assert own.participants.loc[SECOND, ["sex", "age"]].tolist() == [known["sex"], 31]
    first = own.participants.loc[f"{WHO}_ses-1"]
    assert (first["sex"], first["age"]) == ("F", float(known["age"]))
    assert read_people(study).loc[SECOND, "sex"] == known["sex"]


def test_a_person_s_own_session_id_collides_with_nothing(study: Path) -> None:
    people = read_people(study).assign(session_id=lambda table: table["session"])
    write_people(study, people, described_people(study), sessions=True)
    assert load_study(study).ids == people.index.tolist()
    again = read_table(layout.sessions_path(study, WHO), kind="study")
    assert again["session_id"].tolist() == ["ses-1", "ses-2"]
    people["session_id"] = "x"  # of the person, not of the session
    write_people(study, people, described_people(study), sessions=True)
    assert set(read_table(study / layout.PARTICIPANTS, kind="study")["session_id"]) == {"x"}


def test_a_lone_table_of_sessions_makes_no_sessions(own_study: Path) -> None:
    before = load_study(own_study)
    who = before.ids[0]
    write_table(layout.sessions_path(own_study, who), pd.DataFrame({"session_id": ["ses-1"]}))
    after = load_study(own_study)
    assert not after.has_sessions
    assert after.ids == before.ids
    [note] = notes(after)
    assert note.startswith(f"{who}/{who}_sessions.tsv is not read: no session has a folder")


def test_an_added_session_knows_what_all_others_of_the_person_agree_on() -> None:
    people = pd.DataFrame(
        {
            "participant_id": ["sub-1", "sub-1", "sub-1", "sub-2", "sub-2"],
            "age": ["30", "31", None, "40", None],
            "sex": ["F", "F", None, None, None],
            "severity": ["3", "3", None, "4", None],
        },
        index=["a", "b", "c", "d", "e"],
    )
    full = _completed(people, pd.Index(["c", "e"]))
    assert full.loc["c", "sex"] == "F"
    assert full.loc["e", "age"] == "40"
    assert full[["age", "severity"]].isna().loc["c"].all()  # differs, or is the session's own
    assert pd.isna(full.loc["e", "sex"])


def test_what_one_session_does_not_say_is_known_of_the_person() -> None:
    run = of_sessions(schema.example(1, participants=8))
    sexes = ["F", "n/a", "n/a", "n/a", "F", "M", "M", "M"]
    run = run.assign_coords(sex=("participant", sexes))
    assert to_people(run)["sex"].values.tolist() == ["F", "n/a", "n/a", "M"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=12), st.integers(0, 99))
def test_labels_change_places_among_people_who_came_equally_often(
    counts: list[int], seed: int
) -> None:
    persons = pd.Series([who for who, n in enumerate(counts) for _ in range(n)], dtype=int)
    mixed = persons.sample(frac=1, random_state=seed)
    order = shuffled(mixed, seed)
    assert sorted(order) == list(range(len(persons)))
    own = mixed.to_numpy()
    of_whom = {who: Counter(own[order][own == who].tolist()) for who in set(own)}
    for who, given_by in of_whom.items():
        assert len(given_by) == 1  # all labels are of one other person
        assert list(given_by.values()) == [counts[who]]
    alone = np.random.default_rng([seed, 1]).permutation(len(counts))
    np.testing.assert_array_equal(shuffled(pd.Series(range(len(counts))), seed), alone)


def test_the_page_of_recordings_counts_people_and_names_sessions(study: Path) -> None:
    opened = load_study(study)
    people = people_quality(opened)
    n = len(opened.words)
    assert of_study(people, n).startswith(f"24 sessions of 12 participants with {n} words each.")
    names = opened.words.set_index("word_id")["text"].to_dict()
    shown = set(people_table(people, names)["Participant"])
    assert f"{WHO}, session 2" in shown
    assert not any("_ses-" in each for each in shown)
