"""A person with several sessions counts once where groups are told apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from depformer.stats import performance_of
from depformer.train.evaluation.of_people import of_people, say_sessions

ROWS = ["a_1", "a_2", "b_1", "c_1", "c_2", "d_1"]
PERSONS = pd.Series([row[0] for row in ROWS], index=ROWS)
GROUP = pd.Series(["depressed", "depressed", "healthy", "healthy", "depressed", "healthy"], ROWS)
PREDICTED = pd.Series([0.9, 0.3, 0.2, 0.1, 0.8, 0.7], ROWS)


def test_probabilities_of_sessions_are_averaged_and_a_change_of_group_is_in_none() -> None:
    group, mean = of_people(GROUP, PREDICTED, PERSONS)
    assert group.to_dict() == {"a": "depressed", "b": "healthy", "d": "healthy"}
    assert mean.to_dict() == pytest.approx({"a": 0.6, "b": 0.2, "d": 0.7})
    said = say_sessions(GROUP, PERSONS, severity=False)
    assert said == (
        "6 sessions of 4 people; everybody counts once, with the mean probability. 1 person whose "
        "sessions stand in different groups is left out."
    )


def test_who_was_recorded_once_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    rows = [f"sub-{number:03d}" for number in rng.permutation(40)]
    group = pd.Series(rng.choice(["healthy", "depressed"], 40), rows)
    predicted = pd.Series(rng.random(40), rows)
    persons = pd.Series(rows, rows)
    assert say_sessions(group, persons, severity=True) == ""
    own, mean = of_people(group, predicted, persons)
    pd.testing.assert_frame_equal(
        performance_of(own.to_numpy(), mean.to_numpy()),
        performance_of(group.to_numpy(), predicted.to_numpy()),
    )
