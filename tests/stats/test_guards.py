"""Every guard speaks when it should, and only then."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from scipy import stats as scipy_stats

from depformer import stats
from depformer.figures import FIGURES
from depformer.stats.guard_checks.guard import SCOPES
from depformer.wording import say


def _check(run: xr.Dataset, metric: str, value: float, **chosen: str) -> None:
    """Set a check of everybody's explanations."""
    run["faithfulness"].loc[{"metric": metric, **chosen}] = value


def ids(run: xr.Dataset) -> set[str]:
    return set(stats.guards(run)["id"])


def test_a_clean_run_has_no_guard(clean: xr.Dataset) -> None:
    assert stats.guards(clean).empty


def _training(run: xr.Dataset) -> None:
    run["role"] = run["role"].astype("U5")
    run["role"].values[[0, len(run["role"]) // 2]] = "train"


def _chance(run: xr.Dataset) -> None:
    run["probability"].values[:, 1] = np.tile([0.4, 0.6], 20)


def _order(run: xr.Dataset) -> None:
    run["presentation"].values[:] = np.arange(8) + 1.0


def _age(run: xr.Dataset) -> None:
    run["age"].values[:20] += 10


def _sex(run: xr.Dataset) -> None:
    run["sex"].values[:20] = "F"


def _synthetic(run: xr.Dataset) -> None:
    run.attrs["synthetic"] = True


def _missing(run: xr.Dataset) -> None:
    run["missing"].values[0, :2, 0] = True


def _known_ids(run: xr.Dataset) -> None:
    run.attrs["other_features"] = '["sub-003", "sub-004"]'


def _gap(run: xr.Dataset) -> None:
    run["attribution"].loc[{"method": "integrated_gradients"}] = 0.1
    run["completeness_gap"].loc[{"method": "integrated_gradients", "participant": "sub-010"}] = 1


@pytest.mark.parametrize(
    ("spoil", "name", "level", "sentence"),
    [
        (
            _training,
            "training_people",
            "info",
            "2 of 40 participants took part in training or validation of this model. Performance, "
            "and groups unless marked 'training included', rest on the other 38 only.",
        ),
        (
            _chance,
            "chance",
            "warn",
            "The accuracy is 0.50 (95 % CI 0.34 to 0.66, n = 40); always naming the larger group "
            "would reach 0.50. The interval does not lie above that: the model may do no better.",
        ),
        (
            _order,
            "one_word_order",
            "warn",
            "All 40 participants saw the words in the same order, so the effect of a word cannot "
            "be told from the effect of its position.",
        ),
        (
            _age,
            "imbalance_age",
            "warn",
            "The groups differ in age: the mean is 39.5 in depressed and 29.5 in healthy "
            "participants (standardised difference 1.69). A difference between the groups may be "
            "one of age.",
        ),
        (
            _sex,
            "imbalance_sex",
            "warn",
            "The groups differ in sex: the share of 'F' is 1.00 in depressed and 0.50 in healthy "
            "participants (standardised difference 1.41). A difference between the groups may be "
            "one of sex.",
        ),
        (_synthetic, "synthetic", "info", say("notices.synthetic")),
        (
            _known_ids,
            "known_ids",
            "warn",
            "2 participants have ids that the model was trained with, but other features. If they "
            "are the same people, their predictions are not held out.",
        ),
        (
            _gap,
            "completeness_integrated_gradients",
            "info",
            "The attributions of integrated gradients should add up to the participant's logit "
            "difference from the baseline. In 1 of 40 held-out participants they miss it by more "
            "than 5 % (at most by 1.00 logit; half of all participants miss it by 0.0 % or less). "
            "A miss below 0.01 logit is rounding and does not count.",
        ),
        (
            _missing,
            "missing_recordings",
            "info",
            "1 of 40 participants miss at least one recording (2 of 640 in all). These cells are "
            "left out, not set to zero.",
        ),
    ],
)
def test_one_fault_one_guard(
    clean: xr.Dataset, spoil: Callable[[xr.Dataset], None], name: str, level: str, sentence: str
) -> None:
    spoil(clean)
    guard = stats.guards(clean)
    assert guard["id"].tolist() == [name]
    assert guard["level"].tolist() == [level]
    assert guard["sentence"].tolist() == [sentence]


@pytest.mark.parametrize("right", [20, 26, 27, 40])
def test_an_accuracy_above_chance_has_its_whole_interval_above(
    clean: xr.Dataset, right: int
) -> None:
    truth = (clean["group"].values == "depressed").astype(float)
    hit = np.random.default_rng(0).permutation(40) < right
    clean["probability"].loc[{"outcome": "depressed"}] = np.where(hit, truth, 1 - truth)
    low = scipy_stats.binomtest(right, 40).proportion_ci(method="exact").low
    assert ("chance" in ids(clean)) == (low <= 0.5)


def test_chance_is_the_share_of_the_larger_group(clean: xr.Dataset) -> None:
    run = clean.isel(participant=[*range(10), *range(10, 40)]).copy(deep=True)
    run["group"].values[:30] = "depressed"
    truth = (run["group"].values == "depressed").astype(float)
    run["probability"].loc[{"outcome": "depressed"}] = np.where(np.arange(40) < 6, 0.0, truth)
    said = stats.guards(run).set_index("id").loc["chance", "sentence"]
    low, high = scipy_stats.binomtest(34, 40).proportion_ci(method="exact")
    assert f"accuracy is 0.85 (95 % CI {low:.2f} to {high:.2f}, n = 40)" in said
    assert "larger group would reach 0.75" in said


def test_a_group_is_small_below_ten_held_out_people(clean: xr.Dataset) -> None:
    clean["role"] = clean["role"].astype("U5")
    clean["role"].values[:10] = "train"
    assert "small_group_depressed" not in ids(clean)
    clean["role"].values[10] = "val"
    found = stats.guards(clean).set_index("id")
    assert found.loc["small_group_depressed", "name"] == "Few depressed participants"
    assert found.loc["small_group_depressed", "sentence"] == (
        "Only 9 held-out participants in the group 'depressed': intervals from fewer than 10 "
        "people are rough."
    )
    assert "small_group_healthy" not in found.index


def test_groups_may_differ_by_a_tenth_of_a_standard_deviation(clean: xr.Dataset) -> None:
    spread = float(np.std(np.arange(20.0), ddof=1))
    clean["age"].values[:20] += 0.09 * spread
    assert "imbalance_age" not in ids(clean)
    clean["age"].values[:20] -= 0.2 * spread  # the other way round is a difference, too
    assert "imbalance_age" in ids(clean)


def test_the_level_that_differs_most_is_named_whichever_way_it_differs(clean: xr.Dataset) -> None:
    clean["sex"].values[:20] = [*"F" * 2, *"M" * 9, *"X" * 9]
    clean["sex"].values[20:] = [*"F" * 12, *"M" * 4, *"X" * 4]
    found = stats.guards(clean).set_index("id").loc["imbalance_sex", "sentence"]
    assert "the share of 'F' is 0.10 in depressed and 0.60 in healthy participants" in found


def test_a_person_counts_once_however_many_recordings_are_missing(clean: xr.Dataset) -> None:
    clean["missing"].values[3] = True
    clean["missing"].values[7, 2, 1] = True
    said = stats.guards(clean)["sentence"].iloc[0]
    assert said.startswith("2 of 40 participants miss at least one recording (17 of 640 in all)")


def test_one_known_id_is_said_in_the_singular(clean: xr.Dataset) -> None:
    clean.attrs["other_features"] = '["sub-003"]'
    said = stats.guards(clean)["sentence"].iloc[0]
    assert said.startswith("1 participant has an id that")
    assert "If it is the same person" in said
    clean.attrs["other_features"] = "[]"
    assert stats.guards(clean).empty


def test_few_people_and_no_sanity_check_are_said(clean: xr.Dataset) -> None:
    few = clean.isel(participant=[*range(9), *range(20, 40)])
    assert "small_group_depressed" in ids(few)
    assert "small_group_healthy" not in ids(few)
    assert ids(clean.drop_vars("faithfulness")) == {"sanity_not_run"}


@pytest.mark.parametrize(
    ("metric", "value", "name", "said"),
    [
        ("correlation_folds", 0.29, "unstable", "integrated gradients (0.29)"),
        ("randomisation_adapter", 0.51, "sanity_failed", "integrated gradients (0.51)"),
        ("randomisation_adapter", -0.51, "sanity_failed", "integrated gradients (−0.51)"),
        ("randomisation_size_adapter", 0.6, "sanity_failed", "integrated gradients (0.60)"),
        ("deletion", 1.2, "not_faithful", "integrated gradients (−0.20 logit)"),
    ],
)
def test_a_failed_check_names_the_method_and_touches_no_other(
    clean: xr.Dataset, metric: str, value: float, name: str, said: str
) -> None:
    _check(clean, metric, value, method="integrated_gradients")
    found = stats.guards(clean)
    assert found["id"].tolist() == [name]
    assert said in found["sentence"].iloc[0]
    assert "attention query" not in found["sentence"].iloc[0]
    about = FIGURES["word_profile"].guards
    assert len(stats.touching(found, about, "integrated_gradients")) == 1
    assert stats.touching(found, about, "attention_query").empty
    _check(clean, metric, value)
    assert "and attention query (" in stats.guards(clean)["sentence"].iloc[0]


def test_agreement_of_folds_that_is_chance_is_unstable_however_few_folds(
    clean: xr.Dataset,
) -> None:
    """By chance Kendall's W of two folds is 0.5: it does not decide, their correlation does."""
    _check(clean, "stability_folds", 0.55)
    _check(clean, "correlation_folds", 0.1)
    said = stats.guards(clean).set_index("id").loc["unstable", "sentence"]
    assert "mean rank correlation of every two models is below 0.3 (1: the same ranking" in said
    _check(clean, "stability_folds", 0.45)  # of many folds: far above their chance
    _check(clean, "correlation_folds", 0.31)
    assert ids(clean) == set()


def test_checks_of_training_people_are_not_counted(clean: xr.Dataset) -> None:
    clean["role"] = clean["role"].astype("U5")
    clean["role"].values[0] = "train"
    _check(clean, "correlation_folds", 0.25)
    _check(clean, "correlation_folds", 1.0, participant=str(clean["participant"].values[1]))
    assert "unstable" in ids(clean)
    _check(clean, "correlation_folds", 0.31)
    _check(clean, "correlation_folds", -50.0, participant=str(clean["participant"].values[0]))
    assert ids(clean) == {"training_people"}


def test_differences_within_those_of_untrained_copies_are_said(clean: xr.Dataset) -> None:
    own = {"method": "integrated_gradients"}
    wide = clean["attribution"].loc[own] + 0.0
    flipped = wide * xr.where(clean["group"] == "depressed", -1, 1)
    copies = clean["attribution_untrained"]
    copies.loc[own] = wide.transpose("participant", "word", "modality").values
    copies[{"copy": 0}].loc[own] = flipped.transpose("participant", "word", "modality").values
    found = stats.guards(clean).set_index("id")
    assert found.loc["like_untrained", "sentence"] == (
        "By integrated gradients (0 %, untrained up to 100 %) the groups differ hardly more than "
        "by 5 models that have learned nothing. In brackets: the share of faces and voices in "
        "which this model lies outside those models, and the share that 95 of 100 of such models "
        "stay within. The difference may come from the architecture and not from what was learned."
    )
    assert found.loc["like_untrained", "scopes"] == "integrated_gradients@cohort"


@pytest.mark.parametrize(("outside", "said"), [(7, True), (8, True), (9, False)])
def test_as_many_cells_outside_as_an_untrained_model_may_have_are_none(
    clean: xr.Dataset, outside: int, said: bool
) -> None:
    """One copy of the five lies outside the others in 8 of 16 cells, the others in none."""
    own = {"method": "integrated_gradients"}
    way = xr.where(clean["group"] == "depressed", 1.0, -1.0).values[:, None, None]
    even = np.arange(16) % 2 == 0
    low, high = np.where(even, 0.9, 1.1), np.where(even, 1.1, 0.9)
    one = np.where(np.arange(16) < 8, np.where(even, 1.2, 0.8), 1.0)
    copies = np.stack([one, low, low, high, high])
    clean["attribution_untrained"].loc[own] = way * copies.reshape(5, 1, 8, 2)
    cells = np.ones(16)
    cells[:outside] = [0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5][:outside]
    clean["attribution"].loc[own] = way * cells.reshape(8, 2)
    assert ("like_untrained" in ids(clean)) is said


def test_groups_of_fewer_than_five_are_not_compared_with_untrained_models(
    clean: xr.Dataset,
) -> None:
    clean["attribution_untrained"][:] = clean["attribution"]  # no cell lies outside
    assert "like_untrained" in ids(clean)
    for who in ([*range(4), *range(20, 40)], [*range(20), *range(20, 24)]):
        assert "like_untrained" not in ids(clean.isel(participant=who))


def test_only_people_with_a_diagnosis_count_as_training_people(clean: xr.Dataset) -> None:
    _training(clean)
    clean["group"] = clean["group"].astype("U9")
    clean["role"].values[[1, 2]] = "train"
    clean["group"].values[[1, 2, 3]] = "remitted"
    said = stats.guards(clean).set_index("id").loc["training_people", "sentence"]
    assert said.startswith("2 of 37 participants took part")
    assert "the other 35 only" in said


def test_a_gain_that_may_be_none_is_no_gain(clean: xr.Dataset) -> None:
    area = np.where(np.arange(40) % 2, 0.9, 1.2)[:, None]  # gains 0.1 and -0.2
    clean["faithfulness"].loc[{"metric": "deletion"}] = area.T
    assert "not_faithful" in ids(clean)
    clean["faithfulness"].loc[{"metric": "deletion"}] = area.T - 0.2
    assert "not_faithful" not in ids(clean)
    # Gains 0.3 and -0.2: their mean is above 0, and the interval includes it.
    clean["faithfulness"].loc[{"metric": "deletion"}] = np.where(area > 1, 1.2, 0.7).T
    found = stats.guards(clean).set_index("id")
    assert "(0.05 logit)" in found.loc["not_faithful", "sentence"]


def test_every_guard_touches_a_figure_and_every_scope_is_known(clean: xr.Dataset) -> None:
    assert {scope for spec in FIGURES for scope in spec.guards} == set(SCOPES)
    for spoil in (_training, _chance, _order, _age, _sex, _synthetic, _missing, _known_ids, _gap):
        spoil(clean)
    found = stats.guards(clean.drop_vars("faithfulness").isel(participant=slice(5, 26)))
    assert len(found) >= 10
    for names in found["scopes"]:
        assert set(names.split()) <= {*SCOPES, "integrated_gradients"}


def test_guards_touch_figures_by_scope(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    _training(run)
    _order(run)
    found = stats.guards(run)

    def touched(name: str) -> set[str]:
        return set(stats.touching(found, FIGURES[name].guards)["id"])

    assert {"one_word_order", "sanity_not_run"} <= touched("cohort_words")
    assert {"one_word_order", "sanity_not_run"} <= touched("word_profile")
    assert not any("training_people" in touched(name) for name in FIGURES.ids)
    assert "one_word_order" not in touched("roc") | touched("branch_waterfall")
    assert "sanity_not_run" not in touched("selection_rate")
    found = stats.guards(run, role="all")  # where training people enter the numbers
    assert "training_people" in touched("cohort_words")
    assert "training_people" not in touched("word_profile")
    [said] = found.loc[found["id"] == "training_people", "sentence"]
    assert said.endswith("and these numbers pool them with the other 10: they are no test.")
    run["role"].values[:] = "val"  # of nobody there is a test
    found = stats.guards(run)
    assert "training_people" in touched("roc")
    assert found["level"].iloc[0] == "block"
    run["role"].values[:] = "test"
    _gap(run)
    found, about = stats.guards(run), FIGURES["word_profile"].guards
    gap = "completeness_integrated_gradients"
    assert gap in set(stats.touching(found, about, "integrated_gradients")["id"])
    assert gap not in set(stats.touching(found, about, "attention_query")["id"])
    assert all("synthetic" in touched(name) for name in FIGURES.ids)


def test_the_gravest_comes_first(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    _training(run)
    levels = stats.guards(run, role="all")["level"].tolist()
    assert levels == sorted(levels, key=["block", "warn", "info"].index)
    assert levels[0] == "block"


def test_no_people_at_all_is_no_crash(example_run: xr.Dataset) -> None:
    assert "small_group_healthy" in ids(example_run.isel(participant=[]))
