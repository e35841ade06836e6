"""The digests of what an export is made from, and whether it is made from the same again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import depformer
from depformer.errors import DepformerError
from depformer.export.spec.fields import Spec
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def of_run(run: xr.Dataset) -> dict[str, Any]:
    """Return the fields of a spec that a run fills."""
    about = run.attrs
    return {
        "methods": json.loads(about["methods"]),
        "baseline": str(about["baseline"]),
        "seed": int(about["seed"]),
        "checks": "checks" in about,
        "study": str(about["study_digest"]),
        "checkpoint": str(about["checkpoint_digest"]),
        "baseline_study": str(about["baseline_from_digest"]),
        "run": run_digest(run),
    }


def run_digest(run: xr.Dataset) -> str:
    """Return the digest of all numbers and names of a run, whatever file they came from."""
    sha = hashlib.sha256()
    for part in _parts(run):
        sha.update(part)
    return sha.hexdigest()


def _parts(run: xr.Dataset) -> Iterator[bytes]:
    for name in sorted(map(str, run.variables)):
        values = run[name].transpose(*sorted(map(str, run[name].dims))).values
        yield f"{name}{sorted(map(str, run[name].dims))}{values.shape}".encode()
        if values.dtype.kind in "OUST":
            yield "\n".join(map(str, values.ravel().tolist())).encode()
        else:
            yield np.ascontiguousarray(values).tobytes()


def refuse_other(spec: Spec, got: Mapping[str, str]) -> None:
    """Raise unless what an export is made from has the digests of its spec.

    Parameters
    ----------
    spec : Spec
        As it was read; what it has no digest of is not compared.
    got : mapping
        Some of `DIGESTS`, of what is named now.
    """
    for what, own in got.items():
        wanted = getattr(spec, what)
        if wanted and wanted != own:
            known = {"wanted": wanted[:12], "got": own[:12] or "-"}
            raise DepformerError(say(f"exports.spec_of_other_{what}", **known), kind="run")


def refuse_other_data(spec: Spec, made: Mapping[str, str], files: Sequence[str]) -> None:
    """Raise unless the CSV files that were made again are those of the spec.

    Parameters
    ----------
    spec : Spec
        As it was read.
    made : mapping
        Digest by CSV file, of what was made.
    files : sequence of str
        Which of them are compared.
    """
    other = [name for name in files if spec.data.get(name) not in (None, made.get(name))]
    if other:
        raise DepformerError(
            say(
                "exports.other_data",
                files=", ".join(other),
                made_by=spec.depformer,
                now=depformer.__version__,
            ),
            kind="run",
        )
