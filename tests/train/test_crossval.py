"""Cross-validation: resumed, nested, permuted, ablated, over seeds, and on a severity."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

import depformer
from depformer.config import PARTS, ModelConfig
from depformer.errors import DepformerError
from depformer.model import DEPFormer, load_checkpoint
from depformer.study import load_study
from depformer.train import (
    TrainOptions,
    cautions,
    cross_validate,
    evaluate,
    evaluation,
    held_out,
    several_seeds,
)
from depformer.train.evaluation.simple_models import baseline_probabilities, mean_features
from depformer.train.folds import trainable
from depformer.train.search import FACTORS
from depformer.train.unfinished import unfinished_path
from tests.cli.asked import ask
from tests.conftest import TINY_SIZES

QUICK = TrainOptions(epochs=1)


class CutOffError(Exception):
    """What ends a training between two folds."""


def test_a_training_that_is_cut_off_goes_on_to_the_same_weights(
    tiny_study: Path, tmp_path: Path
) -> None:
    settings = {"folds": 3, "seed": 2, "options": QUICK, "sizes": TINY_SIZES}
    fitted = []

    def cut(done: int, total: int) -> None:
        fitted.append(done)
        if done == 2:
            raise CutOffError

    with pytest.raises(CutOffError):
        cross_validate(tiny_study, tmp_path / "a", progress=cut, **settings)
    left = unfinished_path(tmp_path / "a")
    assert sorted(path.name for path in left.glob("fold-*")) == ["fold-0"]
    assert not (tmp_path / "a").exists()
    with pytest.raises(DepformerError, match="finished folds of another training"):
        cross_validate(tiny_study, tmp_path / "a", **{**settings, "seed": 3})
    before = (left / "fold-0" / "model.safetensors").stat().st_mtime_ns
    cross_validate(tiny_study, tmp_path / "a", **settings)
    assert (tmp_path / "a/fold-0/model.safetensors").stat().st_mtime_ns == before
    assert not left.exists()
    whole = cross_validate(tiny_study, tmp_path / "b", **settings)
    assert load_checkpoint(tmp_path / "a").digest == whole.digest
    assert (tmp_path / "a/folds.json").read_text() == (tmp_path / "b/folds.json").read_text()


@pytest.mark.parametrize("part", PARTS)
def test_every_part_can_be_left_out(part: str) -> None:
    torch.manual_seed(0)
    sizes = {**TINY_SIZES, "n_words": 8, "image_size": 4, "audio_size": 3}
    model = DEPFormer(ModelConfig(**sizes, without=part)).eval()
    face, audio = torch.rand(4, 8, 4, 4), torch.randn(4, 8, 3)
    with torch.no_grad():
        out = model(face, audio)
        other = model(torch.rand(4, 8, 4, 4), audio)
        voice = model(face, torch.randn(4, 8, 3))
    torch.testing.assert_close(out.branch_logits.sum(dim=1), out.logits)
    assert torch.equal(out.logits, other.logits) is (part == "face")
    assert torch.equal(out.logits, voice.logits) is (part == "audio")
    names = " ".join(model.state_dict())
    assert ("unimodal.sharing" in names) is (part != "asu")
    assert ("cross." in names) is (part != "mca")
    assert ("audio_shared" in names) is (part == "adapter_sharing")
    if part == "mca":
        assert not out.branch_logits[:, 1].any()
    if part == "ffp":  # every branch counts as it is, in training as well
        torch.testing.assert_close(
            out.branch_logits[:, 4], (model.head.bias + 3 * model.branch_head.bias).expand(4, 2)
        )


def test_unknown_parts_and_no_modality_are_refused() -> None:
    with pytest.raises(DepformerError, match="Did you mean 'asu'"):
        ModelConfig(without="asuu")
    with pytest.raises(DepformerError, match="face and audio"):
        ModelConfig(without="audio face")


def test_an_ablation_is_explained_and_says_what_it_is(tiny_study: Path, tmp_path: Path) -> None:
    sizes = {**TINY_SIZES, "without": "asu audio"}
    cross_validate(tiny_study, tmp_path / "x", folds=2, options=QUICK, sizes=sizes)
    run = depformer.explain(tiny_study, tmp_path / "x", participants=["sub-001"])
    assert run["confidence"].isnull().all()
    assert not run["attribution"].sel(modality="audio").loc[{"method": "occlusion"}].any()
    assert "An ablation, trained without: the attention sharing unit; the voices" in (
        tmp_path / "x/README.md"
    ).read_text().replace("\n", " ")


def test_permuted_labels_are_shuffled_and_said(tiny_study: Path, tmp_path: Path) -> None:
    kept = {}
    for permute in (False, True):
        place = tmp_path / str(permute)
        cross_validate(
            tiny_study,
            place,
            folds=2,
            options=QUICK,
            sizes=TINY_SIZES,
            permute_labels=permute,
        )
        kept[permute] = json.loads((place / "folds.json").read_text())
    assert kept[True]["permuted_labels"] is True
    assert kept[False]["permuted_labels"] is False
    assert "labels were shuffled" in (tmp_path / "True/README.md").read_text()
    assert "labels were shuffled" not in (tmp_path / "False/README.md").read_text()
    # What the card says is against the shuffled labels, what evaluate says against the true ones.
    shuffled = load_checkpoint(tmp_path / "True")
    table = evaluation(tiny_study, shuffled)
    assert set(table["model"]) == {"depformer"}
    assert "were shuffled" in cautions(table, shuffled)[0]
    assert not any(
        "shuffled" in said for said in cautions(table, load_checkpoint(tmp_path / "False"))
    )
    run = depformer.explain(tiny_study, shuffled, participants=["sub-001"], methods=["occlusion"])
    guards = depformer.stats.guards(run).set_index("id")
    assert guards.loc["permuted_labels", "level"] == "block"


def test_nested_folds_choose_the_lowest_validation_loss(tiny_study: Path, tmp_path: Path) -> None:
    done: list[int] = []
    cross_validate(
        tiny_study,
        tmp_path / "x",
        folds=2,
        options=QUICK,
        sizes=TINY_SIZES,
        nested=True,
        progress=lambda now, total: done.append(now),
    )
    assert done == sorted(done)
    for number in range(2):
        notes = json.loads((tmp_path / f"x/fold-{number}/training.json").read_text())
        losses = {row["learning_rate"]: row["val_loss"] for row in notes["tried"]}
        assert sorted(losses) == sorted(QUICK.learning_rate * factor for factor in FACTORS)
        assert notes["options"]["learning_rate"] == min(losses, key=losses.__getitem__)


def test_several_seeds_are_kept_side_by_side(tiny_study: Path, tmp_path: Path) -> None:
    settings = {"folds": 2, "options": QUICK, "sizes": TINY_SIZES}
    sets = several_seeds(tiny_study, tmp_path / "x", (4, 5), **settings)
    alone = cross_validate(tiny_study, tmp_path / "y", seed=5, **settings)
    assert sets[1].digest == alone.digest
    table = pd.read_csv(tmp_path / "x/seeds.tsv", sep="\t")
    assert sorted(table["seed"].unique()) == [4, 5]
    again = several_seeds(tiny_study, tmp_path / "x", (4, 5), **settings)
    assert [each.digest for each in again] == [each.digest for each in sets]


def test_curves_are_written_for_tensorboard_and_as_a_table(
    tiny_study: Path, tmp_path: Path
) -> None:
    options = TrainOptions(epochs=2)
    cross_validate(
        tiny_study,
        tmp_path / "x",
        folds=2,
        options=options,
        sizes=TINY_SIZES,
        curves=tmp_path / "curves",
    )
    assert list((tmp_path / "curves/fold-1").glob("events.out.tfevents.*"))
    curve = pd.read_csv(tmp_path / "x/fold-1/curve.csv")
    assert curve["epoch"].tolist() == [0, 1]
    assert np.isfinite(curve[["train_loss", "val_loss"]].to_numpy()).all()
    assert not list(tmp_path.rglob("*.ckpt"))


def test_a_severity_is_predicted_against_the_constant_mean(
    tiny_study: Path, tmp_path: Path
) -> None:
    sizes = {**TINY_SIZES, "target": "severity"}
    cross_validate(tiny_study, tmp_path / "x", folds=2, options=QUICK, sizes=sizes)
    study, checkpoint = load_study(tiny_study), load_checkpoint(tmp_path / "x")
    table = evaluation(study, checkpoint).set_index(["model", "scope", "metric"])["estimate"]
    severity = study.participants["severity"]
    floor = []
    for fold in checkpoint.folds:
        splits = fold.training["splits"]
        mean = severity[list(splits["train"])].mean()
        assert fold.training["severity"]["mean"] == pytest.approx(mean)
        floor += [abs(severity[who] - mean) for who in splits["test"]]
    assert table["constant_mean", "pooled", "mae"] == pytest.approx(np.mean(floor))
    assert table["depformer", "pooled", "rmse"] > 0
    stored = {
        row["metric"]: row["estimate"]
        for row in json.loads((tmp_path / "x/folds.json").read_text())["metrics"]
    }
    assert stored["mae"] == pytest.approx(table["depformer", "pooled", "mae"], rel=1e-5)
    assert {"pearson", "ccc"} < stored.keys()
    assert ("constant_mean", "pooled", "pearson") not in table.index  # one number for everybody
    learnt = table["depformer", "pooled", "mae"] < table["constant_mean", "pooled", "mae"]
    said = " ".join(cautions(evaluation(study, checkpoint), checkpoint))
    assert learnt == ("is not below that of predicting the mean" not in said)
    with pytest.raises(DepformerError, match="predicts severity"):
        depformer.explain(study, checkpoint)


def test_an_evaluation_on_the_bdi_shows_its_bands(tiny_study: Path, tmp_path: Path) -> None:
    sizes = {**TINY_SIZES, "target": "severity"}
    cross_validate(tiny_study, tmp_path / "x", folds=2, options=QUICK, sizes=sizes)
    assert "BDI" not in ask("evaluate", tiny_study, tmp_path / "x").out
    for path in (tmp_path / "x").glob("fold-*/training.json"):
        notes = json.loads(path.read_text())
        notes["severity"]["scale"] = "BDI-II"
        path.write_text(json.dumps(notes))
    people = held_out(tiny_study, tmp_path / "x")
    mild = people[people["severity"].between(14, 19)]
    table = evaluation(tiny_study, tmp_path / "x").set_index(["scope", "metric"])
    found = table.loc[("BDI-II 14–19", "bias")]
    assert found["estimate"] == pytest.approx((mild["predicted"] - mild["severity"]).mean())
    assert found["n"] == len(mild)
    said = ask("evaluate", tiny_study, tmp_path / "x")
    assert said.code == 0, said.err
    assert "BDI-II 14–19" in said.out.split("Predicted − true")[1]


def test_a_person_under_two_ids_is_refused(tiny_study: Path, tmp_path: Path) -> None:
    from depformer.study.layout import audio_path, face_path

    root = Path(shutil.copytree(tiny_study, tmp_path / "s"))
    for where in (face_path, audio_path):
        shutil.copy(where(root, "sub-002"), where(root, "sub-001"))
    with pytest.raises(DepformerError, match="sub-001 and sub-002 have the same features"):
        trainable(load_study(root))


def test_baselines_are_fitted_on_training_people_only(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    depressed = {who: group == "depressed" for who, group in study.participants["group"].items()}
    found = baseline_probabilities(study, checkpoint, depressed)
    assert set(found) == {"majority", "logistic_regression", "linear_svm"}
    splits = checkpoint.folds[0].training["splits"]
    fitted = sorted([*splits["train"], *splits["val"]])
    held = next(iter(splits["test"]))
    assert found["majority"][held] == pytest.approx(np.mean([depressed[who] for who in fitted]))
    scaler = StandardScaler().fit(np.stack([mean_features(study, who) for who in fitted]))
    model = LogisticRegression(max_iter=2000).fit(
        scaler.transform(np.stack([mean_features(study, who) for who in fitted])),
        [depressed[who] for who in fitted],
    )
    expected = model.predict_proba(scaler.transform(mean_features(study, held)[None]))[0, 1]
    assert found["logistic_regression"][held] == pytest.approx(expected, abs=1e-3)
    table = evaluation(study, checkpoint)
    assert set(table["model"]) == {"depformer", *found}
    assert set(table["scope"]) == {"pooled", "fold-0", "fold-1"}
    assert table[table["model"] == "linear_svm"]["metric"].isin(["brier"]).sum() == 0


def test_the_published_mode_evaluates_in_even_batches(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    honest = evaluate(tiny_study, tiny_checkpoint).set_index("metric")["estimate"]
    same, again, other = (
        evaluate(tiny_study, tiny_checkpoint, mode="published", seed=seed, batch_size=4).set_index(
            "metric"
        )["estimate"]
        for seed in (0, 0, 1)
    )
    assert same.equals(again)
    assert same["brier"] != other["brier"]
    assert same["brier"] != honest["brier"]
    with pytest.raises(DepformerError, match=r"participants a batch .* got 3"):
        evaluate(tiny_study, tiny_checkpoint, mode="published", batch_size=3)
