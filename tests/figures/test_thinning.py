"""Of more people than marks can show, evenly spaced ones are drawn; numbers are of everybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import figures
from depformer.figures.parts.thinning import MOST_MARKS, thinned, thinned_note

SAID = f"Of a group of more than {MOST_MARKS} people"


@given(n=st.integers(1, 3 * MOST_MARKS), seed=st.integers(0, 9))
def test_the_ends_are_drawn_and_nobody_twice(n: int, seed: int) -> None:
    rows = pd.DataFrame({"value": np.random.default_rng(seed).normal(size=n)})
    drawn = thinned(rows, "value")
    assert len(drawn) == min(n, MOST_MARKS)
    assert drawn.index.is_unique
    assert drawn["value"].min() == rows["value"].min()
    assert drawn["value"].max() == rows["value"].max()
    assert bool(thinned_note(n, 1)) == (len(drawn) < n)


@pytest.fixture(scope="module")
def crowd(tiny_run: xr.Dataset) -> xr.Dataset:
    """The people of the small run, many times over, each with a place of their own."""
    times = 2 * MOST_MARKS // (tiny_run.sizes["participant"] // 2) + 1
    many = xr.concat([tiny_run] * times, dim="participant", data_vars="minimal")
    n = many.sizes["participant"]
    moved = many["attribution"] + xr.DataArray(np.linspace(0, 0.1, n), dims="participant")
    return many.assign(attribution=moved).assign_coords(
        participant=[f"sub-{at:04d}" for at in range(n)],
        severity=("participant", np.linspace(0, 60, n)),
    )


def _marks(trace: go.Scatter | go.Violin) -> int:
    """How many people a trace draws one by one; of a cloud, at least."""
    if trace.type == "violin":
        return 0 if trace.points == "outliers" else len(trace.x)
    return len(trace.x) if trace.mode == "markers" else 0


@pytest.mark.parametrize("name", ["completeness", "severity_scatter", "word_across_people"])
def test_a_figure_of_many_people_says_whom_it_draws(name: str, crowd: xr.Dataset) -> None:
    table = figures.table(name, crowd)
    drawn = figures.drawn(name, table, synthetic=False)
    assert SAID in drawn.to_json()
    assert all(_marks(trace) <= MOST_MARKS for trace in drawn.data)
    assert table["participant"].nunique() > 2 * MOST_MARKS or name == "severity_scatter"


@pytest.mark.parametrize("name", ["completeness", "word_across_people"])
def test_a_figure_of_few_people_draws_everybody(name: str, tiny_run: xr.Dataset) -> None:
    assert SAID not in figures.drawn(name, figures.table(name, tiny_run), synthetic=False).to_json()
