"""Training: splits by participant, weights that repeat, a folder that says what it is."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, roc_auc_score

from depformer.errors import DepformerError
from depformer.model import load_checkpoint
from depformer.study import load_study
from depformer.train import TrainOptions, cross_validate, evaluate, held_out
from depformer.train.fit.start import directions
from depformer.train.folds import split_folds
from tests.conftest import TINY_SIZES


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 30), st.integers(5, 30), st.integers(2, 5), st.integers(0, 999))
def test_nobody_is_in_two_parts_and_everybody_is_held_out_once(
    depressed: int, healthy: int, folds: int, seed: int
) -> None:
    names = [f"sub-{i:03d}" for i in range(depressed + healthy)]
    group = pd.Series(["depressed"] * depressed + ["healthy"] * healthy, index=names)
    splits = split_folds(group, folds, seed)
    held = [who for split in splits for who in split.test]
    assert sorted(held) == names
    for split in splits:
        parts = [*split.train, *split.val, *split.test]
        assert sorted(parts) == names
        for part in (split.train, split.val, split.test):
            assert set(group[list(part)]) == {"depressed", "healthy"}


def test_too_few_people_are_refused() -> None:
    group = pd.Series(["depressed"] * 3 + ["healthy"] * 9, index=[f"sub-{i}" for i in range(12)])
    with pytest.raises(DepformerError, match="Cannot split 3 depressed and 9 healthy"):
        split_folds(group, 2, 0)


def test_the_same_seed_gives_the_same_weights(tiny_study: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        cross_validate(
            tiny_study,
            tmp_path / name,
            folds=2,
            seed=seed,
            options=TrainOptions(epochs=1),
            sizes=TINY_SIZES,
        )
    a, b, c = (load_checkpoint(tmp_path / name) for name in "abc")
    assert a.digest == b.digest
    assert a.digest != c.digest


def test_training_leaves_the_global_generator_alone(tiny_study: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    options = TrainOptions(epochs=1)
    cross_validate(tiny_study, tmp_path / "x", folds=2, options=options, sizes=TINY_SIZES)
    assert torch.equal(torch.rand(3), expected)


def test_an_existing_folder_is_not_touched(tiny_study: Path, tiny_checkpoint: Path) -> None:
    before = load_checkpoint(tiny_checkpoint).digest
    with pytest.raises(DepformerError, match="is there already and not empty"):
        cross_validate(tiny_study, tiny_checkpoint, folds=2)
    assert load_checkpoint(tiny_checkpoint).digest == before


def test_cancelling_training_leaves_nothing(tiny_study: Path, tmp_path: Path) -> None:
    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    options = TrainOptions(epochs=1)
    with pytest.raises(KeyboardInterrupt):
        cross_validate(
            tiny_study,
            tmp_path / "out",
            folds=2,
            options=options,
            sizes=TINY_SIZES,
            progress=cancel,
        )
    assert not list(tmp_path.iterdir())


def test_evaluation_is_that_of_the_held_out_predictions(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    people = held_out(tiny_study, tiny_checkpoint)
    assert len(people) == 24
    truth = people["group"] == "depressed"
    table = evaluate(tiny_study, tiny_checkpoint).set_index("metric")
    assert table["estimate"]["auc"] == pytest.approx(roc_auc_score(truth, people["probability"]))
    right = accuracy_score(truth, people["probability"] >= 0.5)
    assert table["estimate"]["accuracy"] == pytest.approx(right)
    stored = json.loads((tiny_checkpoint / "folds.json").read_text())["metrics"]
    by_name = {row["metric"]: row["estimate"] for row in stored}
    assert by_name["auc"] == pytest.approx(table["estimate"]["auc"])
    card = (tiny_checkpoint / "README.md").read_text()
    assert f"| auc | {table['estimate']['auc']:.3f} |" in card
    assert "Synthetic data" in card
    assert "Not a diagnostic device" in card


def test_evaluating_people_who_were_all_trained_on_is_refused(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    study = load_study(tiny_study)
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    everybody = {who: study.participant_digests[who] for who in study.ids}
    fold.training["splits"] = {"train": everybody, "val": {}, "test": {}}
    from depformer.model import CheckpointSet

    with pytest.raises(DepformerError, match=r"All 24 participants .* were trained on"):
        evaluate(study, CheckpointSet(fold.folder, (fold,)))


def test_directions_find_what_is_neither_person_nor_word() -> None:
    """A signal that is fresh in every cell comes first, though persons and words differ more."""
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.normal(size=(40, 3)))[0].T
    person, word = rng.normal(size=(60, 1)), rng.normal(size=(1, 12))
    fresh = rng.normal(size=(60, 12))
    values = (
        9 * np.multiply.outer(person + 0 * word, axes[0])
        + 7 * np.multiply.outer(word + 0 * person, axes[1])
        + 1 * np.multiply.outer(fresh, axes[2])
        + 0.01 * rng.normal(size=(60, 12, 40))
    )
    found = directions(torch.tensor(values, dtype=torch.float32), 2, torch.Generator())
    first = (found[0] / found[0].norm()).numpy()
    assert abs(first @ axes[2]) > 0.99
