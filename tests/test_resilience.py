"""The benchmark of what comes of disturbed work: it finds what is lost, and nothing is."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from benchmarks import disturbances, resilience
from benchmarks.disturbances import CannotError, Work
from depformer.jobs import submit as submitting

START = submitting.start  # before the tests put a thread in its place


def test_jobs_that_are_killed_and_whose_clock_jumps_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(submitting, "start", START)
    asked = ["--times", "1", "--only", "jobs,clock_jumps", "--json"]
    assert resilience.main(asked) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["what"], row["times"]) for row in rows] == [("jobs", 1), ("clock_jumps", 1)]
    for row in rows:
        assert (row["lost"], row["differing"], row["left"], row["notes"]) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        ({"a": "1", "b": "2"}, (0, 0, 0)),
        ({"a": "1"}, (1, 0, 0)),
        ({"a": "1", "b": "3"}, (0, 1, 0)),
        ({"a": "1", "b": "2", "c": "4"}, (0, 0, 1)),
    ],
)
def test_what_is_lost_differs_or_is_left_is_counted(
    found: dict[str, str], counted: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Work, "undisturbed", ({"a": "1", "b": "2"}, 1.0))
    work = Work([], lambda place: found)

    def disturb(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
        return works["it"], True

    row = resilience.repeated("it", 2, disturb, {"it": work}, random.Random(0), float("inf"))
    assert (row.lost, row.differing, row.left) == tuple(2 * each for each in counted)
    assert (row.times, row.disturbed) == (2, 2)
    assert "it" in resilience.table([row], 0)


def test_a_traceback_is_a_loss_and_what_cannot_be_done_is_said() -> None:
    def ends_badly(place: Path, works: object, draw: object) -> tuple[Work, bool]:
        raise AssertionError("a traceback: ...")

    def cannot(place: Path, works: object, draw: object) -> tuple[Work, bool]:
        raise CannotError("no disks")

    asked = ({}, random.Random(0), float("inf"))
    row = resilience.repeated("bad", 3, ends_badly, *asked)
    assert (row.lost, row.times, len(row.notes)) == (3, 3, 3)
    row = resilience.repeated("none", 3, cannot, *asked)
    assert (row.lost, row.times, row.notes) == (0, 0, ["skipped: no disks"])
    late = resilience.repeated("late", 3, ends_badly, {}, random.Random(0), 0.0)
    assert late.notes == ["time was up after 0 of 3"]
    assert {name for name, _, _ in disturbances.KILLED} >= {"explain", "jobs", "train", "synth"}
