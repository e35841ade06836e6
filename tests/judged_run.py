"""A checked run with all that goes wrong in a study, and what to hold its tables against."""

from __future__ import annotations

import re

import numpy as np
import xarray as xr
from scipy import stats as scipy_stats

from depformer import figures, schema

HELD_OUT = ("test", "new")
ABSURD = 1e3


def judged_run(seed: int = 0, *, participants: int = 24, words: int = 8) -> xr.Dataset:
    """Return a checked run of two methods with a sign and one without, people and dims shuffled.

    A third of the people trained the model: whatever is said of them is absurd, so that no table
    can take them in unnoticed. Single faces, voices and checks of the others are missing.
    """
    rng = np.random.default_rng(seed)
    run = schema.example(seed, participants=participants, words=words, checked=True)
    second = run.isel(method=[0]).assign_coords(method=["occlusion"])
    for name, array in second.data_vars.items():
        if "method" in array.dims:
            second[name] = array + rng.normal(0, 0.1, array.shape)
    run = xr.concat([run, second], dim="method", data_vars="minimal", coords="minimal")
    roles = np.array(["train", "val", "test", "new", "test", "test"])[np.arange(participants) % 6]
    run = run.assign_coords(role=("participant", roles))
    strangers = ~np.isin(roles, HELD_OUT)
    for name, dims in ((name, array.dims) for name, array in run.data_vars.items()):
        values = run[name].values.copy()
        if values.dtype.kind == "f" and "participant" in dims:
            values[(slice(None),) * dims.index("participant") + (strangers,)] += ABSURD
            run[name] = (dims, values)
    run["faithfulness"].loc[{"participant": "sub-004"}] = np.nan
    run["curve"].loc[{"participant": "sub-004"}] = np.nan
    run["coalition_value"].loc[{"participant": "sub-005"}] = np.nan
    for person, word, modality in (("sub-003", "w02", "face"), ("sub-016", "w03", "audio")):
        cell = {"participant": person, "word": word, "modality": modality}
        for name in ("attribution", "attribution_untrained", "attribution_baseline"):
            run[name].loc[cell] = np.nan
    run = run.isel(participant=rng.permutation(participants))
    return schema.describe(run.transpose(*reversed(list(run.dims))))


def held_out(run: xr.Dataset) -> xr.Dataset:
    """Return the people who did not train the model."""
    return run.isel(participant=np.isin(run["role"].values, HELD_OUT))


def student(values: np.ndarray) -> tuple[int, float, float, float]:
    """Return n, mean and Student's 95 % interval by SciPy, of what is not NaN."""
    known = np.asarray(values)[np.isfinite(values)]
    mean, error = known.mean(), scipy_stats.sem(known)
    return len(known), mean, *scipy_stats.t.interval(0.95, len(known) - 1, mean, error)


def mean_of(values: xr.DataArray, group: str) -> float:
    """Return the mean over the people of a group who have the cell."""
    chosen = values.values[values["group"].values == group]
    return float(chosen[np.isfinite(chosen)].mean())


def title(name: str, run: xr.Dataset, **options: str) -> str:
    """Return what stands over a figure, in plain text."""
    text = re.sub(r"<[^>]+>", " ", figures.draw(name, run, **options).layout.title.text)
    return " ".join(text.split())
