"""One run on disk: ``run.zarr`` and ``run.json``, which says what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import digest_files, new_folder, read_json, user_path, write_json
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ABOUT = "run.json"
ARRAYS = "run.zarr"
CHUNK = 8  # participants
MOST = 8_000_000_000  # bytes that a run may claim to hold; 1,000 people and 72 words take two
_DECODED = ("config", "methods")  # texts of JSON in the run's attributes, JSON in the file


def save_run(folder: Path, run: xr.Dataset, *, replace: bool = True) -> None:
    """Write a run's folder so that a reader sees all of it or none.

    Parameters
    ----------
    folder : Path
        The folder to come.
    run : xarray.Dataset
        Obeys the schema.
    replace : bool
        Whether an existing folder is replaced; else it is an error.
    """
    with new_folder(folder, replace=replace) as beside:
        files = _packed(run)
        for name, content in files.items():
            place = beside / ARRAYS / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        about = {key: run.attrs[key] for key in run.attrs if key not in _DECODED}
        about |= {key: json.loads(run.attrs[key]) for key in _DECODED}
        about["content_digest"] = digest_files(files)
        about["participants"] = int(run.sizes["participant"])
        write_json(beside / ABOUT, about)


def _packed(run: xr.Dataset) -> dict[str, bytes]:
    """Return the files of a run as Zarr by path, `CHUNK` participants a piece.

    Straight into a folder, threads of Zarr go on writing after one of them has failed, and make the
    folder again that has been taken away.
    """
    from numcodecs import Blosc
    from zarr.storage import MemoryStore

    sizes = {**run.sizes, "participant": min(CHUNK, run.sizes["participant"])}
    # A fifth smaller than what Zarr takes by itself, and read as fast.
    packed = Blosc(cname="zstd", clevel=5, shuffle=Blosc.SHUFFLE)
    encoding = {
        name: {"chunks": tuple(sizes[str(dim)] for dim in array.dims), "compressors": packed}
        for name, array in schema.validate(run).data_vars.items()
    }
    # Format 3 of Zarr has no settled form for text yet; every reader knows format 2.
    files: dict[str, Any] = {}
    run.to_zarr(MemoryStore(files), mode="w", zarr_format=2, consolidated=True, encoding=encoding)
    return {name: content.to_bytes() for name, content in files.items()}


def load_run(path: Path | str) -> xr.Dataset:
    """Load a run into memory.

    Parameters
    ----------
    path : Path or str
        A run's folder, or the ``run.zarr`` in it.

    Returns
    -------
    xarray.Dataset
        A run that obeys the schema.

    Raises
    ------
    DepformerError
        If the folder is missing, no run, damaged, or of another version.
    """
    import xarray as xr
    from zarr.buffer import cpu
    from zarr.storage import MemoryStore

    folder = _arrays(user_path(path))
    # What is checked is what is read, even if somebody takes files away meanwhile: Zarr would fill
    # what is missing and say nothing.
    found = contents(folder)
    if read_about(folder.parent).get("content_digest") != digest_files(found):
        raise DepformerError(say("runs.damaged", path=path), kind="run")
    store = MemoryStore({name: cpu.Buffer.from_bytes(each) for name, each in found.items()})
    try:
        run = xr.open_zarr(store)
        claimed = run.nbytes
        if claimed <= MOST:
            run = run.load()
    except Exception as fault:  # what zarr raises over files that it did not write has no end
        raise DepformerError(
            say("runs.unreadable", path=path, why=type(fault).__name__), kind="run"
        ) from fault
    if claimed > MOST:
        known = {"path": path, "got": claimed / 1e9, "most": MOST / 1e9}
        raise DepformerError(say("runs.too_large", **known), kind="run")
    return schema.validate(run)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path in it."""
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    except OSError as fault:
        raise DepformerError(
            say("runs.unreadable", path=folder, why=fault.strerror), kind="run"
        ) from fault


def read_about(folder: Path) -> dict[str, Any]:
    """Read the ``run.json`` of a run's folder.

    Raises
    ------
    DepformerError
        If it is missing or no JSON object.
    """
    return read_json(folder / ABOUT, kind="run")


def content_digest(path: Path) -> str:
    """Return the digest of what a run's arrays hold, as `load_run` has checked it."""
    return str(read_about(_arrays(path).parent).get("content_digest", ""))


def question_of(run: xr.Dataset, baseline_from: str = "") -> Question:
    """Return what a run was asked.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    baseline_from : str
        Folder of the study of its baseline: a run holds that study's name and digest alone.
    """
    own = run.attrs["baseline"] == "study_mean"
    return Question(
        json.loads(run.attrs["methods"]),
        str(run.attrs["baseline"]),
        baseline_from=baseline_from if own else "",
        seed=int(run.attrs["seed"]),
        checks="checks" in run.attrs,
    )


def _arrays(folder: Path) -> Path:
    """Return the folder of a run's arrays, which stands beside its description."""
    arrays = folder if folder.name == ARRAYS else folder / ARRAYS
    if not folder.is_dir():
        raise DepformerError(say("runs.missing", path=folder), kind="run")
    if not arrays.is_dir() or not (arrays.parent / ABOUT).is_file():
        raise DepformerError(
            say("runs.no_run", path=folder, arrays=ARRAYS, about=ABOUT), kind="run"
        )
    return arrays
