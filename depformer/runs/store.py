"""One run on disk: ``run.zarr`` and ``run.json``, which says what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import digest_folder, new_folder, read_json, user_path, write_json
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ABOUT = "run.json"
ARRAYS = "run.zarr"
_OF_ZARR = (".zgroup", ".zmetadata")
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
        write_run(beside / ARRAYS, run)
        about = {key: run.attrs[key] for key in run.attrs if key not in _DECODED}
        about |= {key: json.loads(run.attrs[key]) for key in _DECODED}
        about["content_digest"] = digest_folder(beside / ARRAYS)
        about["participants"] = int(run.sizes["participant"])
        write_json(beside / ABOUT, about)


def write_run(path: Path, run: xr.Dataset, *, chunk: int = 8) -> None:
    """Write a run as Zarr so that a reader sees all of it or none.

    Parameters
    ----------
    path : Path
        The ``run.zarr`` folder; an earlier one is replaced.
    run : xarray.Dataset
        Obeys the schema.
    chunk : int
        Participants per chunk.
    """
    sizes = {**run.sizes, "participant": min(chunk, run.sizes["participant"])}
    encoding = {
        name: {"chunks": tuple(sizes[str(dim)] for dim in array.dims)}
        for name, array in schema.validate(run).data_vars.items()
    }
    with new_folder(path, replace=True) as folder:
        # Format 3 of Zarr has no settled form for text yet; every reader knows format 2.
        run.to_zarr(folder, mode="w", zarr_format=2, consolidated=True, encoding=encoding)


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

    folder = _arrays(user_path(path))
    about = folder.parent / ABOUT
    written = read_about(folder.parent).get("content_digest") if about.is_file() else None
    if written is not None and written != digest_folder(folder):
        raise DepformerError(say("runs.damaged", path=path), kind="run")
    try:
        run = xr.open_zarr(folder).load()
    except Exception as fault:  # what zarr raises over files that it did not write has no end
        raise DepformerError(
            say("runs.unreadable", path=path, why=type(fault).__name__), kind="run"
        ) from fault
    return schema.validate(run)


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
    folder = _arrays(path)
    about = read_about(folder.parent) if (folder.parent / ABOUT).is_file() else {}
    return str(about.get("content_digest") or digest_folder(folder))


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
    """Return the folder of a run's arrays."""
    if (folder / ARRAYS).is_dir():
        return folder / ARRAYS
    if not folder.is_dir():
        raise DepformerError(say("runs.missing", path=folder), kind="run")
    if not any((folder / name).is_file() for name in _OF_ZARR):
        raise DepformerError(say("runs.no_run", path=folder, arrays=ARRAYS), kind="run")
    return folder
