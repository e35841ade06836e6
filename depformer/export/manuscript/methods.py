"""The paragraph on methods, to be pasted: who, which model, explained how, and tested how."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import depformer
from depformer import labels
from depformer.explain.methods import METHODS
from depformer.export.manuscript.caption import adjustments
from depformer.figures import FIGURES
from depformer.figures.parts.tested.frame import quantity
from depformer.schema import target_of
from depformer.stats.findings import conditions
from depformer.stats.people import choose, groups_of
from depformer.stats.tables.reliability import CALIBRATED
from depformer.wording import say, sentences

if TYPE_CHECKING:
    import xarray as xr

PACKAGES = MappingProxyType(
    {"torch": "PyTorch", "captum": "Captum", "numpy": "NumPy", "scipy": "SciPy"}
    | {"pandas": "pandas", "xarray": "xarray", "plotly": "Plotly"}
)
Made = tuple[str, Mapping[str, Any], pd.DataFrame]
"""The id of a figure, its options and its table."""


def paragraph(run: xr.Dataset, made: Iterable[Made], groups_by: str) -> str:
    """Return what a manuscript says of how the figures were made; all settings are in `settings`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    made : iterable of (str, mapping, DataFrame)
        Ids of the figures, their options and their tables.
    groups_by : str
        The filter that made the groups, or nothing.
    """
    found = list(made)
    methods = used_methods(run, found)
    said = [*_people(run, found), *_explained(run, methods), *_checked(found)]
    if groups_by:
        said.append(say("manuscript.groups_by", filter=groups_by))
    said += [*_tested([table for _, _, table in found]), *_further(found)]
    if run.attrs.get("synthetic"):
        said.append(say("manuscript.synthetic"))
    return " ".join([*said, _software(run, methods)])


def used_methods(run: xr.Dataset, made: Iterable[Made]) -> list[str]:
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


def _people(run: xr.Dataset, made: Sequence[Made]) -> list[str]:
    """Return who was analysed and by which model: everybody, if training people are shown."""
    roles = {str(options.get("role", "held_out")) for _, options, _ in made}
    people = choose(run, "all" if "all" in roles else "held_out")
    groups = people["group"].values.astype(str)
    counts = [f"{(groups == group).sum()} {group}" for group in groups_of(run)]
    valences = run["valence"].values.astype(str)
    kinds = [
        say("manuscript.valence", n=int((valences == kind).sum()), valence=kind)
        for kind in labels.valences_of(valences)
    ]
    n, trained = people.sizes["participant"], not _held_out(people)
    counted = {"n": n}
    said = [
        say(
            "manuscript.people",
            people=say(
                "names.participants" if trained else "names.held_out_participants", **counted
            ),
            groups=", ".join(counts),
            words=say("names.words", n=run.sizes["word"]),
            valences=say("manuscript.valences", listed=", ".join(kinds)) if kinds else "",
        )
    ]
    folds = len(np.unique(people["fold"].values[people["role"].values.astype(str) == "test"]))
    if trained:
        said.append(say("manuscript.training_included"))
    elif folds > 1:
        said.append(say("manuscript.held_out_folds", n=folds))
    else:
        said.append(say("manuscript.held_out"))
    return [*said, *([say("manuscript.untrained")] if run.attrs.get("untrained") else [])]


def _held_out(people: xr.Dataset) -> bool:
    return bool(np.isin(people["role"].values.astype(str), labels.HELD_OUT_ROLES).all())


def options_of(run: xr.Dataset, method: str) -> dict[str, Any]:
    """Return the options with which a run was explained, those that were not set too."""
    asked = json.loads(run.attrs["methods"]).get(method, {})
    return {**asdict(METHODS[method].options()), **asked}


def _explained(run: xr.Dataset, methods: Sequence[str]) -> list[str]:
    if not methods:
        return [say("manuscript.no_method")]
    named = [
        say(
            "manuscript.named_how",
            name=labels.human(name),
            how=say(f"manuscript.how_{name}", **options_of(run, name)),
        )
        for name in methods
    ]
    quantity_ = say(f"targets.explained_{target_of(run).id}")
    said = [say("manuscript.explained", quantity=quantity_, methods=_listed(named))]
    if any(METHODS[name].signed for name in methods):
        baseline = labels.human(str(run.attrs["baseline"]))
        said.append(say("manuscript.baseline", baseline=baseline))
    return said


def _checked(made: Sequence[Made]) -> list[str]:
    known = sentences("manuscript")
    shown = dict.fromkeys(name for name, _, _ in made if f"check_{name}" in known)
    if not shown:
        return []
    checks, *rest = (say(f"manuscript.check_{each}") for each in shown)
    for each in rest:
        last = each == rest[-1]
        checks += say("manuscript.and_then" if last else "manuscript.then", each=each)
    return [say("manuscript.checked", checks=checks)]


def _tested(tables: Sequence[pd.DataFrame]) -> list[str]:
    """Return how groups were compared and severity was followed, each thing once."""
    tested = [table for table in tables if "n_permutations" in table and table["p"].notna().any()]
    if not tested:
        return []
    of_groups = [table for table in tested if "n_b" in table]
    said = []
    for beside in dict.fromkeys(_covariates(table) for table in of_groups):
        alike = _quantities([table for table in of_groups if _covariates(table) == beside])
        if beside:
            known = {"quantities": alike, "covariates": beside}
            said.append(say("manuscript.compared_beside", **known))
        else:
            said.append(say("manuscript.compared", quantities=alike))
    for table in (each for each in tested if "n_b" not in each):
        group = labels.in_text(str(table["group"].iloc[0]))
        said.append(say("manuscript.severity", group=group, quantities=_quantities([table])))
    if any(table.attrs["people"] == "matched" for table in of_groups):
        said.append(say("manuscript.matched"))
    for drawn in dict.fromkeys(
        (int(table["n_permutations"].iloc[0]), int(table["seed"].iloc[0])) for table in tested
    ):
        said.append(say("manuscript.permuted", permutations=drawn[0], seed=drawn[1]))
    kinds = {kind for table in tested for kind in adjustments(table)}
    if "max_t" in kinds:
        said.append(say("manuscript.max_t", families=_families(tested)))
    if "holm" in kinds:
        said += [say("manuscript.contrast"), say("manuscript.alpha_of_one")]
    else:
        said.append(say("manuscript.alpha"))
    if of_groups:
        said.append(say("manuscript.sizes"))
    for table in tested:
        said += conditions(table)[1:]
    return [*dict.fromkeys(said)]


def _covariates(table: pd.DataFrame) -> str:
    return _listed([labels.human(name) for name in table.attrs["covariates"]])


def _quantities(tables: Sequence[pd.DataFrame]) -> str:
    """Return what was compared, each once: the contrast of valence is of the same values."""
    variables = [str(each) for table in tables for each in table["variable"].unique()]
    named = []
    for variable in variables:
        name, *how = variable.split("/")
        said = quantity("/".join([name, *(each for each in how if each == "absolute")]))
        signed = name in METHODS.ids and METHODS[name].signed
        named.append(say("manuscript.attributions", method=said) if signed else said)
    return _listed([*dict.fromkeys(named)])


def _families(tables: Sequence[pd.DataFrame]) -> str:
    """Return over what p were adjusted: rates of selection are of streams, all else of a modality.

    Families of as many tests are named once.
    """
    over: dict[bool, list[str]] = {}
    for table in tables:
        if "max_t" in adjustments(table):
            of_streams = str(table["variable"].iloc[0]).split("/")[0] == "selection_rate"
            over.setdefault(of_streams, []).append(_tests(table))
    counts = {key: _listed([*dict.fromkeys(each)]) for key, each in over.items()}
    return _listed(
        [
            say("manuscript.cells_of_streams", tests=tests)
            if of_streams
            else say("manuscript.cells_of_modalities", tests=tests)
            for of_streams, tests in counts.items()
        ]
    )


def _tests(table: pd.DataFrame) -> str:
    return str(int(table["tests"].iloc[0]))


def _further(made: Sequence[Made]) -> list[str]:
    """Return how further intervals were made, and what calibrated probabilities are."""
    kinds = []
    for name, _, _ in made:
        spec = FIGURES[name]
        drawn = "n_bootstrap" in {option.name for option in spec.options}
        kinds.append(spec.intervals or (spec.resampled if drawn else ""))
    listed = dict.fromkeys(
        say(f"manuscript.interval_{kind}") for kind in kinds if kind not in ("", "tested")
    )
    said = [say("manuscript.intervals", listed="; ".join(listed))] if listed else []
    mapped = any(
        "map_people" in table and (table["probability"] == CALIBRATED).any() for *_, table in made
    )
    return [*said, *([say("manuscript.calibrated")] if mapped else [])]


def _software(run: xr.Dataset, methods: Sequence[str]) -> str:
    by_captum = any(METHODS[name].by_captum for name in methods)
    versions = {name: _version(name) for name in PACKAGES}
    versions["captum"] = str(run.attrs.get("captum_version", "")) if by_captum else ""
    named = [f"{PACKAGES[name]} {each}" for name, each in versions.items() if each]
    return say(
        "manuscript.software",
        python=platform.python_version(),
        own=depformer.__version__,
        packages=_listed(named),
    )


def _version(package: str) -> str:
    """Return the version without the build, or nothing if it is not installed."""
    try:
        return version(package).split("+")[0]
    except PackageNotFoundError:
        return ""


def _listed(names: Sequence[str]) -> str:
    """Return names with commas between and 'and' before the last."""
    if len(names) < 2:
        return "".join(names)
    return say("figure_lines.and").join([", ".join(names[:-1]), names[-1]])
