"""The attention query: how often a word's query is among the most active ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.errors import DepformerError
from depformer.explain.method import Attributed, MethodSpec
from depformer.labels import MODALITIES
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.explain.case import Case


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
    import torch

    from depformer.stats.inference.ranks import default_k

    words = case.z.shape[0]
    k = options.top or default_k(words)
    if not 1 <= k <= words:
        raise DepformerError(say("methods.top_out_of_range", got=k, words=words))
    columns = []
    for stream in MODALITIES:
        score = case.taps.first[stream].score[0]  # (head, word)
        top = torch.zeros_like(score).scatter(-1, score.topk(k, dim=-1).indices, 1.0)
        columns.append(top.double().mean(dim=0))
    return Attributed(torch.stack(columns, dim=-1).numpy())


SPEC = MethodSpec(
    id="attention_query",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    options=Options,
    attribute=attribute,
    needs=("taps",),
)
