"""Two groups by a filter, checked against what the run knows and never executed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.stats.filtered import split_by, undivided
from tests.stats.test_sessions_to_people import of_sessions

RUN = schema.example(0)


def test_the_groups_are_those_on_both_sides() -> None:
    run = split_by(RUN, "severity >= 14")
    high = RUN["severity"].values >= 14
    assert set(run["group"].values[high]) == {"severity ≥ 14"}
    assert set(run["group"].values[~high]) == {"severity < 14"}
    assert RUN["group"].values[0] == "depressed"  # the run stays as it is
    table = stats.compare_groups(run)
    assert table.attrs["groups"] == ("severity ≥ 14", "severity < 14")
    own = RUN["attribution"].loc[{"method": "integrated_gradients"}]
    own = own.transpose("participant", "word", "modality").values
    cell = table[(table["word"] == "w03") & (table["modality"] == "face")]["estimate"].item()
    assert cell == pytest.approx(own[high, 2, 0].mean() - own[~high, 2, 0].mean())


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("severity>13.5", ("severity > 13.5", "severity ≤ 13.5")),
        (" sex = F ", ("sex = F", "sex ≠ F")),
        ("sex != F", ("sex ≠ F", "sex = F")),
        ("group == healthy", ("group = healthy", "group ≠ healthy")),
        ("age <= 40", ("age ≤ 40", "age > 40")),
        ("age > 39.9999999", ("age > 39.9999999", "age ≤ 39.9999999")),
    ],
)
def test_every_sign_and_its_other_side(text: str, groups: tuple[str, str]) -> None:
    run = split_by(RUN, text)
    assert set(run["group"].values) == set(groups)
    drawn = figures.draw("modality_balance", run)
    assert not drawn.layout.annotations or groups[0].split()[0] in str(drawn.to_plotly_json())
    colours = {str(trace.marker.color) for trace in drawn.data if trace.type == "bar"}
    assert len(colours) == sum(trace.type == "bar" for trace in drawn.data)


def test_who_is_not_known_is_on_neither_side() -> None:
    severity = RUN["severity"].values.copy()
    severity[:2] = np.nan
    run = split_by(RUN.assign_coords(severity=("participant", severity)), "severity >= 14")
    assert run["group"].values[:2].tolist() == ["not known"] * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("severity", "expected are a column, a sign and a value"),
        ("", "expected are a column"),
        ("severty >= 14", "Did you mean 'severity'"),
        ("severity >= high", "severity is a number, got 'high'"),
        ("severity >= nan", "severity is a number, got 'nan'"),
        ("severity >= 16 and sex = F", "filters cannot be combined"),
        ("sex = F and severity >= 16", "filters cannot be combined"),
        ("sex = F, age > 30", "filters cannot be combined"),
        ("severity >= 99", "leaves nobody on the side 'severity ≥ 99'"),
        ("sex >= F", "sex is a text, which is equal"),
        ("sex = X", "Invalid sex: got 'X'"),
        ("fold = 1", "Invalid column: got 'fold'"),
    ],
)
def test_what_is_no_filter_is_said(text: str, said: str) -> None:
    with pytest.raises(DepformerError, match=said):
        split_by(RUN, text)


@given(st.text())
def test_any_text_is_a_filter_or_a_sentence(text: str) -> None:
    try:
        found = split_by(RUN, text)
    except DepformerError:
        return
    assert isinstance(found, xr.Dataset)


FILTERS = ("severity >= 14", "sex = F", "age <= 40", "group = depressed")


def of_model(run: xr.Dataset) -> list[str]:
    """The ids of the guards that touch the model."""
    return sorted(stats.touching(stats.guards(run, role="all"), ["model"])["id"])


@pytest.mark.parametrize("text", FILTERS)
@pytest.mark.parametrize("each", [1, 2])
def test_a_filter_takes_away_no_guard_of_the_model(text: str, each: int) -> None:
    run = schema.example(0, participants=18, checked=True)
    roles = np.array(["test"] * 18, dtype="U5")
    roles[[1, 5]] = "train"
    run = run.assign_coords(role=("participant", roles))
    groups = run["group"].values.astype("U9")
    if each > 1:
        groups[0] = "healthy" if groups[0] == "depressed" else "depressed"
        run = of_sessions(run.assign_coords(group=("participant", groups)), each)
    found = of_model(run)
    assert {"training_people", "small_group_depressed"} <= set(found)
    assert ("several_groups" in found) == (each > 1)
    split = split_by(run, text)
    assert of_model(split) == found
    assert not stats.guards(split)["id"].str.contains(" ").any()
    pd.testing.assert_frame_equal(stats.performance(split), stats.performance(run))
    for name in ("roc", "confusion", "calibration"):
        pd.testing.assert_frame_equal(figures.table(name, split), figures.table(name, run))
    xr.testing.assert_identical(undivided(split), run)
    again = split_by(split, "group = healthy")  # of the study's groups, not of the filter's
    xr.testing.assert_identical(again, split_by(run, "group = healthy"))


def test_a_small_side_is_said_in_words() -> None:
    found = stats.guards(split_by(RUN, "severity >= 14")).set_index("id")
    assert found.loc["small_group_side_1", "name"] == "Few participants with severity ≥ 14"
    assert found.loc["small_group_side_2", "scopes"] == "cohort"


def test_whoever_changes_the_group_is_on_neither_side_of_it() -> None:
    run = of_sessions(RUN)
    groups = np.array(["depressed", "healthy"] + ["healthy"] * 2 + ["depressed"] * 8)
    run = run.assign_coords(group=("participant", groups))
    sides = split_by(run, "group = depressed")["group"].values
    assert sides[:3].tolist() == ["not known", "not known", "group ≠ depressed"]
