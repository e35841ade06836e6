"""How much of a map lies outside those of untrained models, and how much does of one of them."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.95


def outside(own: Floats, copies: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return in which cells a model lies beyond all untrained copies, and which are known.

    Parameters
    ----------
    own : array
        Of the model, one number a cell.
    copies : array
        Of the untrained copies, shape (copy, ...).

    Returns
    -------
    tuple of array
        Both of the shape of `own`; a cell that is NaN in any of them is not known.
    """
    known = np.isfinite(own) & np.isfinite(copies).all(axis=0)
    low, high = copies.min(axis=0), copies.max(axis=0)
    return known & ((own < low) | (own > high)), known


def share_outside(own: Floats, copies: Floats) -> float:
    """Return the share of the known cells in which a model lies beyond all untrained copies [1].

    NaN where no cell is known.
    """
    beyond, known = outside(own, copies)
    return float(beyond.sum() / known.sum()) if known.any() else float("nan")


def shares_left_out(copies: Floats) -> Floats:
    """Return what `share_outside` says of each copy beside the others, shape (copy,).

    The others are one fewer than the copies that a further model is held against, which makes these
    shares a little larger than its own would be, if it had learned nothing.

    Parameters
    ----------
    copies : array
        Shape (copy, ...), two copies at least.
    """
    others = ~np.eye(len(copies), dtype=bool)
    return np.array([share_outside(copies[i], copies[others[i]]) for i in range(len(copies))])


def largest_by_chance(shares: Floats, level: float = LEVEL) -> float:
    """Return the share that one more untrained model stays at or below with this probability.

    The k-th smallest of n shares, k = level x (n + 1) rounded up: models that are drawn alike are
    equally likely to stand at any rank, so that a further one exceeds it with a probability of at
    most 1 - level. With fewer than 19 copies no rank is that sure, and it is the largest of all.

    Parameters
    ----------
    shares : array
        From `shares_left_out`, shape (copy,).
    level : float
        Probability [1].

    References
    ----------
    Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World, chapter 2.
    """
    known = np.sort(shares[np.isfinite(shares)])
    if not len(known):
        return float("nan")
    rank = ceil(level * (len(known) + 1) - 1e-9)  # 0.95 * 20 is not 19 in binary
    return float(known[min(rank, len(known)) - 1])
