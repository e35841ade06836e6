"""One run on disk: ``run.zarr`` and ``run.json``, which says what it is."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import new_folder, read_json, user_path, write_json
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ABOUT = "run.json"
ARRAYS = "run.zarr"
CHUNK = 8  # participants
MOST = 8_000_000_000  # bytes that a run may claim to hold; 1,000 people and 72 words take two
# Bytes of a variable that is left on disk until it is asked for, and read by participants then:
# the attention of every word to every word, of which a page shows one person's.
LARGE = 32_000_000
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
    from depformer.runs.array_files import digest_of, write_list

    with new_folder(folder, replace=replace) as beside:
        digests = _write_arrays(beside / ARRAYS, run)
        write_list(beside / ARRAYS, digests)
        about = {key: run.attrs[key] for key in run.attrs if key not in _DECODED}
        about |= {key: json.loads(run.attrs[key]) for key in _DECODED}
        about["content_digest"] = digest_of(digests)
        about["participants"] = int(run.sizes["participant"])
        write_json(beside / ABOUT, about)


def _write_arrays(folder: Path, run: xr.Dataset) -> dict[str, str]:
    """Write a run as Zarr, `CHUNK` participants a piece, and return the digests of its files."""
    from numcodecs import Blosc

    from depformer.runs.array_files import WrittenFiles

    sizes = {**run.sizes, "participant": min(CHUNK, run.sizes["participant"])}
    # A fifth smaller than what Zarr takes by itself, and read as fast.
    packed = Blosc(cname="zstd", clevel=5, shuffle=Blosc.SHUFFLE)
    encoding = {
        name: {"chunks": tuple(sizes[str(dim)] for dim in array.dims), "compressors": packed}
        for name, array in schema.validate(run).data_vars.items()
    }
    large = in_pieces(run, CHUNK, LARGE)
    files = WrittenFiles(folder)
    with _one_after_the_other() if large else nullcontext():
        # Format 3 of Zarr has no settled form for text yet; every reader knows format 2.
        run.assign(large).to_zarr(
            files, mode="w", zarr_format=2, consolidated=True, encoding=encoding
        )
    return files.digests


def in_pieces(run: xr.Dataset, size: int, large: float) -> dict[str, xr.DataArray]:
    """Return the variables of more than `large` bytes, read `size` participants at a time."""
    return {
        str(name): array.chunk({"participant": size}, token=str(uuid4()))
        for name, array in run.data_vars.items()
        if array.nbytes > large and "participant" in array.dims
    }


def _one_after_the_other() -> AbstractContextManager[Any]:
    """Return what makes dask write one piece at a time, so that one is in memory."""
    import dask

    one: AbstractContextManager[Any] = dask.config.set(scheduler="synchronous")
    return one


def load_run(path: Path | str, *, large: int = LARGE) -> xr.Dataset:
    """Open a run: what is small in memory, what is large where it lies.

    Parameters
    ----------
    path : Path or str
        A run's folder, or the ``run.zarr`` in it.
    large : int
        A variable of more bytes is read from disk whenever some of it is asked for.

    Returns
    -------
    xarray.Dataset
        A run that obeys the schema.

    Raises
    ------
    DepformerError
        If the folder is missing, no run, damaged, or of another version; for what is read later,
        whoever reads it gets this.
    """
    import xarray as xr

    from depformer.runs.array_files import VerifiedFiles, digest_of, read_list

    folder = _arrays(user_path(path))
    digests = read_list(folder)
    whole = all((folder / name).is_file() for name in digests)
    if not whole or read_about(folder.parent).get("content_digest") != digest_of(digests):
        raise DepformerError(say("runs.damaged", path=path), kind="run")
    try:
        # Without how it was stored: texts are as long as the longest here, which may not be that of
        # a run which this one is joined to, and longer ones would be cut off when that is written.
        run = xr.open_zarr(VerifiedFiles(folder, digests), chunks=None).drop_encoding()
        claimed = run.nbytes
        if claimed <= MOST:
            for array in run.variables.values():
                if array.nbytes <= large:
                    array.load()
    except DepformerError:
        raise
    except Exception as fault:  # what zarr raises over files that it did not write has no end
        raise DepformerError(
            say("runs.unreadable", path=path, why=type(fault).__name__), kind="run"
        ) from fault
    if claimed > MOST:
        known = {"path": path, "got": claimed / 1e9, "most": MOST / 1e9}
        raise DepformerError(say("runs.too_large", **known), kind="run")
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
