"""The interaction of valence and group where people and words are both a sample."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.stats.inference.intervals import Floats
from depformer.wording import say

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DENSE = 1_000_000  # entries of the design up to which dense arrays are the faster ones

SMALLEST = 1e-4  # ratio of variances at which the search begins: at 0 it finds no slope


class Interaction(NamedTuple):
    """How much further apart both kinds of words are in the one group than in the other."""

    estimate: float
    ci_low: float
    ci_high: float
    p: float
    """Of a two-sided test of the estimate over its standard error, as of a normal distribution."""


def valence_by_group(
    values: Floats, in_a: NDArray[np.bool_], positive: NDArray[np.bool_], covariates: Floats
) -> Interaction:
    """Fit a linear mixed model of every value, and return its interaction of valence and group.

    Participants and words are crossed; both have an intercept, and both a slope: people differ in
    what valence does, and words in what the group does. Without the slopes, the interaction would
    be tested as if every recording were a person of its own (Barr et al.). Intercepts and slopes
    are independent. By restricted maximum likelihood.

    Parameters
    ----------
    values : array
        Shape (participant, word), of positive and negative words alone; NaN = not measured.
    in_a : array of bool
        Who belongs to the first group, shape (participant,).
    positive : array of bool
        Which words are positive, shape (word,); all others are negative.
    covariates : array
        Shape (participant, column); each has its own share and its own interaction with valence.

    Raises
    ------
    DepformerError
        If the model does not converge.

    References
    ----------
    Barr et al. (2013), Journal of Memory and Language 68, 255-278.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams, VCSpec

    person, word = np.nonzero(np.isfinite(values))
    spread = float(np.nanstd(values))
    if not spread > 0:
        raise DepformerError(say("cohorts.no_spread"))
    y = values[person, word] / spread
    group, valence = in_a[person] - 0.5, positive[word] - 0.5
    crossed = [np.ones(len(y)), valence, group, valence * group]
    beside = covariates[person]
    fixed = np.column_stack([*crossed, beside, beside * valence[:, None]])
    sizes = [len(in_a), len(in_a), len(positive), len(positive)]
    random: list[Any] = [
        _columns(of, weight, size)
        for (of, weight), size in zip(
            ((person, crossed[0]), (person, valence), (word, crossed[0]), (word, group)),
            sizes,
            strict=True,
        )
    ]
    if len(y) * sum(sizes) <= DENSE:
        random = [each.toarray() for each in random]
    names = ["participant", "participant slope", "word", "word slope"]
    labels = [[[str(i) for i in range(size)]] for size in sizes]
    model = MixedLM(
        y, fixed, np.zeros(len(y)), exog_vc=VCSpec(names, labels, [[each] for each in random])
    )
    start = MixedLMParams(fixed.shape[1], 0, len(names))
    start.fe_params, start.cov_re = np.zeros(fixed.shape[1]), np.zeros((0, 0))
    start.vcomp = variance_ratios(y, fixed, random)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is asked for below
        found = model.fit(start_params=start, reml=True, method=["lbfgs", "bfgs", "powell"])
        error = float(found.bse_fe[3])
        p = float(found.pvalues[3])
        low, high = found.conf_int()[3]
    if not found.converged or not np.isfinite([error, p]).all() or error <= 0:
        raise DepformerError(say("cohorts.not_converged"))
    estimate = float(found.fe_params[3])
    return Interaction(estimate * spread, float(low) * spread, float(high) * spread, p)


def _columns(of: NDArray[np.intp], weight: Floats, size: int) -> csr_array:
    """Return a design with one column each of `size` people or words."""
    from scipy.sparse import csr_array

    return csr_array((weight, (np.arange(len(of)), of)), shape=(len(of), size))


def variance_ratios(y: Floats, fixed: Floats, random: list[Any]) -> Floats:
    """Return the variance of each random term over that of what is left: where the search starts.

    By restricted maximum likelihood of products that are as small as there are people and words,
    so that the search over all recordings, which takes seconds a step, begins where it ends.
    """
    from scipy.linalg import cho_factor, cho_solve
    from scipy.optimize import minimize

    sizes = [each.shape[1] for each in random]
    given = [np.column_stack([each.T @ fixed, each.T @ y]) for each in random]
    beside = np.concatenate(given)  # (people and words, fixed and y)
    crossed = np.block([[_dense(one.T @ other) for other in random] for one in random])
    whole = np.column_stack([fixed, y]).T @ np.column_stack([fixed, y])
    left = len(y) - fixed.shape[1]

    def criterion(scales: Floats) -> float:
        weight = np.repeat(scales, sizes)
        factor = cho_factor(np.eye(len(weight)) + weight[:, None] * crossed * weight, lower=True)
        scaled = weight[:, None] * beside
        inner = whole - scaled.T @ cho_solve(factor, scaled)
        own, own_y = inner[:-1, :-1], inner[:-1, -1]
        rest = inner[-1, -1] - own_y @ np.linalg.solve(own, own_y)
        size = 2 * np.log(np.diag(factor[0])).sum() + np.linalg.slogdet(own)[1]
        return float(size + left * np.log(rest))

    start = np.full(len(random), 0.3)
    found = minimize(criterion, start, method="L-BFGS-B", bounds=[(0, None)] * len(random))
    return np.maximum(found.x**2, SMALLEST)


def _dense(product: Any) -> Floats:
    return np.asarray(product.toarray() if hasattr(product, "toarray") else product)
