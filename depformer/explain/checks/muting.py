"""Does an explanation point at the words that matter? Words are muted in its order, and at random.

A muted word has the face and the voice of the baseline. Everything is measured towards the person's
prediction: as the logit difference in favour of the predicted outcome, since a probability
saturates; or as the distance of the score from that of the baseline, on the side of the person's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depformer import schema
from depformer.explain.case import Case
from depformer.explain.check_work import CheckSpec, Found, Work
from depformer.explain.method import Array
from depformer.labels import CURVES
from depformer.stats.inference.ranks import at_the_top

FRACTIONS = (0.1, 0.2, 0.5)  # of the words, for comprehensiveness and sufficiency
TOP_CELLS = 10  # for the polarity test


@dataclass(frozen=True)
class Faithful:
    """What muting says of one participant's explanations.

    Attributes
    ----------
    curve : ndarray
        Shape (method, curve_metric, step), in the unit of what is explained.
    metrics : dict of ndarray
        By id of `depformer.labels.METRICS`, shape (method,).
    """

    curve: Array
    metrics: dict[str, Array]


def faithfulness(
    case: Case, attribution: Array, signed: NDArray[np.bool_], *, orders: int = 100
) -> Faithful:
    """Measure the explanations of one participant by muting.

    Parameters
    ----------
    case : Case
        The participant before the model.
    attribution : ndarray
        Shape (method, word, modality); NaN where a recording is missing, which counts as 0. Words
        that tie are muted in a random order: their place in the list says nothing, but late
        words weigh more.
    signed : ndarray of bool
        Shape (method,). What has no sign is taken as speaking for the predicted outcome.
    orders : int
        Random orders of the words, the control.

    Returns
    -------
    Faithful
        Deletion and insertion (Petsiuk et al., BMVC 2018; Samek et al., IEEE TNNLS 2017),
        comprehensiveness and sufficiency (DeYoung et al., ACL 2020, in logits), and the polarity
        test (Liu et al., ICML 2022).
    """
    words = len(case.z)
    known = np.nan_to_num(attribution)
    start = case.threshold
    towards = 1.0 if float(case.values(case.z[None])) > start else -1.0
    direction = np.where(signed, towards, 1.0)[:, None]
    value = direction * known.sum(axis=-1)  # (method, word)
    curve = np.empty((len(value), len(CURVES), words + 1))
    draw = np.random.default_rng(case.seed)
    ordered = _falling(value, draw)
    curve[:, 0] = towards * (muted_in_order(case, ordered) - start)
    # Only the k most important are shown where all others are muted: the reversed order, backwards.
    curve[:, 1] = towards * (muted_in_order(case, ordered[:, ::-1])[:, ::-1] - start)
    drawn = np.stack([draw.permutation(words) for _ in range(orders)])
    random = towards * (muted_in_order(case, drawn) - start)
    curve[:, 2], curve[:, 3] = random.mean(axis=0), random[:, ::-1].mean(axis=0)
    metrics = _areas(curve, random) | _fractions(curve)
    metrics["polarity"] = _polarity(case, attribution, np.where(signed, 0.0, towards))
    return Faithful(curve, metrics)


def _falling(value: Array, draw: np.random.Generator) -> NDArray[np.intp]:
    """Return the words from the largest value down, ties at random, shape (method, word)."""
    shuffled = draw.permutation(value.shape[-1])
    falling = np.argsort(-value[:, shuffled], axis=-1, kind="stable")
    found: NDArray[np.intp] = shuffled[falling]
    return found


def muted_in_order(case: Case, orders: NDArray[np.intp]) -> Array:
    """Return `Case.difference` while words are muted one after the other.

    Parameters
    ----------
    case : Case
        The participant before the model.
    orders : ndarray of int
        Words in the order in which they are muted, shape (order, word).

    Returns
    -------
    ndarray
        Shape (order, step), step = number of words muted, 0 to all.
    """
    words = orders.shape[1]
    place = np.argsort(orders, axis=-1)  # (order, word)
    keep = place[:, None, :] >= np.arange(words + 1)[:, None]  # (order, step, word)
    rows = np.repeat(keep.reshape(-1, words, 1), case.z.shape[1], axis=-1)
    return case.shown(rows).reshape(len(orders), words + 1)


def area(curve: Array) -> Array:
    """Return the mean height of curves over their last axis, by the trapezoidal rule."""
    mean: Array = np.trapezoid(curve, axis=-1) / (curve.shape[-1] - 1)
    return mean


def _areas(curve: Array, random: Array) -> dict[str, Array]:
    areas = dict(zip(CURVES, area(curve).T, strict=True))
    # Turned round, as the own curve is: the same order has then the same bits, and counts as a tie.
    drawn = {"deletion": area(random), "insertion": area(random[:, ::-1])}
    beaten = {"deletion": np.less, "insertion": np.greater}  # what a faithful order is, than random
    for name, better in beaten.items():
        wins = better(areas[name][:, None], drawn[name])
        ties = areas[name][:, None] == drawn[name]
        areas[f"{name}_rank"] = (wins + ties / 2).mean(axis=1)
    return areas


def _fractions(curve: Array) -> dict[str, Array]:
    """Return how far the logit falls from the whole: a share of the words muted, or only shown."""
    words = curve.shape[-1] - 1
    steps = [max(1, round(fraction * words)) for fraction in FRACTIONS]
    fall = curve[:, 0, 0, None] - curve[:, :, steps].mean(axis=-1)  # (method, curve_metric)
    names = ("comprehensiveness", "sufficiency")
    return dict(zip((*names, *(f"{name}_random" for name in names)), fall.T, strict=True))


def _polarity(case: Case, attribution: Array, of_unsigned: Array) -> Array:
    """Return the share of the largest cells whose muting moves the logit as their sign says.

    Of cells that tie at the last place the mean over all ways to choose counts. Missing recordings
    are none of them; NaN with fewer than 10 cells.
    """
    words, modalities, _ = case.z.shape
    cells = words * modalities
    keep = ~np.eye(cells, dtype=bool).reshape(cells, words, modalities)
    effect = float(case.values(case.z[None])) - case.shown(keep)  # (cell,)
    share = np.full(len(attribution), np.nan)
    for i, own in enumerate(attribution.reshape(len(attribution), cells)):
        there = np.isfinite(own)
        if there.sum() >= TOP_CELLS:
            sign = of_unsigned[i] or np.sign(own[there])
            agrees = sign * np.sign(effect[there]) > 0
            share[i] = at_the_top(np.abs(own[there]), TOP_CELLS) @ agrees / TOP_CELLS
    return share


def measure(work: Work) -> Found:
    """Return the curves of everybody, and what they say."""
    found = [
        faithfulness(case, work.attribution[:, place], work.signed, orders=work.orders)
        for place, case in enumerate(work.cases())
    ]
    curve = np.stack([each.curve for each in found], axis=1)
    names = found[0].metrics
    return Found(
        {name: np.stack([each.metrics[name] for each in found], axis=1) for name in names},
        {"curve": (schema.VARIABLES["curve"].dims, curve)},
        {"step": np.arange(curve.shape[-1]), "curve_metric": list(CURVES)},
    )


SPEC = CheckSpec("muting", models=lambda work: 1, measure=measure)
