"""Checkpoint folders: round trip, who was seen by which fold, and every fault named."""

import json
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from depformer.errors import DepformerError
from depformer.model import load_checkpoint, write_checkpoint
from depformer.study import load_study
from depformer.study.layout import audio_path, face_path


@pytest.fixture
def broken(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint"))


def arrays(n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    face = rng.random((n, 24, 32, 32), dtype=np.float32)
    return face, rng.normal(-50, 20, (n, 24, 1000)).astype(np.float32)


def test_a_folder_round_trips(tiny_checkpoint: Path, tmp_path: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    write_checkpoint(tmp_path / "again", fold.model, fold.baselines, fold.training, "a card")
    again = load_checkpoint(tmp_path / "again")
    np.testing.assert_array_equal(again.predict(*arrays()), fold.predict(*arrays()))
    assert again.folds[0].digest == fold.digest
    assert again.config == fold.config


def test_predict_takes_a_mask_and_refuses_what_is_outside_it(tiny_checkpoint: Path) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    face, audio = arrays()
    whole = checkpoint.predict(face, audio, fold=0)
    mask = np.zeros((3, 24, 2), dtype=bool)
    mask[1, 4, 1] = True
    audio[1, 4] = np.nan
    masked = checkpoint.predict(face, audio, mask=mask, fold=0)
    np.testing.assert_allclose(masked[[0, 2]], whole[[0, 2]], atol=1e-6)
    assert np.isfinite(masked).all()
    assert not np.allclose(masked[1], whole[1])
    with pytest.raises(DepformerError, match="audio has NaN or infinity outside the mask"):
        checkpoint.predict(face, audio, fold=0)
    with pytest.raises(DepformerError, match="allowed is 0 to 1; divide 8-bit images by 255"):
        checkpoint.predict(face * 255, audio, mask=mask, fold=0)
    with pytest.raises(DepformerError, match=r"face has shape \(3, 24, 16, 16\), expected is"):
        checkpoint.predict(face[..., ::2, ::2], audio, mask=mask, fold=0)


def test_a_missing_cell_takes_the_training_mean(tiny_checkpoint: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    face, audio = arrays(1)
    mask = np.zeros((1, 24, 2), dtype=bool)
    mask[0, 7, 0] = True
    filled = face.copy()
    filled[0, 7] = fold.baselines["training_mean.face"][7]
    torch.testing.assert_close(fold.z(face, audio, mask), fold.z(filled, audio), atol=1e-4, rtol=0)


@pytest.mark.parametrize("gone", [0, 1])
def test_whatever_lies_in_a_missing_cell_is_not_looked_at_and_the_rest_stays(
    tiny_checkpoint: Path, gone: int
) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    face, audio = arrays(1)
    mask = np.zeros((1, 24, 2), dtype=bool)
    mask[0, 7, gone] = True
    whole = fold.z(face, audio)
    (face, audio)[gone][0, 7] = np.nan
    found = fold.z(face, audio, mask)
    torch.testing.assert_close(found[0, 7, gone], fold.baseline("training_mean")[7, gone])
    there = torch.from_numpy(~mask)
    assert torch.equal(found[there], whole[there])


def test_people_are_known_by_their_features_not_their_ids(
    tiny_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    people = checkpoint.assign(load_study(tiny_study))
    assert (people["role"] == "test").all()
    root = Path(shutil.copytree(tiny_study, tmp_path / "study"))
    for where in (face_path, audio_path):
        shutil.copy(where(root, "sub-002"), where(root, "sub-001"))
    people = checkpoint.assign(load_study(root))
    assert people["role"]["sub-001"] == "test"  # known as sub-002's features
    assert people["fold"]["sub-001"] == people["fold"]["sub-002"]
    face = np.load(face_path(root, "sub-003"))
    np.save(face_path(root, "sub-003"), 255 - face)
    people = checkpoint.assign(load_study(root))
    held_out_by = next(
        k for k, fold in enumerate(checkpoint.folds) if "sub-003" in fold.training["splits"]["test"]
    )
    # Known by id with other features: new, and told by the fold that held this id out.
    assert people.loc["sub-003"].tolist() == [held_out_by, "new", True]
    one = checkpoint.assign(load_study(tiny_study), fold=1)
    assert set(one["fold"]) == {1}
    assert set(one["role"]) == {"train", "val", "test"}


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        ({"n_words": 72}, "words: the study has 24, the checkpoint was made for 72"),
        (
            {"image_size": 64},
            "pixels of the face: the study has 32, the checkpoint was made for 64",
        ),
        ({"audio_size": 500}, "numbers per audio vector: the study has 1000"),
        (
            {"word_list_digest": "f" * 64},
            "word list: not those that it was trained on .*ffffffffffff",
        ),
        ({"feature_digest": "0" * 64}, "feature extractors: not those that it was trained on"),
    ],
)
def test_a_study_of_another_make_is_refused_naming_both(
    change: dict[str, object], pattern: str, tiny_study: Path, tiny_checkpoint: Path
) -> None:

    fold = load_checkpoint(tiny_checkpoint).folds[0]
    fold.model.config = replace(fold.config, **change)  # type: ignore[arg-type]
    with pytest.raises(DepformerError, match=pattern):
        fold.check(load_study(tiny_study))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:500])


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


FAULTS = {
    "truncated": (
        lambda f: cut(f / "model.safetensors"),
        "is damaged, cut short or no safetensors file",
    ),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), "model.safetensors is missing"),
    "no JSON": (lambda f: cut(f / "config.json"), "cannot be read as JSON"),
    "ten words": (lambda f: edit(f / "config.json", n_words=10), "multiple of 4"),
    "other sizes": (lambda f: edit(f / "config.json", d_ff=9), "feed_forward.* has shape"),
    "unknown key": (lambda f: edit(f / "config.json", n_wrds=9), "Did you mean 'n_words'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_of_a_folder_is_one_clear_sentence(name: str, broken: Path) -> None:
    spoil, pattern = FAULTS[name]
    spoil(broken / "fold-1")
    with pytest.raises(DepformerError, match=pattern):
        load_checkpoint(broken)


def test_what_is_no_checkpoint_is_said(tmp_path: Path) -> None:
    weights = tmp_path / "best_model.pth"
    weights.write_bytes(b"x")
    with pytest.raises(DepformerError, match=r"depformer convert best_model\.pth CHECKPOINT"):
        load_checkpoint(weights)
    with pytest.raises(DepformerError, match=r"neither config.json nor folds.json"):
        load_checkpoint(tmp_path)
    with pytest.raises(DepformerError, match="does not exist"):
        load_checkpoint(tmp_path / "nowhere")


def test_whoever_was_in_training_is_never_held_out(tiny_checkpoint: Path) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    who, digest = next(iter(fold.training["splits"]["train"].items()))
    fold.training["splits"]["test"][who] = digest
    assert fold.roles[digest] == "train"


def test_folds_that_do_not_belong_together_are_refused(
    tiny_checkpoint: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copytree(tiny_checkpoint, tmp_path / "x"))
    config = json.loads((root / "fold-1/config.json").read_text())
    (root / "fold-1/config.json").write_text(json.dumps({**config, "word_list_digest": "f" * 64}))
    with pytest.raises(DepformerError, match=r"fold-1 has another config\.json"):
        load_checkpoint(root)


BOUNDS = [
    ("n_words", 10**12),
    ("n_words", -8),
    ("hidden_size", 10**9),
    ("adapter_size", 65_537),
    ("d_model", -1),
    ("d_ff", float("nan")),
    ("d_k", 1e3),
    ("n_heads", True),
    ("image_size", "32"),
    ("audio_size", 10**305),
]


@pytest.mark.parametrize(("key", "got"), BOUNDS)
def test_sizes_that_no_model_has_are_refused_before_one_is_made(
    key: str, got: object, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.model.folder.fresh_model", refuse_to_allocate)
    edit(broken / "fold-0/config.json", **{key: got})
    with pytest.raises(DepformerError) as said:
        load_checkpoint(broken)
    assert key in str(said.value) or "NaN is no number of JSON" in str(said.value)
    assert len(str(said.value).splitlines()) == 1


def refuse_to_allocate(*_: object) -> None:
    raise AssertionError("a model was made")


def test_large_sizes_are_compared_with_the_weights_and_take_no_memory(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.model.folder.fresh_model", refuse_to_allocate)
    edit(broken / "fold-0/config.json", hidden_size=65_536, adapter_size=65_536, d_ff=65_536)
    tracemalloc.start()
    with pytest.raises(DepformerError, match=r"has shape .*, expected is .*65536"):
        load_checkpoint(broken)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20e6


def rewrite(path: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)


def lie(path: Path, **values: object) -> None:
    """Let the header claim something else of the first tensor than the file holds."""
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    header[next(name for name in header if name != "__metadata__")] |= values
    written = json.dumps(header).encode()
    path.write_bytes(len(written).to_bytes(8, "little") + written + content[8 + size :])


LIES = {
    "a shape past the file": (
        lambda f: lie(f / "model.safetensors", shape=[10**6, 10**6]),
        r"model\.safetensors is damaged",
    ),
    "a place past the file": (
        lambda f: lie(f / "model.safetensors", data_offsets=[0, 10**15]),
        r"model\.safetensors is damaged",
    ),
    "a header without end": (
        lambda f: (f / "model.safetensors").write_bytes(b"\xff" * 8 + bytes(100)),
        r"model\.safetensors is damaged",
    ),
    "weights that are NaN": (
        lambda f: rewrite(f / "model.safetensors", lambda t: t["head.bias"].fill_(torch.nan)),
        r"'head\.bias' has NaN or infinity",
    ),
    "means of another shape": (
        lambda f: rewrite(
            f / "baselines.safetensors", lambda t: t.update({"training_mean.z": torch.zeros(2, 3)})
        ),
        r"'training_mean\.z' has shape \(2, 3\), expected is",
    ),
    "half a mean": (
        lambda f: rewrite(f / "baselines.safetensors", lambda t: t.pop("training_mean.face")),
        r"'training_mean\.face' is missing",
    ),
    "means that are NaN": (
        lambda f: rewrite(
            f / "baselines.safetensors", lambda t: t["training_mean.z"].fill_(torch.inf)
        ),
        r"'training_mean\.z' has NaN or infinity",
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_file_that_lies_is_refused_before_a_model_is_made(
    name: str, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.model.folder.fresh_model", refuse_to_allocate)
    spoil, pattern = LIES[name]
    spoil(broken / "fold-0")
    with pytest.raises(DepformerError, match=pattern) as said:
        load_checkpoint(broken)
    assert len(str(said.value).splitlines()) == 1


@pytest.mark.parametrize(
    "folds", [[".."], ["/tmp"], ["fold-0", "fold-0"], ["fold-0/../fold-1"], [3], [""], ["."]]
)
def test_folds_lie_in_their_checkpoint_and_stand_once(folds: list[object], broken: Path) -> None:
    (broken / "folds.json").write_text(json.dumps({"folds": folds}))
    with pytest.raises(DepformerError, match="expected are different folders that lie beside it"):
        load_checkpoint(broken)
