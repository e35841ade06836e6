"""Stability: is it the same by another fold, another training, another draw? One spread each."""

from __future__ import annotations

import numpy as np

from depformer.explain.check_work import TOP, CheckSpec, Found, Work, flat
from depformer.explain.method import Array
from depformer.stats.inference.ranks import kendall_w, mean_spearman, overlap

SAMPLES = 5  # draws of a method that samples


def measure(work: Work) -> Found:
    """Return agreement over folds, over trainings and over draws: three spreads, never merged."""
    trained = work.attribution
    folds = [work.explained(work.checkpoint, fold=number) for number in _folds(work)]
    seeds = [trained, *(work.explained(other) for other in work.others)]
    drawn = [work.explained(work.checkpoint, seed=work.question.seed + i) for i in _samples(work)]
    samples = np.where(work.stochastic[:, None, None, None], [trained, *drawn], np.nan)
    metrics: dict[str, Array] = {}
    for name, several in (("folds", folds), ("seeds", seeds), ("samples", samples)):
        metrics |= _agreement(name, np.abs(np.reshape(several, (-1, *trained.shape))))
    return Found(metrics)


def _folds(work: Work) -> range:
    folds = len(work.checkpoint.folds)
    return range(folds if folds > 1 else 0)


def _samples(work: Work) -> range:
    return range(1, SAMPLES if work.stochastic.any() else 1)


def _agreement(name: str, several: Array) -> dict[str, Array]:
    """Return agreement over models or draws, each (method, participant).

    Parameters
    ----------
    name : str
        What they differ in.
    several : ndarray
        Absolute attributions, shape (copy, method, participant, word, modality).
    """
    cells = np.moveaxis(flat(several), 0, 2)  # (method, participant, copy, cell)
    scores = {
        "stability": [[kendall_w(rows) for rows in person] for person in cells],
        "correlation": [[mean_spearman(rows) for rows in person] for person in cells],
        "overlap": [[overlap(rows, TOP) for rows in person] for person in cells],
    }
    return {f"{kind}_{name}": np.asarray(values) for kind, values in scores.items()}


SPEC = CheckSpec(
    "stability",
    models=lambda work: len(_folds(work)) + len(work.others) + len(_samples(work)),
    measure=measure,
)
