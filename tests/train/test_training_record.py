"""What stands beside a model and is not as training wrote it: one sentence, or a dash."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from depformer.errors import DepformerError
from depformer.files import read_fold_list, read_training
from depformer.model import load_checkpoint
from depformer.report import readable
from depformer.train import TrainOptions, cross_validate
from depformer.train.unfinished import unfinished_path
from tests.conftest import TINY_SIZES
from tests.report.test_readable import opened

__all__ = ["opened"]

OTHER = {
    "splits": [[], {"train": ["sub-001"]}, {"train": {"sub-001": 3}}],
    "left_out": [[], {"train": ["sub-001"]}],
    "study": ["a name", [], None, {"name": ["a", "name"]}],
    "seed": ["7", 1.5, True, -1, 10**40],
    "weights": ["many", [1], None, 1e5],
    "predictions": [[0.5], {"sub-001": "high"}, {"sub-001": None}, {"sub-001": 10**305}],
    "metrics": ["good", {"auc": 1}, [{"estimate": 1}], [{"metric": "auc", "estimate": "x"}]],
}


@pytest.mark.parametrize(
    ("key", "got"), [(key, got) for key, values in OTHER.items() for got in values]
)
def test_what_is_of_another_type_is_named_with_its_file(
    key: str, got: object, tmp_path: Path
) -> None:
    path = tmp_path / "training.json"
    path.write_text(json.dumps({key: got}))
    with pytest.raises(DepformerError, match=rf"training\.json: {key} is .*, expected is ") as said:
        read_training(path)
    assert len(str(said.value).splitlines()) == 1
    assert said.value.kind == "checkpoint"


def test_a_record_need_not_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text('{"calibration": 3, "mine": [null]}')
    assert read_training(tmp_path / "training.json") == {"calibration": 3, "mine": [None]}


@pytest.mark.parametrize("metrics", [None, [], [{"metric": 1}]])
def test_a_list_of_folds_without_metrics_is_refused(metrics: object, tmp_path: Path) -> None:
    (tmp_path / "folds.json").write_text(json.dumps({"folds": ["a"], "metrics": metrics}))
    with pytest.raises(DepformerError, match=r"folds\.json: metrics is .*, expected is a list of"):
        read_fold_list(tmp_path / "folds.json")


def test_a_checkpoint_with_such_a_record_is_refused(tiny_checkpoint: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(tiny_checkpoint, tmp_path / "x"))
    path = root / "fold-1/training.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "study": ["a"]}))
    with pytest.raises(DepformerError, match=r"fold-1/training\.json: study is \['a'\], expected"):
        load_checkpoint(root)


@pytest.mark.parametrize("record", ['{"study": "a"}', '{"weights": "many"}', "[]", "no JSON"])
def test_the_page_shows_a_dash_for_what_is_not_known(record: str, opened: Any) -> None:
    (opened.checkpoint / "fold-0/training.json").write_text(record)
    facts = readable.checkpoint(opened.run, opened.checkpoint).set_index("Item")["Value"]
    assert facts["Trained on"] == facts["Weights per fold"] == "–"


CARDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "other bytes": (lambda p: p.write_bytes(b"\xc4\xe3\xba\xc3"), "is no UTF-8 text"),
    "UTF-16": (lambda p: p.write_text("# Card", "utf-16"), "is text in UTF-16"),
    "folder": (lambda p: p.mkdir(), "is a folder, expected is a model card"),
    "pipe": (lambda p: os.mkfifo(p), "is a pipe, expected is a model card"),
    "empty": (lambda p: p.touch(), "is empty, expected is a model card"),
    "huge": (lambda p: (p.touch(), os.truncate(p, 10**10)), "has 10000 MB, at most 5 are read"),
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_that_cannot_be_read_is_said_in_its_place(name: str, tmp_path: Path) -> None:
    make, says = CARDS[name]
    make(tmp_path / "README.md")
    assert says in readable.model_card(tmp_path).replace("\\", "")


def test_a_folder_without_a_card_shows_none(tmp_path: Path) -> None:
    assert readable.model_card(tmp_path) == ""


def test_a_finished_fold_without_its_predictions_is_named(tiny_study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked: dict[str, Any] = {"folds": 2, "options": TrainOptions(epochs=1), "sizes": TINY_SIZES}

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cross_validate(tiny_study, out, progress=stop, **asked)
    path = unfinished_path(out) / "fold-0/training.json"
    notes = json.loads(path.read_text())
    for spoilt in (None, [], {}, {"sub-999": 0.5}):
        path.write_text(json.dumps({**notes, "predictions": spoilt}))
        with pytest.raises(DepformerError, match=r"fold-0/training\.json.*prediction"):
            cross_validate(tiny_study, out, **asked)
    path.write_text(json.dumps(notes))
    assert len(cross_validate(tiny_study, out, **asked).folds) == 2
