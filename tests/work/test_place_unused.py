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


class Slow(Cluster):
    """A place that opens when it is told to, and says when it is closed."""

    def __init__(self) -> None:
        super().__init__("tls://127.0.0.1:1")
        self.may_open, self.closed = Event(), Event()

    @contextmanager
    def opened(self, pieces: int | None) -> Iterator[Any]:
        self.may_open.wait(60)
        try:
            yield SimpleNamespace(pieces=pieces)
        finally:
            self.closed.set()


def never(what: str, report: Progress) -> str:
    raise AssertionError(what)


def test_what_is_kept_waits_for_no_place_and_closes_what_opens_later() -> None:
    with Slow() as place:
        pieces = [Piece(each, each) for each in "ab"]
        assert carry_out(never, pieces, place=place, keep=OnFile()) == ["A", "B"]
    assert not place.closed.is_set()
    place.may_open.set()
    assert place.closed.wait(60)


def test_whoever_has_asked_for_it_leaves_when_it_is_closed() -> None:
    place = Slow()
    place.may_open.set()
    with place, place._client(2, Count([], lambda done, total: None)) as client:
        assert client.pieces is None
        assert not place.closed.is_set()
    assert place.closed.is_set()


def test_no_scheduler_is_said_to_whoever_needs_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depformer.work.cluster.CONNECT_S", 0.3)
    with Cluster("tls://127.0.0.1:1") as place:
        assert carry_out(never, [Piece("a", "a")], place=place, keep=OnFile()) == ["A"]
        with pytest.raises(DepformerError, match="No scheduler answers"):
            carry_out(never, [Piece("a", "a")], place=place)
