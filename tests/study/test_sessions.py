"""Studies whose people came several times: read as written, and every mistake is one sentence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.files import digest, digest_file, read_json, read_table, write_json, write_table
from depformer.study import check_study, layout, load_study, notes
from depformer.study.adding import add_participants, state_of
from tests.cli.asked import ask
from tests.of_sessions import in_sessions

WHO = "sub-depressed1"
FIRST, SECOND = f"{WHO}_ses-1", f"{WHO}_ses-2"


@pytest.fixture(scope="module")
def written(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve people of two sessions each. Read only."""
    return in_sessions(tiny_study, tmp_path_factory.mktemp("sessions") / "study")


@pytest.fixture
def study(written: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(written, tmp_path / "study"))


def test_a_row_is_a_session_and_lies_where_bids_has_it(written: Path, tiny_study: Path) -> None:
    study, before = load_study(written), load_study(tiny_study)
    assert study.has_sessions
    assert not before.has_sessions
    assert len(study.ids) == 24
    assert study.persons.nunique() == 12
    assert study.persons[SECOND] == WHO
    assert study.participants["session"][SECOND] == "2"
    assert study.participants["person"][SECOND] == WHO
    events = written / WHO / "ses-2" / "beh" / f"{SECOND}_task-ewre_events.tsv"
    assert events.is_file()
    face = written / layout.FEATURES / WHO / "ses-2" / f"{SECOND}_desc-face.npy"
    np.testing.assert_array_equal(study.features(SECOND).face, np.load(face))
    assert notes(study) == []


def test_what_differs_between_sessions_stands_in_the_table_of_sessions(written: Path) -> None:
    people = read_table(written / layout.PARTICIPANTS, kind="study")
    sessions = read_table(layout.sessions_path(written, WHO), kind="study")
    assert len(people) == 12
    assert {"group", "age", "sex"} <= set(people.columns)
    assert "severity" not in people
    assert sessions["session_id"].tolist() == ["ses-1", "ses-2"]
    study = load_study(written)
    own = study.participants.loc[[FIRST, SECOND], "severity"].tolist()
    assert own == [float(each) for each in sessions["severity"]]
    about = read_json(written / layout.SESSIONS_SIDECAR, kind="study")
    assert set(sessions.columns) >= set(about) >= {"session_id", "severity"}
    assert "severity" not in read_json(written / layout.PARTICIPANTS_SIDECAR, kind="study")


def test_a_session_s_cell_goes_before_the_person_s(study: Path) -> None:
    path = layout.sessions_path(study, WHO)
    write_table(path, read_table(path, kind="study").assign(age=["30", "31"]))
    table = read_table(study / layout.PARTICIPANTS, kind="study")
    write_table(study / layout.PARTICIPANTS, table.assign(age="50"))
    ages = load_study(study).participants["age"]
    assert ages[[FIRST, SECOND]].tolist() == [30, 31]
    assert set(ages.drop([FIRST, SECOND])) == {50}


def test_a_group_may_stand_in_either_table(tiny_study: Path, tmp_path: Path) -> None:
    recovers = {WHO: "2"}

    def recover(people: pd.DataFrame) -> pd.DataFrame:
        well = people["session"] == people["participant_id"].map(recovers)
        return people.assign(group=people["group"].mask(well, "healthy"))

    study = in_sessions(tiny_study, tmp_path / "study", change=recover)
    assert "group" not in read_table(study / layout.PARTICIPANTS, kind="study")
    groups = load_study(study).participants["group"]
    assert groups[[FIRST, SECOND]].tolist() == ["depressed", "healthy"]


def test_a_person_is_known_by_all_rows(written: Path, tiny_study: Path) -> None:
    study, before = load_study(written), load_study(tiny_study)
    rows = study.participant_digests
    assert set(rows.values()) == set(before.participant_digests.values())
    assert study.person_digests[WHO] == digest(rows[FIRST], rows[SECOND])
    assert before.person_digests == before.participant_digests


def test_the_digest_knows_which_session_a_recording_is_of(written: Path, study: Path) -> None:
    before = load_study(written).digest
    assert load_study(study).digest == before
    for name in (layout.face_path, layout.audio_path):
        first, second = name(study, FIRST), name(study, SECOND)
        second.replace(aside := second.with_suffix(".aside"))
        first.replace(second)
        aside.replace(first)
    assert load_study(study).digest != before


def test_a_column_of_one_s_own_called_session_makes_no_sessions(own_study: Path) -> None:
    table = read_table(own_study / layout.PARTICIPANTS, kind="study")
    write_table(own_study / layout.PARTICIPANTS, table.assign(session="morning"))
    study = load_study(own_study)
    assert not study.has_sessions
    assert study.ids == study.persons.tolist() == table["participant_id"].tolist()


def edit(name: Callable[[Path], Path], change: Callable[[pd.DataFrame], pd.DataFrame]):
    def spoil(root: Path) -> None:
        write_table(name(root), change(read_table(name(root), kind="study")))

    return spoil


def people_of(root: Path) -> Path:
    return root / layout.PARTICIPANTS


def sessions_of(root: Path) -> Path:
    return layout.sessions_path(root, WHO)


def ids(*names: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda table: table.assign(session_id=names)


FAULTS = {
    "a session of an unknown person": (
        lambda root: (root / "sub-999" / "ses-1" / "beh").mkdir(parents=True),
        r"there are sessions of sub-999, but participants.tsv has no such person",
    ),
    "some people without sessions": (
        lambda root: shutil.rmtree(root / WHO),
        rf"{WHO} has no session, but sub-depressed2, .* has; a study has sessions for everybody",
    ),
    "a folder without a row": (
        edit(sessions_of, lambda table: table[:1]),
        rf"{WHO}_sessions.tsv has no row for the folder {WHO}/ses-2; add it, or take",
    ),
    "a row without a folder": (
        edit(sessions_of, lambda table: pd.concat([table, table[1:].assign(session_id="ses-3")])),
        rf"{WHO}_sessions.tsv names ses-3, but there is no folder {WHO}/ses-3/beh",
    ),
    "two rows of one session": (
        edit(sessions_of, lambda table: pd.concat([table, table[1:]])),
        rf"{WHO}_sessions.tsv: session ses-2 stands in more than one row",
    ),
    "a session id in words": (
        edit(sessions_of, ids("ses-1", "second visit")),
        r"line 3: session_id is 'second visit', allowed is ses- and then letters and digits",
    ),
    "a session id without its ses-": (
        edit(sessions_of, ids("ses-1", "2")),
        r"line 3: session_id is '2', allowed is ses-",
    ),
    "a session without an id": (
        edit(sessions_of, ids("ses-1", None)),
        r"line 3: session_id is 'n/a', allowed is ses-",
    ),
    "no table of sessions": (
        lambda root: sessions_of(root).unlink(),
        rf"{WHO}_sessions.tsv is missing, but {WHO} has the sessions ses-1, ses-2",
    ),
    "a table of sessions without a row": (
        edit(sessions_of, lambda table: table[:0]),
        r"_sessions.tsv has no row; write one for each session",
    ),
    "no column of ids": (
        edit(sessions_of, lambda table: table.rename(columns={"session_id": "visit"})),
        r"_sessions.tsv lacks the column session_id",
    ),
    "a severity in words": (
        edit(sessions_of, lambda table: table.assign(severity=["mild", "9"])),
        r"_sessions.tsv line 2: severity is 'mild', allowed is a number from 0 to 100",
    ),
    "an unknown group of a session": (
        edit(sessions_of, lambda table: table.assign(group=["depressed", "well"])),
        r"_sessions.tsv line 3: unknown group 'well', allowed are",
    ),
    "nobody's group": (
        edit(people_of, lambda table: table.drop(columns="group")),
        r"sub-.* has no group, neither in participants.tsv nor in the table of the sessions",
    ),
    "no features of a session": (
        lambda root: shutil.rmtree(root / layout.FEATURES / WHO / "ses-2"),
        rf"{WHO}/ses-2/{SECOND}_desc-face.npy is missing",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_of_sessions_is_one_clear_sentence(name: str, study: Path) -> None:
    spoil, pattern = FAULTS[name]
    spoil(study)
    answer = ask("validate", study)
    assert answer.code == 2
    assert re.search(pattern, re.sub(r"\s+", " ", answer.err))
    with pytest.raises(DepformerError, match=pattern) as caught:
        load_study(study)
    assert caught.value.kind == "study"


def test_sessions_whose_folders_are_one_on_other_systems_are_refused(study: Path) -> None:
    (study / WHO / "ses-a" / "beh").mkdir(parents=True)
    (study / WHO / "ses-A" / "beh").mkdir(parents=True)
    edit(sessions_of, ids("ses-a", "ses-A"))(study)
    assert any("ses-a and ses-A differ only in capital" in each for each in check_study(study)[1])


def only(source: Path, target: Path, *rows: str) -> Path:
    """A copy of a study with these sessions of one person."""
    shutil.copytree(source, target)
    names = {f"ses-{layout.session_of(row)}" for row in rows}
    for path in [*target.glob("sub-*"), *(target / layout.FEATURES).glob("sub-*")]:
        if path.name != WHO:
            shutil.rmtree(path)
        for folder in path.glob("ses-*"):
            if folder.name not in names:
                shutil.rmtree(folder)
    edit(people_of, lambda table: table[table["participant_id"] == WHO])(target)
    edit(sessions_of, lambda table: table[table["session_id"].isin(names)])(target)
    return target


def test_a_further_session_is_added_to_a_person(written: Path, tmp_path: Path) -> None:
    root, more = only(written, tmp_path / "a", FIRST), only(written, tmp_path / "b", SECOND)
    before = digest_file(layout.face_path(root, FIRST))
    add_participants(root, more)
    study = load_study(root)
    assert study.ids == [FIRST, SECOND]
    whole = load_study(written).participants
    pd.testing.assert_series_equal(study.participants["severity"], whole["severity"][study.ids])
    assert digest_file(layout.face_path(root, FIRST)) == before


def test_one_session_is_replaced_and_the_other_stays(written: Path, tmp_path: Path) -> None:
    root, more = only(written, tmp_path / "a", FIRST, SECOND), only(written, tmp_path / "b", SECOND)
    face = layout.face_path(more, SECOND)
    np.save(face, 255 - np.load(face))
    add = {"replaced": {SECOND: state_of(root, SECOND)}}
    with pytest.raises(DepformerError, match=f"has {SECOND} already"):
        add_participants(root, shutil.copytree(more, tmp_path / "c"))
    was = np.load(layout.face_path(root, SECOND))
    add_participants(root, more, **add)
    study = load_study(root)
    assert study.ids == [FIRST, SECOND]
    np.testing.assert_array_equal(study.features(SECOND).face, 255 - was)


def test_people_of_sessions_and_people_without_are_not_joined(
    written: Path, own_study: Path, tmp_path: Path
) -> None:
    more = only(written, tmp_path / "b", SECOND)
    with pytest.raises(DepformerError, match="one of the two has sessions, the other has none"):
        add_participants(own_study, more)


def test_validate_counts_people_and_says_how_many_sessions(written: Path) -> None:
    answer = ask("validate", written)
    assert answer.code == 0
    assert "6 healthy, 6 depressed, in 24 sessions;" in answer.out


def test_who_changes_the_group_is_one_person_of_several(study: Path) -> None:
    edit(sessions_of, lambda table: table.assign(group=["depressed", "healthy"]))(study)
    assert (
        "6 healthy, 5 depressed, 1 of several groups, in 24 sessions;" in ask("validate", study).out
    )
    assert notes(load_study(study)) == []
    for number in (3, 4):
        path = layout.sessions_path(study, f"sub-depressed{number}")
        edit(lambda _, path=path: path, lambda table: table.assign(group=["healthy", "depressed"]))(
            study
        )
    # As folds are drawn: whoever began healthy is no person of the other group as well.
    [note] = notes(load_study(study))
    assert note.startswith("4 participants of the group depressed have every recording: the folds")
    assert "given parts (--split) do not" in note


def test_what_is_not_read_of_the_tables_of_sessions_is_a_note(study: Path) -> None:
    edit(
        sessions_of, lambda table: table.assign(participant_id="sub-9", person="x", sex=["F", "M"])
    )(study)
    edit(people_of, lambda table: table.assign(person="x"))(study)
    table = f"{WHO}/{WHO}_sessions.tsv"
    assert notes(load_study(study)) == [
        f"{WHO} has different sexes in different sessions: F, M",
        f"The column participant_id of {table} is not read: the folders say whose row it is",
        f"The column person of {table}, participants.tsv is not read: the folders say whose rows "
        "they are",
    ]


def test_levels_of_a_group_may_stand_beside_the_sessions(study: Path) -> None:
    path = study / layout.SESSIONS_SIDECAR
    levels = {"group": {"Description": "Group", "Levels": {"remitted": "well again"}}}
    write_json(path, read_json(path, kind="study") | levels)
    edit(sessions_of, lambda table: table.assign(group=["depressed", "remitted"]))(study)
    assert load_study(study).participants["group"][SECOND] == "remitted"
