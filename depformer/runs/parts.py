"""The parts of a run that is being made, and the run of all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from depformer import schema
from depformer.errors import DepformerError
from depformer.runs.store import ARRAYS, CHUNK, LARGE, in_pieces, load_run, save_run

if TYPE_CHECKING:
    import xarray as xr

PIECE = "part-"


@dataclass(frozen=True)
class Parts:
    """Where the parts of a run lie until all of them are there; see `depformer.work.Keep`.

    Parameters
    ----------
    folder : Path
        One folder a part in it.
    """

    folder: Path

    def get(self, name: str) -> xr.Dataset | None:
        """Return a part, None if it is not there yet, or was cut off while it was written."""
        from depformer.runs.array_files import refuse_damaged

        with suppress(DepformerError):
            refuse_damaged(self.folder / f"{PIECE}{name}" / ARRAYS)
            return self.opened(name)
        return None

    def opened(self, name: str) -> xr.Dataset:
        """Return a part that is there, read when its numbers are asked for."""
        return load_run(self.folder / f"{PIECE}{name}", large=0)

    def put(self, name: str, result: xr.Dataset) -> None:
        """Keep a part."""
        save_run(self.folder / f"{PIECE}{name}", result)


def joined(parts: Sequence[xr.Dataset], refused: Sequence[str]) -> xr.Dataset:
    """Return the run of all parts; what will be large in it is read when it is written.

    Parameters
    ----------
    parts : sequence of xarray.Dataset
        Runs of different people, all else alike.
    refused : sequence of str
        Who is not explained, for too many missing recordings.
    """
    import xarray as xr

    people = sum(part.sizes["participant"] for part in parts)
    run = xr.concat(
        [
            part.assign(in_pieces(part, CHUNK, LARGE * part.sizes["participant"] / people))
            for part in parts
        ],
        dim="participant",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        join="override",
        combine_attrs="override",
    )
    other = [who for part in parts for who in json.loads(part.attrs["other_features"])]
    known = [part.attrs["computed_on"] for part in parts if "computed_on" in part.attrs]
    places = sorted({place for each in known for place in json.loads(each)})
    run.attrs |= {
        "computed_on": json.dumps(places),
        "created": parts[-1].attrs["created"],
        "refused": json.dumps(list(refused)),
        "other_features": json.dumps(other),
    }
    return schema.validate(run)
