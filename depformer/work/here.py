"""In this process, one piece after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from depformer.work.ending import watched
from depformer.work.memory import too_much
from depformer.work.pieces import Count, Function, Keep, Piece, Place


@dataclass(frozen=True)
class Here(Place):
    """A place that needs nothing.

    Parameters
    ----------
    memory : int, optional
        The most that this process may take as a whole [byte].
    """

    memory: int | None = None

    def results(
        self,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        keep: Keep,
        count: Count,
    ) -> Iterator[tuple[Piece[Any], Any]]:
        """Yield each piece with its result; see `depformer.work.pieces.Place`."""
        for piece in pieces:
            if self.memory is None:
                result = function(piece.what, count.within(piece))
            else:
                with watched(too_much(self.memory, piece.about)):
                    result = function(piece.what, count.within(piece))
            keep.put(piece.name, result)
            yield piece, result


HERE: Place = Here()
