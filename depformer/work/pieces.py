"""What a list of work consists of, and what a place that carries it out has to do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar, runtime_checkable

Progress = Callable[[int, int], None]
Tell = Callable[[str], None]  # gets sentences on what goes on
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
    reads : tuple of Path
        What of the disk it is made from, or written to besides what is kept.
    """

    name: str
    what: What
    about: str = ""
    size: int = 1
    reads: tuple[Path, ...] = ()


class Parcel(Protocol):
    """Something that many pieces need, on its way to where the disk is not seen."""

    @property
    def unpacked(self) -> Any:
        """What is in it, unpacked once in a process; a piece finds it by its digest."""


@runtime_checkable
class Portable(Protocol):
    """A function that can bring along all that its pieces read from the disk."""

    def parcels(self) -> Mapping[str, Parcel]:
        """Return what all pieces need, by digest; it is sent once to each worker."""

    def packed(self, what: Any) -> tuple[Function[Any, Any], Any]:
        """Return the function and what it gets for one piece, with all that no parcel holds."""


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
    """Somewhere that work is carried out; within ``with`` it stays open from list to list.

    Attributes
    ----------
    elsewhere : bool
        Whether other machines do the work: what they have cannot be known here.
    """

    elsewhere: ClassVar[bool] = False

    def __enter__(self) -> Self:
        """Open it, if there is anything to open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        return None

    @abstractmethod
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
        ...


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
        self._within: dict[str, int] = {}  # steps of pieces that are being made
        self._told = (-1, -1)

    def finished(self, piece: Piece[Any]) -> None:
        """Count a piece as done; nothing is told twice."""
        self._done += piece.size
        self._within.pop(piece.name, None)
        if self._told != self._now():
            self.look()

    def within(self, piece: Piece[Any]) -> Progress:
        """Return where the function reports the steps of a piece that is being made."""

        def report(done: int, total: int) -> None:
            self._each = max(1, total // piece.size)
            self._within[piece.name] = done
            self.look()

        return report

    def begun_again(self, piece: Piece[Any]) -> None:
        """Forget the steps of a piece that is made from its beginning once more."""
        self._within.pop(piece.name, None)

    def look(self) -> None:
        """Say how much is done, news or not, so that whoever watches can end the work."""
        self._told = self._now()
        self._progress(*self._told)

    def _now(self) -> tuple[int, int]:
        more = sum(self._within.values())
        return self._done * self._each + more, self._all * self._each
