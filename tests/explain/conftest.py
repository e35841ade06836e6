"""Studies that a test may change."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from depformer.study import load_study
from depformer.study.layout import audio_path, face_path, features_path


@pytest.fixture
def gappy(own_study: Path) -> Path:
    """A study in which sub-001 misses two recordings, and sub-002 more than a quarter."""
    words = load_study(own_study).words["word_id"].tolist()
    for who, lost in (("sub-001", words[:2]), ("sub-002", words[:14])):
        path = features_path(own_study, who)
        described = json.loads(path.read_text())
        path.write_text(json.dumps(described | {"missing_face": lost, "missing_audio": lost[:1]}))
        face, audio = np.load(face_path(own_study, who)), np.load(audio_path(own_study, who))
        face[: len(lost)], audio[:1] = 0, np.nan
        np.save(face_path(own_study, who), face)
        np.save(audio_path(own_study, who), audio)
    return own_study
