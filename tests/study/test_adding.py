"""People moved into a study: all of the change or nothing, whenever whoever makes it is stopped."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.files import being_changed, read_json, read_table, write_json, write_table
from depformer.files.changing import CHANGING
from depformer.study import check_study, layout, load_study, reader
from depformer.study.adding import add_participants, state_of

OLD, AGAIN, NEW = "sub-001", "sub-002", "sub-003"
FEATURES = Path(layout.FEATURES)


class KilledError(BaseException):
    """Stands for a process that ends."""


def only(tiny_study: Path, target: Path, *people: str) -> Path:
    """A copy of the tiny study with these people."""
    table = read_table(tiny_study / layout.PARTICIPANTS, kind="study")
    others = set(table["participant_id"]) - set(people)
    ignored = shutil.ignore_patterns("depformer-runs", *others)
    shutil.copytree(tiny_study, target, ignore=ignored)
    write_table(target / layout.PARTICIPANTS, table[table["participant_id"].isin(people)])
    return target


@pytest.fixture
def root(tiny_study: Path, tmp_path: Path) -> Path:
    """Two people; one has a recording, descriptors, and a cell that ingest knows nothing of."""
    root = only(tiny_study, tmp_path / "study", OLD, AGAIN)
    layout.recording_path(root, AGAIN, "video", Path("a.mp4")).write_bytes(b"old")
    ids = read_table(root / layout.WORDS, kind="study")["word_id"]
    table = layout.descriptors_path(root, AGAIN)
    write_table(table, ids.to_frame().assign(pitch="200"))
    about = {"LongName": "Pitch", "Units": "Hz", "Version": "1", "Description": "Its height."}
    write_json(table.with_suffix(".json"), {"pitch": about})
    people = read_table(root / layout.PARTICIPANTS, kind="study")
    write_table(root / layout.PARTICIPANTS, people.assign(medication=["a", "b"]))
    return root


def staged(tiny_study: Path, target: Path) -> Path:
    """The second person with other faces, another recording and a bare row, and a third."""
    only(tiny_study, target, AGAIN, NEW)
    face = layout.face_path(target, AGAIN)
    np.save(face, 255 - np.load(face))
    layout.recording_path(target, AGAIN, "video", Path("a.webm")).write_bytes(b"new")
    features = layout.features_path(target, AGAIN)
    write_json(features, {**read_json(features, kind="study"), "depformer": "new"})
    people = read_table(target / layout.PARTICIPANTS, kind="study")
    write_table(target / layout.PARTICIPANTS, people[["participant_id", "group"]])
    return target


def shown(root: Path) -> dict[str, bytes]:
    """All that is in a study, as a reader finds it."""
    load_study(root)
    assert not (root / CHANGING).exists()
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def stop_at(
    step: int, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]
) -> Callable[[], int]:
    """Act before that step of all that moves or removes files, locks aside; return their count."""
    steps = count(1)
    taken = [0]
    for name in ("replace", "rename", "unlink"):
        real = getattr(Path, name)

        def counted(path: Path, *to: Any, real: Any = real, **how: Any) -> Any:
            if path.suffix != ".lock":
                taken[0] = next(steps)
                if taken[0] == step:
                    act()
            return real(path, *to, **how)

        monkeypatch.setattr(Path, name, counted)
    return lambda: taken[0]


@pytest.mark.parametrize(("fault", "every"), [(KilledError, 1), (PermissionError(13, "in use"), 3)])
def test_whoever_is_stopped_leaves_the_study_as_before_or_after(
    fault: BaseException, every: int, root: Path, tiny_study: Path, tmp_path: Path
) -> None:
    def stop() -> None:
        raise fault

    before = shown(root)
    add_participants(
        root, staged(tiny_study, tmp_path / "s"), replaced={AGAIN: state_of(root, AGAIN)}
    )
    after = shown(root)
    assert load_study(root).ids == [OLD, AGAIN, NEW]
    found = []
    for step in count(1, every):
        for name in ("a", "b"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
        again, more = tmp_path / "a", staged(tiny_study, tmp_path / "b")
        for path, content in before.items():
            (again / path).parent.mkdir(parents=True, exist_ok=True)
            (again / path).write_bytes(content)
        state = {AGAIN: state_of(again, AGAIN)}
        with pytest.MonkeyPatch.context() as patched:
            steps = stop_at(step, patched, stop)
            with suppress(KilledError, DepformerError):
                add_participants(again, more, replaced=state)
            if steps() < step:
                break
        found.append(shown(again))
        assert found[-1] in (before, after), step
    assert len(found) > 10 / every
    assert before in found
    assert after in found


def test_what_is_known_of_a_person_stays_where_the_new_row_does_not_say_it(
    root: Path, tiny_study: Path, tmp_path: Path
) -> None:
    before = read_table(root / layout.PARTICIPANTS, kind="study").set_index("participant_id")
    old, new = (
        layout.recording_path(root, AGAIN, "video", Path(name)) for name in ("a.mp4", "a.webm")
    )
    state = {AGAIN: state_of(root, AGAIN)}
    more = staged(tiny_study, tmp_path / "s")
    people = read_table(more / layout.PARTICIPANTS, kind="study")
    write_table(more / layout.PARTICIPANTS, people.assign(age=["44", None]))
    add_participants(root, more, replaced=state)
    after = read_table(root / layout.PARTICIPANTS, kind="study").set_index("participant_id")
    assert after["medication"].fillna("").tolist() == ["a", "b", ""]
    assert after.loc[AGAIN, "age"] == "44"
    same = [name for name in before if name not in ("age", "medication")]
    assert after.loc[[OLD, AGAIN], same].equals(before.loc[[OLD, AGAIN], same])
    assert list(after) == list(before)
    assert (old.exists(), new.read_bytes()) == (False, b"new")
    assert load_study(root).descriptors(AGAIN) is None  # it was of the earlier recording


def test_a_recording_that_is_to_stay_stays(root: Path, tiny_study: Path, tmp_path: Path) -> None:
    (old,) = layout.recordings_of(root, AGAIN)
    more = staged(tiny_study, tmp_path / "s")
    (copied,) = layout.recordings_of(more, AGAIN)
    copied.unlink()
    state = {AGAIN: state_of(root, AGAIN)}
    add_participants(root, more, replaced=state, staying={old.resolve()})
    assert layout.recordings_of(root, AGAIN) == [old]


def test_who_was_changed_meanwhile_is_not_replaced(
    root: Path, tiny_study: Path, tmp_path: Path
) -> None:
    state = {AGAIN: state_of(root, AGAIN)}
    events = layout.events_path(root, AGAIN)
    write_table(events, read_table(events, kind="study").assign(remark="mine"))
    before = shown(root)
    with pytest.raises(DepformerError, match=f"somebody else has changed {AGAIN} meanwhile"):
        add_participants(root, staged(tiny_study, tmp_path / "s"), replaced=state)
    assert shown(root) == before


def test_what_a_last_look_raises_leaves_the_study_as_it_is(
    root: Path, tiny_study: Path, tmp_path: Path
) -> None:
    def cancelled() -> None:
        assert not being_changed(root)
        raise KilledError

    before, state = shown(root), {AGAIN: state_of(root, AGAIN)}
    with pytest.raises(KilledError):
        add_participants(root, staged(tiny_study, tmp_path / "s"), replaced=state, look=cancelled)
    assert shown(root) == before


def test_ids_that_differ_in_capitals_are_one_folder_elsewhere(
    root: Path, tiny_study: Path, tmp_path: Path
) -> None:
    more = only(tiny_study, tmp_path / "s", NEW)
    people = read_table(more / layout.PARTICIPANTS, kind="study")
    write_table(more / layout.PARTICIPANTS, people.assign(participant_id="sub-a1"))
    mine = read_table(root / layout.PARTICIPANTS, kind="study")
    write_table(root / layout.PARTICIPANTS, mine.replace({OLD: "sub-A1"}))
    with pytest.raises(DepformerError, match="sub-A1 and sub-a1 differ only in capital letters"):
        add_participants(root, more)
    both = mine.replace({OLD: "sub-A1", AGAIN: "sub-a1"})
    write_table(root / layout.PARTICIPANTS, both)
    (fault,) = check_study(root)[1]
    assert "the participants sub-A1 and sub-a1 differ only in capital letters" in fault


def test_somebody_who_reads_meanwhile_reads_the_whole(
    root: Path, tiny_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One begins amid the change and waits; for another the change comes while he or she reads."""
    readers: list[threading.Thread] = []
    ids: list[list[str]] = []
    state = {AGAIN: state_of(root, AGAIN)}

    def read() -> None:
        ids.append(load_study(root).ids)

    def begin_reading() -> None:
        assert being_changed(root)
        readers.append(threading.Thread(target=read))
        readers[0].start()

    more = staged(tiny_study, tmp_path / "s")
    check, done = reader.read_participants, []

    def change_after(*asked: Any) -> Any:
        found = check(*asked)
        if threading.current_thread() is threading.main_thread() and not done:
            done.append(True)
            with pytest.MonkeyPatch.context() as patched:
                stop_at(12, patched, begin_reading)
                add_participants(root, more, replaced=state)
        return found

    monkeypatch.setattr(reader, "read_participants", change_after)
    study = load_study(root)
    (one,) = readers
    one.join()
    assert study.ids == [OLD, AGAIN, NEW]
    assert ids == [[OLD, AGAIN, NEW]]


@pytest.mark.parametrize("outside", ["../mine.txt", "{parent}/mine.txt", "link/mine.txt", "\0", 3])
def test_a_list_of_steps_reaches_nothing_outside_the_study(
    outside: Any, root: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    (root / "link").symlink_to(tmp_path)
    named = outside.format(parent=tmp_path) if isinstance(outside, str) else outside
    (root / CHANGING).mkdir()
    steps = json.dumps({"moved": [], "removed": [named]})
    (root / CHANGING / "change.json").write_text(steps)
    with pytest.raises(DepformerError, match="does not say what was being changed"):
        load_study(root)
    assert mine.read_text() == "mine"
