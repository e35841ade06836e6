"""Tables for people: one row a model, one cell a metric with its interval."""

from __future__ import annotations

from math import isnan

import pandas as pd

from depformer.export.manuscript.latex import booktabs
from depformer.validate import one_of

FORMATS = ("text", "markdown", "csv", "latex")
ENDINGS = {"md": "markdown", "tex": "latex"}
DASH = "–"
POOLED = "pooled"
CHIEF = ("accuracy", "balanced_accuracy", "f1", "auc", "mae", "rmse", "pearson", "ccc")
CALIBRATED = "_calibrated"  # ends the name of a model whose probabilities went through a map
CALIBRATION = ("brier", "calibration_intercept", "calibration_slope")
HEADINGS = {"auc": "AUC", "f1": "F1", "mae": "MAE", "rmse": "RMSE", "ccc": "CCC", "brier": "Brier"}
HEADINGS |= {"pearson": "Pearson", "bias": "Predicted − true"}
BAND = "bias"  # what a scope that is a band of severity has, and no other


def table_format(name: str) -> str:
    """Return one of `FORMATS` by its name, or by how its files end.

    Raises
    ------
    DepformerError
        If there is none.
    """
    return one_of("format", ENDINGS.get(name, name), FORMATS)


def performance_table(table: pd.DataFrame, fmt: str = "text") -> str:
    """Write out an evaluation.

    Parameters
    ----------
    table : DataFrame
        Columns ``model scope metric estimate ci_low ci_high n``.
    fmt : str
        ``markdown`` and ``latex`` (booktabs) have one row a model and scope, and cells like
        ``0.67 (0.52 to 0.80)``; ``csv`` has all the numbers, one row a metric; ``text`` lists the
        metrics of the first model, and then compares models and folds in the chief ones, and the
        first model with its calibrated probabilities in those of calibration; bands of severity
        stand last.

    Returns
    -------
    str
        Ends with a line break.
    """
    if fmt == "csv":
        return table.to_csv(index=False, lineterminator="\n")
    wide = _wide(table)
    if fmt == "latex":
        return _latex(wide)
    if fmt == "markdown":
        return _markdown(wide)
    return _text(table)


def _text(table: pd.DataFrame) -> str:
    first = table[(table["model"] == table["model"].iloc[0]) & (table["scope"] == POOLED)]
    long = first.drop(columns=["model", "scope"]).to_string(
        index=False, na_rep="n/a", float_format=lambda value: f"{value:.3f}"
    )
    of_band = table["scope"].isin(table.loc[table["metric"] == BAND, "scope"])
    chief = table[table["metric"].isin(CHIEF) & ~of_band]
    names = [str(table["model"].iloc[0]), f"{table['model'].iloc[0]}{CALIBRATED}"]
    both = table[table["model"].isin(names) & (table["scope"] == POOLED)]
    beside = both[both["metric"].isin(CALIBRATION)]
    shown = [chief, *([beside] if beside["model"].nunique() > 1 else [])]
    shown += [table[of_band]] if of_band.any() else []
    return "\n\n".join([long, *(_wide(each).to_string(index=False) for each in shown)]) + "\n"


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    metrics = list(dict.fromkeys(table["metric"]))
    rows = []
    for (model, scope), part in table.groupby(["model", "scope"], sort=False):
        cells = {str(row["metric"]): _cell(row) for row in part.to_dict("records")}
        rows.append(
            {"Model": str(model).replace("_", " "), "Scope": str(scope), "n": int(part["n"].max())}
            | {_heading(name): cells.get(name, DASH) for name in metrics}
        )
    return pd.DataFrame(rows)


def _heading(metric: str) -> str:
    return HEADINGS.get(metric, metric.replace("_", " ").capitalize())


def _cell(row: dict[str, object] | dict[object, object]) -> str:
    # Rounded before it is written, and 0 added, so that nothing reads as minus zero.
    estimate, low, high = (
        round(float(str(row[name])), 2) + 0.0 for name in ("estimate", "ci_low", "ci_high")
    )
    if isnan(estimate):
        return DASH
    text = (
        f"{estimate:.2f}"
        if isnan(low) or isnan(high)
        else f"{estimate:.2f} ({low:.2f} to {high:.2f})"
    )
    return text.replace("-", "−")


def _markdown(wide: pd.DataFrame) -> str:
    rows = [list(wide.columns), ["---"] * len(wide.columns), *wide.astype(str).to_numpy().tolist()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _latex(wide: pd.DataFrame) -> str:
    return booktabs(list(wide.columns), wide.astype(str).to_numpy().tolist())
