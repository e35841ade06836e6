"""Straight paths in z, without the wide layer: what integrated gradients walk along.

Between z and the encoders stand a layer norm over the hidden width and a linear map. On the path
``z(a) = start + a (end - start)`` both are known in closed form: the centred cell is affine in a,
so its image under the linear map is ``p + a q`` with p and q computed once, and its variance is a
quadratic in a. A point of the path then costs a few numbers a cell instead of the hidden width, and
the gradient with respect to z, averaged over points, comes from two sums over them.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from depformer.model.network import DEPFormer


class StraightPath:
    """The path from one z to another, as the encoders see it.

    Parameters
    ----------
    model : DEPFormer
        In evaluation mode.
    start, end : Tensor
        Shape (word, modality, hidden).
    """

    def __init__(self, model: DEPFormer, start: Tensor, end: Tensor) -> None:
        self.model = model
        adapter = model.adapter
        cell = adapter.average_cell().detach()
        self.absent = torch.tensor([[i in adapter.absent] for i in range(len(cell))])
        start, end = (torch.where(self.absent, cell, each) for each in (start, end))
        self.weight, self.constant = _linear_maps(model)
        # (word, modality, hidden), each cell about its own mean over the hidden width
        self.start = start - start.mean(dim=-1, keepdim=True)
        self.step = (end - start) - (end - start).mean(dim=-1, keepdim=True)
        self.p, self.q = (self._map(each) for each in (self.start, self.step))
        first, second = self.start.double(), self.step.double()
        self.variance = [
            (first * first).mean(dim=-1),
            2 * (first * second).mean(dim=-1),
            (second * second).mean(dim=-1),
        ]

    def mean_gradient(self, at: Tensor, weights: Tensor, rows: int) -> Tensor:
        """Return the weighted sum over points of the gradient of the logit difference.

        Parameters
        ----------
        at, weights : Tensor
            Places on the path, 0 to 1, and their weights, shape (point,).
        rows : int
            Points that pass the network at once.

        Returns
        -------
        Tensor
            With respect to z, shape (word, modality, hidden).
        """
        parts = [
            self._sums(*part)
            for part in zip(torch.split(at, rows), torch.split(weights, rows), strict=True)
        ]
        upstream, shrink, shrink_step = (
            torch.stack(each).sum(dim=0) for each in zip(*parts, strict=True)
        )
        pulled = torch.einsum("wma,mah->wmh", upstream, self.weight)
        gradient = (
            pulled
            - pulled.mean(dim=-1, keepdim=True)
            - shrink[..., None] * self.start
            - shrink_step[..., None] * self.step
        )
        return torch.where(self.absent, 0.0, gradient)

    def _sums(self, at: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the sums over points that the gradient is made of."""
        a = at.view(-1, 1, 1)
        constant, linear, square = self.variance
        variance = (constant + a * linear + a * a * square).float()
        scale = torch.rsqrt(variance + self.model.adapter.norm.eps)  # (point, word, modality)
        a = a.float()
        normed = (self.p + a[..., None] * self.q) * scale[..., None]
        before = (normed + self.constant).requires_grad_()
        logits = self.model.decide(F.silu(before)).logits
        (up,) = torch.autograd.grad((logits[:, 1] - logits[:, 0]).sum(), before)
        weighted = weights.float().view(-1, 1, 1) * scale  # the slope of the norm
        upstream = (weighted[..., None] * up).sum(dim=0)
        # The norm also divides by the spread, which moves with z.
        pull = weighted * scale * (up * normed).sum(dim=-1) / self.start.shape[-1]
        return upstream, pull.sum(dim=0), (a * pull).sum(dim=0)

    def _map(self, centred: Tensor) -> Tensor:
        """Map centred cells, (word, modality, hidden) -> (word, modality, adapter)."""
        return torch.einsum("wmh,mah->wma", centred, self.weight)


def _linear_maps(model: DEPFormer) -> tuple[Tensor, Tensor]:
    """Return norm and linear map as one: (modality, adapter, hidden) and (modality, adapter)."""
    weights, constants = [], []
    for norm, shared in model.adapter.layers():
        weights.append(shared.weight * norm.weight)
        constants.append(shared.weight @ norm.bias + shared.bias)
    return torch.stack(weights).detach(), torch.stack(constants).detach()
