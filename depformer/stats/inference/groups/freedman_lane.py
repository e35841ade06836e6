"""The t of one term beside others that are held constant, under permutations of the residuals."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from depformer.stats.inference.groups.welch import NO_SPREAD
from depformer.stats.inference.intervals import Floats, Interval

Orders = NDArray[np.integer[Any]]


class Term(NamedTuple):
    """One term of a linear model of every cell, shape (cell,) each."""

    estimate: Floats
    """Its coefficient: what one more of the term adds, the nuisance held constant."""
    error: Floats
    df: Floats
    t: Floats
    spread: Floats
    """Standard deviation of what the model leaves."""

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return Student's interval of the coefficient."""
        reach = special.stdtrit(self.df, (1 + confidence) / 2) * self.error
        return Interval(self.estimate - reach, self.estimate + reach)


def fitted(values: Floats, term: Floats, nuisance: Floats) -> Term:
    """Return the term's share in a linear model of every cell, by ordinary least squares.

    Parameters
    ----------
    values : array
        Shape (participant, cell); a NaN leaves its person out of that cell.
    term : array
        What is asked for, for example 1 for one group and 0 for the other, shape (participant,).
    nuisance : array
        What is held constant, shape (participant, covariate); an intercept is added.
    """
    estimate, error, df, t, spread = (np.full(values.shape[1], np.nan) for _ in range(5))
    for rows, cells in patterns(values):
        y, x, z = values[np.ix_(rows, cells)], term[rows], with_intercept(nuisance[rows])
        own, left = _beside(x, z)
        if left <= 0:
            continue
        coefficient = own @ y / (own @ own)
        free = y - np.outer(x, coefficient)
        others, *_ = np.linalg.lstsq(z, free, rcond=None)
        residual = free - z @ others
        squares = (residual**2).sum(axis=0)
        estimate[cells] = coefficient
        df[cells] = left
        error[cells] = np.sqrt(squares / left / (own @ own))
        total = ((y - y.mean(axis=0)) ** 2).sum(axis=0)
        spread[cells] = np.sqrt(squares / left)
        with np.errstate(invalid="ignore", divide="ignore"):
            tested = squares > NO_SPREAD * total
            t[cells] = np.where(tested, coefficient / error[cells], np.nan)
    return Term(estimate, error, df, t, spread)


def permuted_t(values: Floats, term: Floats, nuisance: Floats, orders: Orders) -> Floats:
    """Return the term's t under permutations, see `permuted_r`; NaN where nothing is left over.

    Shape (draw, cell); without a residual there is no test.
    """
    r, df = permuted_r(values, term, nuisance, orders)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(1 - r**2 > NO_SPREAD, r * np.sqrt(df / (1 - r**2)), np.nan)


def permuted_r(
    values: Floats, term: Floats, nuisance: Floats, orders: Orders
) -> tuple[Floats, Floats]:
    """Return the partial correlation with a term under permutations, by Freedman and Lane.

    What the nuisance leaves of the values is permuted, and the full model fitted again.

    Parameters
    ----------
    values, term, nuisance : array
        As of `fitted`.
    orders : array of int
        Whose residual everybody takes, shape (draw, participant); all cells of a person move
        together. Those who are left out of a cell are passed over, see `among`.

    Returns
    -------
    r : array
        Shape (draw, cell); NaN where a cell, or the term beside the nuisance, has no spread.
    df : array
        Degrees of freedom of its t, shape (cell,).

    References
    ----------
    Freedman and Lane (1983), Journal of Business and Economic Statistics 1, 292-298; Winkler et
    al. (2014), NeuroImage 92, 381-397.
    """
    found = np.full((len(orders), values.shape[1]), np.nan)
    df = np.full(values.shape[1], np.nan)
    for rows, cells in patterns(values):
        y, x, z = values[np.ix_(rows, cells)], term[rows], with_intercept(nuisance[rows])
        own, left = _beside(x, z)
        if left <= 0:
            continue
        basis = np.linalg.qr(z)[0]
        residual = y - basis @ (basis.T @ y)
        size = (residual**2).sum(axis=0)
        spread = size > NO_SPREAD * ((y - y.mean(axis=0)) ** 2).sum(axis=0)
        # Residuals that move along the rows of the model are a model whose rows move back.
        back = np.argsort(among(orders, rows), axis=1)
        explained = (own / np.sqrt(own @ own))[back] @ residual
        beside = np.broadcast_to(size, explained.shape)
        for column in basis.T[1:]:
            beside = beside - (column[back] @ residual) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            r = np.clip(explained / np.sqrt(beside), -1, 1)
        found[:, cells] = np.where(spread, r, np.nan)
        df[cells] = left
    return found, df


def with_intercept(nuisance: Floats) -> Floats:
    """Return the columns that are held constant, the intercept first.

    What follows from those before it is left out, such as a site at which nobody of a cell was
    recorded: it holds nothing constant there, and would count as a degree of freedom.
    """
    columns = np.ones((len(nuisance), 1))
    for column in nuisance.T:
        own = column - columns @ np.linalg.lstsq(columns, column, rcond=None)[0]
        if own @ own > NO_SPREAD * (column @ column):
            columns = np.column_stack([columns, column])
    return columns


def patterns(values: Floats) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return row numbers of people and the numbers of the cells in which just these are known.

    Parameters
    ----------
    values : array
        Shape (participant, cell).
    """
    known = np.isfinite(values)
    kinds, of_cell = np.unique(known, axis=1, return_inverse=True)
    of_cell = of_cell.reshape(-1)
    return [
        (np.flatnonzero(kinds[:, kind]), np.flatnonzero(of_cell == kind))
        for kind in range(kinds.shape[1])
        if kinds[:, kind].any()
    ]


def _beside(term: Floats, nuisance: Floats) -> tuple[Floats, int]:
    """Return the term without what the nuisance tells of it, and the degrees of freedom left.

    None are left where it tells all.
    """
    own = term - nuisance @ np.linalg.lstsq(nuisance, term, rcond=None)[0]
    if own @ own <= NO_SPREAD * (term @ term):
        return own, 0
    return own, len(term) - nuisance.shape[1] - 1


def among(orders: Orders, rows: NDArray[np.intp]) -> Orders:
    """Return the orders of some of the people, as numbers among themselves, (draw, row).

    Whoever would take the place of somebody left out takes the next place on the way round: where
    people change places within folds only, nobody leaves theirs, and every order of the rest is as
    likely as any other.
    """
    people = orders.shape[1]
    if len(rows) == people:
        return orders
    number = np.full(people, -1)
    number[rows] = np.arange(len(rows))
    place = orders[:, rows]
    while (left_out := number[place] < 0).any():
        place = np.where(left_out, np.take_along_axis(orders, place, axis=1), place)
    return np.asarray(number[place])
