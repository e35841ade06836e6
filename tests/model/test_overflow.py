"""Weights and recordings that are finite, and a prediction that is not: refused by name."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr
from safetensors.torch import load_file, save_file

import depformer
from depformer import schema
from depformer.errors import DepformerError
from depformer.model import load_checkpoint
from depformer.train import evaluate
from tests.cli.asked import ask

SAYS = r"fold-\d for sub-\d{3} is no finite number: the weights or these recordings are too large"


@pytest.fixture(scope="module")
def too_large(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint whose last weights are the largest that there are."""
    root = Path(shutil.copytree(tiny_checkpoint, tmp_path_factory.mktemp("large") / "checkpoint"))
    for path in root.glob("fold-*/model.safetensors"):
        weights = load_file(path)
        weights["head.weight"] = torch.full_like(weights["head.weight"], 3e38)
        save_file(weights, path)
        record = json.loads((path.parent / "training.json").read_text())
        (path.parent / "training.json").write_text(json.dumps({**record, "calibration": None}))
    return root


@pytest.mark.parametrize("mode", ["honest", "published"])
def test_predict_and_evaluate_refuse_it(mode: str, too_large: Path, tiny_study: Path) -> None:
    checkpoint = load_checkpoint(too_large)
    c = checkpoint.config
    face = np.full((2, c.n_words, c.image_size, c.image_size), 0.5)
    with pytest.raises(DepformerError, match=r"fold-1 for participant \d of the batch is no finit"):
        checkpoint.predict(face, np.ones((2, c.n_words, c.audio_size)), fold=1, mode=mode)
    with pytest.raises(DepformerError, match=SAYS):
        evaluate(tiny_study, checkpoint, mode=mode, batch_size=2)


def test_explain_names_the_person(too_large: Path, tiny_study: Path) -> None:
    with pytest.raises(DepformerError, match=SAYS) as said:
        depformer.explain(tiny_study, too_large, participants=["sub-004"])
    assert "for sub-004 is" in str(said.value)


def test_the_command_ends_in_the_sentence(too_large: Path, tiny_study: Path) -> None:
    answer = ask("evaluate", tiny_study, too_large)
    assert answer.code == 2
    assert re.search(SAYS, " ".join(answer.err.split()))
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("name", ["logit", "probability", "branch_logit"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_run_with_such_a_prediction_is_none(
    name: str, value: float, example_run: xr.Dataset
) -> None:
    example_run[name][{"participant": 3}] = value
    with pytest.raises(DepformerError, match=f"'{name}' is no finite number for sub-004"):
        schema.validate(example_run)


def test_a_run_of_nobody_is_none_the_less_one(example_run: xr.Dataset) -> None:
    assert schema.validate(example_run.isel(participant=slice(0))).sizes["participant"] == 0
