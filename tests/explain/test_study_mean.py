"""The mean of a study is that of who was recorded, and shows nobody."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.explain.baselines import study_mean
from depformer.study import load_study
from depformer.study.layout import audio_path, face_path, features_path


def lose(root: Path, people: list[str], word: int, *, modality: str) -> None:
    """Take a word's recording away from some people; what lies in its place is no recording."""
    words = load_study(root).words["word_id"].tolist()
    for who in people:
        path = features_path(root, who)
        described = json.loads(path.read_text())
        described[f"missing_{modality}"] = [words[word]]
        path.write_text(json.dumps(described))
        file = face_path(root, who) if modality == "face" else audio_path(root, who)
        values = np.load(file)
        values[word] = 0 if modality == "face" else np.nan
        np.save(file, values)


@pytest.mark.parametrize("modality", ["face", "audio"])
def test_ten_recordings_of_a_word_are_enough_and_nine_are_not(
    own_study: Path, modality: str
) -> None:
    ids = load_study(own_study).ids
    lose(own_study, ids[:14], 3, modality=modality)
    study = load_study(own_study)
    mean = study_mean(study)
    features = [study.features(who) for who in ids]
    faces = np.stack([each.face for each in features]) / 255
    voices = np.stack([each.audio for each in features])
    there = slice(14, None) if modality == "face" else slice(None)
    np.testing.assert_allclose(mean.face[3], faces[there, 3].mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(mean.face[4], faces[:, 4].mean(axis=0), atol=1e-5)
    there = slice(14, None) if modality == "audio" else slice(None)
    np.testing.assert_allclose(mean.audio[3], voices[there, 3].mean(axis=0), rtol=1e-4, atol=1e-4)
    lose(own_study, ids[14:15], 3, modality=modality)
    with pytest.raises(DepformerError, match=r"a word is recorded of 9 participants, at least 10"):
        study_mean(load_study(own_study))
