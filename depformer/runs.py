"""Runs on disk: write one, load one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from depformer import schema
from depformer.errors import DepformerError
from depformer.files import digest_folder, new_folder, read_json

if TYPE_CHECKING:
    import xarray as xr


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
    """Load a run from its Zarr folder into memory.

    Parameters
    ----------
    path : Path or str
        The ``run.zarr`` folder, or the folder that holds it.

    Returns
    -------
    xarray.Dataset
        A run that obeys the schema.

    Raises
    ------
    DepformerError
        If the folder is missing, damaged, or of another version.
    """
    import xarray as xr

    folder = Path(path)
    folder = folder / "run.zarr" if (folder / "run.zarr").is_dir() else folder
    if not folder.is_dir():
        raise DepformerError(f"There is no run at {path}.", kind="run")
    about = folder.parent / "run.json"
    written = read_json(about, kind="run").get("content_digest") if about.is_file() else None
    if written and written != digest_folder(folder):
        raise DepformerError(
            f"The run at {path} is damaged: its files are not those that were written. Delete it, "
            "and it is computed again.",
            kind="run",
        )
    try:
        run = xr.open_zarr(folder).load()
    except (ValueError, OSError, KeyError, RuntimeError) as fault:
        raise DepformerError(f"The run at {path} cannot be read: {fault}.", kind="run") from fault
    return schema.validate(run)
