"""The workers of a scheduler: the same bits as here, and one sentence for whatever goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from distributed import LocalCluster

from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import kept_run
from depformer.explain.parts import Explained
from depformer.files.digests import at_hand
from depformer.model import load_checkpoint
from depformer.model.elsewhere import CheckpointFiles, opened_again
from depformer.study import load_study
from depformer.synth import write_study
from depformer.train import TrainOptions, several_seeds
from depformer.train.training import Training
from depformer.work import Piece, carry_out, cluster, on_dask, place_of
from depformer.work.build import own_build
from depformer.work.cluster import Cluster
from depformer.work.memory import taken
from depformer.work.pieces import Progress
from tests.conftest import TINY_SIZES

QUESTION = Question({"occlusion": {}, "integrated_gradients": {"steps": 5}})
UNSEEN = (Path("/nowhere/that/a/worker/sees"),)


@pytest.fixture(scope="module")
def somebodys() -> Iterator[str]:
    """The address of a scheduler with two workers."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as started:
        yield started.scheduler_address


def empty_scheduler() -> LocalCluster:
    return LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None)


def pieces_of(names: str) -> list[Piece[str]]:
    return [Piece(name, name, about=f"sub-{name}") for name in names]


@pytest.mark.parametrize("seen", [True, False])
def test_a_run_made_on_a_cluster_is_the_run_made_here(
    *,
    seen: bool,
    somebodys: str,
    own_study: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    homes: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = Question(
        QUESTION.methods | {"expected_gradients": {"samples": 4}},
        "study_mean",
        baseline_from=str(tiny_study),
    )
    here, _ = kept_run(own_study, tiny_checkpoint, question, out=tmp_path / "here")
    shutil.rmtree(homes / "cache")  # where it is kept
    said: list[str] = []
    if not seen:
        monkeypatch.setattr(Explained, "reads", UNSEEN)
    with Cluster(somebodys, tell=said.append) as place:
        there, _ = kept_run(own_study, tiny_checkpoint, question, place=place)
    assert there.drop_attrs(deep=False).identical(here.drop_attrs(deep=False))
    assert ["do not see /nowhere" in each for each in said[1:]] == [True] * (not seen)


def test_what_is_brought_along_is_all_that_is_read(own_study: Path, tiny_checkpoint: Path) -> None:
    own = load_checkpoint(tiny_checkpoint)
    with at_hand({own.digest: replace(CheckpointFiles.of(own), root=UNSEEN[0]).unpacked}):
        assert opened_again(UNSEEN[0], own.digest) is not own
        assert opened_again(UNSEEN[0], own.digest).digest == own.digest
    with pytest.raises(DepformerError, match="has changed while it was being worked on"):
        _ = replace(CheckpointFiles.of(own), digest="another").unpacked


@pytest.mark.parametrize("seen", [True, False])
def test_folds_of_several_seeds_have_the_weights_that_they_have_here(
    *, seen: bool, somebodys: str, tiny_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"folds": 2, "options": TrainOptions(epochs=2), "sizes": TINY_SIZES}
    if not seen:
        pieces = Training.pieces
        unseen = lambda training: [replace(each, reads=UNSEEN) for each in pieces(training)]  # noqa: E731
        monkeypatch.setattr(Training, "pieces", unseen)
    counts: list[tuple[int, int]] = []
    there = several_seeds(
        tiny_study,
        tmp_path / "there",
        (1, 2),
        place=Cluster(somebodys),
        progress=lambda *told: counts.append(told),
        **settings,
    )
    assert counts[-1] == (8, 8)
    assert counts == sorted(counts)
    here = several_seeds(tiny_study, tmp_path / "here", (1, 2), **settings)
    assert [each.digest for each in there] == [each.digest for each in here]
    assert (tmp_path / "there/seeds.tsv").read_text() == (tmp_path / "here/seeds.tsv").read_text()


def test_drawn_people_are_those_that_are_drawn_here(somebodys: str, tmp_path: Path) -> None:
    sizes = {"participants": 4, "words": 24, "image_size": 32}
    for name, place in (("here", place_of()), ("there", Cluster(somebodys))):
        write_study(tmp_path / name, place=place, **sizes)
    here, there = load_study(tmp_path / "here"), load_study(tmp_path / "there")
    assert here.digest == there.digest
    for path in (tmp_path / "here").rglob("*events.tsv"):
        other = tmp_path / "there" / path.relative_to(tmp_path / "here")
        assert path.read_bytes() == other.read_bytes()


@dataclass(frozen=True)
class Dies:
    """Ends its worker over "b", as often as it is told, but never over anything else."""

    folder: Path
    times: int

    def __call__(self, what: str, report: Progress) -> str:
        died = len(list(self.folder.glob("died-*")))
        if what == "b" and died < self.times:
            (self.folder / f"died-{died}").touch()
            os._exit(9)
        return what.upper()


def test_a_worker_that_is_killed_costs_its_piece_one_more_try(
    somebodys: str, tmp_path: Path
) -> None:
    results = carry_out(Dies(tmp_path, 1), pieces_of("abcd"), place=Cluster(somebodys))
    assert results == list("ABCD")


def test_a_piece_that_kills_its_workers_ends_the_work_with_its_name(
    somebodys: str, tmp_path: Path
) -> None:
    with pytest.raises(DepformerError, match="worked on sub-b failed or ended twice"):
        carry_out(Dies(tmp_path, 99), pieces_of("ab"), place=Cluster(somebodys))
    assert len(list(tmp_path.glob("died-*"))) <= 4  # the scheduler's own limit


@dataclass(frozen=True)
class Fails:
    """Raises, and leaves a file each time."""

    folder: Path
    fault: Exception

    def __call__(self, what: str, report: Progress) -> str:
        (self.folder / f"tried-{len(list(self.folder.iterdir()))}").touch()
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "tries"), [(DepformerError("It has no words.", kind="study"), 1), (KeyError("x"), 2)]
)
def test_a_sentence_is_not_tried_again_and_what_nobody_foresaw_is(
    fault: Exception, tries: int, somebodys: str, tmp_path: Path
) -> None:
    said: list[str] = []
    place = Cluster(somebodys, tell=said.append)
    with pytest.raises(type(fault), match=str(fault)) as raised:
        carry_out(Fails(tmp_path, fault), pieces_of("a"), place=place)
    assert getattr(raised.value, "kind", "") == getattr(fault, "kind", "")
    assert len(list(tmp_path.iterdir())) == tries
    assert not any("sub-a" in each and "failed or ended" not in each for each in said)


@dataclass(frozen=True)
class Slow:
    """Says that it has begun, and takes a minute."""

    folder: Path

    def __call__(self, what: str, report: Progress) -> str:
        (self.folder / what).touch()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            time.sleep(0.01)
        return what


class StopError(Exception):
    """Somebody cancels."""


def test_a_cancellation_frees_the_workers(somebodys: str, tmp_path: Path) -> None:
    def cancel(done: int, total: int) -> None:
        if len(list(tmp_path.iterdir())) == 2:
            raise StopError

    with pytest.raises(StopError):
        carry_out(Slow(tmp_path), pieces_of("ab"), place=Cluster(somebodys), progress=cancel)
    began = time.monotonic()
    assert carry_out(Dies(tmp_path, 0), pieces_of("ab"), place=Cluster(somebodys)) == ["A", "B"]
    assert time.monotonic() - began < 30  # a minute, if they went on


def test_two_who_ask_at_once_get_what_each_has_asked_for(somebodys: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(carry_out, Dies(tmp_path, 0), pieces_of(names), place=Cluster(somebodys))
            for names in ("abcd", "cdef")
        ]
        assert [each.result() for each in asked] == [list("ABCD"), list("CDEF")]


@dataclass(frozen=True)
class Grows:
    """Takes more and more memory, and writes down how much it has had."""

    path: Path

    def __call__(self, what: str, report: Progress) -> str:
        held = []
        for _ in range(400):
            held.append(bytearray(os.urandom(1)) * 5_000_000)
            beside = self.path.with_suffix(".new")
            beside.write_text(str(taken()))
            beside.replace(self.path)  # it may be ended between any two steps
            time.sleep(0.005)
        return what


def has_taken(what: str, report: Progress) -> int:
    return taken()


def test_no_worker_takes_more_than_its_memory(somebodys: str, tmp_path: Path) -> None:
    before = carry_out(has_taken, pieces_of("abcd"), place=Cluster(somebodys))
    limit = max(before) + 300 * 10**6
    place = Cluster(somebodys, memory=limit)
    with pytest.raises(DepformerError, match=r"on sub-a came to the .* MB of --memory"):
        carry_out(Grows(tmp_path / "taken"), pieces_of("a"), place=place)
    assert 0.8 * limit < int((tmp_path / "taken").read_text()) <= limit
    # Whoever has freed it again can go on.
    assert carry_out(Dies(tmp_path, 0), pieces_of("ab"), place=place) == ["A", "B"]


def test_memory_is_kept_here_too(tmp_path: Path) -> None:
    limit = taken() + 300 * 10**6
    with pytest.raises(DepformerError, match="came to the"):
        carry_out(
            Grows(tmp_path / "taken"), pieces_of("a"), place=place_of(memory=f"{limit / 10**6}MB")
        )
    assert int((tmp_path / "taken").read_text()) <= limit
    with pytest.raises(DepformerError, match=r"got 10 MB, but a process takes .* before it begins"):
        carry_out(Grows(tmp_path / "x"), pieces_of("a"), place=place_of(memory="10MB"))


def test_other_versions_are_refused_by_name(
    somebodys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = replace(own_build(), torch="1.0")
    monkeypatch.setattr(on_dask, "own_build", lambda: asker)
    monkeypatch.setattr(cluster, "own_build", lambda: asker)
    with pytest.raises(DepformerError, match=r"tcp://.* has other versions .*torch .* \(1\.0\)"):
        carry_out(Dies(tmp_path, 0), pieces_of("ab"), place=Cluster(somebodys))


def test_a_scheduler_that_goes_away_is_one_sentence(tmp_path: Path) -> None:
    with empty_scheduler() as started:

        def end(done: int, total: int) -> None:
            started.close()

        with pytest.raises(DepformerError, match=r"has gone\. What was finished is kept"):
            carry_out(
                Dies(tmp_path, 0),
                pieces_of("a"),
                place=Cluster(started.scheduler_address),
                progress=end,
            )


def test_no_worker_is_said_and_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_dask, "SAY_S", 0.0)
    monkeypatch.setattr(on_dask, "PATIENCE_S", 1.5)
    said: list[str] = []
    with (
        empty_scheduler() as started,
        pytest.raises(DepformerError, match="had no worker for"),
    ):
        carry_out(
            Dies(tmp_path, 0),
            pieces_of("a"),
            place=Cluster(started.scheduler_address, tell=said.append),
        )
    assert ["has no worker yet" in each for each in said] == [False, True]  # nor is it encrypted


def test_where_nothing_answers_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.3)
    for address in ("tcp://127.0.0.1:1", "tls://127.0.0.1:1", "nonsense", "what://a:1"):
        with pytest.raises(DepformerError, match="No scheduler answers at"):
            carry_out(Dies(tmp_path, 0), pieces_of("a"), place=Cluster(address))


def test_a_scheduler_is_named_once_and_by_what_is_one(tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": "tcp://127.0.0.1:8786"}))
    assert place_of(scheduler_file=str(file), unencrypted=True).name == "tcp://127.0.0.1:8786"
    for wrong, said in (
        ({"scheduler": "tcp://a:1", "scheduler_file": str(file)}, "not by both"),
        ({"scheduler": "tcp://a:1", "workers": 2}, "workers of its own"),
        ({"memory": "2"}, "allowed is a size in MB or GB"),
    ):
        with pytest.raises(DepformerError, match=said):
            place_of(**wrong)
    file.write_text("{}")
    with pytest.raises(DepformerError, match="holds no address"):
        place_of(scheduler_file=str(file))


@pytest.mark.parametrize(
    ("address", "warned"),
    [("tcp://127.0.0.1:1", 1), ("tls://10.0.0.5:1", 0), ("tcp://10.0.0.5:1", 1), ("node7:1", 1)],
)
def test_a_connection_that_others_can_read_is_refused_or_said(address: str, warned: int) -> None:
    said: list[str] = []
    if warned:
        with pytest.raises(DepformerError, match=f"{address} is not encrypted.* --unencrypted"):
            place_of(scheduler=address, tell=said.append)
    assert not said
    place_of(scheduler=address, unencrypted=bool(warned), tell=said.append)
    assert all("and on this machine" in each for each in said)
    assert ["is not encrypted" in each for each in said] == [True] * warned
