"""P values adjusted for their number: false discovery rate, and Holm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from depformer.stats.inference.intervals import Floats

MULTIPLES = ("holm", "bh", "by")  # adjustments that multiply p; max-T counts its own


def before(row: Mapping[Any, Any] | pd.Series) -> float | None:
    """Return the p of which the adjusted one of a row is a multiple, None where it is none.

    Parameters
    ----------
    row : mapping or Series
        ``p`` and ``adjustment`` of a tested table.
    """
    return float(row["p"]) if str(row["adjustment"]) in MULTIPLES else None


def false_discovery(p: Floats, method: Literal["bh", "by"]) -> Floats:
    """Return p adjusted to control the false discovery rate.

    Parameters
    ----------
    p : array
        Shape (test,); NaN is no test and stays.
    method : str
        ``bh`` (Benjamini and Hochberg) or ``by`` (Benjamini and Yekutieli, whatever the tests
        have to do with one another).
    """
    from scipy.stats import false_discovery_control

    found, tests = np.full(p.shape, np.nan), np.isfinite(p)
    if tests.any():
        found[tests] = false_discovery_control(p[tests], method=method)
    return found


def holm(p: Floats) -> Floats:
    """Return p adjusted to control the family-wise error by Holm's steps.

    Parameters
    ----------
    p : array
        Shape (test,); NaN is no test and stays.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    found, tests = np.full(p.shape, np.nan), np.flatnonzero(np.isfinite(p))
    order = tests[np.argsort(p[tests], kind="stable")]
    steps = p[order] * (len(order) - np.arange(len(order)))
    found[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return found
