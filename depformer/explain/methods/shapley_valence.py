"""Exact Shapley values of valence x modality, and how the players interact."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from depformer.explain.method import Array, Attributed, Coalitions, MethodSpec
from depformer.labels import ALL_WORDS, MODALITIES, valences_of

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """The exact values have no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Show every coalition of players to the model: 16 of 4 players, 64 of 6.

    A player is all faces, or all voices, of the words of one valence; of all words, where nobody
    knows their valence.
    """
    names, members = players(case.valence)
    count = len(names)
    inside = (np.arange(2**count)[:, None] >> np.arange(count)) & 1  # (coalition, player)
    keep = np.asarray((inside[:, :, None, None].astype(bool) & members).any(axis=1))
    value = case.shown(keep)
    shares = shapley_values(value)
    found = Coalitions(names, shares, shapley_interactions(value))
    gap = float(shares.sum() - (value[-1] - value[0]))
    return Attributed(np.full(members.shape[1:], np.nan), gap, coalitions=found)


def players(valence: tuple[str, ...]) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """Return the players' names and their cells, shape (player, word, modality)."""
    names, members = [], []
    for each in valences_of(valence) or (ALL_WORDS,):
        words = np.array([each in (name, ALL_WORDS) for name in valence])
        for i, modality in enumerate(MODALITIES):
            cells = np.zeros((len(words), len(MODALITIES)), dtype=bool)
            cells[words, i] = True
            names.append(f"{each}_{modality}")
            members.append(cells)
    return tuple(names), np.stack(members)


def shapley_values(value: Array) -> Array:
    """Return the Shapley values of a game.

    Parameters
    ----------
    value : ndarray
        Of every coalition, shape (2^player,); bit i of the index says whether player i is in it.

    Returns
    -------
    ndarray
        Shape (player,); they sum to the value of all players minus that of none.

    References
    ----------
    Shapley, A value for n-person games, 1953.
    """
    count = len(value).bit_length() - 1
    found = np.zeros(count)
    for player in range(count):
        for size, coalition in _without(count, (player,)):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            found[player] += weight * (value[coalition | 1 << player] - value[coalition])
    return found


def shapley_interactions(value: Array) -> Array:
    """Return the Shapley interaction index of every two players.

    Parameters
    ----------
    value : ndarray
        As in `shapley_values`.

    Returns
    -------
    ndarray
        Shape (player, player_2), symmetric, NaN on the diagonal: above 0 where two players add more
        together than each alone.

    References
    ----------
    Grabisch and Roubens, International Journal of Game Theory, 1999.
    """
    count = len(value).bit_length() - 1
    found = np.full((count, count), np.nan)
    for i, j in combinations(range(count), 2):
        index = 0.0
        for size, s in _without(count, (i, j)):
            weight = factorial(size) * factorial(count - size - 2) / factorial(count - 1)
            together = value[s | 1 << i | 1 << j] + value[s]
            index += weight * (together - value[s | 1 << i] - value[s | 1 << j])
        found[i, j] = found[j, i] = index
    return found


def _without(count: int, left_out: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return size and index of every coalition of the other players."""
    others = [player for player in range(count) if player not in left_out]
    return [
        (size, sum(1 << player for player in chosen))
        for size in range(len(others) + 1)
        for chosen in combinations(others, size)
    ]


SPEC = MethodSpec(
    id="shapley_valence",
    unit="logit",
    signed=True,
    complete=True,
    stochastic=False,
    options=Options,
    attribute=attribute,
    shares=lambda options: True,
    players="valence",
)
