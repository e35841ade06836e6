"""The table of a figure as a manuscript prints it: headings, words and digits for people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from depformer import labels
from depformer.labels import human, in_text
from depformer.stats.findings import p_digits
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import contrast_groups
from depformer.wording import say, sentences

DASH = "–"
ROUNDING = 1e-9  # what is smaller is 0, but for the rounding of sums
WORDS = ("word", "text", "pinyin", "gloss")
# What only places or draws a row, or says of the method what its name says.
NOT_READ = frozenset(
    {"position", "size", "opens", "row", "right", "unit_of_score", "signed", "complete", "bin"}
)
ADJUSTED = frozenset({"p_adjusted", "p_bh"})
P = ADJUSTED | {"p"}
AS_THEY_ARE = frozenset({"participant", *WORDS})
EFFECTS = frozenset({"Hedges g", "Cliff's delta", "Spearman rho"})  # units that name the number
LEVEL = "ci_level"  # of intervals that are not of 95 %; the heading says it
OF_TESTS = frozenset({"adjustment", "n_permutations", "seed"})
UNITS = {
    "estimate": "unit",
    "value": "unit",
    "attribution": "unit",
    "difference": "difference_unit",
}


@dataclass(frozen=True)
class Readable:
    """A table for people.

    Attributes
    ----------
    head : list of str
        Headings.
    rows : list of lists of str
        The cells of columns that differ between rows.
    note : str
        What all rows have in common, or nothing.
    """

    head: list[str]
    rows: list[list[str]]
    note: str


def readable(table: pd.DataFrame, label: str = "text") -> Readable:
    """Return a table as people read it; numbers with an interval stand in one cell with it.

    Parameters
    ----------
    table : DataFrame
        From `figures.table`.
    label : str
        The column that names the words.
    """
    kept = table.drop(columns=[*({*NOT_READ, *WORDS} - {label}) & {*table.columns}])
    ends = _ends(kept)
    inner = {end for pair in ends.values() for end in pair} - {*ends}
    alike = _common(kept)
    units = {column for name, column in UNITS.items() if name in kept and column in alike}
    hidden = {*inner, *units, LEVEL}
    columns = [name for name in map(str, kept.columns) if name not in hidden]
    common = [name for name in columns if name in alike - {*ends, label} and len(kept) > 1]
    shown = [name for name in columns if name not in common and _says(kept, name)] or columns
    noted = [
        say("headings.noted", name=heading(name, kept), value=_cell(name, kept[name].iloc[0], kept))
        for name in common
        if _says(kept, name) and not (name in OF_TESTS and not _tested(kept))
    ]
    cells = [_cells(kept, name, ends.get(name)) for name in shown]
    return Readable(
        [_head(name, kept, ends) for name in shown],
        [list(row) for row in zip(*cells, strict=True)],
        say("headings.note", listed="; ".join(noted)) if noted else "",
    )


def heading(column: str, table: pd.DataFrame) -> str:
    """Return what a column of a table is called."""
    if column == "p_adjusted" and (kind := _adjustment(table)):
        return say("headings.column_p_adjusted_by", adjustment=human(kind))
    if column == "filled" and "difference" not in table:
        return say("headings.column_filled_interval")
    if column == "estimate" and {"value", "selection_rate"} & {*table.columns}:
        return say("headings.column_rho" if "severity" in table else "headings.column_g")
    if column == "probability" and not pd.api.types.is_numeric_dtype(table[column]):
        return say("headings.column_kind_of_probability")
    if column in ("n_a", "n_b") and "contrast" in table and len(table):
        group = contrast_groups(table)[column == "n_b"]
        return say("headings.column_n_of", group=in_text(group))
    if column == "n_a" and "n_b" not in table:  # one group alone
        return say("headings.column_n")
    known = f"column_{column}" in sentences("headings")
    return say(f"headings.column_{column}") if known else labels.title(column)


def _adjustment(table: pd.DataFrame) -> str:
    """Return by what all p of a table are adjusted, nothing if by several or none."""
    kinds = [str(kind) for kind in table["adjustment"].unique()] if "adjustment" in table else []
    return kinds[0] if len(kinds) == 1 and kinds[0] not in ("", "none", "exploratory") else ""


def _tested(table: pd.DataFrame) -> bool:
    return bool("p" in table and table["p"].notna().any())


def written(cell: object) -> str:
    """Return a cell as people read it: three digits, a true minus, a dash for nothing."""
    if isinstance(cell, (bool, np.bool_)):
        return say("exports.yes") if cell else say("exports.no")
    if isinstance(cell, (int, np.integer)):
        return f"{cell:,}".replace("-", "−")
    if isinstance(cell, (float, np.floating)):
        return _number(float(cell))
    return DASH if cell is None or cell is pd.NA or not str(cell) else str(cell)


def _number(value: float) -> str:
    if not np.isfinite(value):
        return DASH
    if abs(value) >= 100:
        text = f"{value:,.0f}"
    else:
        shown = value if abs(value) >= ROUNDING else 0.0
        text = np.format_float_positional(shown, precision=3, fractional=False, trim="-")
    return text.replace("-", "−")


def _common(table: pd.DataFrame) -> set[str]:
    """Return the columns that say the same in every row."""
    return {str(name) for name in table if table[name].nunique(dropna=False) == 1}


def _says(table: pd.DataFrame, name: str) -> bool:
    """Return whether a column says anything at all: a unit of 1 does not."""
    if name == "adjustment" and _adjustment(table):
        return False  # the heading of p says it
    if name == "n_permutations":
        return bool((table[name] > 0).any())
    told = table[name].dropna().astype(str)
    return bool((~told.isin(["", "1"] if name in UNITS.values() else [""])).any())


def _ends(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the columns of both ends of what has an interval, or is one, by its own column."""
    owners = [name for name in ("estimate", "share", "sensitivity", "attribution") if name in table]
    pairs = dict.fromkeys(owners[:1], ("ci_low", "ci_high"))
    pairs["control_low"] = ("control_low", "control_high")
    pairs |= {name: (f"{name}_low", f"{name}_high") for name in ("difference", "auc", "slope")}
    return {name: pair for name, pair in pairs.items() if {name, *pair} <= {*table.columns}}


def _head(name: str, table: pd.DataFrame, ends: dict[str, tuple[str, str]]) -> str:
    if name == "control_low":
        return say("headings.column_control")
    said = heading(name, table)
    column = UNITS.get(name, "")
    unit = str(table[column].iloc[0]) if column in _common(table) else "1"
    if name == "estimate" and unit in EFFECTS:
        said = unit
    elif unit not in ("", "1") and not (name == "estimate" and "value" in table):
        said = say("headings.with_unit", name=said, unit=unit)
    known = name in ends and table[ends[name][0]].notna().any()
    if not known:
        return said
    level = float(table[LEVEL].iloc[0]) if LEVEL in table else 0.95
    return say("headings.with_interval", name=said, level=f"{100 * level:g}")


def _cells(table: pd.DataFrame, name: str, ends: tuple[str, str] | None) -> list[str]:
    if ends is None:
        if name in ADJUSTED and "p" in table:
            kind = "bh" if name == "p_bh" else table.get("adjustment", "")
            rows = table.assign(adjustment=kind).to_dict("records")
            return [_p(row[name], table, before(row)) for row in rows]
        return [_cell(name, cell, table) for cell in table[name]]
    form = _range if name in ends else _with_ends
    return [form(*map(float, row)) for row in table[[*dict.fromkeys((name, *ends))]].values]


def _range(low: float, high: float) -> str:
    a, b = _alike(low, high)
    return a if a == b else say("headings.range", low=a, high=b)


def _with_ends(estimate: float, low: float, high: float) -> str:
    if not np.isfinite([low, high]).all():
        return written(estimate)
    cell, a, b = _alike(estimate, low, high)
    return say("headings.ends", estimate=cell, low=a, high=b)


def _alike(*values: float) -> list[str]:
    """Return numbers with as many decimals each as the largest of them needs, zeros kept."""
    largest = max((abs(value) for value in values if np.isfinite(value)), default=0.0)
    limits = ((100, 0), (10, 1), (0.1, 2), (0, 4))
    decimals = next(n for limit, n in limits if largest >= limit)
    shown = (f"{round(value, decimals) + 0.0:,.{decimals}f}" for value in values)
    return [
        text.replace("-", "−") if np.isfinite(value) else DASH
        for text, value in zip(shown, values, strict=True)
    ]


def _cell(name: str, cell: object, table: pd.DataFrame) -> str:
    if name in P and isinstance(cell, float):
        return _p(cell, table)
    if not isinstance(cell, str) or name in AS_THEY_ARE:
        return written(cell)
    if name == "modality" and not cell and "variable" in table:
        return say("headings.all_words")
    if cell in ("", "none") or (name in UNITS.values() and cell == "1"):
        return DASH
    return cell if name in UNITS.values() else _named(cell)


def _p(p: float, table: pd.DataFrame, raw: float | None = None) -> str:
    drawn = int(table["n_permutations"].max()) if "n_permutations" in table else 0
    return p_digits(p, drawn, raw) if np.isfinite(p) else DASH


def _named(text: str) -> str:
    """Return what an id is called; one that is made of several, by all of them."""
    parts = text.split("_")
    if human(text) == text.replace("_", " ") and len(parts) > 1:
        text = " ".join(map(in_text, parts))
    said = ", ".join(human(part) for part in text.split("/"))
    return (said[:1].upper() + said[1:]).replace(" - ", " − ")
