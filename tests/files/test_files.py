"""Nothing is half written, whoever else writes, and what cannot be written is said."""

from __future__ import annotations

import errno
import json
import os
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from depformer import files
from depformer.errors import DepformerError


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def test_threads_write_one_file_without_a_fault(tmp_path: Path) -> None:
    path, done = tmp_path / "one.json", [False]

    def write(writer: int) -> None:
        for i in range(200):
            files.write_json(path, {"writer": writer, "rows": [i] * 200})

    def read() -> int:
        n = 0
        while not done[0]:
            if path.exists():
                assert len(json.loads(path.read_text())["rows"]) == 200
                n += 1
        return n

    with ThreadPoolExecutor(4) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(write, i) for i in range(3)]
        for writer in writers:
            writer.result()
        done[0] = True
        assert reader.result() > 0
    assert [each.name for each in tmp_path.iterdir()] == ["one.json"]


def test_rights_are_those_that_the_user_has_set(tmp_path: Path) -> None:
    with umask(0o027):
        files.write_text(tmp_path / "file", "text")
        files.write_array(tmp_path / "array.npy", np.zeros(3))
        with files.new_folder(tmp_path / "folder"):
            pass
    rights = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert rights == {"file": 0o640, "array.npy": 0o640, "folder": 0o750}


def test_a_file_in_the_place_of_a_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    for write in (
        lambda: files.write_bytes(tmp_path / "file" / "below", b""),
        lambda: files.write_array(tmp_path / "file" / "deep" / "below", np.zeros(1)),
        lambda: files.new_folder(tmp_path / "file" / "below").__enter__(),
    ):
        with pytest.raises(DepformerError, match="Cannot write to") as caught:
            write()
        assert caught.value.kind == "environment"
    with pytest.raises(DepformerError, match="is a file"):
        files.new_folder(tmp_path / "file", replace=True).__enter__()
    assert (tmp_path / "file").read_text() == "kept"


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    for name in ("first", "second"):
        with files.new_folder(target, replace=True) as folder:
            (folder / name).touch()
    assert [each.name for each in target.iterdir()] == ["second"]
    assert list(tmp_path.iterdir()) == [target]


def test_the_earlier_folder_outlives_a_fault_and_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    (target / "earlier").touch()
    with pytest.raises(ZeroDivisionError), files.new_folder(target, replace=True):
        raise ZeroDivisionError
    assert [each.name for each in tmp_path.rglob("*")] == ["folder", "earlier"]

    rename = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if to == target and not (self / "earlier").exists():
            raise OSError("the disk is gone")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail)
    with (
        pytest.raises(DepformerError, match="the disk is gone"),
        files.new_folder(target, replace=True),
    ):
        pass
    assert [each.name for each in tmp_path.rglob("*")] == ["folder", "earlier"]

    def crash(self: Path, to: Path) -> Path:
        if to == target:
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", crash)
    with pytest.raises(KeyboardInterrupt), files.new_folder(target, replace=True):
        pass
    assert [each.name for each in tmp_path.rglob("*") if each.name == "earlier"] == ["earlier"]


LEFT = "0123456789abcdef"  # in the hidden names of a writer that was killed


def test_what_a_killed_writer_has_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    (tmp_path / f".out-{LEFT}").mkdir()
    (tmp_path / f".out-{LEFT}" / "half").touch()
    (tmp_path / f".file-{LEFT}").touch()
    (tmp_path / f".other-{LEFT}").touch()  # somebody else's
    with files.new_folder(tmp_path / "out"):
        pass
    files.write_text(tmp_path / "file", "text")
    assert {path.name for path in tmp_path.iterdir()} == {"out", "file", f".other-{LEFT}"}


def test_a_folder_that_a_killed_writer_had_moved_aside_is_put_back(tmp_path: Path) -> None:
    aside = tmp_path / f".out-{LEFT}.earlier"
    aside.mkdir()
    (aside / "earlier").touch()
    with pytest.raises(ZeroDivisionError), files.new_folder(tmp_path / "out", replace=True):
        raise ZeroDivisionError
    assert [each.name for each in tmp_path.rglob("*")] == ["out", "earlier"]
    (tmp_path / "out").rename(aside)
    with pytest.raises(DepformerError, match="there already"), files.new_folder(tmp_path / "out"):
        pass
    assert [each.name for each in tmp_path.rglob("*")] == ["out", "earlier"]


def test_folders_above_go_with_a_writer_that_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), files.new_folder(tmp_path / "a" / "b" / "out"):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


def fill_and_fail(folder: Path) -> None:
    (folder / "three").touch()
    raise ZeroDivisionError


def test_a_folder_in_the_place_of_one_file_keeps_all_others(tmp_path: Path) -> None:
    (tmp_path / "out" / "b").mkdir(parents=True)
    (tmp_path / "out" / "a").write_text("theirs")

    def write() -> None:
        with files.more_files(tmp_path / "out") as folder:
            for name in "abc":
                (folder / name).write_text("ours")

    with pytest.raises(DepformerError, match="Is a directory"):
        write()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "b"]
    assert (tmp_path / "out" / "a").read_text() == "theirs"


def test_more_files_are_added_all_or_none(tmp_path: Path) -> None:
    target = tmp_path / "figures"
    with files.more_files(target) as folder:
        (folder / "one").write_text("first")
    with files.more_files(target) as folder:
        (folder / "one").write_text("second")
        (folder / "two").touch()
    with pytest.raises(ZeroDivisionError), files.more_files(target) as folder:
        fill_and_fail(folder)
    assert {path.name for path in target.iterdir()} == {"one", "two"}
    assert (target / "one").read_text() == "second"
    assert list(tmp_path.iterdir()) == [target]


def test_an_array_that_does_not_fit_is_told_why(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(DepformerError, match=os.strerror(errno.EFBIG)):
            files.write_array(tmp_path / "array.npy", np.zeros(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.iterdir())
