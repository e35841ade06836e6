"""A study is loaded once for all who ask, and anew when a file of it changes."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.runs import studies
from depformer.runs.studies import MOST, open_study
from depformer.study import Study, layout, load_study


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The studies that were loaded and checked, one after the other; at first none is known."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done: list[str] = []

    def load(path: Any) -> Study:
        done.append(Path(path).name)
        return load_study(path)

    monkeypatch.setattr(studies, "load_study", load)
    monkeypatch.setattr(studies, "_open", type(studies._open)())
    return done


@pytest.fixture
def own(tiny_study: Path, tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("depformer-runs")
    return Path(shutil.copytree(tiny_study, tmp_path / "own", ignore=ignore))


def test_all_who_ask_share_one(own: Path, loads: list[str]) -> None:
    with ThreadPoolExecutor(6) as readers:
        found = list(readers.map(open_study, [own] * 6))
    assert all(each is found[0] for each in found)
    assert loads == ["own"]
    assert found[0].digest == load_study(own).digest


def test_a_change_of_any_file_is_seen(own: Path, loads: list[str]) -> None:
    before = open_study(own)
    digest = before.digest
    first, second = (layout.audio_path(own, who) for who in before.ids[:2])
    shutil.copyfile(second, first)
    assert open_study(own).digest != digest
    assert loads == ["own", "own"]


def test_a_fault_is_said_each_time_and_keeps_nobody_waiting(own: Path, loads: list[str]) -> None:
    table = own / layout.PARTICIPANTS
    content = table.read_text("utf-8")
    table.write_text("nothing\n", "utf-8")
    for _ in range(2):
        with pytest.raises(DepformerError):
            open_study(own)
    table.write_text(content, "utf-8")
    assert open_study(own).ids
    assert len(loads) == 3


def forget() -> None:
    """Be another server."""
    studies._open.clear()


def test_another_server_checks_nothing_again_that_has_not_changed(
    own: Path, loads: list[str]
) -> None:
    first = open_study(own)
    forget()
    second = open_study(own)
    assert loads == ["own"]
    assert second is not first
    assert second.digest == first.digest == load_study(own).digest
    pd.testing.assert_frame_equal(second.presentation, first.presentation)
    pd.testing.assert_frame_equal(second.participants, first.participants)
    np.testing.assert_array_equal(second.mask, first.mask)
    assert second.person_digests == first.person_digests


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04."])
def test_what_is_kept_and_damaged_is_checked_anew(
    content: bytes, own: Path, tmp_path: Path, loads: list[str]
) -> None:
    digest = open_study(own).digest
    (kept,) = (tmp_path / "cache").rglob("*.npz")
    kept.write_bytes(content)
    forget()
    assert open_study(own).digest == digest
    assert loads == ["own", "own"]


def test_a_cache_that_cannot_be_written_to_is_no_fault(
    own: Path, tmp_path: Path, loads: list[str]
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert open_study(own).ids
    forget()
    assert open_study(own).ids
    assert loads == ["own", "own"]


def test_the_last_few_are_held(own: Path, tmp_path: Path, loads: list[str]) -> None:
    others = [shutil.copytree(own, tmp_path / f"other{n}") for n in range(MOST)]
    for each in (own, *others):
        open_study(each)
    assert len(studies._open) == MOST
    assert [study.root.name for study in studies._open.values()] == [each.name for each in others]
