"""Sessions are reduced to people before anybody is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer import schema
from depformer.stats import guards
from depformer.stats.people import choose, members
from depformer.stats.sessions import sessions_of, to_people
from depformer.stats.tables.compare_groups import compare_groups
from depformer.stats.tables.performance import performance
from depformer.stats.tables.table_one import table_one


def of_sessions(run: xr.Dataset, each: int = 2) -> xr.Dataset:
    """The run with that many rows in turn as the sessions of one person."""
    number = np.arange(run.sizes["participant"])
    persons = np.array([f"sub-{n // each:02d}" for n in number])
    sessions = np.array([str(n % each + 1) for n in number])
    rows = [f"{who}_ses-{session}" for who, session in zip(persons, sessions, strict=True)]
    return run.assign_coords(
        participant=rows, person=("participant", persons), session=("participant", sessions)
    )


@pytest.fixture
def run() -> xr.Dataset:
    """Sixteen sessions of eight people, four of each group."""
    return of_sessions(schema.example(1, participants=16, checked=True))


def test_a_run_of_sessions_obeys_the_schema(run: xr.Dataset) -> None:
    schema.validate(run)
    assert sessions_of(run, "sub-01_ses-2") == ["sub-01_ses-1", "sub-01_ses-2"]
    with pytest.raises(Exception, match="session"):
        schema.validate(run.drop_vars("session"))


def test_without_sessions_a_run_is_what_it_was(example_run: xr.Dataset) -> None:
    assert to_people(example_run) is example_run
    assert sessions_of(example_run, "sub-001") == ["sub-001"]
    assert not guards(example_run)["id"].isin(["sessions", "several_groups"]).any()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(0, 99))
def test_numbers_are_means_over_the_sessions_of_a_person(each: int, seed: int) -> None:
    run = of_sessions(schema.example(seed, participants=6, checked=True), each)
    shuffled = run.isel(participant=np.random.default_rng(seed).permutation(6))
    people = to_people(shuffled)
    schema_names = [n for n in run.data_vars if "participant" in run[n].dims and n != "missing"]
    for name in schema_names:
        expected = run[name].astype(float).groupby("person").mean("participant", skipna=True)
        expected = expected.rename(person="participant").sel(participant=people["participant"])
        got = people[name].transpose(*expected.dims)
        np.testing.assert_allclose(got.values, expected.values, atol=1e-12, equal_nan=True)
    assert people["missing"].values.sum() == (1 if each == 1 else 0)  # a cell of one session


def test_what_a_table_counts_are_people() -> None:
    run = of_sessions(schema.example(1, participants=20))
    assert choose(run).sizes["participant"] == 10
    assert members(choose(run), "depressed").sum() == 5
    assert table_one(run)["n_a"].max() == 5
    metrics = performance(run, n_bootstrap=2).set_index("metric")
    assert metrics.loc["accuracy", "n"] == 10
    found = compare_groups(run, method="integrated_gradients")
    by_hand = pd.DataFrame(
        {"who": run["person"].values, "group": run["group"].values}
        | {"face": run["attribution"].values[0, :, 3, 0]}
    )
    means = by_hand.groupby(["who", "group"])["face"].mean().groupby("group").mean()
    cell = found[(found["word"] == "w04") & (found["modality"] == "face")].iloc[0]
    assert cell["estimate"] == pytest.approx(means["depressed"] - means["healthy"])


def test_whoever_changes_the_group_is_in_none_and_is_counted(run: xr.Dataset) -> None:
    groups = run["group"].values.astype("U9").copy()
    groups[[1, 15]] = ["healthy", "depressed"]
    changed = run.assign_coords(group=("participant", groups))
    people = choose(changed)
    between = ["depressed"] * 3 + ["healthy"] * 3
    assert people["group"].values.tolist() == ["several", *between, "several"]
    said = guards(changed).set_index("id")["sentence"]
    assert "16 sessions of 8 participants" in said["sessions"]
    assert "2 participants of 8 stand in different groups" in said["several_groups"]
    assert performance(changed, n_bootstrap=2).set_index("metric").loc["accuracy", "n"] == 6


def test_a_person_is_held_out_only_if_all_sessions_are(run: xr.Dataset) -> None:
    roles = np.array(["test"] * 16)
    roles[3] = "val"
    half = run.assign_coords(role=("participant", roles))
    assert "sub-01" not in choose(half)["participant"].values
    assert choose(half).sizes["participant"] == 7
    assert to_people(half)["role"].values[1] == "val"
    said = guards(half).set_index("id")["sentence"]["training_people"]
    assert said.startswith("1 of 8 participants took part")


def test_severity_is_the_mean_and_a_differing_sex_is_unknown(run: xr.Dataset) -> None:
    sex = run["sex"].values.copy()
    sex[:2] = ["F", "M"]
    severity = run["severity"].values.copy()
    severity[:2], severity[2] = [10.0, 30.0], np.nan
    people = to_people(
        run.assign_coords(sex=("participant", sex), severity=("participant", severity))
    )
    assert people["severity"].values[:2].tolist() == [20.0, severity[3]]
    assert people["sex"].values[0] == "n/a"
