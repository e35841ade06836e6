"""In this process, one piece after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from depformer.work.pieces import Count, Function, Keep, Piece, Place


class _Here:
    """A place that needs nothing."""

    def results(
        self,
        function: Function[Any, Any],
        pieces: Sequence[Piece[Any]],
        keep: Keep,
        count: Count,
    ) -> Iterator[tuple[Piece[Any], Any]]:
        for piece in pieces:
            result = function(piece.what, count.within(piece))
            keep.put(piece.name, result)
            yield piece, result


HERE: Place = _Here()
