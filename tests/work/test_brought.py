"""What pieces bring along where no disk is shared: what they need, of no more people, once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from pickle import dumps, loads
from threading import Barrier
from typing import Any

import pytest

from depformer.config import Question
from depformer.explain.parts import Checked, Explained
from depformer.files.digests import brought
from depformer.model import load_checkpoint
from depformer.study import Study, load_study
from depformer.study.elsewhere import StudyFeatures
from depformer.train import Partition
from depformer.train.fold_pieces import FitFold
from depformer.train.training import training_of
from depformer.work.arrived import Order, made
from depformer.work.build import own_build
from depformer.work.pieces import Nowhere, Parcel, Progress
from tests.conftest import TINY_SIZES


@dataclass(frozen=True)
class Unpacks:
    """A parcel that takes down how often it is unpacked."""

    digest: str
    times: list[str]

    @cached_property
    def unpacked(self) -> str:
        self.times.append(self.digest)
        return f"what is in {self.digest}"


def in_order(function: Any, what: Any, parcels: Mapping[str, Parcel]) -> Any:
    """Return what a worker makes of a piece."""
    order = Order(dumps((function, what)), "piece", "", Nowhere(), "", own_build(), None)
    return made(order, parcels, lambda done, total: None)


def all_of(what: list[str], report: Progress) -> list[Any]:
    return [brought(each) for each in what]


def test_all_that_a_piece_has_brought_is_there_however_much_it_is() -> None:
    times: list[str] = []
    parcels = {str(i): Unpacks(str(i), times) for i in range(100)}
    for _ in range(3):
        there = in_order(all_of, list(parcels), parcels)
        assert there == [f"what is in {i}" for i in range(100)]
    assert times == list(parcels)  # once, for as long as the parcel is there
    assert brought("0") is None


def voice(study: Study, report: Progress) -> float:
    BOTH.wait(30)
    found = float(study.features(study.ids[0]).audio[0, 0])
    BOTH.wait(30)
    return found


BOTH = Barrier(2)


def test_two_jobs_in_one_worker_have_each_its_own_study(tiny_study: Path) -> None:
    own = load_study(tiny_study)
    other = replace(own, name="Another")
    assert own.digest != other.digest
    features = {who: own.features(who) for who in own.ids}
    louder = {who: replace(each, audio=each.audio + 1) for who, each in features.items()}
    of = (own, StudyFeatures(own.digest, features)), (other, StudyFeatures(other.digest, louder))
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(in_order, voice, known.carrying(known.ids), {known.digest: parcel})
            for known, parcel in of
        ]
        first, second = (each.result() for each in asked)
    assert second == pytest.approx(first + 1)
    assert brought(own.digest) is None


@pytest.fixture
def described(own_study: Path) -> Study:
    """A study whose table says more of people than anything is made from."""
    table = own_study / "participants.tsv"
    lines = table.read_text("utf-8").splitlines()
    more = ["consent\tsite", *(f"only-for-care\tsite-{i % 2}" for i in range(len(lines) - 1))]
    joined = [f"{line}\t{cells}" for line, cells in zip(lines, more, strict=True)]
    table.write_text("\n".join(joined) + "\n", "utf-8")
    return load_study(own_study)


@pytest.mark.parametrize("verb", [Explained, Checked])
@pytest.mark.parametrize(("method", "everybody"), [("occlusion", 0), ("expected_gradients", 1)])
def test_a_piece_brings_its_own_people_and_nothing_of_them_that_is_not_used(
    verb: Any, method: str, everybody: bool, described: Study, tiny_checkpoint: Path
) -> None:
    asked = verb(described, load_checkpoint(tiny_checkpoint), question=Question({method: {}}))
    ids = described.ids[:2]
    content = dumps(asked._carrying(ids))
    faces = {who: described.features(who).face[0].tobytes() for who in described.ids}
    assert [who for who in faces if faces[who] in content] == ([] if everybody else ids)
    named = [who for who in described.ids if who.encode() in content]
    assert named == (described.ids if everybody else ids)
    assert b"only-for-care" not in content
    assert b"consent" not in content
    sent = asked.parcels()
    assert (described.digest in sent) == everybody
    assert not everybody or set(sent[described.digest].unpacked) == set(described.ids)
    study = loads(content).study
    assert study.digest == described.digest
    assert study.mask.shape == (len(study.ids), *described.mask.shape[1:])


@pytest.mark.parametrize("split", [None, Partition("site")])
def test_a_fold_brings_no_more_of_people_than_it_is_fitted_to(
    split: Partition | None, described: Study, tmp_path: Path
) -> None:
    training = training_of(described, tmp_path / "out", seed=1, folds=2, sizes=TINY_SIZES)
    plan = replace(training.plan, split=split)
    fold = replace(training.pieces()[0].what, plan=plan)
    content = dumps(FitFold(plan).packed(fold))
    assert b"only-for-care" not in content
    assert b"severity" not in dumps(loads(content)[1].plan.study.participants)
    assert set(loads(content)[1].plan.study.participants) == ({"site"} if split else set())
    assert described.features(described.ids[0]).face[0].tobytes() not in content
    assert set(FitFold(plan).parcels()[described.digest].unpacked) == set(plan.group.index)


def test_whether_scores_are_known_is_said_of_the_whole_study(tiny_study: Path) -> None:
    study = load_study(tiny_study)
    who = study.ids[0]
    people = study.participants.copy()
    people.loc[who, "severity"] = float("nan")
    part = replace(study, participants=people).carrying([who])
    assert part.has_scores
    assert part.participants["severity"].isna().all()
