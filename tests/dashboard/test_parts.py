"""Pictures, sentences, exports, and the rules of the house for pages."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from dashboard import computed
from dashboard.pages import PAGES
from dashboard.parts import cards, pickers
from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.export import archive, caption
from depformer.export.archive import Order
from depformer.export.given import may_publish
from depformer.figures.parts import recordings, style
from depformer.jobs.opening import Opened
from depformer.model import load_checkpoint
from depformer.report import readable, sentences
from depformer.stats.cohort import TooFewPeopleError
from depformer.stats.filtered import split_by
from depformer.study import Study
from depformer.study.arrays import recorded

HOME = Path(__file__).parents[2] / "dashboard"
SOURCES = sorted(HOME.rglob("*.py"))


@pytest.fixture
def opened(study: Study, kept: xr.Dataset, tiny_checkpoint: Path) -> Opened:
    return Opened(study, tiny_checkpoint, kept, "tiny")


@pytest.fixture
def order(kept: xr.Dataset) -> Order:
    return Order("sub-001", "integrated_gradients", "gloss", "nature", "svg", None)


def test_pages_are_thin_and_listed() -> None:
    scripts = sorted((HOME / "app_pages").glob("*.py"))
    assert [path.stem for path in scripts] == sorted(PAGES.ids)
    assert all(len(path.read_text().splitlines()) <= 80 for path in scripts)


@pytest.mark.parametrize(
    ("word", "owners"),
    [
        ("session_state", ["state.py"]),
        ("query_params", ["state.py"]),
        ("cache_", ["computed.py", "data.py", "recorded.py"]),
    ],
)
def test_state_and_caches_live_in_files_of_their_own(word: str, owners: list[str]) -> None:
    assert [path.name for path in SOURCES if f"st.{word}" in path.read_text()] == owners


def test_nothing_unsafe_and_nothing_from_outside() -> None:
    said = "\n".join(path.read_text() for path in SOURCES)
    assert "unsafe_allow_html" not in said
    assert not re.search(r"https?://\w", said)


def test_pictures_are_png_and_leave_out_what_is_missing(study: Study) -> None:
    who = study.ids[0]
    shown = recordings.pictures(recorded(study, who))
    mask = study.features(who).mask
    for i, modality in enumerate(("face", "audio")):
        expected = [
            w for w, gone in zip(study.words["word_id"], mask[:, i], strict=True) if not gone
        ]
        assert list(shown[modality]) == expected
        content = base64.b64decode(next(iter(shown[modality].values())).split(",")[1])
        assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR) is not None


def test_the_lowest_band_is_at_the_bottom(study: Study) -> None:
    vector = np.zeros(study.audio_size, np.float32)
    vector[:25] = 1  # band-major: the lowest band
    picture = recordings._coloured(recordings.grid(vector), (0.0, 1.0)).sum(axis=(1, 2))
    assert picture[-1] != picture[0]
    assert picture[0] == picture[len(picture) // 2]


def test_faces_need_consent(opened: Opened, order: Order) -> None:
    people = opened.study.participants
    people["consent_publish_face"] = ["no", *["yes"] * (len(people) - 1)]
    refused = Order(**{**vars(order), "participant": people.index[0], "pictures": True})
    allowed = Order(**{**vars(order), "participant": people.index[1], "pictures": True})
    with pytest.raises(DepformerError, match="has not consented"):
        archive.drawn(opened, "word_profile", refused)
    assert archive.drawn(opened, "word_profile", allowed).layout.images
    assert not archive.drawn(opened, "word_profile", order).layout.images


def test_a_preview_is_drawn_anew_when_consent_is_withdrawn(
    opened: Opened, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(opened: Opened, name: str, order: Order, *given: object, fmt: str) -> bytes:
        return str(may_publish(opened.study, order.participant)).encode()

    monkeypatch.setattr(archive, "content", drawn)
    for consent in ("yes", "no"):
        opened.study.participants["consent_publish_face"] = consent
        assert computed.preview(opened, "word_profile", order) == str(consent == "yes")


def test_a_caption_needs_no_maps_and_loaded_maps_are_taken(
    opened: Opened, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = replace(order, word="w04")
    expected = archive.csv(opened, "face_map", order)
    given = computed.given(opened, "face_map", order)

    def fail(*args: object, **options: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr("depformer.explain.maps", fail)
    monkeypatch.setattr("depformer.model.load_checkpoint", fail)
    monkeypatch.setattr(archive, "figure_bytes", lambda *args: b"<svg/>")
    monkeypatch.setattr("depformer.export.bundle.figure_bytes", lambda *args: b"<svg/>")
    said = caption("face_map", opened.run, participant="sub-001", **given)
    assert archive.text_under(opened, "face_map", order) == said
    assert archive.csv(opened, "face_map", order, given) == expected
    assert archive.width_mm(opened, "face_map", order, given) > 0
    for preset in ("nature", "ieee"):
        other = replace(order, preset=preset)
        assert computed.given(opened, "face_map", other)["maps"] is given["maps"]
        assert computed.preview(opened, "face_map", other) == "<svg/>"
    assert archive.archive(opened, ("face_map",), order, {"face_map": given})


def test_archive_holds_all_that_a_manuscript_needs_and_no_machine(
    opened: Opened, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.export.bundle.figure_bytes", lambda *args: b"<svg/>")
    content = archive.archive(opened, ("word_profile", "roc"), order)
    with zipfile.ZipFile(BytesIO(content)) as archived:
        profile, roc = "word_profile_sub-001", "roc"
        assert archived.namelist() == [
            *(f"{stem}.{ending}" for ending in ("svg", "csv") for stem in (profile, roc)),
            "captions.txt",
            *(f"{stem}.{ending}" for stem in (profile, roc) for ending in ("tex", "md")),
            *("methods.txt", "references.bib", "guards.csv", "spec.json"),
        ]
        assert "sub-001" in archived.read("captions.txt").decode("utf-8")
        assert {each.date_time[0] for each in archived.infolist()} == {1980}
        assert {each.create_system for each in archived.infolist()} == {0}
        inside = b"".join(archived.read(name) for name in archived.namelist()).decode("utf-8")
    for said in (str(opened.study.root), str(opened.checkpoint), str(Path.home()), "2026-"):
        assert said not in inside


def test_sentences_hold_on_any_run() -> None:
    run = schema.example(seed=3)
    table = figures.table("word_profile", run, participant="sub-001")
    said = sentences.participant(table, "depressed", "test", "gloss")
    assert "held out" in said
    balance = figures.table("modality_balance", run)
    assert sentences.overview(stats.performance(run), balance).endswith(".")
    assert "The voice carried" in sentences.overview(stats.performance(run), balance)
    attention = figures.table("modality_balance", run, method="attention_query")
    assert "voice" not in sentences.overview(stats.performance(run), attention)
    nobody = run.assign_coords(role=("participant", ["train"] * run.sizes["participant"]))
    assert "not known" in sentences.overview(stats.performance(nobody), balance)
    empty = figures.table("cohort_words", nobody)
    assert "No cell" in sentences.cohorts(empty, stats.filled_cells(nobody), "text")


def test_the_trust_sentence_holds_with_few_people_or_none() -> None:
    run = schema.example(participants=12, checked=True)
    for people in (run, run.isel(participant=slice(3)), run.isel(participant=slice(0))):
        curves = figures.table("deletion_curves", people, method="integrated_gradients")
        changes = figures.table("randomisation", people)
        said = sentences.trust(curves, changes, "integrated_gradients")
        assert f"{people.sizes['participant']} held-out participants" in said
        assert ("too few" in said) == (people.sizes["participant"] < 5)


def test_units_are_those_that_the_methods_declare() -> None:
    table = pd.DataFrame(
        {
            "method": ["integrated_gradients", "rollout"],
            "face": [-0.5, 0.25],
            "audio": [np.nan, 0.125],
            "unit": ["logit", "1"],
            "signed": [True, False],
        }
    )
    shown = readable.attributions(table)
    assert shown["Unit"].tolist() == ["logit, + towards depressed", "no direction"]
    assert shown["Face"].tolist() == ["−0.500", "0.25"]
    assert shown["Voice"].tolist() == ["–", "0.12"]


def test_no_zero_has_a_sign() -> None:
    assert style.signed(-0.0004, 3) == style.signed(0.0004, 3) == style.signed(0, 3) == "0.000"
    assert style.signed(-0.0006, 3) == "−0.001"
    assert style.signed(0.5) == "+0.50"
    assert style.with_unit("Depressed − healthy", "1") == "Depressed − healthy"


def test_severity_differs_by_design() -> None:
    shown = readable.table_one(stats.table_one(schema.example(seed=0)))
    smd = shown.set_index("Characteristic")["SMD"]
    assert smd.filter(like="Severity").tolist() == ["by design"]
    assert "by design" not in smd.filter(like="Age").tolist()
    older = split_by(schema.example(seed=0), "age >= 40")
    smd = readable.table_one(stats.table_one(older)).set_index("Characteristic")["SMD"]
    assert smd.filter(like="Age").tolist() == ["by design"]
    assert "by design" not in smd.filter(like="Severity").tolist()


def test_a_known_id_with_other_features_is_not_called_unseen() -> None:
    run = schema.example(seed=0)
    roles = ["train", "new", "new", *["test"] * (run.sizes["participant"] - 3)]
    run = run.assign_coords(role=("participant", roles))
    run.attrs["other_features"] = json.dumps(["sub-002"])
    said = {who: pickers.seen_before(run, who) for who in ("sub-001", "sub-002", "sub-003")}
    assert "has seen" in said["sub-001"][2]
    assert said["sub-002"][0] == "Known id, other features"
    assert "not seen" not in said["sub-002"][2]
    assert "has not seen" in said["sub-003"][2]
    del run.attrs["other_features"]
    assert "has not seen" in pickers.seen_before(run, "sub-002")[2]


def test_another_model_than_the_run_s_is_refused(tiny_checkpoint: Path) -> None:
    known = load_checkpoint(tiny_checkpoint).digest
    assert computed._model(str(tiny_checkpoint), known).digest == known
    with pytest.raises(DepformerError, match="has changed since this run was made"):
        computed._model(str(tiny_checkpoint), "another")


def test_only_too_few_people_are_passed_over_under_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(error: DepformerError) -> None:
        def statistic(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(cards.data, "statistic", statistic)
        cards._reach(None, "attribution", "integrated_gradients")

    refused(TooFewPeopleError("four"))  # the chart says it
    with pytest.raises(DepformerError, match="not in the run"):
        refused(DepformerError("not in the run"))
