"""Captions of tested figures say what their own table says: whom, what, and on which conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.export.manuscript.caption import caption
from depformer.figures import FIGURES

TESTED = [spec for spec in FIGURES if "n_permutations" in {each.name for each in spec.options}]
ASKED: dict[str, Any] = {"people": "correct", "covariates": ["age"], "n_permutations": 19}


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    drawn: xr.Dataset = schema.example(1, participants=60, words=8)
    drawn["role"].values[:] = "test"
    shuffled = np.random.default_rng(0).permutation(drawn["probability"].values)
    drawn["probability"].values[:] = shuffled
    return drawn


@pytest.mark.parametrize("spec", TESTED, ids=lambda spec: spec.id)
def test_who_what_and_how_are_those_of_the_table(spec: figures.FigureSpec, run: xr.Dataset) -> None:
    asked = ASKED | {"measure": "selection_rate", "within_folds": True, "seed": 7}
    table = figures.table(spec.id, run, **asked)
    said = caption(spec.id, run, **asked)
    assert 5 <= table["n_a"].max() < 30
    groups = ("depressed", "healthy")[: 1 + ("n_b" in table)]
    for n, group in zip(("n_a", "n_b"), groups, strict=False):
        assert f"{int(table[n].max())} {group}" in said
    assert "selection rate" in said
    assert "integrated gradients" not in said
    for each in ("group was predicted right", "Held constant: age", "within folds only", "max-T"):
        assert each in said or (each == "max-T" and spec.id == "valence_contrast")
    assert "19 permutations of whole participants, seed 7" in said
    assert caption(spec.id, run, table, **asked) == said


def test_a_size_is_not_called_an_attribution_with_a_sign(run: xr.Dataset) -> None:
    said = caption("volcano", run, absolute=True, n_permutations=19)
    assert "size of integrated gradients, without its sign [logit]" in said
    assert "n = 29 to 30 depressed, 30 healthy" in said  # one recording is missing
