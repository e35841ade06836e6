"""Rank correlations of every cell with one number of each person, by permutation."""

from __future__ import annotations

import numpy as np
from scipy import special

from depformer.stats.inference.groups.freedman_lane import Orders, among, patterns, permuted_r
from depformer.stats.inference.groups.max_t import MaxT, max_t
from depformer.stats.inference.groups.welch import NO_SPREAD
from depformer.stats.inference.intervals import Floats, Interval
from depformer.stats.inference.ranks import ranks


def rank_correlations(
    values: Floats, score: Floats, nuisance: Floats, orders: Orders, *, least: int
) -> tuple[Floats, Interval, MaxT]:
    """Return Spearman's correlation of every cell with a score, its interval, and p by max-T.

    With covariates, the partial one: those are ranked, too, and ranks are adjusted along a line.
    What bends beside a covariate, such as a curve of age, is not held constant, and p is then too
    small: give the square of the covariate as a further one.

    Parameters
    ----------
    values : array
        Shape (participant, cell); a NaN leaves its person out of that cell.
    score : array
        Known of everybody, shape (participant,).
    nuisance : array
        Covariates, shape (participant, column).
    orders : array of int
        Permutations, shape (draw, participant).
    least : int
        People with a value that a cell needs.

    Returns
    -------
    tuple
        Correlations, shape (cell,), their 95 % interval by Fisher's z with the variance of Bonett
        and Wright, and `MaxT` over the size of their t.

    References
    ----------
    Bonett and Wright (2000), Psychometrika 65, 23-28.
    """
    ordered = np.full(values.shape, np.nan)
    # Ranks are those among the people of a cell, so that a cell is what it would be alone.
    parts = []
    for rows, cells in patterns(values):
        if len(rows) >= least:
            ordered[np.ix_(rows, cells)] = ranks(values[np.ix_(rows, cells)].T).T
            parts.append((rows, cells, ranks(score[rows]), ranks(nuisance[rows].T).T))

    def correlated(drawn: Orders) -> tuple[Floats, Floats]:
        r = np.full((len(drawn), values.shape[1]), np.nan)
        df = np.full(values.shape[1], np.nan)
        for rows, cells, term, beside in parts:
            own = ordered[np.ix_(rows, cells)]
            r[:, cells], df[cells] = permuted_r(own, term, beside, among(drawn, rows))
        return r, df

    def statistic(drawn: Orders) -> Floats:
        r, df = correlated(drawn)
        return np.asarray(r * np.sqrt(df / np.maximum(1 - r**2, NO_SPREAD)))

    as_they_are = np.arange(len(values))[None]
    (rho,), df = correlated(as_they_are)
    tested = max_t(statistic(as_they_are)[0], lambda draws: statistic(orders[draws]), len(orders))
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt((1 + rho**2 / 2) / (df - 1))
        reach = special.ndtri(0.975) * error
        z = np.arctanh(rho)
    return rho, Interval(np.tanh(z - reach), np.tanh(z + reach)), tested
