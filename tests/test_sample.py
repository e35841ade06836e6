"""What is shipped: the sample study, its recordings, its model, and its one checked run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import depformer
from depformer.config import Question
from depformer.explain.kept import kept_run
from depformer.labels import OUTCOMES
from depformer.study import Study, layout
from tests.cli.asked import ask

ROOT = Path(__file__).parents[1]
SAMPLE, DEMO = ROOT / "sample_data", ROOT / "checkpoints" / "demo"
SHIPPED = SAMPLE / layout.RUNS / "42a915bdfafb-checked"
RECORDED = ("sub-001", "sub-002")
MB = 1_000_000


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return depformer.load_run(SHIPPED)


def difference(logits: np.ndarray) -> float:
    """Return depressed - healthy of two logits."""
    return float(logits[OUTCOMES.index("depressed")] - logits[OUTCOMES.index("healthy")])


def test_it_is_small() -> None:
    # Runs that somebody computes here are ignored by git; the checked one is shipped.
    others = [path for path in (SAMPLE / layout.RUNS).iterdir() if path != SHIPPED]
    assert size(SAMPLE) - sum(map(size, others)) <= 15 * MB
    assert size(DEMO) <= 30 * MB
    recordings = [path for who in RECORDED for path in layout.recordings_of(SAMPLE, who)]
    assert [path.suffix for path in recordings] == [".mp4", ".flac"] * 2
    assert sum(path.stat().st_size for path in recordings) < 4 * MB


def test_more_negative_words_than_positive_ones_are_planted() -> None:
    study = depformer.load_study(SAMPLE)
    valence = study.words.set_index("word_id")["valence"]
    planted = study.planted()
    assert planted is not None
    planted = valence[planted["word_id"]].value_counts()
    assert planted["negative"] > planted["positive"] > 0


def test_the_model_tells_the_held_out_people_apart(run: xr.Dataset) -> None:
    assert run.sizes["participant"] == 48
    assert set(run["role"].values) == {"test"}
    depressed = run["probability"].sel(outcome="depressed").values > 0.5
    assert int((depressed == (run["group"].values == "depressed")).sum()) >= 39


def test_nothing_has_to_be_computed_before_the_first_chart(run: xr.Dataset) -> None:
    def never(done: int, total: int) -> None:
        raise AssertionError("a run is computed")

    found, folder = kept_run(SAMPLE, DEMO, Question(), progress=never)
    assert folder == SHIPPED
    assert "faithfulness" in found


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """What `depformer ingest` makes of the recordings that the sample holds."""
    out = tmp_path_factory.mktemp("again") / "study"
    for who in RECORDED:
        video, audio = layout.recordings_of(SAMPLE, who)
        group = depformer.load_study(SAMPLE).participants["group"][who]
        files = ("--video", video, "--audio", audio, "--events", layout.events_path(SAMPLE, who))
        about = ("--id", who, "--group", group, "--image-size", "64", "--recordings", "none")
        listed = ("--word-list", SAMPLE / layout.WORDS)
        done = ask("ingest", out, *files, *about, *listed)
        assert done.code == 0, done.err
    return depformer.load_study(out)


@pytest.mark.parametrize("who", RECORDED)
def test_its_recordings_give_its_features(made_anew: Study, run: xr.Dataset, who: str) -> None:
    kept, made = depformer.load_study(SAMPLE).features(who), made_anew.features(who)
    assert np.abs(kept.face.astype(float) - made.face).mean() <= 4  # grey levels
    for one, other in zip(kept.audio, made.audio, strict=True):
        assert np.corrcoef(one, other)[0, 1] >= 0.98
    own = run.sel(participant=who)
    (logits,) = depformer.load_checkpoint(DEMO).predict(
        made.face[None] / 255, made.audio[None], mask=made.mask[None], fold=int(own["fold"])
    )
    assert abs(difference(logits) - difference(own["logit"].values)) <= 0.1
