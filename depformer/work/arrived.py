"""What happens in a worker: a piece arrives, is made and goes back, or ends before that."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Worker, get_worker
from distributed.protocol.pickle import loads
from distributed.utils import sync

from depformer.errors import DepformerError
from depformer.files.digests import at_hand
from depformer.wording import say
from depformer.work.build import Build, refuse_other
from depformer.work.ending import watched
from depformer.work.memory import too_much
from depformer.work.pieces import Keep, Nowhere, Parcel, Progress

TELL_S = 0.25  # between two reports of steps


@dataclass(frozen=True)
class Order:
    """A piece on its way to a worker.

    Parameters
    ----------
    content : bytes
        The function and what it gets, as Dask sends them: the scheduler does not open them.
    name, about : str
        Of the piece.
    keep : Keep
        Where a worker that shares the disk of the asker keeps what it has made; what is kept
        nowhere goes back.
    topic : str
        Under which steps are told.
    build : Build
        Of the asker.
    memory : int or None
        The most that the worker may take as a whole [byte].
    """

    content: bytes
    name: str
    about: str
    keep: Keep
    topic: str
    build: Build
    memory: int | None


@dataclass(frozen=True)
class Refused:
    """What goes back in the place of a result: a fault that would be the same another time."""

    fault: DepformerError


class _NobodyWaitsError(Exception):
    """The asker has gone, or wants it no longer; nobody reads this."""


def make(order: Order, parcels: Mapping[str, Parcel]) -> Any:
    """Make one piece in a worker; without a `keep`, return what was made.

    A sentence goes back as a value, or the scheduler would have the same work done once more.
    """
    worker = get_worker()
    try:
        refuse_other(order.build, worker.address)
        if order.keep.get(order.name) is not None:  # the process that has made it ended since
            return None
        report = _Steps(worker, order)
        is_wanted, is_too_much = _wanted(worker), too_much(order.memory, order.about)
        with report.begun(), watched(lambda: is_wanted() or is_too_much()):
            return made(order, parcels, report)
    except DepformerError as fault:
        fault.__cause__ = fault.__context__ = (
            None  # nor what it was made from: it waits here until it is fetched
        )
        return Refused(fault.with_traceback(None))


def made(order: Order, parcels: Mapping[str, Parcel], report: Progress) -> Any:
    """Make the piece of an order; what is kept does not go back."""
    with at_hand({digest: parcel.unpacked for digest, parcel in parcels.items()}):
        function, what = loads(order.content)
        result = function(what, report)
    order.keep.put(order.name, result)
    return result if isinstance(order.keep, Nowhere) else None


def unseen(paths: Sequence[Path], build: Build) -> list[Path]:
    """Return what a worker does not see on its disk; refuse other versions than the asker's."""
    refuse_other(build, get_worker().address)
    return [path for path in paths if not os.access(path, os.R_OK)]


def _wanted(worker: Worker) -> Callable[[], Exception | None]:
    """Return what looks whether the scheduler still wants the piece that this thread begins."""
    key = worker.get_current_task()

    def look() -> Exception | None:
        task = worker.state.tasks.get(key)
        gone = task is None or task.state == "cancelled"
        return _NobodyWaitsError() if gone else None

    return look


class _Steps:
    """Tells the asker that a piece has begun or ended, and how far it is, now and then."""

    def __init__(self, worker: Worker, order: Order) -> None:
        self._worker, self._order, self._told = worker, order, time.monotonic()

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Tell that the piece has begun, before anything of it can end the process; and its end."""
        told = {"name": self._order.name, "begun": 1}
        asked = self._worker.scheduler.log_event
        sync(self._worker.loop, asked, topic=self._order.topic, msg=told)
        yield
        self._tell({"begun": -1})

    def __call__(self, done: int, total: int) -> None:
        """Report steps done and steps in all."""
        now = time.monotonic()
        if now - self._told > TELL_S:
            self._told = now
            self._tell({"done": int(done), "total": int(total)})

    def _tell(self, what: dict[str, int]) -> None:
        self._worker.log_event(self._order.topic, {"name": self._order.name, **what})


def lost(about: str) -> DepformerError:
    """Return the fault that what was made is not where it was kept."""
    return DepformerError(say("work.lost", about=about), kind="environment")
