"""Cohort tables in a paper say what less what, of what level, with as many decimals as needed."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import schema, stats
from depformer.export import tested
from depformer.export.manuscript.numbers import table_markdown

FEW = {"n_permutations": 19}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    run: xr.Dataset = schema.example(0, participants=24, words=4)
    return {
        "valence_contrast": stats.valence_contrast(run, **FEW),
        "omnibus": stats.omnibus(run, **FEW),
        "cohort_tests": stats.cohort_tests(run, **FEW),
        "detectable_effect": stats.detectable_effect(run),
        "severity_tests": stats.severity_tests(run, **FEW),
        "equivalence": stats.equivalence(run, margin=0.7),
        "mixed_model": stats.mixed_model(run),
    }


@pytest.mark.parametrize("fmt", ["markdown", "latex"])
def test_every_table_says_what_is_compared_between_whom(
    fmt: str, tables: dict[str, pd.DataFrame]
) -> None:
    for name, table in tables.items():
        said = tested.tested_table({name: table}, fmt, {}).replace("$-$", "−")
        assert "Integrated gradients" in said
        assert ("Depressed − healthy" in said) == (name != "severity_tests")
        assert ("positive − negative" in said) == (name in ("valence_contrast", "mixed_model"))
        assert not re.search(r"[a-z]_[a-z]|\bnan\b|Permutations: 0", said)
    assert "Contrast: Depressed;" in tested.tested_table({"": tables["severity_tests"]}, fmt, {})


def test_a_level_that_is_not_the_usual_one_is_in_every_format(
    tables: dict[str, pd.DataFrame],
) -> None:
    for fmt in ("markdown", "latex"):
        said = tested.tested_table(tables, fmt, {}).replace("\\%", "%")
        assert said.count("(90 % CI)") == 1
        assert said.count("Margin in standard deviations: 0.7") == 1
        assert "(95 % CI)" not in said.partition("Equivalence")[2].partition("Mixed")[0]
    whole = tested.tested_table(tables, "csv", {}).splitlines()
    assert whole[0].endswith(",ci_level,margin")
    assert all(line.endswith("0.9,0.7") for line in whole if line.startswith("equivalence"))
    assert all(line.endswith(",,") for line in whole if line.startswith("cohort_tests"))


NUMBERS = st.floats(-2000, 2000)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_all_three_numbers_of_a_cell_have_as_many_decimals(a: float, b: float, c: float) -> None:
    row = pd.DataFrame({"estimate": [a], "ci_low": [b], "ci_high": [c]})
    cell = table_markdown(row).splitlines()[2].strip("| ")
    shown = re.findall(r"−?[\d,]+(?:\.\d+)?", cell)
    assert len(shown) == 3
    (decimals,) = {len(each.partition(".")[2]) for each in shown}
    read = [float(each.replace("−", "-").replace(",", "")) for each in shown]
    assert read == pytest.approx([a, b, c], rel=1e-9, abs=0.501 * 10**-decimals)
    assert not re.search(r"−0(\.0+)?\b(?![.\d])", cell)


def test_an_interval_across_powers_of_ten_keeps_its_zeros() -> None:
    row = pd.DataFrame(
        {"estimate": [-1.4, 0.67], "ci_low": [-1.97, 0.52], "ci_high": [-0.799, 0.8]}
    )
    lines = table_markdown(row).splitlines()
    assert lines[2:4] == ["| −1.40 (−1.97 to −0.80) |", "| 0.67 (0.52 to 0.80) |"]
