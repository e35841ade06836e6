"""Changes of a training batch that leave the word and the group as they are."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from depformer.train.options import TrainOptions


class Augment:
    """Change faces and voices before the adapter, and cells of z behind it.

    Parameters
    ----------
    options : TrainOptions
        How much of what.
    generator : torch.Generator
        Where every draw comes from, on the processor: the same on every device.
    grid : tuple of int, optional
        Bands and time bins of an audio vector, for masking.
    """

    def __init__(
        self,
        options: TrainOptions,
        generator: torch.Generator,
        grid: tuple[int, int] | None = None,
    ) -> None:
        self.options = options
        self.generator = generator
        self.grid = grid

    def inputs(self, face: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Change faces (batch, word, height, width), 0 to 1, and voices (batch, word, feature)."""
        if self.options.shift:
            face = self._shift(face)
        if self.options.brightness:
            size = self.options.brightness * (2 * self._uniform(len(face), 1, 1, 1) - 1)
            face = (face + size.to(face.device)).clamp(0, 1)
        if self.grid and (self.options.time_mask or self.options.band_mask):
            audio = self._mask(audio, *self.grid)
        return face, audio

    def cells(self, z: Tensor, label: Tensor, mean: Tensor) -> Tensor:
        """Exchange, blur and mute cells of z, shape (batch, word, modality, hidden).

        Parameters
        ----------
        z : Tensor
            Of the batch.
        label : Tensor
            Cells are exchanged among people with the same one, shape (batch,).
        mean : Tensor
            The average cell, which a muted one becomes, shape (modality, hidden).
        """
        z = self._exchange(z, label)
        noise = torch.randn(z.shape, generator=self.generator)
        z = z + self.options.noise * noise.to(z.device)
        muted = self._uniform(*z.shape[:3]) < self.options.cell_dropout
        if self.options.modality_dropout:
            whole = self._uniform(len(z)) < self.options.modality_dropout
            which = torch.randint(0, z.shape[2], (len(z),), generator=self.generator)
            muted |= (whole[:, None] & F.one_hot(which, z.shape[2]).bool())[:, None]
        return torch.where(muted[..., None].to(z.device), mean, z)

    def _uniform(self, *size: int) -> Tensor:
        return torch.rand(size, generator=self.generator)

    def _shift(self, face: Tensor) -> Tensor:
        """Shift each participant's faces by whole pixels; the border repeats its edge."""
        most = self.options.shift
        padded = F.pad(face, (most, most, most, most), mode="replicate")
        place = torch.randint(0, 2 * most + 1, (len(face), 2), generator=self.generator).tolist()
        height, width = face.shape[-2:]
        return torch.stack(
            [
                rows[:, top : top + height, left : left + width]
                for rows, (top, left) in zip(padded, place, strict=True)
            ]
        )

    def _mask(self, audio: Tensor, bands: int, bins: int) -> Tensor:
        """Replace a stretch of bands and one of time bins of each voice by its mean.

        Park et al. (2019), SpecAugment, Interspeech.
        """
        grid = audio.view(*audio.shape[:-1], bands, bins)  # (batch, word, band, bin)
        hidden = torch.zeros(grid.shape, dtype=torch.bool)
        for most, size, dim in (
            (self.options.band_mask, bands, 2),
            (self.options.time_mask, bins, 3),
        ):
            if most:
                length = (self._uniform(*grid.shape[:2]) * (min(most, size) + 1)).floor()
                start = (self._uniform(*grid.shape[:2]) * (size - length + 1)).floor()
                place = torch.arange(size)
                inside = (place >= start[..., None]) & (place < (start + length)[..., None])
                hidden |= inside[..., None] if dim == 2 else inside[..., None, :]
        mean = audio.mean(dim=-1)[..., None, None]
        return torch.where(hidden.to(grid.device), mean, grid).flatten(-2)

    def _exchange(self, z: Tensor, label: Tensor) -> Tensor:
        """Give some cells of z to others with the same label."""
        cells = z.shape[:3]
        own = label.cpu()
        same = (own[:, None] == own).float()  # (batch, donor)
        draws = cells[1] * cells[2]
        donor = torch.multinomial(same, draws, replacement=True, generator=self.generator)
        word, modality = torch.meshgrid(
            torch.arange(cells[1]), torch.arange(cells[2]), indexing="ij"
        )
        place = (each.to(z.device) for each in (donor.view(cells), word, modality))
        given = z[tuple(place)]
        taken = self._uniform(*cells) < self.options.donor_share
        return torch.where(taken[..., None].to(z.device), given, z)
