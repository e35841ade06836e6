"""What holds on a device beside the processor; run by `test_device` in a process of its own.

torch learns of all devices before the first gradient of a process, or never.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depformer.config import DEVICES, Question, preset
from depformer.explain import check, kept_run
from depformer.explain.engine import answer
from depformer.model import fresh_model, load_checkpoint, processor
from depformer.model.processor import PROCESSOR, computed_on
from depformer.study import Study, load_study
from depformer.train import TrainOptions
from depformer.train.data import load_tensors
from depformer.train.fit.augment import Augment
from depformer.train.fit.module import Fit
from depformer.train.fit.start import set_start
from tests.cli.asked import ask
from tests.conftest import TINY_SIZES
from tests.explain.alike import EVERY, alike
from tests.model.other_device import NAME, other_device

DEVICE = other_device()


@pytest.fixture(scope="session")
def tiny_study() -> Path:
    """The one that the tests have made already."""
    return Path(os.environ["STUDY"])


@pytest.fixture(scope="session")
def tiny_checkpoint() -> Path:
    """The one that the tests have trained already."""
    return Path(os.environ["CHECKPOINT"])


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """A device beside the processor, which may be named."""
    monkeypatch.setitem(processor.PRESENT, NAME, lambda: True)
    return DEVICE


def test_the_other_device_mixes_with_nothing(there: torch.device, tiny_checkpoint: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0].on(there)
    z = torch.zeros(1, fold.config.n_words, 2, fold.config.hidden_size)
    with pytest.raises(RuntimeError, match="two devices"):
        fold.model.classify(z)
    out = fold.classify(z)
    assert {each.device for each in out} == {PROCESSOR}


def test_a_copy_is_made_once_and_knows_where_it_comes_from(
    there: torch.device, tiny_checkpoint: Path
) -> None:
    own = load_checkpoint(tiny_checkpoint)
    copy = own.on(there)
    assert (own.device, copy.device) == ("cpu", NAME)
    assert own.on(PROCESSOR) is own
    assert all(a is b for a, b in zip(copy.folds, own.on(there).folds, strict=True))
    assert all(a is b for a, b in zip(copy.on(PROCESSOR).folds, own.folds, strict=True))
    assert copy.digest == own.digest
    assert {each.device for each in own.folds[0].model.parameters()} == {PROCESSOR}


def test_every_method_computes_there_and_agrees(
    there: torch.device, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    asked, some = Question(EVERY), study.ids[:2]
    here = answer(study, models, asked, participants=some)
    run = answer(study, models.on(there), asked, participants=some)
    assert json.loads(run.attrs["computed_on"])[0].startswith(f"{NAME} ")
    assert here.attrs["computed_on"] == computed_on()
    alike(here, run)


def test_a_frozen_selection_is_frozen_there_too(
    there: torch.device, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    asked = Question({"integrated_gradients": {"selection": "frozen"}})
    runs = [
        answer(study, each, asked, participants=study.ids[:2])
        for each in (models, models.on(there))
    ]
    alike(*runs)


def test_checks_compute_there(there: torch.device, six_people: Path, tiny_checkpoint: Path) -> None:
    run = answer(
        load_study(six_people),
        load_checkpoint(tiny_checkpoint),
        Question({"input_x_gradient": {}, "attention_query": {}}),
    ).isel(participant=slice(0, 2))
    asked: dict[str, Any] = {"copies": 1, "orders": 2}
    here = check(run, six_people, tiny_checkpoint, **asked)
    found = check(run, six_people, tiny_checkpoint, device=NAME, **asked)
    assert len(json.loads(found.attrs["computed_on"])) == 2
    alike(here, found)


def test_a_device_is_no_part_of_the_question_and_said(
    there: torch.device,
    six_people: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = Question({"input_x_gradient": {}})
    run, folder = kept_run(six_people, tiny_checkpoint, asked, device=NAME)
    assert json.loads(run.attrs["computed_on"]) == [processor.processor(NAME)]
    _, again = kept_run(six_people, tiny_checkpoint, asked)
    assert again == folder
    monkeypatch.setattr("depformer.cli.runs.DEVICES", (*DEVICES, NAME))
    told = ask("explain", six_people, tiny_checkpoint, "--methods", "input_x_gradient")
    assert told.code == 0
    assert f"was computed on {NAME} " in told.err


def test_a_training_step_is_the_same_there(there: torch.device, tiny_study: Path) -> None:
    study = load_study(tiny_study)
    found = []
    for device in (PROCESSOR, there):
        data = load_tensors(study, study.participants["group"].iloc[:6])
        draw = torch.Generator().manual_seed(2)
        options = TrainOptions(brightness=0.1, donor_share=0.3, modality_dropout=0.5)
        config = preset("compact", **sizes_of(study), **TINY_SIZES, dropout=0.0)
        model = fresh_model(config, 4)
        set_start(model, data, draw)
        weights = torch.tensor([0.5, 2.0])
        fit = Fit(model, options, 10, Augment(options, draw, data.grid), weights).to(device)
        batch = [each.to(device) for each in (data.face, data.audio, data.label)]
        fit.log = lambda *_, **__: None  # type: ignore[method-assign]
        loss = fit.train().training_step(batch, 0)
        loss.backward()
        steepest = model.head.weight.grad
        assert steepest is not None
        assert loss.device.type == device.type
        found.append((float(loss.detach().to(PROCESSOR)), steepest.to(PROCESSOR).numpy()))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-6)
    np.testing.assert_allclose(found[0][1], found[1][1], rtol=0, atol=1e-6)


def sizes_of(study: Study) -> dict[str, int]:
    return {
        "n_words": len(study.words),
        "image_size": study.image_size,
        "audio_size": study.audio_size,
    }
