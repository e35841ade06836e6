"""DEP-Former, participant by participant: the affine `adapt`, and `classify` after it."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from depformer.config import ModelConfig
from depformer.labels import MODALITIES
from depformer.model.attention import CrossAttention, KeySampler
from depformer.model.drawing import drawing
from depformer.model.encoder import Encoder


class Output(NamedTuple):
    """What the model says of each participant."""

    logits: Tensor  # (batch, outcome)
    branch_logits: Tensor  # (batch, branch, outcome); sums over branch to the logits


class Adapter(nn.Module):
    """Bring a face and an audio vector to the same width, word by word.

    `forward` is affine in the input, standardisation included, so that a straight path between two
    inputs is a straight path in z. Everything that is not affine waits in `merge`.
    """

    face_shift: Tensor
    face_scale: Tensor
    audio_shift: Tensor
    audio_scale: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        pixels = config.image_size**2
        self.face = nn.Linear(pixels, config.hidden_size)
        self.audio = nn.Linear(config.audio_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.shared = nn.Linear(config.hidden_size, config.adapter_size)
        nn.init.kaiming_normal_(self.shared.weight)
        self.apart = not config.has("adapter_sharing")
        if self.apart:
            self.audio_norm = nn.LayerNorm(config.hidden_size)
            self.audio_shared = nn.Linear(config.hidden_size, config.adapter_size)
            nn.init.kaiming_normal_(self.audio_shared.weight)
        self.absent = [i for i, name in enumerate(MODALITIES) if not config.has(name)]
        self.register_buffer("face_shift", torch.zeros(config.n_words, pixels))
        self.register_buffer("face_scale", torch.ones(pixels))
        self.register_buffer("audio_shift", torch.zeros(config.n_words, config.audio_size))
        self.register_buffer("audio_scale", torch.ones(config.audio_size))

    def forward(self, face: Tensor, audio: Tensor) -> Tensor:
        """Return z, shape (batch, word, modality, hidden).

        Parameters
        ----------
        face : Tensor
            Grey images, 0 to 1, shape (batch, word, height, width).
        audio : Tensor
            Audio vectors, shape (batch, word, feature).
        """
        pixels, vectors = self.standardise(face, audio)
        return torch.stack([self.face(pixels), self.audio(vectors)], dim=2)

    def standardise(self, face: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Return pixels and audio numbers as the linear maps take them, both (batch, word, _)."""
        pixels = (face.flatten(2) - self.face_shift) * self.face_scale
        return pixels, (audio - self.audio_shift) * self.audio_scale

    def merge(self, z: Tensor) -> Tensor:
        """Return the features behind the shared layers, shape (batch, word, modality, adapter)."""
        if self.absent:  # an ablation: every cell of that modality is the average cell
            z = torch.where(self._is_absent(z), self.average_cell(), z)
        parts = [shared(norm(z[:, :, i])) for i, (norm, shared) in enumerate(self.layers())]
        return F.silu(torch.stack(parts, dim=2))

    def layers(self) -> tuple[tuple[nn.LayerNorm, nn.Linear], ...]:
        """Return the norm and the linear map behind z, by modality."""
        face = (self.norm, self.shared)
        return face, (self.audio_norm, self.audio_shared) if self.apart else face

    def average_cell(self) -> Tensor:
        """Return z of an input at the mean that the standardisation takes, (modality, hidden)."""
        return torch.stack([self.face.bias, self.audio.bias])

    def _is_absent(self, z: Tensor) -> Tensor:
        return torch.tensor([[i in self.absent] for i in range(len(MODALITIES))], device=z.device)


class DEPFormer(nn.Module):
    """Tell depressed from healthy participants by their faces and voices, word by word.

    Every participant is computed alone: row i of a batch equals the row by itself. The parts follow
    Ye et al. (IEEE TCSVT 35(3), 2025): modality adapter, sparse encoders of three streams,
    attention sharing unit, cross-attention, and the weighted sum of four branches.

    Parameters
    ----------
    config : ModelConfig
        Every size.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.sampler = KeySampler()
        self.adapter = Adapter(config)
        self.multimodal = Encoder(2 * config.adapter_size, config, self.sampler, sharing=False)
        self.unimodal = Encoder(
            config.adapter_size, config, self.sampler, sharing=config.has("asu")
        )
        self.cross = CrossAttention(config) if config.has("mca") else None
        self.head = nn.Linear(config.tokens * config.d_model, config.outputs)
        self.branch_head = nn.Linear(config.tokens * config.d_model, config.outputs)

    def adapt(self, face: Tensor, audio: Tensor) -> Tensor:
        """Return z, the affine image of the input, shape (batch, word, modality, hidden)."""
        z: Tensor = self.adapter(face, audio)
        return z

    def classify(self, z: Tensor) -> Output:
        """Return the logits of z, shape (batch, word, modality, hidden)."""
        return self.decide(self.adapter.merge(z))

    def decide(self, features: Tensor) -> Output:
        """Return the logits of the adapter's features, (batch, word, modality, adapter)."""
        multimodal, selected = self.multimodal(features.flatten(2))
        # One module serves both streams: run them as one batch, all faces before all voices.
        both = torch.cat([features[:, :, 0], features[:, :, 1]])  # (2 batch, word, adapter)
        face, audio = self.unimodal(both, selected.repeat(2, 1, 1)).tokens.chunk(2)
        cross = None if self.cross is None else self.cross(face, audio, multimodal)
        return self.fuse(multimodal, cross, face, audio)

    def forward(self, face: Tensor, audio: Tensor) -> Output:
        """Return the logits of faces and audio vectors, shaped as in `Adapter.forward`."""
        return self.classify(self.adapt(face, audio))

    def fuse(self, multimodal: Tensor, cross: Tensor | None, face: Tensor, audio: Tensor) -> Output:
        """Sum the branches; in training each of the last three is kept with probability p."""
        branches = [torch.zeros_like(face) if cross is None else cross, face, audio]
        stacked = torch.stack([branch.flatten(1) for branch in branches], dim=1)
        weight = self._weights(stacked)  # (batch, 3)
        if cross is None:
            weight = weight * torch.tensor([0.0, 1.0, 1.0], device=weight.device)
        first = F.linear(multimodal.flatten(1), self.head.weight)
        rest = weight[..., None] * F.linear(stacked, self.branch_head.weight)
        bias = self.head.bias + weight.sum(dim=1, keepdim=True) * self.branch_head.bias
        summed = torch.cat([first[:, None], rest, bias[:, None]], dim=1)
        return Output(summed.sum(dim=1), summed)

    def _weights(self, stacked: Tensor) -> Tensor:
        """Return the weights of cross, face and audio, shape (batch, 3)."""
        p = self.config.branch_weight
        weight = torch.full(stacked.shape[:2], p, device=stacked.device)
        if not self.config.has("ffp"):
            return torch.ones_like(weight)
        if self.training:
            draw = torch.rand(weight.shape, generator=self.sampler.generator)
            weight = (draw.to(weight.device) < p).to(stacked)
        return weight


def tensor_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Return the name and shape of everything that a model's weights hold, without making any."""
    with torch.device("meta"):
        return {name: tuple(each.shape) for name, each in DEPFormer(config).state_dict().items()}


def fresh_model(config: ModelConfig, seed: int = 0) -> DEPFormer:
    """Return a model with the first weights of a seed, whatever other threads draw.

    Parameters
    ----------
    config : ModelConfig
        Every size.
    seed : int
        The same seed gives the same weights.
    """
    with drawing(seed):
        return DEPFormer(config)
