"""The forward pass of the public release, its faults included, over the same weights.

It exists so that weights trained with the release give their published figures, and is kept apart
from the network that everything else uses. It is faulty on purpose:

- every ProbSparse layer scores its queries against keys drawn at random, also in evaluation;
- the attention sharing unit ranks the participants of a batch by confidence and swaps rows of
  their queries crosswise, so that a logit depends on who else is in the batch.

No explanation can stand on that, and it runs without gradients.
"""

from __future__ import annotations

import math
from typing import NamedTuple, cast

import torch
from torch import Tensor

from depformer.errors import DepformerError
from depformer.labels import MODALITIES
from depformer.model.attention import ProbSparseAttention, SharingAttention, spread
from depformer.model.encoder import Encoder, Layer, Stack
from depformer.model.network import DEPFormer
from depformer.wording import say


class PublishedOutput(NamedTuple):
    """What the release says of a batch."""

    logits: Tensor  # (batch, outcome)
    top: dict[str, Tensor]  # stream -> (batch, head, rank), words by falling score


class _Encoded(NamedTuple):
    tokens: Tensor  # (batch, token, d_model)
    first: Tensor  # (batch, head, rank): selection of the first layer of stack 0
    last: Tensor  # (batch, head, rank): selection of the last stack


def classify_published(model: DEPFormer, z: Tensor, draw: torch.Generator) -> PublishedOutput:
    """Return what the release computes in evaluation.

    Parameters
    ----------
    model : DEPFormer
        In evaluation mode.
    z : Tensor
        From `DEPFormer.adapt`, shape (batch, word, modality, hidden).
    draw : Generator
        Of the keys. With the seed s it draws what the release draws on a CPU behind
        ``torch.manual_seed(s)``; several batches in a row take one generator.

    Returns
    -------
    PublishedOutput
        Logits, and the words that the first ProbSparse layer of stack 0 selected in each stream.

    Raises
    ------
    DepformerError
        If the number of participants is odd.
    """
    even_batch(len(z))
    if model.config.without or model.cross is None:
        raise DepformerError(
            say("checkpoint.published_whole_only", parts=model.config.without), kind="checkpoint"
        )
    with torch.no_grad():
        features = model.adapter.merge(z)
        multimodal = _encode(model.multimodal, features.flatten(2), draw)
        streams = [
            _encode(model.unimodal, features[:, :, i], draw, multimodal.last) for i in range(2)
        ]
        tokens = [stream.tokens for stream in streams]
        cross = model.cross(*tokens, multimodal.tokens)
        logits = model.fuse(multimodal.tokens, cross, *tokens).logits
    firsts = (multimodal.first, *(stream.first for stream in streams))
    return PublishedOutput(logits, dict(zip(("multimodal", "face", "audio"), firsts, strict=True)))


def first_selections(
    model: DEPFormer, z: Tensor, stream: str, passes: int, draw: torch.Generator
) -> Tensor:
    """Return which words the first layer of stack 0 selects in many passes of the release.

    This layer looks at one participant's words and at the drawn keys only, so that neither the rest
    of the pass nor other participants are needed.

    Parameters
    ----------
    model : DEPFormer
        In evaluation mode.
    z : Tensor
        Of one participant, shape (word, modality, hidden).
    stream : str
        ``multimodal``, ``face`` or ``audio``.
    passes : int
        How many times keys are drawn.
    draw : Generator
        Of the keys.

    Returns
    -------
    Tensor
        Of bool, shape (pass, head, word).
    """
    features = model.adapter.merge(z[None])
    if stream == "multimodal":
        encoder, x = model.multimodal, features.flatten(2)
    else:
        encoder, x = model.unimodal, features[:, :, MODALITIES.index(stream)]
    attention = cast(Layer, cast(Stack, encoder.stacks[0]).layers[0]).attention
    products = attention.products(encoder.embedding(x))[0]
    empty = torch.zeros(products.shape[:3], dtype=torch.bool)
    tops = [_select(attention, products, draw) for _ in range(passes)]
    return torch.cat([empty.scatter(-1, top, True) for top in tops])


def even_batch(size: int, name: str | None = None) -> int:
    """Return the size of a batch, or raise if the release cannot split it into halves."""
    if size < 2 or size % 2:
        raise DepformerError(
            say(
                "checkpoint.odd_batch",
                name=name or say("checkpoint.participants_in_a_batch"),
                got=size,
            )
        )
    return size


def _encode(encoder: Encoder, x: Tensor, draw: torch.Generator, *other: Tensor) -> _Encoded:
    """Run one stream; `other` is the multimodal stream's last selection, for a sharing unit."""
    embedded = encoder.embedding(x)
    length = embedded.shape[1]
    ends, selections = [], []
    for i, stack in enumerate(encoder.stacks):
        tokens = embedded[:, length - length // 2**i :]
        for part in cast(Stack, stack).parts():
            if isinstance(part, Layer):
                tokens, top = _layer(part, tokens, draw)
                selections.append(top)
            else:
                tokens = part(tokens)
        tokens = encoder.norm(tokens)
        if encoder.sharing is not None:
            tokens = tokens + encoder.norm(_layer(encoder.sharing, tokens, draw, *other)[0])
        ends.append(tokens)
    return _Encoded(torch.cat(ends, dim=1), selections[0], selections[-1])


def _layer(layer: Layer, x: Tensor, draw: torch.Generator, *other: Tensor) -> tuple[Tensor, Tensor]:
    """Return tokens (batch, word, d_model) and the selected words (batch, head, rank)."""
    attention = layer.attention
    products, value, query = attention.products(x)
    own = _select(attention, products, draw)
    if isinstance(attention, SharingAttention):
        context = _crosswise(attention, query, x, value, own, *other)
    else:
        weights = torch.softmax(products / math.sqrt(attention.config.d_k), dim=-1)
        selected = torch.zeros(products.shape[:3], dtype=torch.bool).scatter(-1, own, True)
        context = spread(weights, selected) @ value
    return layer.feed_forward(attention.projections.merge(context, x)), own


def _select(attention: ProbSparseAttention, products: Tensor, draw: torch.Generator) -> Tensor:
    """Return the words by falling score against drawn keys, shape (batch, head, rank)."""
    length = products.shape[-1]
    count = attention.config.selected_queries(length)
    sample = torch.randint(0, length, (length, count), generator=draw)
    seen = products.gather(-1, sample.expand(*products.shape[:2], -1, -1))
    return (seen.amax(dim=-1) - seen.mean(dim=-1)).topk(count, dim=-1).indices


def _crosswise(
    unit: SharingAttention, query: Tensor, x: Tensor, value: Tensor, own: Tensor, shared: Tensor
) -> Tensor:
    """Return the sharing unit's context, shape (batch, head, word, d_v), rows of others mixed in.

    The confident half takes rows of the other half's queries, at its own words; that half takes
    rows of the confident half's queries, at the multimodal stream's words. The rows are ordered
    once more by confidence, and written back at each participant's own words.
    """
    half = len(x) // 2
    alpha = torch.sigmoid(unit.confidence(query.flatten(1)))[:, 0]  # (batch,)
    high = alpha.topk(half).indices
    low = alpha.topk(half, largest=False).indices
    rows = torch.cat([_rows(query[low], own[high]), _rows(query[high], shared[low])])
    rows = rows[torch.cat([high, low])]  # (batch, head, rank, d_k)
    p = unit.projections
    key = p.project(p.key, x)
    weights = torch.softmax(rows @ key.transpose(-2, -1) / math.sqrt(unit.config.d_k), dim=-1)
    context = value.mean(dim=-2, keepdim=True).expand_as(value)
    at = own[..., None].expand(*own.shape, value.shape[-1])
    return context.scatter(2, at, weights @ value)


def _rows(query: Tensor, index: Tensor) -> Tensor:
    """Gather rows, (batch, head, word, d_k) at (batch, head, rank) -> (batch, head, rank, d_k)."""
    return query.gather(2, index[..., None].expand(*index.shape, query.shape[-1]))
