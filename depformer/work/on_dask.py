"""Through a scheduler of Dask, whoever started it: pieces go out, and come back in any order."""

from __future__ import annotations

import threading
import time
import uuid
from abc import abstractmethod
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future as Promise
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Self

from distributed import Client, Future, KilledWorker, wait
from distributed.protocol.pickle import dumps

from depformer.errors import DepformerError
from depformer.validate import allowed_list
from depformer.wording import say
from depformer.work.arrived import Order, Refused, lost, make
from depformer.work.build import own_build
from depformer.work.pieces import (
    Count,
    Function,
    Keep,
    Nowhere,
    Parcel,
    Piece,
    Place,
    Tell,
)

RETRIES = 1  # of a piece whose process died, or that failed
LOOK_S = 0.25
MOST_SENT = 4  # times that a piece goes out again since others ended the process it waited in
AHEAD, LEAST = 3, 8  # pieces that are on their way for each thread; threads there may soon be
HURRY_S = 0.5
SAY_S, PATIENCE_S = 10.0, 600.0  # without a worker: until it is said, and until it is given up


class OnDask(Place):
    """Somewhere that a scheduler of Dask hands out the work.

    Parameters
    ----------
    memory : int or None
        The most that a worker may take as a whole [byte].
    tell : callable
        Gets sentences on what goes on there: a worker that has died, none that comes.
    """

    def __init__(self, memory: int | None = None, tell: Tell = lambda sentence: None) -> None:
        self.memory, self._tell = memory, tell
        self._stays_open = False
        self._started: _Started | None = None

    @abstractmethod
    def opened(self, pieces: int | None) -> AbstractContextManager[Client]:
        """Return a client of the scheduler, for as long as the context lasts.

        Parameters
        ----------
        pieces : int or None
            How many there are to make, if that is known.
        """

    @abstractmethod
    def brought(
        self,
        client: Client,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        count: Count,
    ) -> bool:
        """Return whether pieces have to bring along what they read; raise if they cannot."""

    @property
    @abstractmethod
    def keeps(self) -> bool:
        """Whether the workers keep what they have made, on the disk of the asker."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The scheduler, for people."""

    def __enter__(self) -> Self:
        """Let it stay open from list to list, from the first piece on that has to be made."""
        self._stays_open = True
        return self

    def __exit__(self, *_: object) -> None:
        """Close it, if it was opened; what is still being made ends."""
        self._stays_open = False
        started, self._started = self._started, None
        if started is not None:
            started.close()

    def results(
        self,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        keep: Keep,
        count: Count,
    ) -> Iterator[tuple[Piece[Any], Any]]:
        """Yield each piece with its result; see `depformer.work.pieces.Place`."""
        if not pieces:
            return
        with self._client(len(pieces), count) as client:
            brought = self.brought(client, function, pieces, count)
            shared = Shared(self, client, function, keep, count, brought=brought)
            yield from shared.results(pieces)

    @contextmanager
    def _client(self, pieces: int, count: Count) -> Iterator[Client]:
        if not self._stays_open:
            with self.opened(pieces) as client:
                yield client
            return
        if self._started is None:
            self._started = _Started(self.opened(None))
        yield self._started.client(count)

    def tell(self, sentence: str) -> None:
        """Say something of what goes on there."""
        self._tell(sentence)


class _Started:
    """A client that is opened, and closed in the end, by a thread of its own.

    Parameters
    ----------
    opened : context manager
        Of the client.
    """

    def __init__(self, opened: AbstractContextManager[Client]) -> None:
        self._found: Promise[Client] = Promise()
        self._over = threading.Event()
        # As a daemon: a command that is cancelled while it opens ends at once.
        self._thread = threading.Thread(
            target=self._hold, args=(opened,), name="place", daemon=True
        )
        self._thread.start()

    def client(self, count: Count) -> Client:
        """Wait for the client, and look meanwhile whether the work shall end."""
        while not self._found.done():
            with suppress(TimeoutError):
                self._found.result(LOOK_S)
            count.look()
        return self._found.result()

    def close(self) -> None:
        """Close it, and wait for that; not for long, where it is still being opened."""
        self._over.set()
        self._thread.join(None if self._found.done() else HURRY_S)

    def _hold(self, opened: AbstractContextManager[Client]) -> None:
        try:
            with opened as client:
                self._found.set_result(client)
                self._over.wait()
        except BaseException as fault:  # said by whoever asks
            if not self._found.done():
                self._found.set_exception(fault)


class Patience:
    """Looks whether there is a worker at all, says so if not, and loses patience in the end."""

    def __init__(self, place: OnDask, client: Client) -> None:
        self._place, self._client = place, client
        self._since, self._looked, self._said = time.monotonic(), 0.0, False
        self.threads = 0  # of all workers, when it looked

    def look(self) -> None:
        """Look, once a second.

        Raises
        ------
        DepformerError
            If none has been there for ten minutes, or the scheduler has gone.
        """
        now = time.monotonic()
        if now - self._looked < 1.0:
            return
        self._looked = now
        if self._client.status != "running":  # it tries again, but has let go of all pieces
            raise gone(self._place.name)
        try:
            self.threads = sum(self._client.nthreads().values())
        except (OSError, RuntimeError, ValueError) as fault:
            raise gone(self._place.name) from fault
        if self.threads:
            self._since, self._said = now, False
            return
        known = {"scheduler": self._place.name, "minutes": round(PATIENCE_S / 60)}
        if now - self._since > PATIENCE_S:
            raise DepformerError(say("work.no_worker", **known), kind="environment")
        if not self._said and now - self._since > SAY_S:
            self._said = True
            self._place.tell(say("work.no_worker_yet", **known))


class Shared:
    """One list of work on its way through a scheduler."""

    def __init__(
        self,
        place: OnDask,
        client: Client,
        function: Function[Any, Any],
        keep: Keep,
        count: Count,
        *,
        brought: bool,
    ) -> None:
        self._place, self._client, self._count = place, client, count
        self._function, self._keep, self._brought = function, keep, brought
        self._topic = f"depformer-{uuid.uuid4().hex}"
        self._begun: dict[str, int] = {}  # times that were not finished; as `_steps`
        self._again: set[str] = set()
        self._sent: Counter[str] = Counter()  # times that each piece went to the scheduler
        self._steps: dict[str, tuple[int, int]] = {}  # written by the thread that hears of them

    def results(self, pieces: Sequence[Piece[Any]]) -> Iterator[tuple[Piece[Any], Any]]:
        """Yield each piece with its result as it comes in; what is left ends with the generator."""
        patience = Patience(self._place, self._client)
        self._client.subscribe_topic(self._topic, self._hear)
        open_: dict[Future, Piece[Any]] = {}
        try:
            parcels = self._parcels()
            left = deque(pieces)
            while left or open_:
                # Not all at once: what is sent waits in the memory of this process and on the way.
                while left and len(open_) < AHEAD * max(LEAST, patience.threads):
                    piece = left.popleft()
                    open_[self._submitted(piece, parcels)] = piece
                with suppress(TimeoutError):
                    wait(list(open_), timeout=LOOK_S, return_when="FIRST_COMPLETED")
                self._report(open_.values())
                patience.look()
                for future in [each for each in open_ if each.done()]:
                    piece = open_.pop(future)
                    if self._died_beside(future, piece):
                        open_[self._submitted(piece, parcels)] = piece
                        continue
                    yield piece, self._result(future, piece)
                    future.release()
        finally:
            with suppress(Exception):  # with the scheduler, all of it is gone anyway
                if self._client.status == "running":
                    self._client.cancel(list(open_))
                    self._client.unsubscribe_topic(self._topic)

    def _parcels(self) -> dict[str, Any]:
        """Send what all pieces need once to each worker."""
        if not self._brought:
            return {}
        parcels: Mapping[str, Parcel] = self._function.parcels()  # type: ignore[attr-defined]
        return {
            name: self._client.scatter(parcel, broadcast=True, hash=False)
            for name, parcel in parcels.items()
        }

    def _submitted(self, piece: Piece[Any], parcels: dict[str, Any]) -> Future:
        content = (
            self._function.packed(piece.what)  # type: ignore[attr-defined]
            if self._brought
            else (self._function, piece.what)
        )
        order = Order(
            dumps(content),
            piece.name,
            piece.about,
            self._keep if self._place.keeps else Nowhere(),
            self._topic,
            own_build(),
            self._place.memory,
        )
        self._sent[piece.name] += 1
        key = f"{self._topic}-{piece.name}-{self._sent[piece.name]}"
        return self._client.submit(make, order, parcels, key=key, pure=False, retries=RETRIES)

    def _hear(self, event: tuple[float, dict[str, Any]]) -> None:
        _, what = event
        if "begun" in what:
            self._begun[what["name"]] = self._begun.get(what["name"], 0) + what["begun"]
            self._steps.pop(what["name"], None)
        else:
            self._steps[what["name"]] = (what["done"], what["total"])

    def _report(self, pieces: Iterable[Piece[Any]]) -> None:
        """Hand on how far each piece is, and see to it that none is begun a third time."""
        open_ = list(pieces)
        if too_often := [each for each in open_ if self._times(each) > 1 + RETRIES]:
            raise _died(*too_often)  # of several threads, nobody knows whose piece ended them all
        for piece in open_:
            times = self._times(piece)
            if times > 1 and piece.name not in self._again:
                self._again.add(piece.name)
                self._place.tell(say("work.again", about=piece.about))
            if (steps := self._steps.pop(piece.name, None)) is not None:
                self._count.within(piece)(*steps)
        self._count.look()

    def _times(self, piece: Piece[Any]) -> int:
        """Return how often a piece was begun without being finished."""
        return self._begun.get(piece.name, 0)

    def _died_beside(self, future: Future, piece: Piece[Any]) -> bool:
        """Return whether a piece only waited in processes that ended over others.

        The scheduler counts that against it; the piece that is at fault was begun each time.
        """
        killed = future.status == "error" and isinstance(future.exception(), KilledWorker)
        beside = killed and self._times(piece) <= RETRIES
        return beside and self._sent[piece.name] < MOST_SENT

    def _result(self, future: Future, piece: Piece[Any]) -> Any:
        if future.cancelled():
            raise gone(self._place.name)
        try:
            result = future.result()
        except KilledWorker as fault:
            raise _died(piece) from fault
        if isinstance(result, Refused):
            raise result.fault
        if self._place.keeps and not isinstance(self._keep, Nowhere):
            result = self._keep.get(piece.name)
        elif result is not None:
            self._keep.put(piece.name, result)
        if result is None:
            raise lost(piece.about)
        return result


def gone(scheduler: str) -> DepformerError:
    """Return the fault that a scheduler no longer answers."""
    return DepformerError(say("work.scheduler_gone", scheduler=scheduler), kind="environment")


def _died(*pieces: Piece[Any]) -> DepformerError:
    about = allowed_list([piece.about for piece in pieces])
    return DepformerError(say("work.died", about=about), kind="environment")


@contextmanager
def closed(client: Client) -> Iterator[None]:
    """Close a client in the end, in whatever thread, and whatever has become of its scheduler."""
    try:
        yield
    finally:
        with suppress(Exception):
            client.close(timeout=2)
