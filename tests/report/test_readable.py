"""Tables as people read them: every number in its own cell."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from depformer import schema
from depformer.report import readable

NAN = float("nan")


def test_metrics_stand_with_their_interval_and_people() -> None:
    names = list(readable.METRICS)
    table = pd.DataFrame(
        {
            "metric": names,
            "estimate": [0.8, 0.9, 0.7, NAN, 0.15],
            "ci_low": [0.71, 0.81, 0.61, NAN, 0.11],
            "ci_high": [0.88, 0.95, 0.79, NAN, 0.21],
            "n": [48, 48, 20, 0, 48],
            "method": "bootstrap",
        }
    )
    shown = readable.metrics(table.sample(frac=1, random_state=0))
    assert shown[:3] == [
        ("Accuracy", "0.80", "0.71 to 0.88, n = 48"),
        ("AUC", "0.90", "0.81 to 0.95, n = 48"),
        ("Sensitivity", "0.70", "0.61 to 0.79, n = 20"),
    ]
    assert shown[3] == ("Specificity", "–", "not known")
    assert shown[4] == ("Brier score (lower is better)", "0.15", "0.11 to 0.21, n = 48")


def test_metrics_of_sessions_count_no_people() -> None:
    table = pd.DataFrame(
        {
            "metric": list(readable.SCORE_METRICS),
            "estimate": [3.91, 4.71, -0.001, -0.25],
            "ci_low": [2.61, 3.32, -0.2, -0.4],
            "ci_high": [5.3, 5.98, 0.2, 0.1],
            "n": 16,
            "people": 12,
            "unit": ["BDI-II points"] * 2 + ["1"] * 2,
        }
    )
    shown = {name: (value, note) for name, value, note in readable.metrics(table)}
    assert shown["Concordance"] == ("0.00", "−0.20 to 0.20, n = 16 sessions")
    assert shown["Pearson's r"][0] == "−0.25"
    assert "held-out sessions" in readable.metrics_note(table)
    assert "12 participants" in readable.metrics_note(table)
    assert "held-out people" in readable.metrics_note(table.assign(people=16))


def test_table_one_puts_each_group_in_its_column() -> None:
    rows = [
        ("age", "", "mean", "year", 24, 30.25, 8.5, 20, 41.0, 9.75, -1.175),
        ("severity", "", "mean", "score", 24, 20.0, 3.0, 20, 4.0, 2.0, 6.3),
        ("sex", "F", "share", "1", 24, 0.75, 0.43, 0, NAN, NAN, NAN),
    ]
    columns = "variable level statistic unit n_a value_a spread_a n_b value_b spread_b smd"
    table = pd.DataFrame(rows, columns=columns.split()).assign(contrast="depressed - healthy")
    table.attrs["formed_by"] = "severity"
    shown = readable.table_one(table).set_index("Characteristic")
    assert list(shown.columns) == ["Depressed", "Healthy", "SMD"]
    assert shown.loc["Age, mean (SD) [years]"].tolist() == [
        "30.2 (8.5), n = 24",
        "41.0 (9.8), n = 20",
        "−1.18",
    ]
    assert shown.loc["Severity, mean (SD) [score]", "SMD"] == "by design"
    assert shown.loc["Sex: F, share"].tolist() == ["75% (n = 24)", "–", "–"]


def test_contrasts_have_signs_units_and_ends_in_order() -> None:
    table = pd.DataFrame(
        {
            "variable": ["m/positive", "m/positive - negative", "m/negative"],
            "contrast": "depressed - healthy",
            "modality": ["face", "audio", "face"],
            "estimate": [0.2, -0.1234, NAN],
            "ci_low": [0.05, -0.3, NAN],
            "ci_high": [0.35, 0.053, NAN],
            "unit": "logit",
            "n_a": [20, 22, 0],
            "n_b": [24, 23, 1],
        }
    )
    shown = readable.contrasts(table)
    assert shown.index.tolist() == ["Positive", "Positive − negative", "Negative"]
    assert shown["Modality"].tolist() == ["Face", "Voice", "Face"]
    estimate = next(name for name in shown.columns if "−" in name)
    assert estimate.startswith("Depressed − healthy")
    assert "logit" in estimate
    assert shown[estimate].tolist() == ["+0.200", "−0.123", "–"]
    assert shown["95 % interval"].tolist() == ["+0.050 to +0.350", "−0.300 to +0.053", "–"]
    assert "n = 22 depressed, 24 healthy held-out" in readable.contrasts_note(table)


@pytest.fixture
def opened(tmp_path: Path) -> Any:
    run = schema.example(0)
    roles = ["train", "new", *["test"] * 10]
    run = run.assign_coords(role=("participant", roles))
    run.attrs.update(
        config=json.dumps({"n_words": 8, "n_heads": 4, "d_model": 32}),
        checkpoint_digest="c" * 40,
        feature_digest="f" * 40,
        created="2026-11-26T01:02:03",
        seed=11,
    )
    fold = tmp_path / "fold-0"
    fold.mkdir()
    record = {"study": {"name": "A study"}, "weights": 123456, "seed": 7}
    (fold / "training.json").write_text(json.dumps(record))
    return SimpleNamespace(run=run, checkpoint=tmp_path)


def test_the_checkpoint_s_facts_stand_beside_their_names(opened: Any) -> None:
    facts = readable.checkpoint(opened.run, opened.checkpoint).set_index("Item")["Value"]
    assert facts["Trained on"] == "A study"
    assert facts["Copies of the model, one a fold"] == "3"
    assert facts["Weights per fold"] == "123,456"
    assert facts["Size"] == "8 words, 4 heads, width 32"
    assert facts["Participants"] == "1 in training, 10 held out, 1 new to the model"
    assert facts["Baseline of attributions"] == "mean of the training people"
    assert facts["Seed of training, of the run"] == "7, 11"
    assert facts["Explained on"] == "2026-11-26 01:02"
    assert facts["Checkpoint digest"] == "c" * 12
    assert facts["Feature digest"] == "f" * 12


def test_who_is_left_out_or_taken_as_new_is_listed(opened: Any) -> None:
    assert readable.left_out(opened.run) == []
    opened.run.attrs["refused"] = json.dumps(["sub-001", "sub-002"])
    opened.run.attrs["other_features"] = json.dumps([f"sub-{i:03d}" for i in range(8)])
    refused, other = readable.left_out(opened.run)
    assert refused.endswith("recordings are missing: sub-001; sub-002.")
    assert other.endswith("sub-000, sub-001, sub-002, sub-003, sub-004, sub-005 and 2 more.")
    opened.run.attrs["other_features"] = json.dumps([f"sub-{i:03d}" for i in range(6)])
    assert readable.left_out(opened.run)[1].endswith("sub-004, sub-005.")
