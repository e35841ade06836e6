"""What every importer promises: a valid study, the same every time, gaps declared, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS
from depformer.files import read_json
from depformer.recordings.importer import ImporterSpec, ImportOptions, import_study
from depformer.recordings.importers import IMPORTERS
from depformer.study import Study, check_study, layout
from tests.cli.asked import ask
from tests.recordings.elsewhere import Elsewhere
from tests.recordings.fingerprint import hold_version
from tests.recordings.sources import MAKERS, N_WORDS

by_id = pytest.mark.parametrize("spec", list(IMPORTERS), ids=IMPORTERS.ids)


@dataclass(frozen=True)
class Case:
    """A source that was imported once, for all tests that only look."""

    spec: ImporterSpec
    source: Path
    options: ImportOptions
    study: Study
    notes: list[str]
    progress: list[tuple[int, int]]


@pytest.fixture(scope="module", params=IMPORTERS, ids=IMPORTERS.ids)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    spec, folder = request.param, tmp_path_factory.mktemp("imported")
    source, options = MAKERS[spec.id](folder)
    done: list[tuple[int, int]] = []
    progress = lambda number, of: done.append((number, of))  # noqa: E731
    study, notes = import_study(spec.id, source, folder / "study", options, progress=progress)
    return Case(spec, source, options, study, notes, done)


def numbers(study: Study) -> np.ndarray:
    """Return every number of all people in a row, those that describe words last."""
    features = [study.features(who) for who in study.ids]
    parts = [part.ravel() for each in features for part in (each.face, each.audio)]
    tables = [study.descriptors(who) for who in study.ids]
    parts += [each.to_numpy().ravel() for each in tables if each is not None]
    return np.concatenate(parts)


def test_a_source_becomes_a_valid_study_of_pseudonyms(case: Case) -> None:
    made = case.study
    assert check_study(made.root)[1] == []
    people = made.persons.unique().tolist()
    assert people == [f"sub-{number:03d}" for number in range(1, len(people) + 1)]
    assert made.has_sessions or made.ids == people
    assert set(made.participants["group"]) == {"healthy", "depressed"}
    assert case.progress == [(done, len(made.ids)) for done in range(1, len(made.ids) + 1)]
    assert all(note and not note.endswith(".") for note in case.notes)
    assert made.mask.shape == (len(made.ids), N_WORDS, 2)


def test_a_number_is_missing_only_where_it_is_declared(case: Case) -> None:
    for who in case.study.ids:
        features = case.study.features(who)
        assert features.face.shape[0] == features.audio.shape[0] == N_WORDS
        gaps = np.isnan(features.audio)
        np.testing.assert_array_equal(gaps.any(axis=1), features.mask[:, 1])
        np.testing.assert_array_equal(gaps.all(axis=1), features.mask[:, 1])


def test_the_same_source_gives_the_same_bytes_cut_off_or_not_and_wherever(
    case: Case, tmp_path: Path
) -> None:
    made: list[int] = []

    def cut_off(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_study(case.spec.id, case.source, tmp_path / "s", case.options, progress=cut_off)
    assert not (tmp_path / "s").exists()
    place = Elsewhere()
    how: Any = {"place": place} if case.spec.apart else {}
    how["progress"] = lambda done, total: made.append(done)
    again, notes = import_study(case.spec.id, case.source, tmp_path / "s", case.options, **how)
    assert made == list(range(1, len(case.study.ids) + 1))
    if case.spec.apart:  # who is finished is not made again
        assert sorted(place.made) == case.study.ids[2:]
    assert files_of(again.root) == files_of(case.study.root)
    assert notes == case.notes
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def files_of(root: Path) -> dict[Path, bytes]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root): path.read_bytes() for path in files}


def test_other_numbers_have_another_version(case: Case) -> None:
    # Where faces are found, another machine may round the network otherwise.
    found = read_json(layout.features_path(case.study.root, case.study.ids[0]), kind="study")
    atol = 1.0 if found["face"]["id"] == "aligned_face" else 2e-3
    own = numbers(case.study)
    hold_version(IMPORTERS.what, case.spec.id, case.spec.version, own, atol=atol)


def test_what_an_extractor_made_names_the_extractor(case: Case) -> None:
    path = layout.features_path(case.study.root, case.study.ids[0])
    described = read_json(path, kind="study")
    assert described["source_digests"]["audio"]
    if (name := described["audio"]["id"]) in EXTRACTORS.ids:
        assert described["audio"] == EXTRACTORS[name].described
    else:
        assert described["audio"]["version"] == case.spec.version


def test_a_sound_that_is_there_is_described(case: Case) -> None:
    first = layout.features_path(case.study.root, case.study.ids[0])
    heard = read_json(first, kind="study")["audio"]["id"]
    for who in case.study.ids:
        table = case.study.descriptors(who)
        assert (table is not None) == (heard in EXTRACTORS.ids)
        if table is not None:
            gaps = case.study.features(who).mask[:, 1]
            assert table["loudness"].isna().tolist() == gaps.tolist()


def test_nothing_in_the_study_says_what_the_source_called_anybody(case: Case) -> None:
    theirs = re.compile(r"\d+_[01]_\d{3}_|[DH]00\d|\bP[123]\b|20[3-6]_[12]")
    for path in case.study.root.rglob("*"):
        assert not theirs.search(path.name)
        if path.suffix in (".tsv", ".json"):
            assert not theirs.search(path.read_text("utf-8"))


@by_id
def test_an_option_that_would_change_nothing_is_refused(spec: ImporterSpec, tmp_path: Path) -> None:
    source, _ = MAKERS[spec.id](tmp_path)
    given = {"words": 8, "word_list": "a", "columns": {"a": "b"}, "unit": "ms", "choose": "label"}
    given |= {"people": "a", "groups": {"a": "b"}, "level": "rms"}
    for name in sorted(set(given) - set(spec.takes)):
        option = name.replace("_", "-")
        with pytest.raises(DepformerError, match=f"{spec.id} does not take --{option}"):
            import_study(spec.id, source, tmp_path / "out", ImportOptions(**{name: given[name]}))


@by_id
def test_more_workers_are_refused_where_they_would_do_nothing(
    spec: ImporterSpec, tmp_path: Path
) -> None:
    answer = ask("import", spec.id, tmp_path / "nowhere", tmp_path / "out", "--workers", 2)
    assert answer.code == 2
    refused = f"{spec.id} does not take --workers" in answer.err
    assert refused != spec.apart


@by_id
def test_a_fault_is_a_sentence_exit_code_2_and_nothing_written(
    spec: ImporterSpec, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("nothing of that kind\n")
    before = sorted(tmp_path.rglob("*"))
    for source in ("nowhere", "empty", "file"):
        answer = ask("import", spec.id, tmp_path / source, tmp_path / "deep" / "out")
        assert answer.code == 2, source
        assert source in answer.err
        assert "Traceback" not in answer.err
    assert sorted(tmp_path.rglob("*")) == before


@by_id
def test_the_help_says_what_it_reads(spec: ImporterSpec) -> None:
    said = " ".join(ask("import", "--help").out.split())
    assert spec.id in said
    assert spec.about.split(",")[0] in said


def test_an_unknown_kind_gets_the_nearest(tmp_path: Path) -> None:
    answer = ask("import", "ewre_wav", tmp_path, tmp_path / "out")
    assert answer.code == 2
    assert "Did you mean 'ewre-wav'?" in answer.err


def test_what_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    source, options = MAKERS["published-npy"](tmp_path)
    before = sorted(tmp_path.rglob("*"))

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_study("published-npy", source, tmp_path / "a" / "b", options, progress=cancel)
    assert sorted(tmp_path.rglob("*")) == before
