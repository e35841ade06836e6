"""What-if edits against the whole model, run on edited recordings."""

import numpy as np
import pytest

import depformer
from depformer.errors import DepformerError
from depformer.explain import maps, what_if
from depformer.explain.checks.muting import muted_in_order
from depformer.explain.engine import one_person
from depformer.model import load_checkpoint
from depformer.study import load_study


@pytest.fixture(scope="module")
def pair(tiny_study, tiny_checkpoint):
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    return study, checkpoint, checkpoint.folds[int(checkpoint.assign(study)["fold"]["sub-001"])]


def logit(fold, face, audio) -> float:
    healthy, depressed = fold.predict(face[None], audio[None])[0]
    return float(depressed - healthy)


@pytest.mark.parametrize("modalities", [("face", "audio"), ("face",), ("audio",)])
@pytest.mark.parametrize("donor", [None, "sub-002"])
def test_edits_are_those_of_the_whole_model_on_edited_recordings(pair, donor, modalities) -> None:
    study, checkpoint, fold = pair
    own = study.features("sub-001")
    face, audio = own.face / np.float32(255), own.audio.copy()
    recorded = logit(fold, face, audio)
    rows = [3, 10]
    if donor is None:
        others = {name: fold.baselines[f"training_mean.{name}"] for name in ("face", "audio")}
    else:
        given = study.features(donor)
        others = {"face": given.face / np.float32(255), "audio": given.audio}
    for name, recording in (("face", face), ("audio", audio)):
        if name in modalities:
            recording[rows] = others[name][rows]
    got = what_if(
        study, checkpoint, "sub-001", ["w04", "w11"], modalities=modalities, donor=donor
    ).set_index("state")
    assert got.loc["recorded", "logit"] == pytest.approx(recorded, abs=1e-4)
    assert got.loc["replaced", "logit"] == pytest.approx(logit(fold, face, audio), abs=1e-4)
    expected = 1 / (1 + np.exp(-got["logit"].to_numpy()))
    np.testing.assert_allclose(got["probability"], expected)


def test_nothing_replaced_changes_nothing_and_all_muted_is_the_baseline(pair) -> None:
    study, checkpoint, fold = pair
    same = what_if(study, checkpoint, "sub-001", [])
    assert same["logit"][0] == same["logit"][1]
    run = depformer.explain(study, checkpoint, methods=["occlusion"], participants=["sub-001"])
    assert same["probability"][0] == pytest.approx(
        float(run["probability"].sel(outcome="depressed")[0]), abs=1e-6
    )
    words = study.words["word_id"].tolist()
    muted = what_if(study, checkpoint, "sub-001", words)
    mean = [fold.baselines[f"training_mean.{name}"].numpy() for name in ("face", "audio")]
    assert muted["logit"][1] == pytest.approx(logit(fold, *mean), abs=1e-4)


def test_muting_word_by_word_is_that_of_the_whole_model(pair) -> None:
    """The rows behind deletion and insertion curves, against edited recordings."""
    study, checkpoint, fold = pair
    case, _ = one_person(study, checkpoint, "sub-001", "training_mean", None)
    order = np.random.default_rng(0).permutation(24)
    curve = muted_in_order(case, order[None])[0]
    own = study.features("sub-001")
    face, audio = own.face / np.float32(255), own.audio.copy()
    expected = [logit(fold, face, audio)]
    for word in order:
        face[word] = fold.baselines["training_mean.face"][word]
        audio[word] = fold.baselines["training_mean.audio"][word]
        expected.append(logit(fold, face, audio))
    np.testing.assert_allclose(curve, expected, atol=1e-4 * np.abs(expected).max())


def test_wrong_names_and_a_donor_s_gaps_are_refused(pair, gappy) -> None:
    study, checkpoint, _ = pair
    for options, pattern in (
        ({"words": ["w99"]}, "Invalid word: got 'w99'"),
        ({"words": ["w01"], "modalities": ["voice"]}, "Invalid modality: got 'voice'"),
        ({"words": ["w01"], "donor": "sub-001"}, "Invalid donor: got 'sub-001'"),
    ):
        with pytest.raises(DepformerError, match=pattern):
            what_if(study, checkpoint, "sub-001", **options)
    with pytest.raises(DepformerError, match=r"sub-001 has no recording of w01 \(face\), w01"):
        what_if(gappy, checkpoint, "sub-003", ["w01", "w05"], donor="sub-001")


@pytest.mark.parametrize("ask", [what_if, maps])
def test_a_person_of_gaps_is_refused(pair, gappy, ask) -> None:
    rest = (["w01"],) if ask is what_if else ()
    with pytest.raises(DepformerError, match="sub-002: more than 25% of the recordings"):
        ask(gappy, pair[1], "sub-002", *rest)


def test_nobody_named_is_refused(pair) -> None:
    study, checkpoint, _ = pair
    with pytest.raises(DepformerError, match="No participant is named"):
        depformer.explain(study, checkpoint, participants=[])
