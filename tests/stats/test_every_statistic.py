"""What holds for every table of the registry."""

from __future__ import annotations

import pandas as pd
import pytest
import xarray as xr

from depformer.stats import STATISTICS, StatisticSpec


@pytest.mark.parametrize("spec", tuple(STATISTICS), ids=lambda spec: spec.id)
class TestEveryStatistic:
    def test_gives_a_table_and_leaves_the_run_alone(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        before = example_run.copy(deep=True)
        table = spec.compute(example_run)
        assert isinstance(table, pd.DataFrame)
        assert list(table.index) == list(range(len(table)))
        xr.testing.assert_identical(example_run, before)

    def test_same_seed_same_numbers(self, spec: StatisticSpec, example_run: xr.Dataset) -> None:
        pd.testing.assert_frame_equal(spec.compute(example_run), spec.compute(example_run))

    def test_the_order_of_dims_does_not_matter(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        turned = example_run.transpose(*reversed(list(example_run.dims)))
        pd.testing.assert_frame_equal(spec.compute(example_run), spec.compute(turned))

    def test_one_participant_and_none_are_no_crash(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        for people in ([0], []):
            assert isinstance(spec.compute(example_run.isel(participant=people)), pd.DataFrame)
