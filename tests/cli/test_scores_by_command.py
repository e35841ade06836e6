"""Commands over a model that predicts a score, and a study that has none."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from asked import ask

from depformer import explain, stats
from depformer.files import write_table

METHODS = ("integrated_gradients", "attention_query")


@pytest.fixture(scope="module")
def checked(scored_study: Path, scored_checkpoint: Path) -> xr.Dataset:
    """A checked run of a few people."""
    some = [f"sub-{number:03d}" for number in range(1, 7)]
    pair = scored_study, scored_checkpoint
    run = explain.explain(*pair, methods=METHODS, participants=some)
    return explain.check(run, *pair, copies=2, orders=5)


@pytest.fixture(scope="module")
def written(
    scored_study: Path, scored_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A run that the command has written."""
    out = tmp_path_factory.mktemp("runs") / "run"
    asked = ("--methods", ",".join(METHODS), "--out", out)
    told = ask("explain", scored_study, scored_checkpoint, *asked)
    assert told.code == 0, told.err
    return out


def test_muting_leads_from_the_score_to_that_of_the_baseline(checked: xr.Dataset) -> None:
    run = checked
    assert run["curve"].attrs["units"] == "BDI-II points"
    curve = run["curve"].sel({"method": "integrated_gradients"})
    deletion, insertion = (
        curve.sel(curve_metric=name).values for name in ("deletion", "insertion")
    )
    np.testing.assert_allclose(deletion[:, -1], 0, atol=1e-4)  # all muted: the baseline
    np.testing.assert_allclose(insertion[:, 0], 0, atol=1e-4)
    np.testing.assert_allclose(deletion[:, 0], insertion[:, -1], atol=1e-4)
    assert (deletion[:, 0] >= -1e-4).all()  # towards the prediction
    own = run["attribution"].sel({"method": "integrated_gradients"}).sum(("word", "modality"))
    gap = run["completeness_gap"].sel({"method": "integrated_gradients"})
    np.testing.assert_allclose(deletion[:, 0], np.abs(own - gap), atol=1e-3)


def test_guards_are_in_points_too(checked: xr.Dataset) -> None:
    said = " ".join(stats.guards(checked)["sentence"])
    assert "logit" not in said
    assert "sanity_not_run" not in set(stats.guards(checked)["id"])


def test_figures_are_written_by_a_filter(
    written: Path, scored_study: Path, scored_checkpoint: Path, tmp_path: Path
) -> None:
    place = (scored_study, scored_checkpoint, tmp_path / "out")
    some = ("--figure", "cohort_words", "--figure", "predicted_severity", "--run", written)
    told = ask("figures", *place, *some, "--groups-by", "severity >= 14", "--format", "svg")
    if "Chrome" in told.err:
        pytest.skip("no Chromium")
    assert told.code == 0, told.err
    table = pd.read_csv(tmp_path / "out/cohort_words.csv")
    assert set(table["contrast"]) == {"severity ≥ 14 - severity < 14"}
    text = (tmp_path / "out/cohort_words.txt").read_text("utf-8")
    assert "integrated gradients [BDI-II points]" in text
    assert "n = 12 severity ≥ 14, n = 12 severity < 14" in text
    told = ask("figures", *place, *some, "--groups-by", "severity >= 140")
    assert told.code == 2
    assert "leaves nobody on the side 'severity ≥ 140'" in told.err
    told = ask("figures", *place, "--figure", "roc", "--run", written)
    assert told.code == 2
    assert "this run's model predicts a score" in told.err


def test_a_study_without_scores_is_refused_and_nothing_written(
    own_study: Path, scored_checkpoint: Path, tmp_path: Path
) -> None:
    path = own_study / "participants.tsv"
    table = pd.read_csv(path, sep="\t", dtype=str)
    write_table(path, table.assign(severity="n/a"))
    for verb in ("explain", "evaluate", "figures"):
        out = {"explain": ("--out", tmp_path / "x"), "figures": (tmp_path / "x",)}.get(verb, ())
        told = ask(verb, own_study, scored_checkpoint, *out)
        assert told.code == 2
        assert "predicts a severity, and nobody in" in told.err
    assert not (tmp_path / "x").exists()
    assert not (own_study / "derivatives/depformer-runs").exists()


def test_a_scale_that_is_no_name_is_refused(scored_checkpoint: Path, tmp_path: Path) -> None:
    from depformer.errors import DepformerError
    from depformer.model import load_checkpoint

    fold = scored_checkpoint / "fold-0"
    for name in ("config.json", "model.safetensors", "baselines.safetensors"):
        if (fold / name).is_file():
            (tmp_path / name).write_bytes((fold / name).read_bytes())
    notes = json.loads((fold / "training.json").read_text("utf-8"))
    notes["severity"]["scale"] = "x" * 100
    (tmp_path / "training.json").write_text(json.dumps(notes), "utf-8")
    with pytest.raises(DepformerError, match="the name of a scale, at most 60 characters"):
        load_checkpoint(tmp_path)
