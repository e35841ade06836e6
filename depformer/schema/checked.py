"""Hold a run against its declaration, and name every fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from depformer.errors import DepformerError
from depformer.schema.declared import (
    ATTRS,
    COORDS,
    FIXED_LABELS,
    REQUIRED,
    SESSION_COORDS,
    VARIABLES,
    VERSION,
)
from depformer.schema.target import target_of
from depformer.validate import allowed_list
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def validate(run: xr.Dataset) -> xr.Dataset:
    """Return the run if it obeys the schema, else raise with every fault.

    Parameters
    ----------
    run : xarray.Dataset
        Any dataset.

    Returns
    -------
    xarray.Dataset
        The same object, unchanged.

    Raises
    ------
    DepformerError
        Listing unknown variables, wrong dims, dtypes, labels, missing coords and attributes.
    """
    faults = [*_variable_faults(run), *_label_faults(run), *_coord_faults(run)]
    faults += _overflow_faults(run)
    faults += [say("run_format.no_attribute", name=name) for name in ATTRS if name not in run.attrs]
    if run.attrs.get("schema_version", VERSION) != VERSION:
        got = run.attrs["schema_version"]
        faults.append(say("run_format.version", got=got, allowed=VERSION))
    if faults:
        raise DepformerError.listing(say("run_format.no_run"), faults, kind="run")
    return run


def _variable_faults(run: xr.Dataset) -> list[str]:
    faults = [
        say("run_format.no_variable", name=name)
        for name in (*target_of(run).predicted, *REQUIRED)
        if name not in run
    ]
    for name, array in run.data_vars.items():
        declared = VARIABLES.get(str(name))
        if declared is None:
            faults.append(say("run_format.unknown_variable", name=name))
            continue
        dims = {str(dim) for dim in array.dims} - {"copy"}
        if dims != set(declared.dims):
            expected = list(declared.dims)
            faults.append(say("run_format.dims", name=name, got=sorted(dims), expected=expected))
        if array.dtype.kind != declared.kind:
            got, kind = array.dtype, declared.kind
            faults.append(say("run_format.dtype", name=name, got=got, expected=kind))
        if not {"units", "long_name"} <= array.attrs.keys():
            faults.append(say("run_format.undescribed", name=name))
    return faults


def _overflow_faults(run: xr.Dataset) -> list[str]:
    """Return a sentence for each prediction that is not finite: unlike an attribution, all are."""
    faults = []
    for name in target_of(run).predicted:
        if name in run and "participant" in run[name].dims and run[name].dtype.kind == "f":
            others = [dim for dim in run[name].dims if dim != "participant"]
            finite = (abs(run[name]) < np.inf).all(others).values  # NaN is not
            if not finite.all():
                who = allowed_list(run["participant"].values[~finite])
                faults.append(say("run_format.not_finite", name=name, who=who))
    return faults


def _label_faults(run: xr.Dataset) -> list[str]:
    faults = []
    for dim, expected in FIXED_LABELS.items():
        if dim in run.dims:
            got = tuple(str(label) for label in run[dim].values) if dim in run.coords else ()
            if got != tuple(expected):
                faults.append(say("run_format.labels", dim=dim, got=got, expected=expected))
    for dim in ("participant", "word", "method"):
        if dim in run.dims and dim not in run.coords:
            faults.append(say("run_format.no_labels", dim=dim))
        elif dim in run.dims and len(np.unique(run[dim].values)) != run.sizes[dim]:
            faults.append(say("run_format.repeated_labels", dim=dim))
    return faults


def _coord_faults(run: xr.Dataset) -> list[str]:
    faults = []
    sessions = any(name in run.coords for name in SESSION_COORDS)
    for name, (dim, kind) in {**COORDS, **SESSION_COORDS}.items():
        if dim not in run.dims:
            continue
        if name in SESSION_COORDS and not sessions:
            continue
        if name not in run.coords:
            faults.append(say("run_format.no_coord", name=name, dim=dim))
        elif run[name].dims != (dim,) or run[name].dtype.kind not in (kind, "T"):
            dims, dtype = run[name].dims, run[name].dtype
            faults.append(say("run_format.coord", name=name, dims=dims, dtype=dtype))
    return faults
