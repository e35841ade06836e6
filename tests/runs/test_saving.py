"""A run is written by whoever asks for it, whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import threading
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from depformer.errors import DepformerError
from depformer.runs import load_run, save_run


def test_no_thread_writes_on_behind_its_back(
    example_run: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it makes the folder again that is taken away when something fails."""
    opened, wrote = io.open, set()

    def spy(path: Any, mode: str = "r", *more: Any, **options: Any) -> Any:
        if str(path).startswith(str(tmp_path)) and set(mode) & set("wxa+"):
            wrote.add(threading.current_thread())
        return opened(path, mode, *more, **options)

    monkeypatch.setattr(io, "open", spy)
    save_run(tmp_path / "run", example_run)
    assert wrote == {threading.current_thread()}
    xr.testing.assert_identical(load_run(tmp_path / "run"), example_run)


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
