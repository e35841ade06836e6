"""Everything that a run says of one participant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.explain.case import Case
from depformer.explain.method import Array, Attributed
from depformer.explain.methods import METHODS
from depformer.labels import MODALITIES, STREAMS
from depformer.model import Taps, tapped
from depformer.model.quantity import Quantity


@dataclass(frozen=True)
class PersonResult:
    """One participant's share of a run, each array without the participant dim."""

    quantity: Quantity
    branch_logit: Array  # (branch, output)
    attributed: list[Attributed]  # (method,)
    query_score: Array  # (stream, head, word)
    query_selected: NDArray[np.bool_]  # (stream, head, word)
    attention: Array  # (stream, head, query_word, key_word)
    confidence: Array  # (asu_stream, stack)
    index_shared: NDArray[np.bool_]  # (asu_stream, stack)


@dataclass(frozen=True)
class Look:
    """A participant whom the model has looked at once, and what it said and attended to."""

    case: Case
    branches: Tensor  # (branch, output)


def explain_person(case: Case, mask: NDArray[np.bool_], methods: Mapping[str, Any]) -> PersonResult:
    """Predict and explain one participant.

    Parameters
    ----------
    case : Case
        The participant before the model; its taps are filled here.
    mask : ndarray
        True where the recording is missing, shape (word, modality); attributions are NaN there.
    methods : mapping
        Options by method id.
    """
    with case.checkpoint.lock:  # hooks catch whatever passes through the model, from any thread
        look = looked_at(case)
        found = [METHODS[name].attribute(look.case, each) for name, each in methods.items()]
    return result_of(look, mask, found)


def looked_at(case: Case) -> Look:
    """Return a participant with taps; whoever calls it holds the lock of the model."""
    with tapped(case.checkpoint.model) as taps:
        branches = case.checkpoint.output(case.z[None], [case.participant]).branch_logits[0]
    return Look(replace(case, taps=taps), branches)


def result_of(look: Look, mask: NDArray[np.bool_], found: Sequence[Attributed]) -> PersonResult:
    """Return what a run says of a participant; attributions of what is missing are NaN."""
    attributed = []
    for each in found:
        cells = np.where(mask, np.nan, each.attribution)
        error = None if each.error is None else np.where(mask, np.nan, each.error)
        attributed.append(replace(each, attribution=cells, error=error))
    case = look.case
    return PersonResult(
        quantity=case.quantity,
        branch_logit=look.branches.double().numpy(),
        attributed=attributed,
        **_attention(case.taps, case.checkpoint.config.n_stacks),
    )


def _attention(taps: Taps, stacks: int) -> dict[str, Any]:
    """Return the attention of the first layer and the choices of the sharing unit."""
    first = [taps.first[stream] for stream in STREAMS]
    selected = torch.stack([trace.selected[0] for trace in first])
    weights = torch.stack([trace.weights[0] for trace in first]).double()
    confidence = np.full((len(MODALITIES), stacks), np.nan)  # NaN without a sharing unit
    shared = np.zeros(confidence.shape, dtype=bool)
    for row, stream in enumerate(MODALITIES):
        for column, trace in enumerate(taps.sharing[stream]):
            confidence[row, column] = float(trace.confidence)  # type: ignore[arg-type]
            shared[row, column] = bool(trace.shared)
    return {
        "query_score": torch.stack([trace.score[0] for trace in first]).double().numpy(),
        "query_selected": selected.numpy(),
        # Rows of queries that were not selected attended to nothing: they took the mean.
        "attention": weights.masked_fill(~selected[..., None], float("nan")).numpy(),
        "confidence": confidence,
        "index_shared": shared,
    }
