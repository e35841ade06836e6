"""The evaluation's table as text, Markdown, LaTeX and CSV: the same numbers in each."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from depformer.export.tables import FORMATS, performance_table

ROWS = [
    ("depformer", "pooled", "accuracy", 0.6667, 0.516, 0.796, 48, "clopper_pearson"),
    ("depformer", "pooled", "calibration_slope", -0.0014, -0.5, np.nan, 48, "bootstrap"),
    ("depformer", "fold-0", "accuracy", 0.5, 0.187, 0.813, 10, "clopper_pearson"),
    ("linear_svm", "pooled", "accuracy", np.nan, np.nan, np.nan, 48, "clopper_pearson"),
]
TABLE = pd.DataFrame(
    ROWS, columns=["model", "scope", "metric", "estimate", "ci_low", "ci_high", "n", "method"]
)


def test_markdown_has_a_row_a_model_and_a_cell_with_its_interval() -> None:
    lines = performance_table(TABLE, "markdown").splitlines()
    assert lines[0] == "| Model | Scope | n | Accuracy | Calibration slope |"
    assert lines[2] == "| depformer | pooled | 48 | 0.67 (0.52 to 0.80) | 0.00 |"  # no minus zero
    assert lines[3] == "| depformer | fold-0 | 10 | 0.50 (0.19 to 0.81) | – |"
    assert lines[4] == "| linear svm | pooled | 48 | – | – |"


def test_latex_is_booktabs_with_as_many_cells_in_each_row() -> None:
    text = performance_table(TABLE, "latex")
    assert text.startswith("\\begin{tabular}{llrrr}\n\\toprule\n")
    rows = [line for line in text.splitlines() if line.endswith("\\\\")]
    assert [row.count("&") for row in rows] == [4] * 4
    assert "0.67 (0.52 to 0.80)" in text


def test_csv_keeps_every_number() -> None:
    back = pd.read_csv(io.StringIO(performance_table(TABLE, "csv")))
    pd.testing.assert_frame_equal(back, TABLE)


def test_text_lists_the_metrics_and_compares_models() -> None:
    text = performance_table(TABLE)
    assert "accuracy" in text
    assert "0.667" in text
    assert "0.50 (0.19 to 0.81)" in text
    assert set(FORMATS) == {"text", "markdown", "csv", "latex"}


def test_text_holds_the_calibrated_probabilities_beside_the_models_own() -> None:
    own = TABLE.iloc[[1]].assign(estimate=0.39, ci_low=0.2, ci_high=0.6)
    after = own.assign(model="depformer_calibrated", estimate=0.95, ci_low=0.5, ci_high=1.5)
    lines = performance_table(pd.concat([TABLE.iloc[[0]], own, after])).splitlines()
    assert [line.split() for line in lines[-2:]] == [
        ["depformer", "pooled", "48", "0.39", "(0.20", "to", "0.60)"],
        ["depformer", "calibrated", "pooled", "48", "0.95", "(0.50", "to", "1.50)"],
    ]
    assert "calibrated" not in performance_table(pd.concat([TABLE.iloc[[0]], own]))
