"""Where nothing is left to be made, nobody waits for the place where it would have been."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from depformer.errors import DepformerError
from depformer.work import Piece, carry_out
from depformer.work.cluster import Cluster
from depformer.work.pieces import Count, Progress


class OnFile:
    """Keeps everything."""

    def get(self, name: str) -> str:
        return name.upper()

    def put(self, name: str, result: Any) -> None:
        raise AssertionError(name)


class Counted(Cluster):
    """A place that counts how often it is opened, and says when it is closed."""

    def __init__(self) -> None:
        super().__init__("tls://127.0.0.1:1")
        self.times, self.closed = 0, Event()

    @contextmanager
    def opened(self, pieces: int | None) -> Iterator[Any]:
        self.times += 1
        try:
            yield SimpleNamespace(pieces=pieces)
        finally:
            self.closed.set()


def never(what: str, report: Progress) -> str:
    raise AssertionError(what)


def test_for_what_is_kept_no_place_is_opened() -> None:
    with Counted() as place:
        pieces = [Piece(each, each) for each in "ab"]
        assert carry_out(never, pieces, place=place, keep=OnFile()) == ["A", "B"]
    assert (place.times, place.closed.is_set()) == (0, False)


def test_it_is_opened_once_for_all_lists_and_closed_with_the_last() -> None:
    place, nobody = Counted(), Count([], lambda done, total: None)
    with place:
        for pieces in (2, 7):
            with place._client(pieces, nobody) as client:
                assert client.pieces is None
            assert not place.closed.is_set()
    assert (place.times, place.closed.is_set()) == (1, True)


def test_no_scheduler_is_said_to_whoever_needs_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depformer.work.cluster.CONNECT_S", 0.3)
    with Cluster("tls://127.0.0.1:1") as place:
        assert carry_out(never, [Piece("a", "a")], place=place, keep=OnFile()) == ["A"]
        with pytest.raises(DepformerError, match="No scheduler answers"):
            carry_out(never, [Piece("a", "a")], place=place)
