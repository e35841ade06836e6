"""What a fit promises: it never sees whom it holds out, stops in time, and weighs groups alike."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.model import DEPFormer, load_checkpoint
from depformer.study import load_study
from depformer.study.layout import face_path
from depformer.train import TrainOptions, cross_validate
from depformer.train.data import Tensors, mean_inputs
from depformer.train.fit.augment import Augment
from depformer.train.fit.fitting import _class_weights, fit
from depformer.train.fit.module import Fit, KeepBest
from depformer.train.fit.start import set_start
from depformer.train.tasks import task_of
from tests.conftest import TINY_SIZES

SMALL = {**TINY_SIZES, "n_words": 8, "image_size": 6, "audio_size": 5}


def people(n: int, seed: int = 0, features: int = 5) -> Tensors:
    rng = np.random.default_rng(seed)
    return Tensors(
        face=torch.from_numpy(rng.integers(0, 256, (n, 8, 6, 6), dtype=np.uint8)),
        audio=torch.from_numpy(rng.normal(size=(n, 8, features)).astype(np.float32)),
        label=torch.arange(n) % 2,
    )


def module(options: TrainOptions, weights: torch.Tensor | None = None, steps: int = 100) -> Fit:
    torch.manual_seed(0)
    model = DEPFormer(ModelConfig(**SMALL))
    return Fit(model, options, steps, Augment(options, torch.Generator()), weights)


def test_the_people_held_out_change_nothing_in_their_fold(tiny_study: Path, tmp_path: Path) -> None:
    settings = {"folds": 2, "options": TrainOptions(epochs=1), "sizes": TINY_SIZES}
    before = cross_validate(tiny_study, tmp_path / "a", **settings).folds[0]
    root = Path(shutil.copytree(tiny_study, tmp_path / "s"))
    for who in before.training["splits"]["test"]:
        face = np.load(face_path(root, who))
        np.save(face_path(root, who), 255 - face)
    after = cross_validate(root, tmp_path / "b", **settings).folds[0]
    assert set(after.training["splits"]["test"]) == set(before.training["splits"]["test"])
    one, other = before.model.state_dict(), after.model.state_dict()
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert all(torch.equal(t, after.baselines[name]) for name, t in before.baselines.items())
    assert after.training["predictions"] != before.training["predictions"]


def test_the_validation_part_decides_when_to_stop_and_nothing_else() -> None:
    config, options = ModelConfig(**SMALL), TrainOptions(epochs=2, least_epochs=2)
    one, other = (
        fit(config, people(8), people(4, seed), seed=1, options=options) for seed in (5, 6)
    )
    assert one.val_loss != other.val_loss
    a, b = one.model.state_dict(), other.model.state_dict()
    assert one.epoch == other.epoch == 1
    assert all(torch.equal(a[name], b[name]) for name in a)


def test_it_stops_when_patience_ends_and_keeps_the_best_epoch() -> None:
    best = KeepBest(TrainOptions(least_epochs=3, patience=2), lambda epoch: None)
    model = SimpleNamespace(state_dict=lambda: {"epoch": trainer.current_epoch})
    trainer = SimpleNamespace(current_epoch=0, callback_metrics={}, should_stop=False)
    stopped = []
    for trainer.current_epoch, loss in enumerate([0.1, 0.2, 0.9, 0.7, 0.8, 0.75, 0.5]):
        trainer.callback_metrics = {"val_loss": torch.tensor(loss)}
        best.on_validation_epoch_end(trainer, SimpleNamespace(model=model))
        stopped.append(trainer.should_stop)
    # The first two are never kept; 0.7 at epoch 3 is, and two epochs without a lower one end it.
    assert stopped == [False] * 5 + [True] * 2
    assert best.state == {"epoch": 6}
    assert best.loss == pytest.approx(0.5)


def rates(options: TrainOptions, steps: int) -> list[float]:
    found = module(options, steps=steps).configure_optimizers()
    optimizer, schedule = found["optimizer"], found["lr_scheduler"]["scheduler"]
    taken = []
    for _ in range(steps):
        taken.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return taken


def test_the_learning_rate_rises_and_falls_as_a_cosine_or_stays() -> None:
    options = TrainOptions(learning_rate=0.01, warmup=0.2)
    cosine = rates(options, 20)
    assert cosine[:4] == pytest.approx([0.0025, 0.005, 0.0075, 0.01])
    wanted = [0.005 * (1 + math.cos(math.pi * step / 16)) for step in range(16)]
    assert cosine[4:] == pytest.approx(wanted)
    plain = rates(TrainOptions(learning_rate=0.01, schedule="plain"), 20)
    assert plain == pytest.approx([0.01] * 20)


def test_both_groups_count_half_in_the_loss_whatever_the_batch() -> None:
    data = people(20).relabelled(torch.tensor([1] * 4 + [0] * 16))
    weights = _class_weights(data)
    assert weights is not None
    assert weights.tolist() == pytest.approx([0.625, 2.5])
    assert float(weights[data.label][data.label == 1].sum()) == pytest.approx(10)
    logits, label = torch.randn(3, 2), torch.tensor([1, 0, 0])
    loss = task_of(ModelConfig(**SMALL)).loss(logits, label, 0.0, weights)
    each = F.cross_entropy(logits, label, reduction="none")
    assert loss == pytest.approx(float((each * torch.tensor([2.5, 0.625, 0.625])).mean()))
    assert _class_weights(data.relabelled(torch.rand(20))) is None  # a severity has no groups


def test_a_mean_face_of_a_handful_of_people_is_nowhere() -> None:
    for n, stored in ((4, False), (12, True)):
        model, data = DEPFormer(ModelConfig(**SMALL)), people(n)
        set_start(model, data, torch.Generator())
        mean = data.face.float().mean(dim=0).flatten(1) / 255
        assert torch.allclose(model.adapter.face_shift, mean, atol=1e-5) is stored
        means = mean_inputs(model, data, data.label == 0)
        assert ("training_mean.face" in means) is stored


def test_each_baseline_is_the_mean_of_its_own_people() -> None:
    model, data = DEPFormer(ModelConfig(**SMALL)).eval(), people(30)
    healthy = torch.arange(30) % 3 == 0  # 10 of 30, and not those of one label
    means = mean_inputs(model, data, healthy)
    for name, who in (
        ("training_mean", torch.ones(30, dtype=torch.bool)),
        ("healthy_mean", healthy),
    ):
        face = data.face[who].double().mean(dim=0) / 255
        audio = data.audio[who].double().mean(dim=0)
        torch.testing.assert_close(means[f"{name}.face"].double(), face, atol=1e-6, rtol=0)
        torch.testing.assert_close(means[f"{name}.audio"].double(), audio, atol=1e-6, rtol=0)
        z = model.adapt(face[None].float(), audio[None].float())[0]
        torch.testing.assert_close(means[f"{name}.z"], z.detach(), atol=1e-5, rtol=0)
    assert "healthy_mean.face" not in mean_inputs(model, data, torch.arange(30) < 9)


def test_a_checkpoint_stores_the_mean_of_the_healthy_in_training(
    tiny_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.train.data.SMALLEST_MEAN", 2)
    made = cross_validate(
        tiny_study, tmp_path / "x", folds=2, options=TrainOptions(epochs=1), sizes=TINY_SIZES
    )
    study = load_study(tiny_study)
    group = study.participants["group"]
    for fold in made.folds:
        trained = [who for who in fold.training["splits"]["train"] if group[who] == "healthy"]
        faces = np.stack([study.features(who).face for who in trained]) / 255
        voices = np.stack([study.features(who).audio for who in trained])
        means = {name: t.numpy() for name, t in fold.baselines.items()}
        np.testing.assert_allclose(means["healthy_mean.face"], faces.mean(axis=0), atol=1e-5)
        np.testing.assert_allclose(means["healthy_mean.audio"], voices.mean(axis=0), atol=1e-4)
        assert np.abs(means["healthy_mean.face"] - means["training_mean.face"]).max() > 0.01


def test_a_model_of_severity_starts_at_the_mean() -> None:
    model, data = DEPFormer(ModelConfig(**SMALL, target="severity")).eval(), people(12)
    set_start(model, data, torch.Generator())
    assert not model(*data.inputs()).logits.any()
    data = data.relabelled(torch.randn(12, generator=torch.Generator().manual_seed(0)))
    fitted = fit(model.config, data, data, seed=0, options=TrainOptions(epochs=3, least_epochs=0))
    assert fitted.val_loss < float((data.label**2).mean())


@pytest.mark.parametrize("features", [1, 3, 13, 40])
def test_short_audio_vectors_start_too(features: int) -> None:
    config = ModelConfig(**{**SMALL, "audio_size": features})
    model = DEPFormer(config)
    set_start(model, people(12, features=features), torch.Generator())
    assert torch.isfinite(model.adapter.audio.weight).all()


def test_a_fit_that_diverges_is_said_or_keeps_what_was_good() -> None:
    config = ModelConfig(**SMALL)
    wild = TrainOptions(epochs=3, least_epochs=3, learning_rate=1e30, warmup=0.0)
    with pytest.raises(DepformerError, match="diverged"):
        fit(config, people(8), people(4, 1), seed=0, options=wild)


def test_one_training_at_a_time_writes_to_a_folder(tiny_study: Path, tmp_path: Path) -> None:
    settings = {"folds": 2, "options": TrainOptions(epochs=1), "sizes": TINY_SIZES}

    def second(done: int, total: int) -> None:
        with pytest.raises(DepformerError, match="Another training is writing"):
            cross_validate(tiny_study, tmp_path / "x", **settings)

    made = cross_validate(tiny_study, tmp_path / "x", progress=second, **settings)
    assert len(made.folds) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x"]
    assert not list((tmp_path / "x").glob(".*"))
    assert load_checkpoint(tmp_path / "x").digest == made.digest
    again = cross_validate(tiny_study, tmp_path / "x", reuse=True, **settings)
    assert again.digest == made.digest
    with pytest.raises(DepformerError, match="there already"):
        cross_validate(tiny_study, tmp_path / "x", reuse=True, **{**settings, "seed": 99})


def test_several_sessions_of_a_handful_of_people_are_a_handful() -> None:
    data = replace(people(12), persons=tuple(f"sub-{row // 3}" for row in range(12)))
    assert (data.people, data.take([0, 1, 5]).people) == (4, 2)
    model = DEPFormer(ModelConfig(**SMALL))
    set_start(model, data, torch.Generator())
    assert len(model.adapter.face_shift.unique()) == 1
    assert "training_mean.face" not in mean_inputs(model, data, data.label == 0)
