"""Findings in words, from cohort tables: what was measured, never a cause or a diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any

import pandas as pd

from depformer.labels import OUTCOMES, human
from depformer.stats.compared import HEDGES
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.inference.groups.matching import CALIPER
from depformer.stats.people import SMALL_GROUP
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ALPHA = 0.05
SMALLEST_P = 0.0001
_SELECTED = ("selection_rate", "attention_query", "published_selection")
_ATTENDED = ("attention_received", "rollout")

Names = Mapping[str, str]


def found(
    tables: Mapping[str, pd.DataFrame],
    run: xr.Dataset,
    language: str = "en",
    label: str | None = None,
) -> list[str]:
    """Return what cohort tables found, a sentence each, and last on what conditions.

    Parameters
    ----------
    tables : mapping of DataFrame
        By the ids of their statistics, in the order in which they are to be told of; others are
        left out.
    run : xarray.Dataset
        The run they are of: it knows what words are called.
    language : str
        One of `depformer.wording.LANGUAGES`.
    label : str or None
        ``text``, ``pinyin`` or ``gloss``: by which words are called; None: as of `word_names`.
    """
    names = word_names(run, language, label)
    sentences: dict[str, Callable[[pd.DataFrame], list[str]]] = {
        "valence_contrast": lambda table: contrast_found(table, language),
        "omnibus": lambda table: [omnibus_found(table, language)],
        "cohort_tests": lambda table: cells_found(table, names, language),
        "detectable_effect": lambda table: [detectable_found(table, language)],
        "severity_tests": lambda table: severity_found(table, names, language),
        "equivalence": lambda table: [equivalence_found(table, language)],
        "mixed_model": lambda table: mixed_found(table, language),
    }
    told = {name: table for name, table in tables.items() if name in sentences}
    said = [each for name, table in told.items() for each in sentences[name](table)]
    under = [each for table in told.values() for each in conditions(table, language)]
    return [*said, *dict.fromkeys(under)]


def word_names(run: xr.Dataset, language: str = "en", label: str | None = None) -> dict[str, str]:
    """Return what each word is called by a label, or as shown where it has no such name.

    Without a label: by its gloss in English, and as it is shown in other languages.
    """
    named = label or ("gloss" if language == "en" else "text")
    pairs = zip(run[named].values.astype(str), run["text"].values.astype(str), strict=True)
    called = [text if name in ("", "n/a") else name for name, text in pairs]
    return dict(zip(run["word"].values.astype(str).tolist(), called, strict=True))


def contrast_found(table: pd.DataFrame, language: str = "en") -> list[str]:
    """Say what `valence_contrast` found: of face and voice together first, then of each."""
    own, sizes = (table[(table["unit"] == HEDGES) == is_size] for is_size in (False, True))
    said = []
    for row, size in zip(own.to_dict("records"), sizes.to_dict("records"), strict=True):
        known: dict[str, Any] = {**_quantity(table, language), **_groups(table, language)}
        known["modality"] = _modality(row["modality"], language)
        if pd.isna(row["p"]):
            said.append(say("findings.contrast_untested", language, **known, **_known(table, row)))
            continue
        said.append(
            say(
                f"findings.contrast_{_direction(row, 'none')}",
                language,
                **known,
                **_known(table, row),
                estimate=_in_unit(_difference(row["estimate"]), row),
                numbers=_size(size, language),
            )
        )
    return said


def omnibus_found(table: pd.DataFrame, language: str = "en") -> str:
    """Say what `omnibus` found."""
    row = table.iloc[0].to_dict()
    known = {**_quantity(table, language), **_groups(table, language)}
    if pd.isna(row["p"]):
        return say("findings.omnibus_untested", language, **known, **_known(table))
    return say(
        "findings.omnibus_found" if row["p"] < ALPHA else "findings.omnibus_none",
        language,
        **known,
        **_known(table),
        estimate=_number(row["estimate"], 1),
        p=_p(row, language),
    )


def cells_found(table: pd.DataFrame, names: Names, language: str = "en") -> list[str]:
    """Say in which cells `cohort_tests` found a difference after max-T, or that there is none.

    `names` is what each word id is called; the smallest adjusted p comes first.
    """
    sizes = table[(table["unit"] == HEDGES) & (table["adjustment"] == "max_t")]
    known = {**_groups(table, language), **_quantity(table, language)}
    if not (sizes["p_adjusted"] < ALPHA).any():
        return [_none("cells_none", sizes, known, language)]
    del known["quantity"]
    kind = _kind(table)
    return [
        say(
            f"findings.cell_{kind}_{_direction(row, '')}",
            language,
            **known,
            modality=_modality(row["modality"], language),
            **_known(table, row),
            word=names.get(row["word"], row["word"]),
            numbers=_size(row, language),
        )
        for row in _significant(sizes)
    ]


def severity_found(table: pd.DataFrame, names: Names, language: str = "en") -> list[str]:
    """Say which cells follow the severity by `severity_tests`, or that none does."""
    known = {"a": _groups(table, language)["a"], **_quantity(table, language)}
    if not (table["p_adjusted"] < ALPHA).any():
        return [_none("severity_none", table, known, language)]
    return [
        say(
            "findings.severity_higher" if row["estimate"] > 0 else "findings.severity_lower",
            language,
            **known,
            **_interval(row),
            modality=_modality(row["modality"], language),
            word=names.get(row["word"], row["word"]),
            p=_p(row, language),
            n=int(row["n_a"]),
        )
        for row in _significant(table)
    ]


def equivalence_found(table: pd.DataFrame, language: str = "en") -> str:
    """Say in how many cells `equivalence` found both groups alike."""
    known = _groups(table, language)
    if not (cells := int(table["p"].notna().sum())):
        return say("findings.equivalence_untested", language, **known, **_known(table))
    return say(
        "findings.equivalence",
        language,
        **known,
        **_known(table),
        alike=int((table["p_adjusted"] < ALPHA).sum()),
        cells=cells,
        margin=f"{table['margin'].iloc[0]:g}",
    )


def mixed_found(table: pd.DataFrame, language: str = "en") -> list[str]:
    """Say what `mixed_model` found, and why its p is not that of the contrast."""
    return [
        say(
            "findings.mixed",
            language,
            **_quantity(table, language),
            **_known(table, row),
            **{**_interval(row), "estimate": _in_unit(_interval(row)["estimate"], row)},
            modality=_modality(row["modality"], language),
            p=_p(row, language),
        )
        for row in table.to_dict("records")
    ] + [say("findings.mixed_note", language)]


def detectable_found(table: pd.DataFrame, language: str = "en", *, over_all: bool = True) -> str:
    """Say how large an effect must be for a study of this size.

    In one test, and unless `over_all` is false, in one of all cells.
    """
    row = table.iloc[0].to_dict()
    known: dict[str, Any] = {
        **_groups(table, language),
        "n_a": row["n_a"],
        "n_b": row["n_b"],
        "alone": f"{table['estimate'].iloc[0]:.2f}",
    }
    if not over_all:
        return say("findings.detectable_alone", language, **known)
    return say(
        "findings.detectable",
        language,
        **known,
        over_all=f"{table['estimate'].iloc[1]:.2f}",
        tests=table.attrs["tests"],
    )


def conditions(table: pd.DataFrame, language: str = "en") -> list[str]:
    """Say what is compared between whom, and in what way, where it is not the usual one."""
    asked, (name, *_) = table.attrs, str(table["variable"].iloc[0]).split("/")
    who = say("findings.held_out" if asked["role"] == "held_out" else "findings.all", language)
    known = {"name": human(name, language), "who": who}
    said = [
        say(
            "findings.compared_sizes" if asked["absolute"] else "findings.compared",
            language,
            **known,
        )
    ]
    if asked["clr"]:
        said.append(say("findings.clr", language))
    if asked["filter"]:
        said.append(say("findings.filter", language, text=asked["filter"]))
    if asked["role"] != "held_out":
        said.append(say("findings.training_included", language))
    if asked["people"] != "everyone" and table["estimate"].notna().any():  # else nobody entered
        if asked["people"] == "correct":
            said.append(say("findings.correct", language))
        else:
            pairs = int(table["n_a"].max())
            said.append(say("findings.matched", language, n=pairs, caliper=CALIPER))
        said += _left_out(table, language)
    if asked["covariates"]:
        comma = say("findings.comma", language)
        listed = comma.join(human(name, language) for name in asked["covariates"])
        said.append(say("findings.covariates", language, names=listed))
    if asked["within_folds"]:
        said.append(say("findings.within_folds", language))
    return said


def _left_out(table: pd.DataFrame, language: str) -> list[str]:
    """Say how many people a choice of people leaves out, and whether few are left."""
    said, counts = [], [table[n].max() for n in ("n_a", "n_b") if n in table]
    entered = [int(n) for n in counts if n > 0]  # one group alone has nobody beside it
    everybody = int(table.attrs.get("all_people", 0))
    if (gone := everybody - sum(entered)) > 0:
        said.append(say("findings.left_out", language, n=gone, all=everybody))
    if min(entered) < SMALL_GROUP:
        said.append(say("findings.rough", language, enough=SMALL_GROUP))
    return said


def _significant(table: pd.DataFrame) -> Iterator[dict[Any, Any]]:
    found = table[table["p_adjusted"] < ALPHA].to_dict("records")
    yield from sorted(found, key=lambda row: (row["p_adjusted"], -abs(row["estimate"])))


def _none(name: str, table: pd.DataFrame, known: Mapping[str, str], language: str) -> str:
    tested = table.dropna(subset=["p_adjusted"]).to_dict("records")
    if not tested:
        counts = _known(table)
        if name == "cells_none":
            return say("findings.cells_untested", language, **known, **counts)
        return say("findings.severity_untested", language, **known, n=counts["n_a"])
    row = min(tested, key=lambda each: each["p_adjusted"])
    p, cells = _p(row, language), len(tested)
    if name == "cells_none":
        return say("findings.cells_none", language, **known, cells=cells, p=p)
    return say("findings.severity_none", language, **known, cells=cells, p=p)


def _known(table: pd.DataFrame, row: Mapping[Any, Any] | None = None) -> dict[str, int]:
    """Return how many people of both groups are known, of one row or at most."""
    return {n: int(table[n].max() if row is None else row[n]) for n in ("n_a", "n_b")}


def _direction(row: Mapping[Any, Any], otherwise: str) -> str:
    if otherwise and not row["p_adjusted"] < ALPHA:
        return otherwise
    return "higher" if row["estimate"] > 0 else "lower"


def _kind(table: pd.DataFrame) -> str:
    name, *rest = str(table["variable"].iloc[0]).split("/")
    if name in _SELECTED:
        return "selection"
    if name in _ATTENDED:
        return "attention"
    return "size" if "absolute" in rest else "attribution"


def _quantity(table: pd.DataFrame, language: str) -> dict[str, str]:
    return {"quantity": say(f"findings.quantity_{_kind(table)}", language)}


def _groups(table: pd.DataFrame, language: str) -> dict[str, str]:
    """Return what both groups are called; one that stands alone, or everybody, is `a`."""
    names = table.attrs["groups"] or (None,)
    return dict(zip("ab", [group_called(name, language) for name in names], strict=False))


def group_called(name: str | None, language: str = "en") -> str:
    """Return what the people of a group are called; None: everybody."""
    if name is None:
        return say("findings.everybody", language)
    if name in OUTCOMES:
        return say("findings.depressed" if name == "depressed" else "findings.healthy", language)
    return say("findings.other_group", language, name=name)


def _modality(name: str, language: str) -> str:
    if name == "face":
        return say("findings.face", language)
    return say("findings.audio" if name == "audio" else "findings.multimodal", language)


def _size(row: Mapping[Any, Any], language: str) -> str:
    ends = _interval(row)
    # Where only one of both speaks of a difference, readers ask how that can be: they are of
    # different procedures.
    apart = (row["ci_low"] <= 0 <= row["ci_high"]) == (row["p_adjusted"] < ALPHA)
    return say(
        "findings.numbers_apart" if apart else "findings.numbers",
        language,
        g=ends["estimate"],
        low=ends["low"],
        high=ends["high"],
        p=_p(row, language),
    )


def _interval(row: Mapping[Any, Any]) -> dict[str, str]:
    columns = {"estimate": "estimate", "low": "ci_low", "high": "ci_high"}
    digits = 2 if max(abs(row[column]) for column in columns.values()) >= 0.1 else 4
    return {name: _number(row[column], digits) for name, column in columns.items()}


def _difference(value: float) -> str:
    """Return a difference with three decimals, or as many as show two digits of it."""
    if not isfinite(value) or not value:
        return _number(value)
    return _number(value, max(3, 1 - floor(log10(abs(value)))))


def _in_unit(number: str, row: Mapping[Any, Any]) -> str:
    return number if row["unit"] == "1" else f"{number} {row['unit']}"


def _p(row: Mapping[Any, Any], language: str) -> str:
    shown = written_p(row["p_adjusted"], int(row["n_permutations"]), before(row))
    if row["adjustment"] == "none":
        return say("findings.p", language, p=shown)
    return say("findings.p_adjusted", language, p=shown)


def p_digits(p: float, n_permutations: int = 0, raw: float | None = None) -> str:
    """Return a p as sentences and tables write it, never as 0.

    The smallest p that so many permutations can give is an upper bound: more might give less. So
    is what an adjustment makes of it.

    Parameters
    ----------
    p, raw : float
        As it is written, and before its adjustment; None = the same.
    n_permutations : int
        That it comes from; 0: from none.

    Examples
    --------
    >>> p_digits(0.00001), p_digits(0.0231), p_digits(0.0001, 9999), p_digits(0.0002, 9999, 0.0001)
    ('< 0.0001', '0.023', '≤ 0.0001', '≤ 0.0002')
    """
    if p < SMALLEST_P:
        return f"< {SMALLEST_P:.4f}"
    digits = f"{p:.{4 if p < 0.01 else 3 if p < 0.1 else 2}f}"
    smallest = p if raw is None else min(p, raw)
    at_floor = p < 1 and n_permutations > 0 and smallest * (n_permutations + 1) < 1 + 1e-9
    return f"≤ {digits}" if at_floor else digits


def written_p(p: float, n_permutations: int = 0, raw: float | None = None) -> str:
    """Return the same behind the sign that belongs to it, as it stands after the letter p."""
    digits = p_digits(p, n_permutations, raw)
    return digits if digits.startswith(("<", "≤")) else f"= {digits}"


def _number(value: float, digits: int = 3) -> str:
    if not isfinite(value):
        return "n/a"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")
