"""Where training starts from: scales and first weights of the adapter, read off the training part.

Most of what differs between two face images is who the person is; most of what differs between two
voices is which word was said. What can speak of a group is neither: it is what remains of a cell
when the person's own mean and the word's own mean are taken away. Random first weights bury it. The
adapter therefore centres every word, and starts with the directions that carry most of the
remainder, each scaled by the share of its spread that is not the person (a discriminant analysis
with the remainder in the place of the classes; no group label is used). Training moves on from
there.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from depformer.model import DEPFormer
from depformer.train.data import SMALLEST_MEAN, Tensors
from depformer.train.tasks import task_of

DIRECTIONS = 16
OVERSAMPLING = 20
POWER_STEPS = 3
CARRIER = 1.5


def set_start(model: DEPFormer, data: Tensors, generator: torch.Generator) -> None:
    """Set the adapter's standardisation and first weights from the training part."""
    face, audio = data.inputs()
    adapter = model.adapter
    # Each word's own mean, unless that would store the mean face of a handful of people.
    own = data.people >= SMALLEST_MEAN
    _set_scales(adapter.face_shift, adapter.face_scale, face.flatten(2), own, shared=True)
    _set_scales(adapter.audio_shift, adapter.audio_scale, audio, own, shared=False)
    pixels, vectors = adapter.standardise(face, audio)
    _set_weights(adapter.face, pixels, generator)
    _set_weights(adapter.audio, vectors, generator)
    task_of(model.config).start(model)


def _set_scales(shift: Tensor, scale: Tensor, values: Tensor, own: bool, *, shared: bool) -> None:
    """Standardise values of shape (participant, word, feature) by each word's own mean, or one.

    Pixels share one spread, so that the border of the face, where nothing happens, is not blown up;
    an audio number's spread is held above a tenth of the typical one for the same reason.
    """
    shift.copy_(values.mean(dim=0) if own else values.mean())
    rows = (values - shift).flatten(0, 1)
    spread = rows.std().expand(rows.shape[1]) if shared else rows.std(dim=0)
    scale.copy_(1 / spread.clamp(min=max(1e-3, 0.1 * float(spread.median()))))


def _set_weights(layer: nn.Linear, values: Tensor, generator: torch.Generator) -> None:
    """Start a layer's weights with the directions, and its bias with a carrier.

    An average cell is the origin of the centred input. The layer norm behind z has no slope there
    that means anything; the carrier keeps every path from an average cell away from it.
    """
    count = min(DIRECTIONS, layer.out_features, layer.in_features)
    found = directions(values, count, generator)
    with torch.no_grad():
        layer.bias.copy_(CARRIER * torch.randn(layer.bias.shape, generator=generator))
        layer.weight[: len(found)] = found


def directions(values: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """Return directions in which cells differ beyond their person and their word.

    Parameters
    ----------
    values : Tensor
        Shape (participant, word, feature).
    count : int
        How many.
    generator : torch.Generator
        For the randomised decomposition (Halko, Martinsson and Tropp, 2011).

    Returns
    -------
    Tensor
        Shape (direction, feature): along each, the spread of `values` is the share of it that is
        neither person nor word, which falls from the first to the last. None where nothing of that
        kind is left: one person, or recordings that do not differ.
    """
    centred = values - values.mean(dim=0)
    rest = (centred - centred.mean(dim=1, keepdim=True)).flatten(0, 1)  # (cell, feature)
    if not rest.any():
        return rest[:0]
    size = (rest.shape[1], min(count + OVERSAMPLING, rest.shape[1]))
    basis = torch.randn(size, generator=generator)
    for _ in range(POWER_STEPS):
        basis = torch.linalg.qr(rest.T @ (rest @ basis)).Q
    projected = rest @ basis
    largest = torch.linalg.eigh(projected.T @ projected).eigenvectors.flip(1)[:, :count]
    basis = basis @ largest  # (feature, direction)
    whole, left = (rows @ basis for rows in (centred.flatten(0, 1), rest))
    total = (whole.T @ whole / len(whole)).double()
    total += 1e-6 * total.trace() / count * torch.eye(count, dtype=total.dtype)
    root = torch.linalg.inv(torch.linalg.cholesky(total))
    share = root @ (left.T @ left / len(left)).double() @ root.T
    shares, turned = (part.flip(-1) for part in torch.linalg.eigh(share))
    found: Tensor = (basis.double() @ root.T @ turned * shares).float().T
    return found
