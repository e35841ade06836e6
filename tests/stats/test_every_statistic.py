"""What holds for every table of the registry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import schema
from depformer.errors import DepformerError
from depformer.stats import STATISTICS, StatisticSpec

ASKED = {
    "participant": "sub-001",
    "word": "w02",
    "stream": "face",
    "method": "integrated_gradients",
}


def asked(spec: StatisticSpec) -> dict[str, Any]:
    return {name: ASKED[name] for name in spec.asks}


@pytest.mark.parametrize("spec", tuple(STATISTICS), ids=lambda spec: spec.id)
class TestEveryStatistic:
    def test_gives_a_table_and_leaves_the_run_alone(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        before = example_run.copy(deep=True)
        table = spec.compute(example_run, **asked(spec))
        assert isinstance(table, pd.DataFrame)
        assert list(table.index) == list(range(len(table)))
        xr.testing.assert_identical(example_run, before)

    def test_same_seed_same_numbers(self, spec: StatisticSpec, example_run: xr.Dataset) -> None:
        one, other = (spec.compute(example_run, **asked(spec)) for _ in range(2))
        pd.testing.assert_frame_equal(one, other)

    def test_the_order_of_dims_does_not_matter(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        turned = example_run.transpose(*reversed(list(example_run.dims)))
        one, other = (spec.compute(run, **asked(spec)) for run in (example_run, turned))
        pd.testing.assert_frame_equal(one, other)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_the_order_of_participants_does_not_matter(
        self, spec: StatisticSpec, seed: int
    ) -> None:
        run = schema.example(seed, participants=24, checked=True)
        mixed = run.isel(participant=np.random.default_rng(seed).permutation(24))
        one, other = (spec.compute(each, **asked(spec)) for each in (run, mixed))
        if "participant" in one:
            keys = ["participant", *({"word"} & {*one})]
            one, other = (each.sort_values(keys, ignore_index=True) for each in (one, other))
        pd.testing.assert_frame_equal(one, other, check_exact=True)

    def test_one_participant_and_none_are_no_crash(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        one, nobody = (example_run.isel(participant=people) for people in ([0], []))
        if spec.least:
            for few in (one, nobody, example_run.isel(participant=range(2, 12))):
                with pytest.raises(DepformerError, match=f"{spec.least} people"):
                    spec.compute(few, **asked(spec))
            return
        assert isinstance(spec.compute(one, **asked(spec)), pd.DataFrame)
        if "participant" in spec.asks:
            with pytest.raises(DepformerError, match="sub-001"):
                spec.compute(nobody, **asked(spec))
        else:
            assert isinstance(spec.compute(nobody, **asked(spec)), pd.DataFrame)

    def test_a_run_without_what_it_needs_is_refused(
        self, spec: StatisticSpec, example_run: xr.Dataset
    ) -> None:
        for name in spec.needs:
            with pytest.raises(DepformerError, match=name):
                spec.compute(example_run.drop_vars(name), **asked(spec))
