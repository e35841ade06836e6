"""A large run is opened without being read whole, and what is read is what was written."""

from __future__ import annotations

import asyncio
import json
import pickle
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from zarr.abc.store import RangeByteRequest
from zarr.core.buffer import default_buffer_prototype

from depformer import runs, schema
from depformer.errors import DepformerError
from depformer.runs import parts as making
from depformer.runs import store
from depformer.runs.array_files import VerifiedFiles, read_list

CPU = default_buffer_prototype()
PEOPLE = 20


@pytest.fixture
def run() -> xr.Dataset:
    return schema.example(seed=4, participants=PEOPLE, checked=True)


@pytest.fixture
def folder(run: xr.Dataset, tmp_path: Path) -> Path:
    runs.save_run(tmp_path / "run", run)
    return tmp_path / "run"


def test_the_numbers_are_the_same_from_memory_and_from_disk(run: xr.Dataset, folder: Path) -> None:
    from_disk = runs.load_run(folder, large=0)
    who = run["participant"].values[[3, 11, 19]]
    xr.testing.assert_identical(from_disk.sel(participant=who), run.sel(participant=who))
    xr.testing.assert_identical(from_disk, runs.load_run(folder))
    xr.testing.assert_identical(pickle.loads(pickle.dumps(from_disk)).load(), run)


def test_a_small_run_needs_its_files_no_more(run: xr.Dataset, folder: Path) -> None:
    opened = runs.load_run(folder)
    shutil.rmtree(folder)
    xr.testing.assert_identical(opened, run)


def test_only_what_is_asked_for_is_read(folder: Path) -> None:
    """One of three pieces is spoilt: whose numbers lie in it is told, the others are read."""
    opened = runs.load_run(folder, large=0)
    (folder / "run.zarr" / "attention" / "1.0.0.0.0").write_bytes(b"of another run")
    assert np.isfinite(opened["attention"].isel(participant=[0, 7, 16, 19]).max())
    with pytest.raises(DepformerError, match="is damaged") as caught:
        opened["attention"].isel(participant=8).load()
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("gone", ["a piece", "the folder"])
def test_what_is_taken_away_after_the_opening_is_no_number(folder: Path, gone: str) -> None:
    opened = runs.load_run(folder, large=0)
    if gone == "a piece":
        (folder / "run.zarr" / "attention" / "0.0.0.0.0").unlink()
    else:
        shutil.rmtree(folder)
    with pytest.raises(DepformerError, match="is damaged"):
        opened["attention"].isel(participant=0).load()


def test_what_was_put_into_the_folder_later_is_not_read(run: xr.Dataset, folder: Path) -> None:
    (folder / "run.zarr" / "attention" / "9.0.0.0.0").write_bytes(b"more")
    (folder / "run.zarr" / "notes.txt").write_text("mine")
    xr.testing.assert_identical(runs.load_run(folder), run)


def test_a_run_without_a_list_of_its_files_is_opened(run: xr.Dataset, folder: Path) -> None:
    (folder / "run.sha256").unlink()
    xr.testing.assert_identical(runs.load_run(folder, large=0).load(), run)
    (folder / "run.zarr" / "logit" / "0.0").unlink()
    with pytest.raises(DepformerError, match="is damaged"):
        runs.load_run(folder)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0000  run.zarr/logit/0.0\n"])
def test_a_list_that_is_not_what_was_written_is_damage(folder: Path, content: bytes) -> None:
    (folder / "run.sha256").write_bytes(content)
    with pytest.raises(DepformerError, match="is damaged"):
        runs.load_run(folder)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_anybody_can_check_a_run_without_this_program(folder: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "run.sha256"]
    assert subprocess.run(command, cwd=folder).returncode == 0
    (folder / "run.zarr" / "logit" / "0.0").write_bytes(b"")
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 1


@pytest.mark.parametrize("size", [2, 3, 8])
@pytest.mark.parametrize("large", [0, 10**9])
def test_parts_of_any_size_make_the_same_run(
    size: int, large: int, run: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGE", large)
    monkeypatch.setattr(making, "LARGE", large)
    own = {"other_features": "[]", "refused": '["sub-099"]', "computed_on": '["here"]'}
    # The later, the longer, as people who came several times are called.
    ids = [f"sub-{'long' * (i // 3)}{i}" for i in range(PEOPLE)]
    run = run.assign_attrs(own).assign_coords(participant=ids)
    parts = runs.Parts(tmp_path / "parts")
    for start in range(0, PEOPLE, size):
        part = slice(start, start + size)
        parts.put(f"{start}", run.isel(participant=part).assign_coords(participant=ids[part]))
    made = runs.joined([parts.opened(f"{each}") for each in range(0, PEOPLE, size)], ["sub-099"])
    runs.save_run(tmp_path / "run", made)
    found = runs.load_run(tmp_path / "run")
    xr.testing.assert_identical(found, run)
    about = json.loads((tmp_path / "run" / "run.json").read_text())
    assert about["participants"] == PEOPLE
    assert len([*(tmp_path / "run" / "run.zarr" / "attention").glob("[0-9]*")]) == 3


@pytest.mark.parametrize("harm", [b"", b"of another part", None])
def test_a_part_that_is_not_whole_is_made_again(
    run: xr.Dataset, tmp_path: Path, harm: bytes | None
) -> None:
    """Its numbers are read much later, when nobody can make them any more."""
    parts = runs.Parts(tmp_path)
    parts.put("one", run)
    found = parts.get("one")
    assert found is not None
    xr.testing.assert_identical(found.load(), run)
    chunk = tmp_path / "part-one" / "run.zarr" / "attention" / "1.0.0.0.0"
    chunk.unlink() if harm is None else chunk.write_bytes(harm)
    assert parts.get("one") is None


def test_a_large_run_that_lost_a_file_is_not_opened(folder: Path) -> None:
    (folder / "run.zarr" / "attention" / "1.0.0.0.0").unlink()
    with pytest.raises(DepformerError, match="is damaged"):
        runs.load_run(folder, large=0)


@pytest.mark.parametrize("way", ["get", "get_partial_values", "get_sync"])
def test_no_way_of_reading_goes_round_the_check(folder: Path, way: str) -> None:
    files = VerifiedFiles(folder / "run.zarr", read_list(folder / "run.zarr"))
    first = RangeByteRequest(0, 4)
    name = "logit/0.0"
    ways = {
        "get": lambda: asyncio.run(files.get(name, CPU, first)),
        "get_partial_values": lambda: asyncio.run(files.get_partial_values(CPU, [(name, first)]))[
            0
        ],
        "get_sync": lambda: files.get_sync(name, prototype=CPU, byte_range=first),
    }
    path = folder / "run.zarr" / name
    found = ways[way]()
    assert found is not None
    assert found.to_bytes() == path.read_bytes()[:4]
    path.write_bytes(path.read_bytes()[::-1])
    with pytest.raises(DepformerError, match="is damaged"):
        ways[way]()
