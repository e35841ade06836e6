"""A run is written by whoever asks for it, whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import xarray as xr

from depformer.errors import DepformerError
from depformer.runs import save_run


def test_nothing_is_written_behind_a_fault(
    example_run: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a thread makes the folder again that is taken away when something fails."""
    write, tried = Path.write_bytes, list[Path]()

    def full_from_the_fifth_on(path: Path, content: bytes) -> int:
        tried.append(path)
        if len(tried) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full_from_the_fifth_on)
    with pytest.raises(DepformerError, match="the disk is full"):
        save_run(tmp_path / "run", example_run)
    assert len(tried) == 5


@pytest.mark.parametrize("fails_at", [1, 2, 30, 122])
@pytest.mark.parametrize("there", [False, True])
def test_whichever_file_fails_nothing_is_left(
    fails_at: int,
    there: bool,
    example_run: xr.Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "deep" / "run"
    if there:
        save_run(target, example_run)
    before = sorted(tmp_path.rglob("*"))
    write, count = Path.write_bytes, iter(range(1, 1000))

    def full(path: Path, content: bytes) -> int:
        if next(count) == fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DepformerError, match="the disk is full"):
        save_run(target, example_run)
    assert sorted(tmp_path.rglob("*")) == before
