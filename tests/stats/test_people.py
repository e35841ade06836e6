"""Who enters a table, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import schema
from depformer.stats.people import choose, known_people, mean_over_words, members, role_of


@pytest.fixture
def mixed() -> xr.Dataset:
    """Eight people in no order: two of training, one of validation, the rest held out."""
    run = schema.example(0, participants=8).copy(deep=True)
    roles = ["train", "test", "new", "val", "test", "train", "new", "test"]
    run = run.assign_coords(role=("participant", roles))
    return run.isel(participant=[5, 2, 7, 0, 3, 6, 1, 4])


def test_people_are_sorted_by_id_with_all_that_is_theirs(mixed: xr.Dataset) -> None:
    chosen = choose(mixed)
    ids = [f"sub-{i:03d}" for i in (2, 3, 5, 7, 8)]
    assert chosen["participant"].values.tolist() == ids
    xr.testing.assert_identical(chosen, mixed.sel(participant=ids))
    assert choose(mixed, "all")["participant"].values.tolist() == sorted(
        mixed["participant"].values.tolist()
    )


def test_training_and_validation_are_not_held_out(mixed: xr.Dataset) -> None:
    assert set(choose(mixed)["role"].values.tolist()) == {"test", "new"}
    assert role_of(choose(mixed)) == "held_out"
    assert role_of(choose(mixed, "all")) == "all"
    # Of these three only sub-006 was in training, and it is healthy.
    without = mixed.sel(participant=["sub-002", "sub-003", "sub-006"])
    assert role_of(without) == "all"
    assert role_of(without, ["depressed"]) == "held_out"


def test_members_are_those_of_the_group(mixed: xr.Dataset) -> None:
    assert members(mixed, "depressed").tolist() == (mixed["group"] == "depressed").values.tolist()
    assert not members(choose(mixed).isel(participant=[0]), "healthy").any()


def test_only_people_with_a_diagnosis_and_a_prediction_are_judged(mixed: xr.Dataset) -> None:
    run = choose(mixed, "all").copy(deep=True)
    run["group"] = run["group"].astype("U9")
    run["group"].values[[1, 7]] = ["remitted", "depressed"]
    run["probability"].loc[{"participant": "sub-003"}] = np.nan
    depressed, probability = known_people(run)
    kept = run.sel(participant=["sub-005", "sub-007", "sub-008"])  # held out and known
    assert depressed.tolist() == [False, False, True]
    np.testing.assert_array_equal(probability, kept["probability"].sel(outcome="depressed"))


def test_a_mean_over_words_leaves_out_what_is_missing() -> None:
    values = np.array([[[1.0, 4.0], [3.0, np.nan]], [[np.nan, np.nan], [5.0, np.nan]]])
    found = mean_over_words(values)
    np.testing.assert_array_equal(found, [[2.0, 4.0], [5.0, np.nan]])
