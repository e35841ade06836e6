"""What a list of work consists of, and what a place that carries it out has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

Progress = Callable[[int, int], None]
What = TypeVar("What")
Result = TypeVar("Result")
# Makes one piece and reports its own steps done and in all; what the report raises ends it.
Function = Callable[[What, Progress], Result]


@dataclass(frozen=True)
class Piece(Generic[What]):
    """One piece of work, independent of all others.

    Parameters
    ----------
    name : str
        The digest of all that its result is made from; nothing of where it is made.
    what : object
        What the function gets.
    about : str
        Whom or what it is about, for people.
    size : int
        How many units of progress it counts.
    """

    name: str
    what: What
    about: str = ""
    size: int = 1


class Keep(Protocol):
    """Where finished pieces lie, whoever made them, so that none is made twice.

    Several processes use it at once: `put` shows a piece whole or not at all.
    """

    def get(self, name: str) -> Any | None:
        """Return a piece that is there, None if it is not or not whole."""

    def put(self, name: str, result: Any) -> None:
        """Keep a piece."""


class Nowhere:
    """Keep nothing: for work that is one piece, or that is kept as a whole."""

    def get(self, name: str) -> None:
        """Return that it is not there."""

    def put(self, name: str, result: Any) -> None:
        """Let it go."""


class Place(Protocol):
    """Somewhere that work is carried out."""

    def results(
        self,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        keep: Keep,
        count: Count,
    ) -> Iterator[tuple[Piece[Any], Any]]:
        """Yield each piece with its result, in the order in which they are finished.

        Called with pieces that are not kept; each is kept before it is yielded. `count` is told of
        steps, and asked at least four times a second to look whether the work shall end.
        """


class Count:
    """How much of a list is done, told to whoever watches.

    Parameters
    ----------
    pieces : sequence of Piece
        All of them.
    progress : callable
        Called with units done and units in all. Within a piece of several steps a unit, both count
        steps. What it raises ends the work.
    """

    def __init__(self, pieces: Sequence[Piece[Any]], progress: Progress) -> None:
        self._progress = progress
        self._all = sum(piece.size for piece in pieces)
        self._done = 0
        self._each = 1  # steps a unit
        self._told = (-1, -1)

    def finished(self, piece: Piece[Any]) -> None:
        """Count a piece as done; nothing is told twice."""
        self._done += piece.size
        if self._told != self._now(0):
            self._tell(0)

    def within(self, piece: Piece[Any]) -> Progress:
        """Return where the function reports the steps of a piece that is being made."""

        def report(done: int, total: int) -> None:
            self._each = max(1, total // piece.size)
            self._tell(done)

        return report

    def look(self) -> None:
        """Say again how much is done, so that whoever watches can end the work."""
        self._tell(0)

    def _now(self, more: int) -> tuple[int, int]:
        return self._done * self._each + more, self._all * self._each

    def _tell(self, more: int) -> None:
        self._told = self._now(more)
        self._progress(*self._told)
