"""Augmentation changes what it says and keeps the word, the group and the person's order."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.train import TrainOptions, parse_options
from depformer.train.fit.augment import Augment

NONE = {"noise": 0.0, "cell_dropout": 0.0, "donor_share": 0.0}


def augment(grid: tuple[int, int] | None = None, seed: int = 0, **settings_: object) -> Augment:
    options = TrainOptions(**{**NONE, **settings_})  # type: ignore[arg-type]
    return Augment(options, torch.Generator().manual_seed(seed), grid)


def batch(n: int = 3) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.rand(n, 8, 9, 9, generator=generator), torch.randn(n, 8, 12, generator=generator)


def test_nothing_asked_for_changes_nothing() -> None:
    face, audio = batch()
    same = augment().inputs(face, audio)
    assert torch.equal(same[0], face)
    assert torch.equal(same[1], audio)
    z, mean = torch.randn(3, 8, 2, 4), torch.zeros(2, 4)
    assert torch.equal(augment().cells(z, torch.zeros(3), mean), z)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(0, 99))
def test_a_shift_moves_all_faces_of_a_person_alike(most: int, seed: int) -> None:
    face, audio = batch()
    moved = augment(shift=most, seed=seed).inputs(face, audio)[0]
    inner = slice(most, 9 - most)
    for before, after in zip(face, moved, strict=True):
        fits = [
            (dy, dx)
            for dy in range(-most, most + 1)
            for dx in range(-most, most + 1)
            if torch.equal(
                after[:, inner, inner],
                before.roll((dy, dx), dims=(1, 2))[:, inner, inner],
            )
        ]
        assert fits


def test_brightness_stays_within_its_range_and_the_image() -> None:
    face, audio = batch()
    change = augment(brightness=0.2).inputs(face, audio)[0] - face
    assert change.abs().max() <= 0.2 + 1e-6
    assert (face + change).min() >= 0
    middle = face.sub(0.5).abs() < 0.2  # where nothing is clipped, a person has one change
    for rows, inside in zip(change, middle, strict=True):
        assert rows[inside].std() < 1e-6


def test_a_mask_takes_a_stretch_of_bands_and_of_bins() -> None:
    _, audio = batch(50)
    masked = augment(grid=(4, 3), band_mask=2, time_mask=1).inputs(batch()[0], audio)[1]
    changed = (masked != audio).view(50, 8, 4, 3)
    bands, bins = changed.all(dim=3).sum(dim=2), changed.all(dim=2).sum(dim=2)
    assert bands.max() == 2
    assert bins.max() == 1
    mean = audio.mean(dim=-1, keepdim=True).expand_as(audio)
    assert torch.equal(masked[masked != audio], mean[masked != audio])


def test_modality_dropout_mutes_one_modality_as_a_whole() -> None:
    z, mean = torch.ones(40, 8, 2, 4), torch.zeros(2, 4)
    kept = augment(modality_dropout=1.0).cells(z, torch.zeros(40), mean)
    gone = (kept == 0).all(dim=3).all(dim=1)  # (batch, modality)
    assert gone.sum(dim=1).tolist() == [1] * 40
    assert gone.any(dim=0).all()


def test_cells_are_exchanged_within_a_group_and_a_word_only() -> None:
    person, word = torch.arange(6.0), torch.arange(8.0)
    z = torch.stack(torch.meshgrid(person, word, torch.arange(2.0), indexing="ij"), dim=-1)
    label = torch.tensor([0, 0, 0, 1, 1, 1])
    mixed = augment(donor_share=1.0).cells(z, label, torch.zeros(2, 3))
    assert torch.equal(mixed[..., 1:], z[..., 1:])  # the word and the modality stay
    donors = mixed[..., 0]
    assert donors[:3].max() <= 2
    assert donors[3:].min() >= 3
    assert (donors != z[..., 0]).any()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("epochs", "allowed is NAME=VALUE"),
        ("epoch=3", "Did you mean 'epochs'"),
        ("epochs=few", "got 'few', allowed is a whole number"),
        ("schedule=cosin", "Did you mean 'cosine'"),
        ("class_weights=yes", "allowed are true, false"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(setting: str, says: str) -> None:
    with pytest.raises(DepformerError, match=says):
        TrainOptions(**parse_options([setting]))


@pytest.mark.parametrize(
    "setting", ["epochs=0", "cell_dropout=1.5", "learning_rate=-1", "noise=nan"]
)
def test_a_setting_out_of_range_is_refused(setting: str) -> None:
    with pytest.raises(DepformerError, match="allowed is a"):
        TrainOptions(**parse_options([setting]))


def test_settings_are_read_as_what_they_are() -> None:
    found = parse_options(["epochs=5", "noise=0.1", "schedule=plain", "class_weights=false"])
    assert found == {"epochs": 5, "noise": 0.1, "schedule": "plain", "class_weights": False}
