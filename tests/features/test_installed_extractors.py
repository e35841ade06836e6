"""Extractors of a user's own: found, loaded when asked for, and held to what they declare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from depformer.errors import DepformerError
from depformer.features import (
    ExtractorSpec,
    extractor_ids,
    find_extractor,
    module_extractor,
    refused,
)
from depformer.features.extractors.log_mel import log_mel
from depformer.files import read_json
from depformer.recordings.ingest import IngestOptions, Session, ingest
from depformer.recordings.voices import voices_of_words
from depformer.study import layout, load_study
from tests.recordings.recorded import record, word_list
from tests.recordings.sources import tone

RATE = 16_000
Install = Callable[..., None]

CODE = """
import numpy as np
from depformer.features import ExtractorSpec

def level(signal, rate):
    return np.array([np.abs(signal).mean(), signal.std()], dtype=np.float32)

def negative(crop, size):
    return 255 - crop

LEVEL = ExtractorSpec("level", "audio", "Level", "3", 2, level, {"of": "both"})
NEGATIVE = ExtractorSpec("negative", "face", "Negative", "1", 0, negative, {})
NAMELESS = ExtractorSpec("other", "voice", "", "", 0, level, {"a": float("nan")})
made = lambda: ExtractorSpec("made", "audio", "Made", "1", 2, level, {})
NONE = 7
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a package of one module with entry points, as pip would lay it out."""

    def installed(package: str, points: dict[str, str], code: str = CODE) -> None:
        folder = tmp_path / package
        about = folder / f"{package}-1.0.dist-info"
        about.mkdir(parents=True)
        (folder / f"{package}.py").write_text(code)
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        lines = [f"{name} = {package}:{what}" for name, what in points.items()]
        (about / "entry_points.txt").write_text("\n".join(["[depformer.extractors]", *lines]))
        monkeypatch.syspath_prepend(str(folder))

    return installed


def test_an_installed_extractor_makes_the_voices_of_a_study(
    install: Install, tmp_path: Path
) -> None:
    install("mine_one", {"level": "LEVEL", "negative": "NEGATIVE"})
    assert extractor_ids() == ("log_mel", "level", "negative")
    her = record(tmp_path)
    session = Session("1", "healthy", her.video, her.audio, her.events)
    options = IngestOptions(image_size=32, extractor="level", face_extractor="negative")
    ingest([session], tmp_path / "own", words=word_list(), options=options)
    plain = IngestOptions(image_size=32)
    ingest([session], tmp_path / "usual", words=word_list(), options=plain)
    own, usual = load_study(tmp_path / "own"), load_study(tmp_path / "usual")
    assert own.audio_size == 2
    np.testing.assert_array_equal(own.features("sub-1").face, 255 - usual.features("sub-1").face)
    assert own.feature_digest != usual.feature_digest
    about = read_json(layout.features_path(own.root, "sub-1"), kind="study")
    assert (about["audio"]["id"], about["audio"]["version"]) == ("level", "3")
    assert about["audio"]["options"]["of"] == "both"
    assert about["face"]["id"] == "negative"
    assert about["face"]["options"] == {"image_size": 32, "frame": "onset", "aligned_face": "1"}


def test_a_function_may_return_the_extractor(install: Install) -> None:
    install("mine_two", {"made": "made"})
    assert find_extractor("made", "audio").title == "Made"


BROKEN = {
    "absent": ("ABSENT", "of the package broken_0 cannot be loaded: AttributeError"),
    "number": ("NONE", "of the package broken_1 is a int; expected is an ExtractorSpec"),
    "nameless": ("NAMELESS", "of the package broken_2 declares what cannot be"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_that_cannot_be_used_names_its_package_and_the_others_go_on(
    name: str, install: Install
) -> None:
    what, sentence = BROKEN[name]
    install(f"broken_{list(BROKEN).index(name)}", {name: what, "level": "LEVEL"})
    with pytest.raises(DepformerError, match=sentence) as fault:
        find_extractor(name, "audio")
    if name == "nameless":
        assert len(fault.value.faults) == 5
    assert find_extractor("level", "audio").size == 2
    assert find_extractor("log_mel", "audio").size == 1000
    assert refused() == []


def test_a_package_that_raises_at_its_import_stops_nobody(install: Install) -> None:
    install("broken_import", {"bad": "SPEC"}, "raise RuntimeError('no weights here')")
    assert IngestOptions().extractor == "log_mel"
    says = "The extractor bad of the package broken_import cannot be loaded: RuntimeError: no wei"
    with pytest.raises(DepformerError, match=says):
        IngestOptions(extractor="bad")


def test_an_id_that_is_taken_is_left_out_and_said(install: Install) -> None:
    install("thief", {"log_mel": "LEVEL", "level": "LEVEL"})
    install("twin", {"level": "LEVEL"})
    assert extractor_ids() == ("log_mel",)
    assert find_extractor("log_mel", "audio").size == 1000
    assert [each.split(" is left out")[0] for each in refused()] == [
        "The extractor level of thief, twin",
        "The extractor log_mel of thief",
    ]


def test_one_that_is_not_there_or_for_the_other_modality_is_refused(install: Install) -> None:
    install("mine_three", {"negative": "NEGATIVE"})
    with pytest.raises(DepformerError, match="Did you mean 'negative'"):
        find_extractor("negativ", "face")
    with pytest.raises(DepformerError, match="negative is for face, not for audio"):
        IngestOptions(extractor="negative")
    with pytest.raises(DepformerError, match="log_mel is for audio, not for face"):
        IngestOptions(face_extractor="log_mel")
    with pytest.raises(DepformerError, match="cannot be called negative"):
        IngestOptions(vectors_name="negative")


WRONG = {
    "shape": (np.zeros(3, np.float32), r"shape \(3,\) and dtype float32; expected is \(2,\)"),
    "dtype": (np.zeros(2), r"dtype float64; expected"),
    "gap": (np.array([np.nan, 1.0], np.float32), "of finite numbers"),
    "text": ("numbers", "shape - and dtype str"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_as_declared_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    got, sentence = WRONG[name]
    spec = ExtractorSpec("mine", "audio", "Mine", "1", 2, lambda *given: got, {})
    monkeypatch.setattr("depformer.recordings.voices.find_extractor", lambda *asked: spec)
    with pytest.raises(DepformerError, match=sentence):
        voices_of_words([tone(1).astype(np.float32)], extractor="mine")


def test_an_extractor_that_fails_is_a_sentence_and_no_traceback() -> None:
    spec = ExtractorSpec("mine", "audio", "Mine", "1", 2, lambda *given: 1 / 0, {})
    with pytest.raises(DepformerError, match="The extractor mine fails: division by zero"):
        spec.vector(np.zeros(9, np.float32), RATE)


# -- torch modules ---------------------------------------------------------------------------


class Net(torch.nn.Module):
    """A small network that notices how it is run."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layer = torch.nn.Conv1d(1, 4, 400, stride=160)
        self.noise = torch.nn.Dropout(0.5)
        self.seen: list[tuple[tuple[int, ...], bool, bool, int]] = []

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        self.seen.append(
            (tuple(given.shape), self.training, torch.is_grad_enabled(), torch.get_num_threads())
        )
        return self.noise(self.layer(given[:, None]).mean(dim=-1))


class Mel(torch.nn.Module):
    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        return mel.mean(dim=2)


def test_a_module_is_computed_in_evaluation_by_one_thread_without_gradients() -> None:
    net = Net().train()
    spec = module_extractor(net, id="net", title="Net", version="1", size=4)
    signal = tone(1).astype(np.float32)
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        first = spec.vector(signal, RATE)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    net.train()  # somebody else trains it meanwhile
    np.testing.assert_array_equal(spec.vector(signal, RATE), first)
    assert net.seen == [((1, signal.size), False, False, 1)] * 2
    with torch.no_grad():
        own = net.eval()(torch.from_numpy(signal[None]))[0].numpy()
    np.testing.assert_allclose(first, own, rtol=1e-6)


def test_a_module_may_take_the_log_mel() -> None:
    spec = module_extractor(Mel(), id="m", title="M", version="1", size=40, takes="log_mel")
    signal = tone(2).astype(np.float32)
    own = log_mel(signal, RATE).reshape(40, 25).mean(axis=1)
    np.testing.assert_allclose(spec.vector(signal, RATE), own, rtol=1e-5)
    with pytest.raises(DepformerError, match="Did you mean 'log_mel'"):
        module_extractor(Mel(), id="m", title="M", version="1", size=40, takes="logmel")


def test_other_weights_are_other_features() -> None:
    net = Net()
    known = {"id": "net", "title": "Net", "version": "1", "size": 4}
    before = module_extractor(net, **known).described
    assert module_extractor(Net(), **known).described == before
    with torch.no_grad():
        net.layer.bias += 1e-3
    after = module_extractor(net, **known, options={"layer": 1}).described
    assert after["options"]["weights"] != before["options"]["weights"]
    assert after["options"]["layer"] == 1


def test_a_module_of_another_shape_or_rate_is_refused() -> None:
    wrong = module_extractor(Net(), id="net", title="Net", version="1", size=5)
    with pytest.raises(DepformerError, match=r"gives shape \(1, 4\)"):
        wrong.vector(tone(1).astype(np.float32), RATE)
    with pytest.raises(ValueError, match="hears 16000 Hz; got 8000 Hz"):
        wrong.vector(tone(1).astype(np.float32), 8000)
