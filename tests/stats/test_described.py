"""Any column of the participants forms groups, stands in table 1 and warns where groups differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.described import columns_of, described
from depformer.stats.filtered import split_by
from tests.stats.test_sessions_to_people import of_sessions

RUN = schema.example(0, participants=40)
IDS = RUN["participant"].values.astype(str)
DEPRESSED = RUN["group"].values == "depressed"


def beside(**columns: object) -> xr.Dataset:
    """The run with these columns of a table of participants, which stands in another order."""
    table = pd.DataFrame(columns, index=IDS)
    return described(RUN, table.iloc[::-1])


def test_numbers_and_texts_of_the_table_stand_beside_the_run() -> None:
    years = np.arange(40.0)
    years[3] = np.nan
    site = np.where(np.arange(40) < 20, "Lanzhou", None)
    run = beside(
        education_years=years, site=site, consent_publish_face="yes", age=999, **{"a b": 1}
    )
    np.testing.assert_array_equal(run["education_years"], years)
    assert run["site"].values.tolist() == ["Lanzhou"] * 20 + ["n/a"] * 20
    assert set(columns_of(run)) - set(columns_of(RUN)) == {"education_years", "site"}
    np.testing.assert_array_equal(run["age"], RUN["age"])
    assert "site" not in RUN.coords


def test_groups_are_formed_by_any_of_them() -> None:
    run = beside(handedness=["left", "right"] * 20, education_years=np.arange(40.0))
    by_hand = split_by(run, "handedness = left")
    assert (by_hand["group"].values[::2] == "handedness = left").all()
    assert (split_by(run, "education_years > 30")["group"] == "education_years > 30").sum() == 9
    with pytest.raises(DepformerError, match=r"handednes'.*handedness"):
        split_by(run, "handednes = left")


def test_a_site_of_one_group_stands_in_table_1_and_warns() -> None:
    run = beside(site=np.where(DEPRESSED, "ward", "university"))
    rows = stats.table_one(run).set_index(["variable", "level"])
    assert rows.loc[("site", "ward"), ["value_a", "value_b", "n_a"]].tolist() == [1.0, 0.0, 20]
    said = stats.guards(run).set_index("id").loc["imbalance_site", "sentence"]
    assert said.startswith("The groups differ in the place of recording: the share of 'university'")
    assert "is 0.00 in depressed and 1.00 in healthy" in said
    even = beside(site=["ward", "university"] * 20)
    assert "imbalance_site" not in stats.guards(even)["id"].tolist()


def test_a_person_whose_sessions_stand_on_two_sides_blocks() -> None:
    run = of_sessions(schema.example(0))
    assert "two_sides" not in stats.guards(run)["id"].tolist()
    run = run.assign_coords(role=run["role"].astype("U5")).copy(deep=True)
    person = run["person"].values[0]
    assert (run["person"] == person).sum() > 1
    run["role"].values[0] = "train"
    found = stats.guards(run).set_index("id").loc["two_sides"]
    assert found["level"] == "block"
    assert str(person) in found["sentence"]


def test_no_text_of_a_table_turns_the_order_of_others(example_run: xr.Dataset) -> None:
    ids = example_run["participant"].values
    table = pd.DataFrame({"site": ["\u202eabc\u200b"] * len(ids)}, index=ids)
    assert set(described(example_run, table)["site"].values) == {r"\u202eabc\u200b"}
