"""Models on a device that is named: methods know nothing of it, numbers agree, runs name it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from depformer.config import DEVICES, Question
from depformer.errors import DepformerError
from depformer.explain.engine import answer
from depformer.model import DEPFormer, load_checkpoint, processor
from depformer.model.processor import device_named
from depformer.study import load_study
from tests.cli.asked import ask
from tests.explain.alike import EVERY, alike

CASES = Path(__file__).with_name("cases_on_other_device.py")


def test_on_another_device(tiny_study: Path, tiny_checkpoint: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", CASES],
        env={**os.environ, "STUDY": str(tiny_study), "CHECKPOINT": str(tiny_checkpoint)},
        cwd=CASES.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout[-5000:] + told.stderr[-2000:]
    assert " passed" in told.stdout
    if "skipped" in told.stdout:
        pytest.skip("this torch takes no device that is written in Python")


@pytest.mark.parametrize("device", [each for each in DEVICES if each != "cpu"])
def test_a_device_that_is_not_there_is_refused(
    device: str,
    tiny_study: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if processor.PRESENT[device]():
        pytest.skip(f"{device} is there")
    built = processor._BUILT[device]()
    for answer_ in (
        ask("explain", tiny_study, tiny_checkpoint, "--device", device),
        ask("train", tiny_study, tmp_path / "out", "--device", device),
    ):
        assert answer_.code == 2
        assert answer_.out == ""
        why = "torch finds no" if built else "this torch build has no"
        assert f"--device {device}: {why} {device.upper()}" in answer_.err
        assert "allowed here: cpu" in answer_.err
    assert not [*tmp_path.iterdir()]
    monkeypatch.setitem(processor._BUILT, device, lambda: not built)
    with pytest.raises(DepformerError, match="no" if built else "torch finds no"):
        device_named(device)


def test_an_unknown_device_is_none(tiny_study: Path, tiny_checkpoint: Path) -> None:
    told = ask("explain", tiny_study, tiny_checkpoint, "--device", "gpu")
    assert told.code == 2
    assert "cpu" in told.err
    assert "cuda" in told.err


@pytest.mark.parametrize("device", [each for each in DEVICES if each != "cpu"])
def test_an_accelerator_agrees_with_the_processor(
    device: str, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    if not processor.PRESENT[device]():
        pytest.skip(f"no {device} on this machine")
    study, models = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    asked = Question(EVERY)
    here = answer(study, models, asked, participants=study.ids[:8])
    run = answer(study, models.on(device_named(device)), asked, participants=study.ids[:8])
    assert device in run.attrs["computed_on"]
    alike(here, run)


def test_too_little_memory_is_one_sentence(
    six_people: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise torch.cuda.OutOfMemoryError

    monkeypatch.setattr(DEPFormer, "classify", full)
    told = ask("explain", six_people, tiny_checkpoint)
    assert told.code == 2
    assert "The memory of cpu is too small" in told.err
