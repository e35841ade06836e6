"""The figure of a change: both sessions as the run has them, and whom it compares."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.errors import DepformerError
from depformer.figures.parts.as_text import title_lines
from depformer.schema import Target

ROWS = ["sub-a_ses-1", "sub-a_ses-2", "sub-a_ses-3", "sub-b_ses-1"]


@pytest.fixture
def run() -> xr.Dataset:
    """Three sessions of one person, and one of another."""
    run = schema.example(2, participants=4)
    persons, sessions = ["sub-a"] * 3 + ["sub-b"], ["1", "2", "3", "1"]
    return run.assign_coords(
        participant=ROWS, person=("participant", persons), session=("participant", sessions)
    )


@pytest.mark.parametrize(
    ("chosen", "pair"), [(ROWS[0], ROWS[:2]), (ROWS[1], ROWS[:2]), (ROWS[2], ROWS[1:3])]
)
def test_a_session_is_compared_with_the_one_before_it(
    run: xr.Dataset, chosen: str, pair: list[str]
) -> None:
    table = figures.table("session_change", run, participant=chosen)
    assert table[["earlier", "later"]].iloc[0].tolist() == pair
    values = run["attribution"].sel({"method": "integrated_gradients"}).sel(participant=pair)
    for at, column in enumerate(("before", "after")):
        np.testing.assert_array_equal(table[column], values.values[at].ravel())
    np.testing.assert_allclose(table["change"], table["after"] - table["before"])
    title = figures.draw("session_change", run, participant=chosen).layout.title.text
    first, second = (name[-1] for name in pair)
    assert f"What changed in sub-a from session {first} to session {second}?" in title


def test_every_word_has_a_line_from_its_first_value_to_its_second(run: xr.Dataset) -> None:
    table = figures.table("session_change", run, participant=ROWS[1])
    drawn = figures.draw("session_change", run, participant=ROWS[1])
    line = next(trace for trace in drawn.data if trace.mode == "lines")
    face = table[table["modality"] == "face"]
    ends = np.array([np.nan if y is None else y for y in line.y], dtype=float).reshape(-1, 3)
    known = (face["before"] + face["after"]).notna().to_numpy()
    assert not known.all()  # one face was not recorded in the first session
    np.testing.assert_array_equal(ends[known, 0], face["before"][known])
    np.testing.assert_array_equal(ends[known, 1], face["after"][known])
    assert np.isnan(ends[~known]).all()
    assert np.isnan(ends[:, 2]).all()
    names = [trace.name for trace in drawn.data if trace.mode == "markers"]
    assert names[:2] == ["Face, session 1", "Face, session 2"]


def test_one_session_is_no_change(run: xr.Dataset) -> None:
    drawn = figures.draw("session_change", run, participant=ROWS[3])
    said = " ".join(note.text or "" for note in drawn.layout.annotations)
    assert "nothing to show: this person has one session in the run" in said


def test_people_who_came_once_are_told_so(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="the people of this run came once"):
        figures.draw("session_change", example_run, participant="sub-001")


def test_true_scores_stand_beside_the_predicted_ones_and_nobody_has_an_id() -> None:
    run = schema.example(2, participants=4, target=Target.of_scale("BDI-II"))
    persons = ["sub-a", "sub-a", "sub-b", "sub-b"]
    run = run.assign_coords(
        participant=["sub-a_ses-1", "sub-a_ses-2", "sub-b_ses-1", "sub-b_ses-2"],
        person=("participant", persons),
        session=("participant", ["1", "2"] * 2),
        severity=("participant", [14.0, 20.5, np.nan, 7.0]),
    )
    drawn = figures.draw("session_change", run, participant="sub-a_ses-2")
    said = " ".join(title_lines(drawn))
    assert "(true: 14 then 20.5)" in said
    assert "sub-a, session 1 and sub-a, session 2" in said
    drawn = figures.draw("session_change", run, participant="sub-b_ses-2")
    assert "(true: not known then 7)" in " ".join(title_lines(drawn))
