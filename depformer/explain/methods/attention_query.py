"""The attention query: how often a word's query is among the most active ones."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from depformer.errors import DepformerError
from depformer.explain.case import Attributed, Case, MethodSpec
from depformer.labels import MODALITIES
from depformer.stats.inference.ranks import default_k


@dataclass(frozen=True)
class Options:
    """Settings of the attention query.

    Parameters
    ----------
    top : int
        k, how many words per head count as selected: 10 in the paper. 0 stands for 10, or for half
        of the words in lists shorter than 20.
    """

    top: int = 0


def attribute(case: Case, options: Options) -> Attributed:
    """Return the share of heads in which a word's query is among the top k, per stream.

    The score of a query is M = max - mean of its products with all keys, in the first layer of
    stack 0; it has no sign, and says nothing of the attention that the word receives.
    """
    words = case.z.shape[0]
    k = options.top or default_k(words)
    if not 1 <= k <= words:
        raise DepformerError(f"Invalid top: got {k}, allowed is 1 to {words}, the words.")
    columns = []
    for stream in MODALITIES:
        score = case.taps.first[stream].score[0]  # (head, word)
        top = torch.zeros_like(score).scatter(-1, score.topk(k, dim=-1).indices, 1.0)
        columns.append(top.double().mean(dim=0))
    return Attributed(torch.stack(columns, dim=-1).numpy())


SPEC = MethodSpec(
    id="attention_query",
    title="Attention query",
    says="In what share of the heads the word's query is among the k most active ones; no sign.",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    reference="Ye et al., IEEE TCSVT 35(3), 2025; score of Zhou et al., AAAI 2021",
    options=Options,
    attribute=attribute,
)
