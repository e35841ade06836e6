"""What the cohort tables found, in words of both languages: measured, never a cause."""

from __future__ import annotations

import re
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.explain.methods import METHODS
from depformer.export.manuscript.caption import notes
from depformer.export.manuscript.readable import readable
from depformer.export.privacy import suppressed
from depformer.figures import FIGURES
from depformer.figures.parts.as_text import title_lines
from depformer.stats import findings
from depformer.stats.filtered import split_by
from depformer.stats.guard_checks.participants import few_entered
from depformer.stats.inference.groups.adjusted import before
from depformer.wording import LANGUAGES, sentences

NAMES = {"w03": "tragedy", "w05": "joy"}


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    run = schema.example(0, participants=60).copy(deep=True)
    rng = np.random.default_rng(0)
    values = rng.normal(0, 0.2, (60, 8, 2))
    values[:30, 2, 0] += 0.5
    values[:30, 4, 1] -= 0.5
    run["attribution"].loc[{"method": "integrated_gradients"}] = values
    return run


def test_every_significant_cell_is_a_sentence_with_its_numbers(run: xr.Dataset) -> None:
    table = stats.cohort_tests(run)
    said = findings.cells_found(table, NAMES)
    assert len(said) == 2
    (face,) = (each for each in said if "tragedy" in each)
    size = table[(table["unit"] == "Hedges g") & (table["word"] == "w03")].iloc[0]
    assert face == (
        "At 'tragedy', attributions of the face were higher in depressed participants than in "
        f"healthy participants (Hedges g = {size['estimate']:.2f}, 95 % CI {size['ci_low']:.2f} to "
        f"{size['ci_high']:.2f}, adjusted p ≤ 0.0001; n = {size['n_a']} and {size['n_b']})."
    )
    (voice,) = (each for each in said if "joy" in each)
    assert "At 'joy', attributions of the voice were lower" in voice
    assert "g = −" in voice
    chinese = findings.cells_found(table, {"w03": "悲剧"}, "zh")
    assert any("词语“悲剧”：抑郁组的面部归因值高于健康组（" in each for each in chinese)


@pytest.mark.parametrize("label", ["text", "pinyin", "gloss", None])
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_called_as_the_reader_chose(
    run: xr.Dataset, language: str, label: str | None
) -> None:
    asked = {"n_permutations": 199}
    tables = {
        "valence_contrast": stats.valence_contrast(run, **asked),
        "cohort_tests": stats.cohort_tests(run, **asked),
        "guards": stats.guards(run),
    }
    said = findings.found(tables, run, language, label)
    named = label or ("gloss" if language == "en" else "text")
    for word in ("w03", "w05"):
        called = str(run[named].sel(word=word).item()) or str(run["text"].sel(word=word).item())
        assert any(f"'{called}'" in each or f"“{called}”" in each for each in said)
    assert said[-1] == findings.conditions(tables["cohort_tests"], language)[0]
    assert not [each for each in said if re.search(r"[a-z]_[a-z]|  |nan|p_adj", each)]


@pytest.mark.parametrize("n", [19, 99, 999])
def test_the_smallest_p_of_so_many_permutations_is_a_bound(run: xr.Dataset, n: int) -> None:
    strong = run.copy(deep=True)
    strong["attribution"].loc[{"method": "integrated_gradients"}][:30, 2:5] += 3.0
    table = stats.cohort_tests(strong, n_permutations=n)
    assert table["p"].min() == pytest.approx(1 / (n + 1))
    floor = findings.p_digits(1 / (n + 1))
    said = " ".join(findings.cells_found(table, NAMES))
    omnibus = findings.omnibus_found(stats.omnibus(strong, n_permutations=n))
    assert f"p ≤ {floor};" in omnibus
    if 1 / (n + 1) < findings.ALPHA:
        assert f"adjusted p ≤ {floor}; n = " in said
    assert findings.written_p(2 / (n + 1), n).startswith("= ")
    assert findings.written_p(1 / (n + 1)) == f"= {floor}"  # by a formula, and no bound


def test_chinese_sentences_name_methods_and_columns_in_chinese(run: xr.Dataset) -> None:
    for measure, covariates in (("attribution", ["age"]), ("selection_rate", ["age", "sex"])):
        table = stats.omnibus(run, measure=measure, covariates=covariates, n_permutations=9)
        said = "".join([findings.omnibus_found(table, "zh"), *findings.conditions(table, "zh")])
        assert set(re.findall("[A-Za-z]+", said)) <= {"t", "p", "n"}
    assert "年龄、性别" in said
    plain = stats.omnibus(run, n_permutations=9)
    for method in METHODS.ids:
        name = findings.conditions(plain.assign(variable=method), "zh")[0]
        assert re.search("[\u4e00-\u9fff]", name.partition("：")[2].partition("；")[0]) or (
            method == "lime"
        )


def test_nothing_found_is_a_sentence_too(run: xr.Dataset) -> None:
    nothing = stats.cohort_tests(run.isel(word=[0, 1, 5, 6]), n_permutations=199)
    (said,) = findings.cells_found(nothing, NAMES)
    assert said.startswith("At no single word did attributions differ between")
    assert "(step-down max-T over 8 tests; smallest adjusted p = " in said
    few = {"n_permutations": 199}
    assert "no difference between" in findings.contrast_found(stats.valence_contrast(run, **few))[0]
    assert "differed" in findings.omnibus_found(stats.omnibus(run, **few))
    assert (
        "followed the severity at no single word"
        in findings.severity_found(stats.severity_tests(run, **few), NAMES)[0]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_could_not_be_tested_is_not_said_to_be_the_same(
    run: xr.Dataset, language: str
) -> None:
    few = run.copy(deep=True)
    few["attribution"].values[:, :27] = np.nan  # 3 of 30 are known
    asked = {"n_permutations": 9}
    said = [
        *findings.contrast_found(stats.valence_contrast(few, **asked), language),
        findings.omnibus_found(stats.omnibus(few, **asked), language),
        *findings.cells_found(stats.cohort_tests(few, **asked), NAMES, language),
        *findings.severity_found(stats.severity_tests(few, **asked), NAMES, language),
        findings.equivalence_found(stats.equivalence(few), language),
    ]
    assert len(said) == 7
    for sentence in said:
        assert ("could" if language == "en" else "无法检验") in sentence
        assert "nan" not in sentence
    assert "n = 3 and 30" in said[0] or language != "en"


def test_a_measure_is_called_what_it_is(run: xr.Dataset) -> None:
    marked = run.copy(deep=True)
    marked["query_score"].values[:30, 0, :, 4] += 9
    asked = {"measure": "selection_rate", "n_permutations": 499}
    (said,) = findings.cells_found(stats.cohort_tests(marked, **asked), NAMES)
    assert said.startswith("The query of 'joy' in the stream of face and voice together was sel")
    sizes = stats.omnibus(run, absolute=True, n_permutations=99)
    assert "sizes of attributions" in findings.omnibus_found(sizes)


def test_conditions_groups_and_training_people_are_named(run: xr.Dataset) -> None:
    trained = run.assign_coords(role=("participant", np.where(np.arange(60) % 9, "test", "train")))
    table = stats.omnibus(
        split_by(trained, "severity > 10"), role="all", covariates=["age"], n_permutations=99
    )
    said = findings.omnibus_found(table)
    assert "participants of the group 'severity > 10'" in said
    assert "held-out" not in said
    assert findings.conditions(table) == [
        "Compared: integrated gradients, in all participants.",
        "Groups are made by the filter 'severity > 10', and everybody else is the second group.",
        "Participants of the training are included, so this is no test on held-out people.",
        "Held constant: age.",
    ]
    run["fold"] = ("participant", np.arange(60) % 2)
    asked = {"absolute": True, "within_folds": True, "n_permutations": 9}
    sizes, *_, folds = findings.conditions(stats.omnibus(run, **asked))
    assert "integrated gradients by size, without the sign, in held-out participants" in sizes
    assert folds == "People change places within folds only."
    assert "“severity > 10”组" in findings.omnibus_found(table, "zh")


def test_what_else_was_asked(run: xr.Dataset) -> None:
    alike = findings.equivalence_found(stats.equivalence(run, margin=1))
    assert re.match(r"In \d+ of 16 cells, .* shown to differ by less than 1 standard dev", alike)
    small = findings.detectable_found(stats.detectable_effect(run))
    assert "d = 0.74 in one test" in small
    assert "16 tests" in small
    together, *apart, note = findings.mixed_found(stats.mixed_model(run))
    assert "face and voice together" in together
    assert len(apart) == 2
    assert "holds for other words" in note


def test_an_interval_and_a_p_that_disagree_are_of_different_procedures(run: xr.Dataset) -> None:
    table = stats.valence_contrast(run, n_permutations=99).copy()
    size = (table["unit"] == "Hedges g") & (table["modality"] == "")
    own = (table["unit"] != "Hedges g") & (table["modality"] == "")
    table.loc[size, ["estimate", "ci_low", "ci_high"]] = (0.6, -0.02, 1.19)
    table.loc[own, "estimate"] = 0.00214
    for p, words in (
        (0.043, "bootstrap 95 % CI −0.02 to 1.19, permutation p = 0.043"),
        (0.3, "95 % CI −0.02 to 1.19, p = 0.30"),
    ):
        table.loc[size | own, ["p", "p_adjusted"]] = p
        assert words in findings.contrast_found(table)[0]
        assert ("bootstrap" in findings.contrast_found(table)[0]) is (p < 0.05)
        assert "difference 0.0021" in findings.contrast_found(table)[0]


def test_people_whom_a_choice_leaves_out_are_counted_and_few_are_said_to_be_few(
    run: xr.Dataset,
) -> None:
    alike = run.copy(deep=True)
    logit = np.where(run["group"].values == "depressed", 5.0, -5.0) + np.arange(60) / 1e3
    logit[[0, 1, 2, 3, 4]] = np.arange(5)
    logit[[30, 31, 32, 33, 34]] = np.arange(5) + 0.001
    alike["logit"].loc[{"outcome": "depressed"}] = logit
    alike["logit"].loc[{"outcome": "healthy"}] = 0.0
    table = figures.table("cohort_forest", alike, people="matched", n_permutations=999)
    assert (table["n_a"].max(), table["n_b"].max()) == (5, 5)
    said = findings.conditions(table)
    assert "This leaves out 50 of 60 people of both groups." in said
    assert "Intervals from fewer than 10 people of a group are rough." in said
    assert {guard.id for guard in few_entered(table)} == {
        "small_group_depressed",
        "small_group_healthy",
    }
    kept = suppressed(FIGURES["cohort_forest"], table)
    exported = notes(alike, [("cohort_forest", {"people": "matched"})], [kept])
    assert {guard.sentence for guard in few_entered(table)} <= {*exported}
    assert len(exported) == len(set(exported))
    assert table.attrs["orders"] == comb(10, 5)
    shown = " ".join(title_lines(figures.drawn("cohort_forest", table, synthetic=True)))
    assert "252 orders only, which the 999 permutations repeat" in shown.replace("\u00a0", " ")
    whole = figures.table("cohort_forest", alike, n_permutations=999)
    assert not whole.attrs["orders"]
    assert not list(few_entered(whole))
    assert not any("leaves out" in each for each in findings.conditions(whole))


def test_matched_pairs_are_counted_with_the_caliper(run: xr.Dataset) -> None:
    alike = run.copy(deep=True)
    alike["logit"].values[:] = np.random.default_rng(0).normal(size=alike["logit"].shape)
    table = stats.omnibus(alike, people="matched", n_permutations=9)
    pairs = table["n_a"].iloc[0]
    matched = findings.conditions(table)[1]
    assert matched.startswith(f"Only matched participants entered: {pairs} pairs of both groups")
    assert "at most 0.2 standard deviations" in matched
    assert f"{pairs} 对" in findings.conditions(table, "zh")[1]


def test_conditions_of_all_tables_are_named_once(run: xr.Dataset) -> None:
    run["fold"] = ("participant", np.arange(60) % 2)
    few: dict[str, Any] = {"n_permutations": 9}
    tables = {
        "omnibus": stats.omnibus(run, within_folds=True, **few),
        "cohort_tests": stats.cohort_tests(run, covariates=["age"], **few),
    }
    assert findings.found(tables, run)[-3:] == [
        "Compared: integrated gradients, in held-out participants.",
        "People change places within folds only.",
        "Held constant: age.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_finding_names_a_cause_or_a_diagnosis(language: str) -> None:
    for sentence in sentences("findings", language).values():
        forbidden = r"sensitiv|caus|because|diagnos|patient|suffer|导致|因为|诊断|患者"
        assert not re.search(forbidden, str(sentence), re.IGNORECASE)


def test_a_multiple_of_the_smallest_p_is_a_bound_and_a_count_of_its_own_is_not() -> None:
    row = {"p": 1e-4, "p_adjusted": 2e-4, "n_permutations": 9999}
    said = {
        kind: findings.written_p(2e-4, 9999, before({**row, "adjustment": kind}))
        for kind in ("holm", "bh", "by", "max_t", "none")
    }
    assert said == {
        **dict.fromkeys(("holm", "bh", "by"), "≤ 0.0002"),
        **dict.fromkeys(("max_t", "none"), "= 0.0002"),
    }
    assert findings.written_p(4e-4, 9999, before({"p": 2e-4, "adjustment": "holm"})) == "= 0.0004"
    assert findings.written_p(1.0, 9999, before({"p": 1e-4, "adjustment": "holm"})) == "= 1.00"
    kinds = {"holm": 2e-4, "max_t": 3e-4}
    rows = [{**row, "p_adjusted": p, "adjustment": kind} for kind, p in kinds.items()]
    cells = [cell for line in readable(pd.DataFrame(rows)).rows for cell in line]
    assert "≤ 0.0002" in cells
    assert "0.0003" in cells
