"""The planted truth, at the level of parameters: nothing is rendered here."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from depformer.study.words import default_words
from depformer.synth.people import FEATURES, draw_person
from depformer.synth.plan import plan_cells

SEED = 5


def people(n: int, effect: float, n_words: int = 24):
    words = default_words(n_words)
    valences = words["valence"].tolist()
    cells = plan_cells(words, effect, SEED)
    drawn = [draw_person(index, valences, cells, effect, SEED) for index in range(n)]
    return words, cells, drawn


def cell_values(drawn, group):
    """Return shape (participant, feature, word)."""
    names = [name for features in FEATURES.values() for name in features]
    return np.array(
        [[one.cells[name] for name in names] for one in drawn if one.group == group]
    ), names


@pytest.mark.parametrize(
    ("n_words", "n_cells", "n_negative", "low", "high"),
    [(24, 8, 5, 1.8, 2.6), (72, 16, 10, 1.2, 1.8)],
)
@pytest.mark.parametrize("seed", [0, 7, 11])
def test_plan_is_balanced(n_words, n_cells, n_negative, low, high, seed):
    words = default_words(n_words)
    cells = plan_cells(words, 1.0, seed)
    valence = words["valence"].to_numpy()
    assert len(cells) == n_cells == len({cell.row for cell in cells})
    assert sum(valence[cell.row] == "negative" for cell in cells) == n_negative
    assert sum(valence[cell.row] == "positive" for cell in cells) == n_cells - n_negative
    quarters = [(cell.row * 4 // n_words, cell.modality) for cell in cells]
    assert {quarters.count(key) for key in set(quarters)} == {n_cells // 8}
    assert len(set(quarters)) == 8
    assert np.diff([cell.row for cell in cells]).min() > 1
    shifts = np.abs([cell.effect_d for cell in cells])
    assert shifts.min() == pytest.approx(low)
    assert shifts.max() == pytest.approx(high)


def test_planted_effect_is_realised():
    _, cells, drawn = people(400, 1.0)
    healthy, names = cell_values(drawn, "healthy")
    depressed, _ = cell_values(drawn, "depressed")
    for cell in cells:
        a = depressed[:, names.index(cell.feature), cell.row]
        b = healthy[:, names.index(cell.feature), cell.row]
        d = (a.mean() - b.mean()) / np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
        error = np.sqrt(2 / 200 + cell.effect_d**2 / 800)  # of d at 200 + 200
        assert d == pytest.approx(cell.effect_d, abs=4 * error)


def test_nothing_else_differs_between_groups():
    _, cells, drawn = people(400, 1.0)
    healthy, names = cell_values(drawn, "healthy")
    depressed, _ = cell_values(drawn, "depressed")
    p = stats.ttest_ind(depressed, healthy, axis=0).pvalue
    planted = {(names.index(cell.feature), cell.row) for cell in cells}
    rest = [p[f, w] for f in range(p.shape[0]) for w in range(24) if (f, w) not in planted]
    assert np.mean(np.array(rest) < 0.05) < 0.10
    assert max(p[place] for place in planted) < 1e-20


def test_no_effect_leaves_no_difference():
    _, cells, drawn = people(400, 0.0)
    assert cells == ()
    healthy, _ = cell_values(drawn, "healthy")
    depressed, _ = cell_values(drawn, "depressed")
    p = stats.ttest_ind(depressed, healthy, axis=0).pvalue.ravel()
    # 216 tests; those of one feature lean on one another through the person.
    assert np.mean(p < 0.05) < 0.10
    assert p.min() * p.size > 0.05


def test_groups_match_and_severity_follows_group_and_signal():
    _, cells, drawn = people(200, 1.0)
    by_group = {
        name: [one for one in drawn if one.group == name] for name in ("healthy", "depressed")
    }
    assert len(by_group["healthy"]) == len(by_group["depressed"]) == 100
    for value in ("age", "education_years"):
        a, b = ([getattr(one, value) for one in by_group[name]] for name in by_group)
        assert abs(np.mean(a) - np.mean(b)) < 0.1 * np.std(a + b)
    women = [sum(one.sex == "F" for one in by_group[name]) for name in by_group]
    assert women[0] == women[1]
    assert all(one.severity <= 6 for one in by_group["healthy"])
    assert all(18 <= one.severity <= 30 for one in by_group["depressed"])
    strength = [
        sum(np.sign(cell.effect_d) * one.cells[cell.feature][cell.row] for cell in cells)
        for one in by_group["depressed"]
    ]
    severity = [one.severity for one in by_group["depressed"]]
    assert 0.2 < stats.pearsonr(strength, severity).statistic < 0.65


def test_valence_acts_on_both_groups_alike():
    words, cells, drawn = people(400, 1.0)
    free = [row for row in range(24) if row not in {cell.row for cell in cells}]
    positive = [row for row in free if words["valence"][row] == "positive"]
    negative = [row for row in free if words["valence"][row] == "negative"]
    contrast = {
        group: np.mean(
            [
                one.cells["lip_corner"][positive].mean() - one.cells["lip_corner"][negative].mean()
                for one in drawn
                if one.group == group
            ]
        )
        for group in ("healthy", "depressed")
    }
    assert contrast["healthy"] > 0.3
    assert contrast["depressed"] == pytest.approx(contrast["healthy"], abs=0.15)
