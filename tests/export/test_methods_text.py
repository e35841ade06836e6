"""The paragraph on methods reads as one: numbers of the run, each thing once, no identifiers."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
import xarray as xr
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from depformer import figures, schema, stats
from depformer.export.manuscript.caption import notes, sentences
from depformer.export.manuscript.methods import paragraph
from depformer.export.manuscript.numbers import table_latex, table_markdown
from depformer.export.manuscript.settings import methods_text
from depformer.export.manuscript.settings import settings as settings_of
from depformer.figures import FIGURES
from tests.figures.outside import options_of, suited

NOT_PROSE = re.compile(r"[a-z]_[a-z]|  |\bnan\b|\bNone\b|\bTrue\b|\bFalse\b(?!-)|\(\)")


def made(
    run: xr.Dataset, *names: str, **asked: Any
) -> list[tuple[str, dict[str, Any], pd.DataFrame]]:
    found = []
    for name in names:
        known = {option.name for option in FIGURES[name].options}
        own = {key: value for key, value in asked.items() if key in known}
        found.append((name, own, figures.table(name, run, **own)))
    return found


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    methods = '{"integrated_gradients": {"steps": 37}}'
    drawn = schema.example(0, participants=24)
    return drawn.assign_attrs(methods=methods, captum_version="0.9.0")


def test_who_which_model_explained_how_and_tested_how(run: xr.Dataset) -> None:
    asked = {"n_permutations": 19, "seed": 3, "method": "integrated_gradients"}
    shown = made(run, "cohort_forest", "volcano", "valence_contrast", "roc", **asked)
    said = paragraph(run, shown, "")
    for part in (
        "24 held-out participants (12 depressed, 12 healthy), each with 8 words (4 positive, 4",
        "3-fold cross-validation",
        "integrated gradients (37 points on the way from the baseline to the participant)",
        "mean of the training people",
        "attributions by integrated gradients by Welch's t",
        "19 permutations of whole participants (seed 3)",
        "(16 tests) by step-down max-T",
        "Hedges g with 95 % intervals",
        "Captum 0.9.0",
    ):
        assert part in said
    clauses = re.split(r"(?<=\.) (?=[A-Z])", said)
    assert len(clauses) == len(set(clauses))
    assert said.count("\n") == 0
    assert "Held constant" not in said
    beside = paragraph(run, made(run, "volcano", covariates=["age"], **asked), "")
    assert "in a linear model with age held constant (Freedman and Lane, 1983)" in beside
    assert "by Welch's t." not in beside


def test_over_what_p_were_adjusted_and_which_was_not(run: xr.Dataset) -> None:
    both = paragraph(run, made(run, "volcano", "paper_words", n_permutations=19), "")
    assert (
        "adjusted over all words and modalities (16 tests) and all words and streams (24 tests) by "
        "step-down max-T"
    ) in both
    assert "Adjusted p below 0.05 was called significant." in both
    alone = paragraph(run, made(run, "valence_contrast", n_permutations=19), "")
    assert "was one test, not adjusted; its parts" in alone
    assert "significant, and p below 0.05 of the one test that was not adjusted." in alone


def test_settings_stand_below_each_once() -> None:
    checked = schema.example(0, checked=True)
    shown = made(checked, "cohort_forest", "roc", "planted_truth", n_permutations=19)
    _, listed = methods_text(checked, shown, "").split("Supplementary settings\n")
    lines = listed.splitlines()
    assert "- Permutations: 19" in lines
    (resamples,) = (line for line in lines if "Bootstrap resamples" in line)
    assert "2,000 ('How well" in resamples
    assert "500 ('Which method finds" in resamples
    assert len({line.split(":")[0] for line in lines}) == len(lines)


def test_pairs_are_not_tested_as_pairs(run: xr.Dataset) -> None:
    shown = made(run, "volcano", n_permutations=19)
    note = "Matched participants were tested as two independent groups"
    assert note not in paragraph(run, shown, "")
    shown[0][2].attrs["people"] = "matched"
    assert note in paragraph(run, shown, "")


def test_names_of_a_study_keep_their_capitals(run: xr.Dataset) -> None:
    named = run.assign_coords(participant=["Sub-Ab12", *run["participant"].values[1:]])
    options = {"participant": "Sub-Ab12", "method": "integrated_gradients"}
    lines = settings_of(named, [("word_profile", options, pd.DataFrame())])
    assert "Participant: Sub-Ab12" in lines
    assert "Method: integrated gradients" in lines
    in_both = {"groups": ("Clinic A", "depressed")}
    lines = settings_of(run, [("volcano", in_both, pd.DataFrame())])
    assert "Groups: Clinic A, depressed" in lines


# Not shrunk: a table of a random run takes seconds, and the message names figure and text.
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate])
@example(seed=0, people=1, words=4, name="roc")
@given(
    seed=st.integers(0, 99),
    people=st.integers(1, 14),
    words=st.sampled_from([4, 8]),
    name=st.sampled_from(FIGURES.ids),
)
def test_no_text_of_a_random_run_has_identifiers_or_gaps(
    seed: int, people: int, words: int, name: str
) -> None:
    spec = FIGURES[name]
    drawn = suited(spec, schema.example(seed, participants=people, words=words, checked=True))
    options = options_of(spec, drawn, "sub-001")
    asked = {"n_permutations": 9, "n_bootstrap": 19}
    options |= {o.name: asked[o.name] for o in spec.options if o.name in asked}
    of_table, _ = spec.split(drawn, options)
    table = spec.table(drawn, **of_table)
    shown = [(name, options, table)]
    for text in (
        *sentences(name, drawn, table, **options),
        *notes(drawn, [(name, options)]),
        *methods_text(drawn, shown, "").splitlines(),
        *table_markdown(table).replace("\\", "").splitlines(),
        *table_latex(table).splitlines(),
    ):
        found = NOT_PROSE.search(text)
        assert not found, f"{name}: {found and text[max(0, found.start() - 30) : found.end() + 30]}"


@pytest.mark.parametrize("people", [12, 60])
def test_tests_of_severity_are_cells_not_people(people: int) -> None:
    run = schema.example(0, participants=people, words=8)
    run["role"].values[:] = "test"
    made_tests = int(stats.severity_tests(run, n_permutations=19)["p_adjusted"].notna().sum())
    (shown,) = made(run, "severity_scatter", n_permutations=19)
    said = paragraph(run, [shown], "")
    assert f"({made_tests} tests) by step-down max-T" in said
    without = (*shown[:2], shown[2].drop(columns="tests"))
    with pytest.raises(KeyError, match="tests"):  # nothing else is counted in its place
        paragraph(run, [without], "")
