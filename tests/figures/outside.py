"""Data from outside a run that some figures need: maps, recordings, predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from depformer import schema
from depformer.figures import FigureSpec
from depformer.schema import Target
from depformer.schema.drawn import scored

PIXELS = 12
NUMBERS = 30


def maps_of(run: xr.Dataset, participant: str) -> xr.Dataset:
    """Maps as `depformer.explain.maps` returns them."""
    rng = np.random.default_rng(0)
    n = run.sizes["word"]
    return xr.Dataset(
        {
            "face_map": (("word", "height", "width"), rng.normal(size=(n, PIXELS, PIXELS))),
            "audio_map": (("word", "feature"), rng.normal(size=(n, NUMBERS))),
        },
        coords={"word": run["word"].values},
        attrs={"participant": participant},
    )


def recorded_of(run: xr.Dataset, participant: str) -> xr.Dataset:
    """Recordings as `depformer.study.arrays.recorded` returns them."""
    rng = np.random.default_rng(1)
    n = run.sizes["word"]
    face = rng.integers(0, 256, (n, PIXELS, PIXELS)).astype(np.uint8)
    return xr.Dataset(
        {
            "face": (("word", "height", "width"), face),
            "audio": (("word", "feature"), rng.normal(size=(n, NUMBERS))),
            "missing": (("word", "modality"), np.zeros((n, 2), bool)),
        },
        coords={"word": run["word"].values, "modality": ["face", "audio"]},
        attrs={"participant": participant, "extractor": ""},
    )


def suited(spec: FigureSpec, run: xr.Dataset) -> xr.Dataset:
    """Return the run, or the same as the figure needs it: with sessions, or with scores."""
    if "person" in spec.needs and "person" not in run.coords:
        number = np.arange(run.sizes["participant"])
        persons, sessions = [f"p{n // 2}" for n in number], [str(n % 2 + 1) for n in number]
        of_two = {"person": ("participant", persons), "session": ("participant", sessions)}
        run = run.assign_coords(of_two)
    return run if spec.offered(run) else schema.describe(scored(run, Target.of_scale("BDI-II")))


def options_of(spec: FigureSpec, run: xr.Dataset, participant: str) -> dict[str, Any]:
    """Return the options that a figure cannot do without; those that test permute little."""
    logit = np.array([0.8, -0.4])
    predicted = {"logit": logit, "probability": 1 / (1 + np.exp(-logit))}
    if "predicted" in run:
        predicted = {"predicted": 15 + 10 * logit}
    known = {
        "participant": participant,
        "word": str(run["word"].values[1]),
        "maps": maps_of(run, participant),
        "words": tuple(run["word"].values[:2].astype(str)),
        "predictions": pd.DataFrame({"state": ["recorded", "replaced"], **predicted}),
    }
    names = {option.name for option in spec.options}
    needed = {option.name: known[option.name] for option in spec.options if option.required}
    return needed | ({"n_permutations": 99} if "n_permutations" in names else {})
