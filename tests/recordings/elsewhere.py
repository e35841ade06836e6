"""A place that does what other processes do, without the seconds that they need to start."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from typing import Any

from depformer.work import Keep, Piece
from depformer.work.arrived import Order, made
from depformer.work.build import own_build


class Elsewhere:
    """Sends each piece as it is sent to another process, and finishes the last one first."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def results(
        self, function: Any, pieces: Sequence[Piece[Any]], keep: Keep, count: object
    ) -> Iterator[tuple[Piece[Any], Any]]:
        for piece in reversed(pieces):
            content = pickle.dumps((function, piece.what))
            order = Order(content, piece.name, piece.about, keep, "", own_build(), None)
            assert made(pickle.loads(pickle.dumps(order)), {}, lambda done, total: None) is None
            self.made.append(piece.about)
            yield piece, keep.get(piece.name)
