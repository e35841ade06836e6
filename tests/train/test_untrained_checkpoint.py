"""A checkpoint of fresh weights: it fits its study, says everywhere what it is, holds nobody."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import depformer
from depformer.config import preset
from depformer.errors import DepformerError
from depformer.export.manuscript.caption import notes
from depformer.files import read_json, write_json
from depformer.model import load_checkpoint
from depformer.report import readable
from depformer.study import layout, load_study
from depformer.train import cautions, evaluation, write_untrained
from tests.cli.asked import ask

SAID = "This checkpoint is untrained"


@pytest.fixture(scope="module")
def fresh(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read only."""
    return write_untrained(tiny_study, tmp_path_factory.mktemp("fresh") / "c").root


def test_it_has_the_sizes_of_the_study_and_the_weights_of_a_seed(
    tiny_study: Path, fresh: Path, tmp_path: Path
) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(fresh)
    checkpoint.check(study)
    expected = preset(
        "compact",
        n_words=24,
        image_size=32,
        audio_size=study.audio_size,
        word_list_digest=study.word_list_digest,
        feature_digest=study.feature_digest,
    )
    assert checkpoint.config == expected
    assert write_untrained(tiny_study, tmp_path / "same").digest == checkpoint.digest
    assert write_untrained(tiny_study, tmp_path / "other", seed=8).digest != checkpoint.digest
    features = [study.features(who) for who in study.ids]
    adapter = checkpoint.folds[0].model.adapter
    pixels = np.stack([each.face for each in features]) / 255  # one number: nobody's face is kept
    assert adapter.face_shift.unique().item() == pytest.approx(pixels.mean(), rel=1e-4)
    assert adapter.face_scale.unique().item() == pytest.approx(1 / pixels.std(), rel=1e-4)
    voices = np.stack([each.audio for each in features])
    assert adapter.audio_shift.unique().item() == pytest.approx(np.nanmean(voices), rel=1e-4)
    assert checkpoint.folds[0].baselines == {}


def test_everything_that_shows_it_says_what_it_is(tiny_study: Path, fresh: Path) -> None:
    assert json.loads((fresh / "training.json").read_text())["untrained"] is True
    assert "Nobody has trained this model" in (fresh / "README.md").read_text()
    checkpoint = load_checkpoint(fresh)
    assert cautions(evaluation(tiny_study, checkpoint), checkpoint)[0].startswith(SAID)
    run = depformer.explain(
        tiny_study,
        checkpoint,
        participants=["sub-001"],
        methods=["occlusion"],
        baseline="zero",
    )
    assert run["role"].values.tolist() == ["new"]
    guards = depformer.stats.guards(run).set_index("id")
    assert guards.loc["untrained", "level"] == "block"
    assert guards["sentence"].iloc[0].startswith(SAID)
    facts = readable.checkpoint(run, fresh).set_axis(["item", "value"], axis=1).set_index("item")
    assert facts.loc["Trained on", "value"] == "nobody: fresh weights"
    shown = {"participant": "sub-001", "method": "occlusion"}
    assert notes(run, [("word_profile", shown)])[0].startswith(SAID)


def test_it_has_no_mean_of_training_people(own_study: Path, fresh: Path, homes: Path) -> None:
    refused = ask("explain", own_study, fresh, "--methods", "occlusion")
    assert refused.code == 2
    assert "is untrained: it has no training people, and no baseline 'training_mean'" in refused.err
    assert "--baseline zero" in refused.err
    assert not (own_study / layout.RUNS).exists()
    done = ask("explain", own_study, fresh, "--methods", "occlusion", "--baseline", "zero")
    assert done.code == 0
    assert SAID in done.err


def test_what_is_missing_is_taken_for_an_average_cell(six_people: Path, fresh: Path) -> None:
    path = layout.features_path(six_people, "sub-001")
    about = read_json(path, kind="study")
    word = load_study(six_people).words["word_id"][3]
    write_json(path, {**about, "missing_face": [word]})
    faces = np.load(layout.face_path(six_people, "sub-001"))
    faces[3] = 0
    np.save(layout.face_path(six_people, "sub-001"), faces)
    checkpoint = load_checkpoint(fresh)
    features = load_study(six_people).features("sub-001")
    z = checkpoint.folds[0].z(features.face[None] / 255, features.audio[None], features.mask[None])
    average = checkpoint.folds[0].model.adapter.average_cell()
    assert np.array_equal(z[0, 3, 0], average[0])
    run = depformer.explain(
        six_people, checkpoint, participants=["sub-001"], methods=["occlusion"], baseline="zero"
    )
    attribution = run["attribution"].transpose("method", "participant", "word", "modality").values
    assert np.isnan(attribution[0, 0]).sum() == 1


def test_whether_it_is_untrained_is_yes_or_no(fresh: Path, tmp_path: Path) -> None:
    for path in fresh.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    training = json.loads((fresh / "training.json").read_text())
    (tmp_path / "training.json").write_text(json.dumps({**training, "untrained": "no"}))
    with pytest.raises(DepformerError, match="untrained is no, expected is true or false"):
        load_checkpoint(tmp_path)
