"""The paragraph on methods: the model, every option of what was computed, and the versions."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pandas as pd

import depformer
from depformer import labels
from depformer.explain.methods import METHODS
from depformer.figures import FIGURES
from depformer.schema import target_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PACKAGES = ("torch", "numpy", "scipy", "pandas", "xarray", "plotly")
SIZES = ("n_words", "image_size", "audio_size", "hidden_size", "d_model", "n_heads", "n_stacks")


def paragraph(
    run: xr.Dataset, made: Iterable[tuple[str, Mapping[str, Any], pd.DataFrame]], groups_by: str
) -> str:
    """Return what a manuscript says of how the figures were made.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    made : iterable of (str, mapping, DataFrame)
        Ids of the figures, their options and their tables.
    groups_by : str
        The filter that made the groups, or nothing.
    """
    about = run.attrs
    found = list(made)
    said = [_model(run), _explained(run, used_methods(run, found))]
    if groups_by:
        said.append(say("manuscript.groups_by", filter=groups_by))
    for name, options, table in found:
        question = FIGURES[name].question()
        if text := _options(name, options):
            said.append(say("manuscript.figure", question=question, options=text))
        else:
            said.append(say("manuscript.figure_plain", question=question))
        said += _tests(table)
    if about.get("synthetic"):
        said.append(say("manuscript.synthetic"))
    said.append(_versions(str(about["package_version"])))
    return " ".join(said)


def used_methods(
    run: xr.Dataset, made: Iterable[tuple[str, Mapping[str, Any], pd.DataFrame]]
) -> list[str]:
    """Return the methods whose numbers stand in some figures, in menu order."""
    shown: set[str] = set()
    for name, options, table in made:
        shown |= {str(options["method"])} if options.get("method") else set()
        for column in ("method", "method_2"):
            shown |= set(map(str, table[column].unique())) if column in table else set()
        needed = FIGURES[name].needs
        if "maps" in FIGURES[name].given:
            shown.add("integrated_gradients")
        shown |= {"attention_query"} if {"query_score", "query_selected"} & set(needed) else set()
        shown |= {"shapley_valence"} if "coalition_value" in needed else set()
    return [name for name in METHODS.ids if name in shown]


def _model(run: xr.Dataset) -> str:
    config = json.loads(run.attrs["config"])
    sizes = ", ".join(
        f"{name.replace('_', ' ')} = {config[name]}" for name in SIZES if name in config
    )
    people = run.sizes["participant"]
    return say(
        "manuscript.model",
        people=say("names.participants", n=people),
        words=say("names.words", n=run.sizes["word"]),
        sizes=sizes or "-",
        checkpoint=str(run.attrs["checkpoint_digest"])[:12] or "-",
        study=str(run.attrs["study_digest"])[:12] or "-",
    )


def _explained(run: xr.Dataset, methods: list[str]) -> str:
    asked = json.loads(run.attrs["methods"])
    named = []
    for name in methods:
        options = ", ".join(
            f"{key.replace('_', ' ')} = {_said(value)}"
            for key, value in sorted(asked.get(name, {}).items())
        )
        by = str(run.attrs.get("captum_version", "")) if METHODS[name].by_captum else ""
        captum = f"Captum {by}" if by else ""
        inside = "; ".join(filter(None, (captum, options)))
        named.append(f"{labels.human(name)} ({inside})" if inside else labels.human(name))
    if not named:
        return say("manuscript.no_method")
    return say(
        "manuscript.explained",
        methods=", ".join(named),
        quantity=say(f"targets.explained_{target_of(run).id}"),
        baseline=labels.human(str(run.attrs["baseline"])),
        seed=run.attrs["seed"],
    )


def _tests(table: pd.DataFrame) -> list[str]:
    """Return how the p values of a table were adjusted, where it has any."""
    if "adjustment" not in table or not table["p"].notna().any():
        return []
    kinds = [str(kind) for kind in dict.fromkeys(table["adjustment"]) if kind]
    first = table.iloc[0]
    return [
        say(
            "manuscript.tests",
            adjustments=", ".join(kind.replace("_", "-") for kind in kinds),
            permutations=f"{first['n_permutations']:g}",
            seed=f"{first['seed']:g}",
        )
    ]


def _options(name: str, options: Mapping[str, Any]) -> str:
    """Return the options that a figure's numbers depend on, those that were not set too."""
    known = {option.name: option for option in FIGURES[name].options}
    shown = {
        key: options.get(key, option.default)
        for key, option in known.items()
        if option.of == "table" and (key in options or not option.required)
    }
    named = {key: value for key, value in shown.items() if value not in (None, "", (), [])}
    return ", ".join(f"{key.replace('_', ' ')} = {_said(value)}" for key, value in named.items())


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def _versions(of_run: str) -> str:
    packages = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    own = depformer.__version__
    return say("manuscript.versions", own=own, of_run=of_run or own, packages=", ".join(packages))
