"""Carry out a list of independent pieces, wherever that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from depformer.work.here import HERE
from depformer.work.pieces import Count, Function, Keep, Nowhere, Piece, Place, Progress, Result


def carry_out(
    function: Function[Any, Result],
    pieces: Sequence[Piece[Any]],
    *,
    place: Place = HERE,
    keep: Keep | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Result]:
    """Return the result of every piece, in their order, and make only what is not kept.

    The results do not depend on the place: a piece is made from what it holds, from nothing else.

    Parameters
    ----------
    function : callable
        ``function(what, report)`` makes one piece. For a place in other processes it has to be
        picklable: a function of a module, or an object of a class with ``__call__``.
    pieces : sequence of Piece
        The list. Pieces of one name are one piece.
    place : Place
        Where; without it, in this process, one after the other.
    keep : Keep, optional
        Where finished pieces lie. What is there already is not made again, so that work that was
        cancelled, killed or cut off goes on, and two who want the same share it.
    progress : callable
        Called with units done and in all, now and then also while nothing is finished. What it
        raises ends the work; finished pieces stay kept.

    Returns
    -------
    list
        One result a piece.

    Raises
    ------
    DepformerError
        What the function raises for a piece, or if a process dies twice over one.
    """
    results = {
        piece.name: result
        for piece, result in carry_out_each(
            function, pieces, place=place, keep=keep, progress=progress
        )
    }
    return [results[piece.name] for piece in pieces]


def carry_out_each(
    function: Function[Any, Result],
    pieces: Sequence[Piece[Any]],
    *,
    place: Place = HERE,
    keep: Keep | None = None,
    progress: Progress = lambda done, total: None,
) -> Iterator[tuple[Piece[Any], Result]]:
    """Yield every piece with its result as soon as there is one, so that nobody has to hold all.

    Parameters
    ----------
    function, pieces, place, keep, progress
        As of `carry_out`. What is kept comes first.
    """
    keep = Nowhere() if keep is None else keep
    unique = {piece.name: piece for piece in pieces}
    count = Count(list(unique.values()), progress)
    to_make = []
    for name, piece in unique.items():
        kept = keep.get(name)
        if kept is None:
            to_make.append(piece)
            continue
        yield piece, kept
        count.finished(piece)
    for piece, result in place.results(function, to_make, keep, count):
        yield piece, result
        count.finished(piece)
