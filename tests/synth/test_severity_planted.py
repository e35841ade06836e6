"""A synthetic study whose severity, and not the group, follows the planted cells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from depformer.stats.inference.planted import auroc
from depformer.stats.inference.severity_cells import severity_correlation
from depformer.study import load_study
from depformer.study.words import default_words
from depformer.synth import write_study
from depformer.synth.people import FEATURES, draw_person
from depformer.synth.plan import plan_cells


def test_the_severity_follows_the_planted_cells_and_no_others() -> None:
    words = default_words(24)
    valences, cells = words["valence"].tolist(), plan_cells(words, 1.0, 11)
    people = [draw_person(i, valences, cells, 1.0, 11, severity_planted=True) for i in range(400)]
    severity = np.array([person.severity for person in people], dtype=float)
    assert 12 < severity.mean() < 18
    assert ((severity >= 0) & (severity <= 63)).all()
    assert all((person.group == "depressed") == (person.severity >= 14) for person in people)
    features = [*FEATURES["face"], *FEATURES["audio"]]
    values = np.stack([[person.cells[name] for name in features] for person in people])
    r = np.abs(severity_correlation(values.transpose(0, 2, 1), severity))  # (word, feature)
    planted = np.zeros(r.shape, dtype=bool)
    for cell in cells:
        planted[cell.row, features.index(cell.feature)] = True
    assert auroc(planted, r) == 1
    assert r[planted].min() > 0.5
    assert r[~planted].max() < 0.25


def test_the_study_says_so_and_reads_back(tmp_path: Path) -> None:
    path = write_study(tmp_path / "x", participants=4, image_size=32, severity_planted=True)
    study = load_study(path)
    assert study.severity_scale == "BDI-II"
    described = json.loads((path / "participants.json").read_text("utf-8"))["severity"]
    assert described["Units"] == "points"
    assert len(study.planted()) == 8
    assert "manner of the BDI-II" in (path / "README").read_text("utf-8")
    assert not (path / "phenotype").exists()


def test_the_correlation_is_that_of_numpy_with_gaps_left_out() -> None:
    rng = np.random.default_rng(0)
    values, severity = rng.normal(size=(30, 3, 2)), rng.normal(size=30)
    values[:4, 1, 0] = np.nan
    values[:, 2, 1] = 0.5
    found = severity_correlation(values, severity)
    assert found[0, 0] == pytest.approx(np.corrcoef(values[:, 0, 0], severity)[0, 1])
    assert found[1, 0] == pytest.approx(np.corrcoef(values[4:, 1, 0], severity[4:])[0, 1])
    assert np.isnan(found[2, 1])
