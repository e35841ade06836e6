"""Agreement of rankings: Spearman's correlation, its mean, Kendall's W, overlap of the first k."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

Array = NDArray[np.float64]
PAPER_K = 10


def ranks(values: ArrayLike) -> Array:
    """Return ranks from 1 along the last axis; ties share the mean of their ranks.

    Parameters
    ----------
    values : array_like
        Shape (..., item), finite.
    """
    return np.asarray(rankdata(np.asarray(values, dtype=np.float64), axis=-1))


def spearman(first: ArrayLike, second: ArrayLike) -> Array:
    """Return Spearman's rank correlation along the last axis.

    Items that are NaN in either are left out. NaN where fewer than three are left, or where one of
    the two does not vary.
    """
    given = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    a, b = (each.reshape(-1, each.shape[-1]) for each in given)
    both = np.isfinite(a) & np.isfinite(b)
    whole = both.all(axis=-1)
    found = np.empty(len(a))
    found[whole] = _spearman(a[whole], b[whole])
    for row in np.flatnonzero(~whole):
        found[row] = _spearman(a[row, both[row]], b[row, both[row]])
    return found.reshape(given[0].shape[:-1])


def _spearman(a: Array, b: Array) -> Array:
    """Return the correlation along the last axis of values that are all known."""
    items = a.shape[-1]
    if items < 3:
        return np.full(a.shape[:-1], np.nan)
    x, y = (ranks(each) - (items + 1) / 2 for each in (a, b))
    size = np.sqrt((x * x).sum(axis=-1) * (y * y).sum(axis=-1))
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(size > 0, (x * y).sum(axis=-1) / size, np.nan))


def mean_spearman(values: ArrayLike) -> float:
    """Return Spearman's rank correlation of every two raters, averaged over the pairs.

    Without ties it is (m W - 1) / (m - 1) of m raters' Kendall's W; unlike W, it is 0 by chance
    however many raters there are.

    Parameters
    ----------
    values : array_like
        Shape (rater, item); items that are NaN for any rater are left out.

    Returns
    -------
    float
        At most 1; a rater who tells no items apart has no correlation with any other and is left
        out. NaN where no pair has one, or with fewer than three items.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, np.isfinite(table).all(axis=0)]
    if table.shape[1] < 3:
        return float("nan")
    given = ranks(table) - (table.shape[1] + 1) / 2
    given = given[given.any(axis=1)]
    if len(given) < 2:
        return float("nan")
    given /= np.sqrt((given**2).sum(axis=1, keepdims=True))
    return float((given @ given.T)[np.triu_indices(len(given), 1)].mean())


def kendall_w(values: ArrayLike) -> float:
    """Return Kendall's coefficient of concordance W of several raters, corrected for ties.

    Parameters
    ----------
    values : array_like
        Shape (rater, item); items that are NaN for any rater are left out.

    Returns
    -------
    float
        0 (no agreement) to 1; NaN with fewer than two raters or three items, or where no rater
        tells the items apart.

    References
    ----------
    Kendall and Babington Smith, Annals of Mathematical Statistics, 1939.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, np.isfinite(table).all(axis=0)]
    raters, items = table.shape
    if raters < 2 or items < 3:
        return float("nan")
    given = ranks(table)
    spread = ((given.sum(axis=0) - raters * (items + 1) / 2) ** 2).sum()
    ties = sum(
        float((n**3 - n).sum()) for n in (np.unique(row, return_counts=True)[1] for row in given)
    )
    most = raters**2 * (items**3 - items) - raters * ties
    return float(12 * spread / most) if most > 0 else float("nan")


def overlap(values: ArrayLike, k: int) -> float:
    """Return the Jaccard index of every two raters' k largest items, averaged over the pairs.

    Equal items at the k-th place share the places that are left, as if drawn at random: the order
    in which items stand says nothing.

    Parameters
    ----------
    values : array_like
        Shape (rater, item); items that are NaN for any rater are left out.
    k : int
        How many items stand at the top.

    Returns
    -------
    float
        0 to 1; NaN with fewer than two raters or fewer than k items.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, np.isfinite(table).all(axis=0)]
    if len(table) < 2 or table.shape[1] < k:
        return float("nan")
    tops = [at_the_top(row, k) for row in table]
    shared = np.array([a @ b for a, b in combinations(tops, 2)])
    return float((shared / (2 * k - shared)).mean())


def at_the_top(values: ArrayLike, k: int) -> Array:
    """Return each item's chance to be among the k largest if ties are broken at random.

    Parameters
    ----------
    values : array_like
        Shape (item,), finite.
    k : int
        From 1 to the number of items.
    """
    given = np.asarray(values, dtype=np.float64)
    least = np.sort(given)[-k]
    above, tied = given > least, given == least
    chance: Array = above + tied * (k - above.sum()) / tied.sum()
    return chance


def chance_overlap(items: int, k: int) -> float:
    """Return the expected Jaccard index of two random sets of k out of `items`."""
    shared = range(max(0, 2 * k - items), k + 1)
    ways = [comb(k, i) * comb(items - k, k - i) for i in shared]
    sizes = [i / (2 * k - i) for i in shared]
    return sum(w * s for w, s in zip(ways, sizes, strict=True)) / comb(items, k)


def default_k(n_words: int) -> int:
    """Return the paper's k = 10, or half the words of a list shorter than 20."""
    return min(PAPER_K, n_words // 2)
