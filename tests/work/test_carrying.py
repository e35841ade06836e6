"""Lists of independent pieces: what is kept is not made again, and no place changes a result."""

from __future__ import annotations

import os
import pickle
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import work
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import kept_run
from depformer.model import load_checkpoint
from depformer.study import layout, load_study
from depformer.work import HERE, Piece, Place, carry_out, place_of
from depformer.work.pieces import Progress


@dataclass
class Memory:
    """Keeps pieces in a dictionary."""

    pieces: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any | None:
        return self.pieces.get(name)

    def put(self, name: str, result: Any) -> None:
        self.pieces[name] = result


@dataclass(frozen=True)
class Disk:
    """Keeps pieces as files."""

    folder: Path

    def get(self, name: str) -> str | None:
        path = self.folder / name
        return path.read_text() if path.is_file() else None

    def put(self, name: str, result: str) -> None:
        (self.folder / name).write_text(result)


def pieces_of(names: list[str]) -> list[Piece[str]]:
    return [Piece(name, name, about=f"sub-{name}", size=len(name)) for name in names]


@given(
    names=st.lists(st.text("abc", min_size=1, max_size=3)),
    kept=st.sets(st.text("abc", min_size=1, max_size=3)),
)
def test_each_piece_is_made_once_and_stands_in_its_place(names: list[str], kept: set[str]) -> None:
    made: list[str] = []
    seen: list[tuple[int, int]] = []

    def upper(what: str, report: Progress) -> str:
        made.append(what)
        return what.upper()

    keep = Memory({name: name.upper() for name in kept})
    results = carry_out(
        upper, pieces_of(names), keep=keep, progress=lambda *counts: seen.append(counts)
    )
    assert results == [name.upper() for name in names]
    assert sorted(made) == sorted(set(names) - kept)
    assert set(keep.pieces) == set(names) | kept
    whole = sum(len(name) for name in set(names))
    assert [total for _, total in seen] == [whole] * len(set(names))
    assert seen == sorted(seen)
    assert not names or seen[-1] == (whole, whole)


def test_steps_within_a_piece_count_for_its_people() -> None:
    seen: list[tuple[int, int]] = []

    def two_models_a_person(what: str, report: Progress) -> str:
        for step in range(2 * len(what)):
            report(step + 1, 2 * len(what))
        return what

    progress: Progress = lambda *counts: seen.append(counts)  # noqa: E731
    carry_out(two_models_a_person, pieces_of(["a", "bb"]), progress=progress)
    assert seen == [(1, 6), (2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]


def test_what_is_cancelled_goes_on_behind_what_is_kept() -> None:
    class StopError(Exception):
        pass

    def progress(done: int, total: int) -> None:
        if done == 2:
            raise StopError

    def plain(what: str, report: Progress) -> str:
        return what

    keep = Memory()
    with pytest.raises(StopError):
        carry_out(plain, pieces_of(["a", "b", "c"]), keep=keep, progress=progress)
    assert set(keep.pieces) == {"a", "b"}

    def never_again(what: str, report: Progress) -> str:
        assert what == "c"
        return what

    assert carry_out(never_again, pieces_of(["a", "b", "c"]), keep=keep) == ["a", "b", "c"]


@dataclass(frozen=True)
class Dies:
    """Ends its process over "b", as often as it is told; raises over "z"."""

    folder: Path
    times: int

    def __call__(self, what: str, report: Progress) -> str:
        if what == "z":
            raise DepformerError("z cannot be made.")
        if what == "b":
            died = len(list(self.folder.glob("died-*")))
            if died < self.times:
                (self.folder / f"died-{died}").touch()
                os._exit(9)
        return f"{what} {os.environ['OMP_NUM_THREADS']} {os.getpid() != int(self.folder.name)}"


@pytest.fixture
def of_this_process(tmp_path: Path) -> Path:
    folder = tmp_path / str(os.getpid())
    folder.mkdir()
    return folder


def test_a_process_that_dies_costs_its_piece_one_more_try(
    of_this_process: Path, two_processes: Place
) -> None:
    (kept := of_this_process / "kept").mkdir()
    make = Dies(of_this_process, times=1)
    results = carry_out(make, pieces_of(["a", "b", "c"]), place=two_processes, keep=Disk(kept))
    assert results == [f"{name} 1 True" for name in "abc"]
    assert sorted(path.name for path in kept.iterdir()) == ["a", "b", "c"]


def test_a_process_that_dies_twice_over_a_piece_is_said_and_the_rest_is_kept(
    of_this_process: Path,
) -> None:
    (kept := of_this_process / "kept").mkdir()
    make = Dies(of_this_process, times=9)
    with pytest.raises(DepformerError) as fault:
        carry_out(make, pieces_of(["a", "b"]), place=place_of(2), keep=Disk(kept))
    assert "The process that worked on sub-b failed or ended twice" in str(fault.value)
    assert "--workers" in str(fault.value)


def test_whoever_ends_a_process_is_named_and_nobody_beside(of_this_process: Path) -> None:
    """The results of neighbours are lost with their process and made again: no fault of theirs."""
    make, said = Dies(of_this_process, times=9), list[str]()
    with pytest.raises(DepformerError, match="worked on sub-b failed or ended twice"):
        carry_out(make, pieces_of([*"cdebfghijk"]), place=place_of(2, tell=said.append))
    assert len(said) == 1
    assert "worked on sub-b failed or ended before" in said[0]


@dataclass(frozen=True)
class Endless:
    """Says which process it works in, and goes on for a minute without listening."""

    folder: Path

    def __call__(self, what: str, report: Progress) -> str:
        (self.folder / str(os.getpid())).touch()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            pass
        return what


def test_a_cancellation_waits_for_no_piece_and_leaves_no_process(tmp_path: Path) -> None:
    cancelled_at = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal cancelled_at
        if len(list(tmp_path.iterdir())) == 2:
            cancelled_at = time.monotonic()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), place_of(2) as place:
        carry_out(Endless(tmp_path), pieces_of(["a", "b", "c"]), place=place, progress=progress)
    assert time.monotonic() - cancelled_at < 2.0
    assert not any(psutil.pid_exists(int(each.name)) for each in tmp_path.iterdir())


def test_a_fault_in_another_process_is_the_same_sentence(
    of_this_process: Path, two_processes: Place
) -> None:
    make = Dies(of_this_process, times=0)
    with pytest.raises(DepformerError, match=r"^z cannot be made\.$"):
        carry_out(make, pieces_of(["a", "z"]), place=two_processes)


def test_a_run_made_in_two_processes_is_the_run_made_here(
    own_study: Path, tiny_checkpoint: Path, tmp_path: Path, homes: Path, two_processes: Place
) -> None:
    question = Question({"occlusion": {}, "integrated_gradients": {"steps": 5}})
    apart, _ = kept_run(own_study, tiny_checkpoint, question, place=two_processes)
    other = tmp_path / "elsewhere"
    own_study.rename(other)
    for left in (other / "derivatives/depformer-runs").iterdir():
        left.rename(tmp_path / left.name)
    here, _ = kept_run(other, tiny_checkpoint, question)
    assert values(apart).identical(values(here))


def values(run: xr.Dataset) -> xr.Dataset:
    return run.drop_attrs(deep=False)


def test_features_that_changed_meanwhile_are_not_explained(own_study: Path) -> None:
    study = load_study(own_study)
    who, other = study.ids[:2]
    sent = pickle.dumps(study)
    assert len(sent) < sum(path.stat().st_size for path in own_study.rglob("*face*.npy")) / 2
    there = pickle.loads(sent)
    assert there.digest == study.digest
    assert (there.features(who).face == study.features(who).face).all()
    shutil.copy(layout.face_path(own_study, other), layout.face_path(own_study, who))
    with pytest.raises(DepformerError, match=f"The features of {who} in .* are not those that"):
        there.features(who)
    carrying = pickle.loads(pickle.dumps(study.carrying([who, other], [other])))
    shutil.rmtree(own_study)
    assert carrying.features(other).audio.shape == (*study.mask.shape[1:2], study.audio_size)
    with pytest.raises(DepformerError, match="a worker sees another folder there"):
        carrying.features(who)


def test_a_checkpoint_that_changed_meanwhile_is_not_opened(tiny_checkpoint: Path) -> None:
    again, (root, _) = load_checkpoint(tiny_checkpoint).__reduce__()
    with pytest.raises(DepformerError, match="has changed while it was being worked on"):
        again(root, "another digest")


def test_places_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_of() is HERE
    monkeypatch.setattr(work.place, "cores", lambda: 3)
    assert place_of(0).workers == 3
    for wrong in (-1, 1000):
        with pytest.raises(DepformerError, match="number of workers"):
            place_of(wrong)
