"""AVEC 2014 the whole way: import, fit to the official parts, evaluate beside the floor."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from depformer.model import load_checkpoint
from depformer.runs import load_run
from depformer.study import load_study
from tests.cli.asked import ask
from tests.recordings.sources import avec_films

# Two people were recorded for training and for testing; some came twice.
TREE = (
    ("Training", "301", "1"),
    ("Training", "301", "2"),
    ("Training", "302", "1"),
    ("Training", "303", "1"),
    ("Training", "304", "1"),
    ("Testing", "303", "2"),
    ("Testing", "304", "2"),
    ("Development", "305", "1"),
    ("Testing", "306", "1"),
)
SCORES = (25, 28, 10, 24, 29, 5, 17, 40, 12)
CROSS = ("303", "304")
FAST = ("--epochs", "1", "--set=least_epochs=1", "--set=patience=1")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study of that tree, as the corpus has its parts. Read only."""
    folder = tmp_path_factory.mktemp("avec")
    source = avec_films(folder / "corpus", TREE)
    for (part, person, session), score in zip(TREE, SCORES, strict=True):
        label = f"{part}_DepressionLabels/{person}_{session}_Depression.csv"
        (source / label).write_text(f"{score}\n")
    said = ask("import", "avec2014", source, folder / "study", "--words", 8, "--image-size", 32)
    assert said.code == 0, said.err
    assert "6 people in 9 sessions, 8 words, imported and checked" in said.out
    assert "303 = sub-003 (train, test), 304 = sub-004 (train, test)" in said.err
    return folder / "study"


def floor_of(tree: tuple[tuple[str, str, str], ...]) -> tuple[float, float, int]:
    """Return MAE and RMSE of predicting the training mean, and the sessions that are tested."""
    score = dict(zip(tree, SCORES, strict=True))
    tested = [one for one in tree if one[0] == "Testing" or one[1] in CROSS]
    trained = [one for one in tree if one[0] == "Training" and one[1] not in CROSS]
    away = np.array([score[one] for one in tested]) - np.mean([score[one] for one in trained])
    return float(np.abs(away).mean()), float(np.sqrt((away**2).mean())), len(tested)


def test_a_model_of_the_parts_is_evaluated_beside_the_floor_of_the_tree_and_explained(
    study: Path, tmp_path: Path
) -> None:
    asked = ("train", study, tmp_path / "model", "--target", "severity", "--split", "split", *FAST)
    said = ask(*asked)
    assert said.code == 2
    assert "2 people stand in several parts of the column split: sub-003 (train, test)" in said.err
    assert not list(tmp_path.glob("model*"))
    said = ask(*asked, "--split-by", "person")
    assert said.code == 0, said.err
    made, rows = load_checkpoint(tmp_path / "model"), load_study(study)
    roles = made.assign(rows)["role"]
    assert roles.groupby(rows.persons).nunique().max() == 1
    assert (roles[rows.persons.isin(["sub-003", "sub-004"])] == "test").all()
    mae, rmse, n = floor_of(TREE)
    said = ask("evaluate", study, tmp_path / "model")
    assert said.code == 0, said.err
    line = next(text for text in said.out.splitlines() if text.split()[:2] == ["constant", "mean"])
    assert f"pooled {n}" in " ".join(line.split())
    assert f"{mae:.2f} (" in line
    assert f"{rmse:.2f} (" in line
    assert f"{n} sessions of 3 people; errors are over sessions, intervals over people." in said.err
    bands = [line.split() for line in said.out.splitlines() if "BDI-II 29–63" in line]
    assert [line[3] for line in bands] == ["1"]  # one session of 304
    known = load_checkpoint(tmp_path / "model").folds[0].training["severity"]
    assert (known["scale"], known["lowest"], known["highest"]) == ("BDI-II", 0, 63)
    assert "| mae [BDI-II points] |" in (tmp_path / "model" / "README.md").read_text()
    found = json.loads(ask("evaluate", study, tmp_path / "model", "--json").out)
    assert {"mae", "rmse", "pearson", "ccc"} <= {row["metric"] for row in found["metrics"]}
    methods = "integrated_gradients,shapley_valence"
    asked = ("explain", study, tmp_path / "model", "--baseline", "zero", "--methods", methods)
    said = ask(*asked, "--out", tmp_path / "run")
    assert said.code == 0, said.err
    assert load_run(tmp_path / "run").attrs["unit"] == "BDI-II points"
    chosen = ("--figure", "predicted_severity", "--preset", "ieee", "--format", "svg")
    drawn = ("figures", study, tmp_path / "model", tmp_path / "figures", "--run", tmp_path / "run")
    said = ask(*drawn, *chosen)
    assert said.code == 0, said.err
    (figure,) = (tmp_path / "figures").rglob("*.svg")
    assert "predicted_severity" in figure.name
    assert "BDI-II" in figure.read_text()
