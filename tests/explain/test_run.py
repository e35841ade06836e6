"""A run: held out by the right fold, the same twice and alone, kept, and honest about gaps."""

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr

import depformer
from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import kept_run
from depformer.explain.kept import run_digest
from depformer.model import load_checkpoint
from depformer.model.one_thread import one_thread
from depformer.runs import load_run, save_run
from depformer.study import load_study

OCCLUSION = Question({"occlusion": {}})


def test_everybody_is_explained_by_the_fold_that_held_them_out(tiny_study, tiny_checkpoint) -> None:
    run = depformer.explain(tiny_study, tiny_checkpoint, methods=["occlusion"])
    folds = load_checkpoint(tiny_checkpoint).folds
    for who, number, role in zip(
        run["participant"].values, run["fold"].values, run["role"].values, strict=True
    ):
        assert role == "test"
        assert str(who) in folds[number].training["splits"]["test"]
        assert str(who) not in folds[number].training["splits"]["train"]


def test_two_runs_are_equal_and_one_participant_alone_has_the_numbers_of_all(
    tiny_study, tiny_checkpoint, tiny_run: xr.Dataset
) -> None:
    again = depformer.explain(tiny_study, tiny_checkpoint)
    xr.testing.assert_equal(again, tiny_run)
    alone = depformer.explain(tiny_study, tiny_checkpoint, participants=["sub-005"])
    xr.testing.assert_equal(alone, tiny_run.sel(participant=["sub-005"]))


def test_branches_sum_to_the_logit_difference_and_probabilities_follow(tiny_run) -> None:
    difference = tiny_run["logit"].sel(outcome="depressed") - tiny_run["logit"].sel(
        outcome="healthy"
    )
    np.testing.assert_allclose(tiny_run["branch_logit"].sum("branch"), difference, atol=1e-12)
    np.testing.assert_allclose(
        tiny_run["probability"].sel(outcome="depressed"), 1 / (1 + np.exp(-difference)), atol=1e-12
    )


def test_predictions_of_a_run_are_those_of_the_fold(tiny_study, tiny_checkpoint, tiny_run) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    features = study.features("sub-002")
    fold = int(tiny_run["fold"].sel(participant="sub-002"))
    face, audio = features.face[None] / 255, features.audio[None]
    logits = checkpoint.predict(face, audio, fold=fold)
    np.testing.assert_allclose(logits[0], tiny_run["logit"].sel(participant="sub-002"), atol=1e-5)
    with pytest.raises(DepformerError, match="holds 2 folds; name one"):
        checkpoint.predict(face, audio)


def test_rows_of_queries_that_were_not_selected_are_nan(tiny_run: xr.Dataset) -> None:
    attention = tiny_run["attention"].rename(query_word="word")
    selected = tiny_run["query_selected"]
    assert bool((attention.isnull().all("key_word") == ~selected).all())
    sums = attention.sum("key_word").where(selected)
    np.testing.assert_allclose(sums.values[selected.values], 1, atol=1e-5)


def test_missing_cells_are_nan_and_too_many_are_refused(gappy: Path, tiny_checkpoint) -> None:
    run = depformer.explain(gappy, tiny_checkpoint, methods=["occlusion", "attention_query"])
    assert "sub-002" not in run["participant"].values
    assert json.loads(run.attrs["refused"]) == ["sub-002"]
    values = run["attribution"].sel(participant="sub-001")
    gone = run["missing"].sel(participant="sub-001")
    assert int(gone.sum()) == 3
    assert bool((values.isnull() == gone).all())
    assert str(run["role"].sel(participant="sub-001").values) == "new"
    assert json.loads(run.attrs["other_features"]) == ["sub-001"]
    with pytest.raises(DepformerError, match="more than 25% of the recordings are missing"):
        depformer.explain(gappy, tiny_checkpoint, participants=["sub-002"])


def test_a_run_is_kept_beside_the_study_and_read_back(own_study, tiny_checkpoint, tmp_path) -> None:
    seen: list[tuple[int, int]] = []
    run, folder = kept_run(
        own_study, tiny_checkpoint, OCCLUSION, progress=lambda *step: seen.append(step)
    )
    assert folder.parent == own_study / "derivatives" / "depformer-runs"
    assert seen == [(i + 1, 24) for i in range(24)]
    seen.clear()
    again, same = kept_run(
        own_study, tiny_checkpoint, OCCLUSION, progress=lambda *step: seen.append(step)
    )
    assert same == folder
    assert not seen
    xr.testing.assert_identical(again, run)
    _, other = kept_run(own_study, tiny_checkpoint, replace(OCCLUSION, seed=1))
    assert other != folder


def test_cancelling_at_once_leaves_nothing_behind(own_study, tiny_checkpoint, tmp_path) -> None:

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_run(own_study, tiny_checkpoint, OCCLUSION, progress=cancel)
    assert not list((own_study / "derivatives").glob("depformer-runs/*"))


def test_a_cancelled_run_goes_on_where_it_stopped(own_study, tiny_checkpoint, tmp_path) -> None:
    seen: list[int] = []

    def cancel(done: int, total: int) -> None:
        seen.append(done)
        if done == 11:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_run(own_study, tiny_checkpoint, OCCLUSION, progress=cancel)
    runs = own_study / "derivatives/depformer-runs"
    assert len(list(runs.glob("*.unfinished/*"))) == 1
    again: list[int] = []
    run, folder = kept_run(
        own_study,
        tiny_checkpoint,
        OCCLUSION,
        progress=lambda done, total: again.append(done),
    )
    assert again[0] == 8  # the first part was not computed again
    assert again[-1] == 24
    assert list(runs.iterdir()) == [folder]
    whole = depformer.explain(own_study, tiny_checkpoint, methods=["occlusion"])
    xr.testing.assert_equal(run, whole)
    assert {k: v for k, v in run.attrs.items() if k != "created"} == {
        k: v for k, v in whole.attrs.items() if k != "created"
    }


def test_runs_round_trip_and_damage_is_named(tmp_path: Path) -> None:
    run = schema.example(seed=4)
    with pytest.raises(DepformerError, match="There is no run"):
        load_run(tmp_path / "other")
    save_run(tmp_path / "kept", run)
    xr.testing.assert_identical(load_run(tmp_path / "kept"), run)
    xr.testing.assert_identical(load_run(tmp_path / "kept" / "run.zarr"), run)
    # Zarr fills a lost chunk with zeros; a reader must not take them for numbers.
    next((tmp_path / "kept/run.zarr/attribution").glob("0*")).unlink()
    with pytest.raises(DepformerError, match="is damaged"):
        load_run(tmp_path / "kept")


def test_the_schema_lists_every_fault_at_once() -> None:
    run = schema.example(seed=1)
    broken = run.drop_vars(["logit", "valence"]).assign(extra=("word", np.zeros(8)))
    broken.attrs.pop("seed")
    with pytest.raises(DepformerError) as caught:
        schema.validate(broken)
    for part in ("'logit' is missing", "'extra' is not in", "'valence'", "'seed' is missing"):
        assert part in str(caught.value)


def test_many_threads_on_one_model_give_the_numbers_of_one(
    tiny_study, tiny_checkpoint, tiny_run: xr.Dataset
) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    threads = torch.get_num_threads()
    people = study.ids[:4]
    assert set(checkpoint.assign(study)["fold"][people]) == {0, 1}
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(depformer.explain, study, checkpoint, participants=people) for _ in range(8)
        ]
    for run in asked:
        xr.testing.assert_equal(run.result(), tiny_run.sel(participant=people))
    assert torch.get_num_threads() == threads


def test_predictions_of_other_threads_are_not_touched_by_a_frozen_selection(
    tiny_study, tiny_checkpoint
) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    fold = checkpoint.folds[0]
    people = [study.features(who) for who in study.ids[:4]]
    face = np.stack([p.face for p in people]) / np.float32(255)
    audio = np.stack([p.audio for p in people])
    frozen = {"integrated_gradients": {"selection": "frozen"}, "attention_query": {}}

    def explained() -> xr.Dataset:
        asked = {"participants": study.ids[:4], "fold": 0}
        return depformer.explain(study, checkpoint, methods=frozen, **asked)

    alone, run = fold.predict(face, audio), explained()
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(explained) for _ in range(4)]
        logits = [pool.submit(fold.predict, face, audio) for _ in range(200)]
        for each in logits:
            np.testing.assert_allclose(each.result(), alone, atol=1e-5)
        for each in runs:
            xr.testing.assert_equal(each.result(), run)


def test_each_of_several_threads_computes_on_one_and_takes_it_back() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen: list[int] = []

    def inside() -> None:
        torch.set_num_threads(2)  # torch keeps it for each thread apart
        with one_thread:
            seen.append(torch.get_num_threads())
        seen.append(torch.get_num_threads())

    try:
        with one_thread:
            thread = threading.Thread(target=inside)
            thread.start()
            thread.join()
            assert seen == [1, 2]
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("study/dataset_description.json", '"Synthetic": true', '"Synthetic": false'),
        ("study/stimuli/words.tsv", "tragedy", "sorrow"),
        ("study/participants.tsv", "\tM\t", "\tF\t"),
        ("checkpoint/fold-0/training.json", '"test": {', '"test": {"sub-999": "0", '),
    ],
)
def test_a_run_is_kept_apart_by_all_that_it_shows(
    own_study: Path, tiny_checkpoint: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    checkpoint = Path(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint"))

    def key() -> str:
        loaded = load_study(own_study), load_checkpoint(checkpoint)
        return run_digest(*loaded, OCCLUSION)

    before = key()
    assert key() == before
    edit(tmp_path / file, old, new)
    if "sub-999" in new:  # nobody of this study: the same people, in the same roles
        assert key() == before
    else:
        assert key() != before


def test_consent_alone_computes_nothing_anew(
    own_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    before = run_digest(load_study(own_study), checkpoint, OCCLUSION)
    edit(own_study / "participants.tsv", "\tyes", "\tno")
    assert run_digest(load_study(own_study), checkpoint, OCCLUSION) == before
