"""No text from data is a command: not in LaTeX, not in Markdown, not in a spreadsheet."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.explain.methods import METHODS
from depformer.export import table_csv
from depformer.export.manuscript.latex import SPECIALS, booktabs, escaped
from depformer.export.manuscript.numbers import MOST_ROWS, table_latex, table_markdown
from depformer.export.manuscript.readable import heading, written
from depformer.export.manuscript.references import bibliography, cited, references
from depformer.figures import FIGURES

WRITTEN = re.compile("|".join(re.escape(each) for each in sorted(SPECIALS.values(), key=len)[::-1]))


@given(st.text(max_size=40))
def test_every_sign_of_a_text_is_set_as_it_stands(text: str) -> None:
    written = escaped(text)
    left = WRITTEN.sub("", written)
    assert not set(left) & set('\\{}$&#%_^~"<>|')
    back = {value: key for key, value in SPECIALS.items()}
    assert WRITTEN.sub(lambda found: back[found[0]], written) == " ".join(text.split())


def test_a_table_has_as_many_cells_in_each_row() -> None:
    text = booktabs(["a & b", "n"], [["100 %", "−1"], ["c_d", "–"]])
    assert text.splitlines()[0] == r"\begin{tabular}{lr}"
    assert r"a \& b & n \\" in text
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    assert [len(re.findall(r"(?<!\\)&", row)) for row in rows] == [1, 1, 1]


def test_people_read_what_differs_and_three_digits() -> None:
    table = pd.DataFrame(
        {
            "word": ["w1", "w2"],
            "text": ["悲|剧", "喜"],
            "gloss": ["a", "b"],
            "unit": "logit",
            "estimate": [-0.12345, np.nan],
        }
    )
    latex, markdown = table_latex(table), table_markdown(table)
    assert r"Word & Estimate [logit] \\" in latex
    assert "xeCJK" in latex
    assert r"悲\textbar{}剧 & $-$0.123 \\" in latex
    assert r"| 悲\|剧 | −0.123 |" in markdown
    assert "| 喜 | – |" in markdown
    assert "w1" not in latex
    assert r"a & $-$0.123" in table_latex(table, "gloss")
    assert "see the CSV file" in table_latex(pd.concat([table] * MOST_ROWS))


def test_headings_intervals_and_p_are_for_people() -> None:
    table = pd.DataFrame(
        {
            **{"text": ["a", "b"], "modality": ["face", "audio"], "estimate": [2.400, -0.05]},
            **{"unit": "Hedges g", "ci_low": [1.63, np.nan], "ci_high": [3.14, np.nan]},
            **{"p": [0.00001, 0.0231], "p_adjusted": [0.0004, 1.0], "p_bh": [0.5, 0.25]},
            **{"adjustment": "max_t", "role": "held_out", "contrast": "depressed - healthy"},
            **{"n_a": 24, "n_b": 23},
        }
    )
    head, _, first, second, _, note, *_ = table_markdown(table).replace("\\", "").split("\n")
    assert head == (
        "| Word | Modality | Hedges g (95 % CI) | p | Adjusted p (step-down max-T) | "
        "Adjusted p (Benjamini–Hochberg) |"
    )
    assert first == "| a | Face | 2.40 (1.63 to 3.14) | < 0.0001 | 0.0004 | 0.50 |"
    assert second == "| b | Voice | −0.05 | 0.023 | 1.00 | 0.25 |"
    assert note == (
        "Note. People: Held out; Contrast: Depressed − healthy; n, depressed: 24; n, healthy: 23."
    )
    written = table_latex(table)
    assert r"\footnotesize Note. People: Held out" in written
    assert written.count("{") == written.count("}")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.000149, "0.000149"), (-0.00004, "−0.00004"), (0.12345, "0.123"), (1e-17, "0"), (-0.0, "0")],
)
def test_a_small_number_has_its_digits(value: float, shown: str) -> None:
    assert written(value) == shown


def test_groups_are_called_as_the_study_calls_them() -> None:
    table = pd.DataFrame({"contrast": ["low - mid - high"], "n_a": [5], "n_b": [6]})
    table.attrs["groups"] = ("low - mid", "high")
    assert [heading(n, table) for n in ("n_a", "n_b")] == ["n, low - mid", "n, high"]
    table.attrs["groups"] = ("Clinic A", "depressed")
    assert [heading(n, table) for n in ("n_a", "n_b")] == ["n, Clinic A", "n, depressed"]
    assert heading("n_a", pd.DataFrame({"group": ["depressed"], "n_a": [5]})) == "n"


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    bad = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
    bad += [f"{chr(ord(sign) + 0xFEE0)}1" for sign in "=+-@"]  # full-width
    read = table_csv(pd.DataFrame({"=name": bad, "n": -1.5})).decode("utf-8-sig").split("\n")
    assert read[0] == "'=name,n"
    assert all(line.lstrip('"').startswith("'") for line in read[1:-1])
    assert all(line.endswith(",-1.5") for line in read[1:-1] if line.endswith("5"))


def test_every_method_is_cited_and_every_entry_is_used() -> None:
    known = {name for each in references() for name in each.used_by}
    assert set(METHODS.ids) <= known
    own = {*METHODS.ids, *FIGURES.ids, *(each.intervals for each in FIGURES)}
    columns = {"max_t", "bh", "by", "holm", "hedges_g", "cliffs_delta"}
    coming = {"covariates", "matched", "captum", "bootstrap", "model", "reporting_sheet"}
    assert known <= own | columns | coming
    assert [each.id for each in cited([])] == ["ye2025depformer"]
    text = bibliography(["occlusion", "Hedges g", "Cliff's delta"])
    assert re.findall(r"@\w+\{(\w+),", text) == [
        "ye2025depformer",
        "zeiler2014visualizing",
        "efron1987better",
        "hedges1981distribution",
        "cliff1993dominance",
    ]
    assert text.count("{") == text.count("}")


def test_a_reference_is_read_without_signs_of_bibtex() -> None:
    (newcombe,) = (each.text for each in references() if each.id == "newcombe2006confidence")
    assert newcombe == (
        "Newcombe, R. G. (2006). Confidence Intervals for an Effect Size Measure Based on the "
        "Mann–Whitney Statistic. Part 2: Asymptotic Methods and Evaluation. Statistics in "
        "Medicine, 25(4), 559–573. doi:10.1002/sim.2324."
    )
    for each in references():
        assert not re.search(r"[{}\\`]|--|  |\.\.", each.text), each.text
        assert re.search(r"\(\d{4}\)\. ", each.text)
