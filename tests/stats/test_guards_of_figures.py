"""Which guards stand under which figure."""

from __future__ import annotations

import numpy as np
import xarray as xr

from depformer import stats
from depformer.figures import FIGURES
from depformer.stats.filtered import split_by


def test_a_group_of_nobody_is_not_called_small(clean: xr.Dataset) -> None:
    run = clean.isel(participant=slice(20))
    guard = stats.guards(run).set_index("id").loc["small_group_healthy"]
    assert guard["name"] == "Nobody held out in 'healthy'"
    assert "comparisons of groups need people in both" in guard["sentence"]
    assert "rough" not in guard["sentence"]
    clean["role"] = xr.where(clean["age"] < 30, "train", clean["role"])
    found = stats.guards(split_by(clean, "age >= 30")).set_index("id")
    assert found.loc["small_group_side_2", "name"] == "Nobody held out in 'age < 30'"


def test_figures_that_compare_no_groups_carry_no_guard_of_groups(clean: xr.Dataset) -> None:
    run = clean.isel(participant=slice(25))
    like = {"method": "integrated_gradients"}
    run["attribution_untrained"].loc[like] = run["attribution"].loc[like]  # no cell lies outside
    found = stats.guards(run)
    about_groups = {"small_group_healthy", "like_untrained"}
    assert about_groups <= set(found["id"])

    def touched(name: str) -> set[str]:
        return set(stats.touching(found, FIGURES[name].guards, like["method"])["id"])

    assert about_groups <= touched("cohort_words") & touched("untrained_band")
    for name in ("deletion_curves", "agreement", "baseline_ranking", "word_profile", "stability"):
        assert not about_groups & touched(name)


def test_what_is_wrong_with_others_does_not_stand_under_one_person(clean: xr.Dataset) -> None:
    own = {"method": "integrated_gradients"}
    clean["attribution"].loc[own] = 0.1
    clean["completeness_gap"].loc[{**own, "participant": "sub-010"}] = 1
    found, about = stats.guards(clean), FIGURES["word_profile"].guards

    def touched(who: str | None) -> list[str]:
        return stats.touching(found, about, "integrated_gradients", who)["id"].tolist()

    assert touched("sub-010") == touched(None) == ["completeness_integrated_gradients"]
    assert touched("sub-011") == []


def test_a_measure_carries_the_guards_of_its_own_method(clean: xr.Dataset) -> None:
    clean["attribution"].loc[{"method": "integrated_gradients"}] = 0.1
    clean["completeness_gap"].loc[{"method": "integrated_gradients"}] = 1
    found = stats.guards(clean)
    own = {"level": "warn", "id": "unstable", "name": "", "sentence": "", "rows": ""}
    found.loc[len(found)] = own | {"scopes": "attention_query"}

    def touched(figure: str, measure: str) -> set[str]:
        spec = FIGURES[figure]
        asked = spec.guards, "integrated_gradients", None, measure
        return set(stats.touching(found, *asked)["id"])

    completeness = "completeness_integrated_gradients"
    assert completeness in touched("cohort_forest", "attribution")
    assert "unstable" not in touched("cohort_forest", "attribution")
    for figure in ("cohort_forest", "paper_words"):
        rates = touched(figure, "selection_rate")
        assert "unstable" in rates
        assert not {completeness, "sanity_not_run"} & rates
    assert FIGURES["paper_words"].measure == "selection_rate"


def test_groups_formed_by_a_column_are_not_called_different_in_it(clean: xr.Dataset) -> None:
    split = split_by(clean, f"age >= {float(np.median(clean['age'])):g}")
    assert "imbalance_age" not in set(stats.guards(split)["id"])
    table = stats.table_one(split)
    apart = table.loc[table["variable"] == "age", "smd"].abs().max()
    assert apart > 1
