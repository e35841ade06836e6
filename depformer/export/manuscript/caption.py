"""The plain text under a figure: what was measured, on whom, and how."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from depformer import labels
from depformer.explain.methods import METHODS
from depformer.export.given import MAPPED
from depformer.figures import FIGURES
from depformer.figures.parts.spec import who
from depformer.figures.parts.style import with_unit
from depformer.schema import target_of
from depformer.stats import guards, touching
from depformer.stats.people import choose, groups_of, of_method, role_of
from depformer.stats.tables.completeness import say_gap
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def caption(name: str, run: xr.Dataset, table: pd.DataFrame | None = None, **options: Any) -> str:
    """Return the plain text under a figure: what was measured, on whom, and how.

    Parameters
    ----------
    name : str
        Id of the figure.
    run : xarray.Dataset
        Obeys the schema.
    table : DataFrame or None
        The numbers of the figure, where they are there; None = they are computed, if need be.
    **options
        Those with which the figure was drawn.

    Returns
    -------
    str
        Sentences with n, method, unit, baseline, interval, seed, and the guards that touch it.
    """
    return " ".join(sentences(name, run, table, **options))


def of_panels(captions: Sequence[Sequence[str]], marks: Sequence[str]) -> str:
    """Return the caption of several panels: what several of them say stands once, at the end.

    Parameters
    ----------
    captions : sequence of sequences of str
        From `sentences`, a panel each.
    marks : sequence of str
        How the panels are marked.
    """
    where = {
        each: [mark for mark, said in zip(marks, captions, strict=True) if each in said]
        for said in captions
        for each in said
    }
    own = [
        f"{mark} {' '.join(each for each in said if len(where[each]) == 1)}"
        for mark, said in zip(marks, captions, strict=True)
    ]
    shared = [
        each if len(stands) == len(marks) else f"{', '.join(stands)}: {each}"
        for each, stands in where.items()
        if len(stands) > 1
    ]
    return " ".join([*own, *sorted(shared, key=lambda each: each in where)])


def sentences(
    name: str, run: xr.Dataset, table: pd.DataFrame | None = None, **options: Any
) -> list[str]:
    """Return the sentences of `caption`, in their order."""
    spec = FIGURES[name]
    of_table, _ = spec.split(run, options)
    numbers = cache(lambda: spec.table(run, **of_table) if table is None else table)
    set_to: dict[str, Any] = {
        option.name: option.default for option in spec.options if option.of == "table"
    }
    set_to.update(of_table)
    if "method" in set_to:
        of_method(run, str(set_to["method"]))  # a wrong name is said here
    groups = groups_of(run, set_to.get("groups"))
    unit = target_of(run).unit
    signed = not spec.unsigned or bool(run["signed"].sel({"method": set_to["method"]}))
    kind: dict[str, Any] = {
        "signed": signed,
        "valence": bool(labels.valences_of(run["valence"].values)),
    }
    reading = spec.reading(**kind, a=groups[0], unit=unit)
    shown = spec.measured(numbers()) if spec.measured else ""
    whose = shown or _people(spec.scope, run, set_to)
    said = [spec.question(**kind), f"{reading}.", whose]
    method = str(set_to.get("method", ""))
    if spec.measured and "variable" in numbers():  # a method only if it is what was compared
        method = str(numbers()["variable"].iloc[0]).split("/")[0]
    if method and method in run["method"].values.astype(str):
        said.append(_method(run, method))
    if "maps" in set_to and MAPPED in run["method"].values.astype(str):
        said.append(_method(run, MAPPED))
    if "predictions" in set_to:
        said.append(_replaced(numbers()))
    of_sitting = spec.scope == "participant" and "person" not in spec.needs  # a change has no sum
    if "method" in set_to and of_sitting and "completeness_gap" in (own := numbers()):
        gap = say_gap(own["completeness_gap"].iloc[0], own["gap_share"].iloc[0], unit)
        said += [say("captions.completeness", gap=gap)] if gap else []
    if spec.signed and "groups" in set_to:
        a, b = groups[:2]
        said.append(say("captions.contrast", a=a, b=b))
    if "stream" in set_to:
        stream = labels.human(str(set_to["stream"])).lower()
        said.append(say("captions.stream", stream=stream))
    if "k" in set_to:
        k = int(numbers()["k"].iloc[0])
        said.append(say("captions.top", k=k, n=run.sizes["word"]))
    if "n_bootstrap" in set_to:
        drawn = {"resamples": set_to["n_bootstrap"], "seed": set_to["seed"]}
        said.append(say(f"captions.bootstrap_{spec.resampled}", **drawn))
    if spec.intervals:
        said.append(say(f"figures.intervals_{spec.intervals}"))
    found = guards(run, str(set_to.get("role", "held_out")))
    of_one = (set_to.get("method"), set_to.get("participant"))
    said += touching(found, spec.guards, *of_one)["sentence"].tolist()
    said.append(say("notices.research_use"))
    return said


def _people(scope: str, run: xr.Dataset, options: dict[str, Any]) -> str:
    if scope == "participant":
        return say("captions.participant", who=layout.named(options["participant"]))
    if scope == "word":
        text = str(run["text"].sel(word=options["word"]).item())
        return say("captions.word", who=layout.named(options["participant"]), word=text)
    people = choose(run, str(options.get("role", "held_out")))
    names, counts = np.unique(people["group"].values.astype(str), return_counts=True)
    shown = groups_of(run, options.get("groups"))
    found = dict(zip(names.tolist(), counts.tolist(), strict=True))
    text = ", ".join(f"n = {found.get(group, 0)} {group}" for group in shown)
    whose = who(role_of(people, shown))
    return f"{whose[0].upper()}{whose[1:]}: {text}."


def _method(run: xr.Dataset, method: str) -> str:
    name, unit = labels.human(method), str(run["unit"].sel({"method": method}).item())
    if METHODS[method].by_captum and (version := run.attrs["captum_version"]):
        name = say("captions.by_captum", method=name, version=version)
    if unit == "1":
        return say("captions.method", method=with_unit(name, unit))
    quantity = say(f"targets.explained_{target_of(run).id}")
    baseline = str(run.attrs.get("baseline", "")).replace("_", " ")
    if not baseline:
        return say("captions.method_of_target", method=name, quantity=quantity, unit=unit)
    return say(
        "captions.method_against", method=name, quantity=quantity, unit=unit, baseline=baseline
    )


def _replaced(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    modalities = [labels.human(name).lower() for name in first["modalities"].split()]
    return say(
        "captions.replaced",
        what=say("figure_lines.and").join(modalities),
        words=first["text"],
        by=labels.human(str(first["by"])),
    )
