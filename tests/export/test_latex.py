"""No text from data is a command: not in LaTeX, not in Markdown, not in a spreadsheet."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from depformer.explain.methods import METHODS
from depformer.export import table_csv
from depformer.export.manuscript.latex import SPECIALS, booktabs, escaped
from depformer.export.manuscript.numbers import MOST_ROWS, table_latex, table_markdown
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
    assert "% unit: logit" in latex
    assert "xeCJK" in latex
    assert r"悲\textbar{}剧 & $-$0.123 \\" in latex
    assert r"| 悲\|剧 | −0.123 |" in markdown
    assert "| 喜 | – |" in markdown
    assert "w1" not in latex
    assert r"a & $-$0.123" in table_latex(table, "gloss")
    assert "see the CSV file" in table_latex(pd.concat([table] * MOST_ROWS))


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    bad = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"]
    read = table_csv(pd.DataFrame({"=name": bad, "n": -1.5})).decode("utf-8-sig").split("\n")
    assert read[0] == "'=name,n"
    assert all(line.lstrip('"').startswith("'") for line in read[1:-1])
    assert all(line.endswith(",-1.5") for line in read[1:-1] if line.endswith("5"))


def test_every_method_is_cited_and_every_entry_is_used() -> None:
    known = {name for each in references() for name in each.used_by}
    assert set(METHODS.ids) <= known
    own = {*METHODS.ids, *FIGURES.ids, *(each.intervals for each in FIGURES)}
    columns = {"max_t", "bh", "by", "holm", "hedges_g", "cliffs_delta"}
    coming = {"paper_words", "covariates", "captum", "bootstrap", "model"}
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
