"""A kept run: in parts, cut off and gone on with, by two at once, and in a folder of one's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import xarray as xr

import depformer
from depformer import runs
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import check, kept, kept_run
from depformer.explain import parts as made
from depformer.files import checkpoint_digest
from depformer.model import load_checkpoint
from depformer.study import load_study
from depformer.study.layout import face_path

QUERY = Question({"attention_query": {}})

pytestmark = pytest.mark.usefixtures("homes")


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The participants of every part that is computed, in order."""
    computed: list[list[str]] = []

    def noted(*args: Any, participants: list[str], **options: Any) -> xr.Dataset:
        computed.append(participants)
        return answer(*args, participants=participants, **options)

    answer = made.answer
    monkeypatch.setattr(made, "answer", noted)
    return computed


def stop_at(participant: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == participant:
            raise KeyboardInterrupt

    return progress


def test_people_of_other_features_are_known_from_every_part(
    own_study: Path, tiny_checkpoint: Path
) -> None:
    others = ["sub-003", "sub-012", "sub-024"]  # of the first, the second and the last part
    for who in others:
        path = face_path(own_study, who)
        np.save(path, np.roll(np.load(path), 1, axis=2))
    run, _ = kept_run(own_study, tiny_checkpoint, QUERY)
    assert json.loads(run.attrs["other_features"]) == others


def test_the_second_who_asks_at_once_waits_and_computes_nothing(
    own_study: Path, tiny_checkpoint: Path, parts: list[list[str]]
) -> None:
    begun, waits = Event(), Event()
    seen: list[tuple[int, int]] = []

    def first(done: int, total: int) -> None:
        if done == 9:  # one part is kept
            begun.set()
            assert waits.wait(60)

    def second(done: int, total: int) -> None:
        seen.append((done, total))
        waits.set()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(kept_run, own_study, tiny_checkpoint, QUERY, progress=first)
        assert begun.wait(60)
        other = pool.submit(kept_run, own_study, tiny_checkpoint, QUERY, progress=second)
        (run, folder), (again, same) = one.result(), other.result()
    assert same == folder
    xr.testing.assert_identical(again, run)
    assert len(parts) == 3
    assert seen[0] == (8, 24)  # what the first had done by then
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_a_killed_process_left_is_taken_away(six_people: Path, tiny_checkpoint: Path) -> None:
    _, folder = kept_run(six_people, tiny_checkpoint, QUERY)
    left = folder.with_name(f".{folder.name}-0123456789abcdef")
    folder.rename(left)
    _, again = kept_run(six_people, tiny_checkpoint, QUERY)
    assert list(folder.parent.iterdir()) == [folder] == [again]


def test_a_run_with_checks_in_a_folder_of_ones_own_goes_on_where_it_was_cut_off(
    six_people: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    parts: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "PART", 3)
    monkeypatch.setattr(made, "check", partial(check, copies=1, orders=3))
    out, ask = tmp_path / "out", replace(QUERY, checks=True)
    with pytest.raises(KeyboardInterrupt):
        kept_run(six_people, tiny_checkpoint, ask, out=out, progress=stop_at(4))
    assert not out.exists()
    begun = len(parts)
    seen: list[int] = []

    def stop_in_the_checks(done: int, total: int) -> None:
        seen.append(done)
        if total > 6 and done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_run(six_people, tiny_checkpoint, ask, out=out, progress=stop_in_the_checks)
    assert seen[0] == 3  # the first part was there
    assert parts[begun][0] == "sub-004"
    steps: list[tuple[int, int]] = []
    run, folder = kept_run(
        six_people, tiny_checkpoint, ask, out=out, progress=lambda *step: steps.append(step)
    )
    assert folder == out
    assert steps[0] == (2, 6)  # the plain run and the first two people's checks were there
    assert {path.name for path in tmp_path.iterdir()} == {"study", "out", "cache"}
    assert not (six_people / "derivatives" / "depformer-runs").exists()
    computed = len(parts)
    _, plainly = kept_run(six_people, tiny_checkpoint, QUERY)
    assert not plainly.name.endswith(runs.CHECKED)
    shutil.rmtree(plainly)  # what is shipped has no plain run beside it
    found = kept_run(six_people, tiny_checkpoint, QUERY)
    assert found[1].name.endswith(runs.CHECKED)
    xr.testing.assert_identical(found[0], run)
    assert kept_run(six_people, tiny_checkpoint, ask)[1] == found[1]
    assert len(parts) == computed
    xr.testing.assert_identical(runs.load_run(out), run)
    plain = depformer.explain(six_people, tiny_checkpoint, methods=["attention_query"])
    xr.testing.assert_equal(run[list(plain.data_vars)], plain)


def test_parts_of_another_question_are_not_mixed_in(
    own_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        kept_run(own_study, tiny_checkpoint, QUERY, out=out, progress=stop_at(9))
    asked = replace(QUERY, baseline="zero")
    run, _ = kept_run(own_study, tiny_checkpoint, asked, out=out)
    assert run.attrs["baseline"] == "zero"
    whole = depformer.explain(
        own_study, tiny_checkpoint, methods=["attention_query"], baseline="zero"
    )
    xr.testing.assert_equal(run, whole)
    with pytest.raises(DepformerError, match="is there already"):
        kept_run(own_study, tiny_checkpoint, QUERY, out=out)
    assert {path.name for path in tmp_path.iterdir()} == {"study", "out", "cache"}


def test_two_folders_at_once_are_computed_once(
    six_people: Path, tiny_checkpoint: Path, homes: Path, parts: list[list[str]]
) -> None:
    outs = [homes / "one", homes / "other"]
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(kept_run, six_people, tiny_checkpoint, QUERY, out=out) for out in outs]
        made = [each.result() for each in asked]
    assert [folder for _, folder in made] == outs
    assert len(parts) == 1
    xr.testing.assert_identical(runs.load_run(outs[0]), runs.load_run(outs[1]))
    assert not (six_people / "derivatives" / "depformer-runs").exists()


def test_of_two_who_write_one_folder_at_once_one_does(
    six_people: Path, tiny_checkpoint: Path, homes: Path
) -> None:
    def write(number: int) -> str:
        try:
            kept_run(six_people, tiny_checkpoint, QUERY, out=homes / "out")
        except DepformerError as fault:
            return str(fault)
        return "written"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(write, range(2)))
    assert said[1] == "written"
    assert "is there already" in said[0]
    assert {path.name for path in homes.iterdir()} == {"study", "out", "cache"}
    assert runs.load_run(homes / "out").sizes["participant"] == 6


def test_parts_that_are_not_whole_are_made_again(
    own_study: Path, tiny_checkpoint: Path, homes: Path, parts: list[list[str]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        kept_run(own_study, tiny_checkpoint, QUERY, progress=stop_at(17))
    first, second = sorted(own_study.glob("derivatives/depformer-runs/*.unfinished/part-*"))
    (first / "run.json").unlink()
    chunk = next(second.glob("run.zarr/logit/0*"))
    chunk.unlink()
    begun = len(parts)
    run, _ = kept_run(own_study, tiny_checkpoint, QUERY)
    assert len(parts) == begun + 3
    xr.testing.assert_equal(
        run, depformer.explain(own_study, tiny_checkpoint, methods=["attention_query"])
    )


def test_a_run_that_is_kept_is_copied_not_computed(
    six_people: Path, tiny_checkpoint: Path, tmp_path: Path, parts: list[list[str]]
) -> None:
    run, _ = kept_run(six_people, tiny_checkpoint, QUERY)
    n = len(parts)
    copy, folder = kept_run(six_people, tiny_checkpoint, QUERY, out=tmp_path / "out")
    assert len(parts) == n
    xr.testing.assert_identical(copy, run)
    xr.testing.assert_identical(runs.load_run(folder), run)


def test_a_run_knows_its_study_and_its_checkpoint_without_the_model(
    six_people: Path, tiny_checkpoint: Path
) -> None:
    run, _ = kept_run(six_people, tiny_checkpoint, QUERY)
    digests = load_study(six_people).digest, checkpoint_digest(tiny_checkpoint)
    assert digests[1] == load_checkpoint(tiny_checkpoint).digest
    runs.refuse_other(run, "here", *digests)
    assert runs.available(six_people, *digests)[0].methods == ("attention_query",)
