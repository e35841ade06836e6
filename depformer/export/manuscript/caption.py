"""The plain text under a figure: what is shown, of whom, and what its marks mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from depformer import labels
from depformer.export.given import MAPPED
from depformer.figures import FIGURES, FigureSpec
from depformer.figures.parts.spec import who
from depformer.figures.parts.style import with_unit
from depformer.labels import human
from depformer.schema import target_of
from depformer.stats import guards, touching
from depformer.stats.guard_checks.participants import few_entered
from depformer.stats.people import choose, groups_of, of_method, role_of
from depformer.stats.tables.completeness import say_gap
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

Numbers = Callable[[], pd.DataFrame]
_SENTENCE = re.compile(r"\.\s+(?=[A-Z0-9])")
UNMADE = ("", "none", "exploratory")  # in the column `adjustment`, where no p is adjusted


def caption(name: str, run: xr.Dataset, table: pd.DataFrame | None = None, **options: Any) -> str:
    """Return the plain text under a figure: what is shown, of whom, and what its marks mean.

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
        The question, what is shown and what its marks mean, n and unit, intervals and tests; the
        rest stands in the methods, and in `notes`.
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
    """Return the sentences of `caption`, in their order: the question first."""
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
    said = [spec.question(**kind), f"{spec.reading(**kind, a=groups[0], unit=unit)}."]
    if spec.measured:
        said.append(spec.measured(numbers()))
    else:
        details = "; ".join(_details(spec, run, set_to, numbers))
        people = _people(spec.scope, run, set_to)
        known = {"people": people, "details": details}
        said.append(say("captions.known", **known) if details else f"{people}.")
    if "predictions" in set_to:
        said.append(_replaced(numbers()))
    of_sitting = spec.scope == "participant" and "person" not in spec.needs  # a change has no sum
    if "method" in set_to and of_sitting and "completeness_gap" in (own := numbers()):
        gap = say_gap(own["completeness_gap"].iloc[0], own["gap_share"].iloc[0], unit)
        said += [say("captions.completeness", gap=gap)] if gap else []
    note = spec.noted(numbers()) if spec.noted else ""
    rest = [note, *_uncertainty(spec, set_to, numbers)]
    return [*said, *filter(None, [_one(" ".join(filter(None, rest)))])]


def _one(text: str) -> str:
    """Return sentences as one, so that a caption has three: how to read it, of whom, how sure."""
    first, *rest = _SENTENCE.split(text)
    parts = [each if each[:2].isupper() else f"{each[:1].lower()}{each[1:]}" for each in rest]
    return "; ".join([first, *parts])


def _details(
    spec: FigureSpec, run: xr.Dataset, set_to: Mapping[str, Any], numbers: Numbers
) -> list[str]:
    """Return in what unit a figure shows what, and of how much."""
    said = []
    if "method" in set_to:
        said.append(_method(run, str(set_to["method"])))
    if "maps" in set_to and MAPPED in run["method"].values.astype(str):
        said.append(_method(run, MAPPED))
    if "stream" in set_to:
        stream = human(str(set_to["stream"])).lower()
        said.append(say("captions.stream", stream=stream))
    if "k" in set_to:
        k = int(numbers()["k"].iloc[0])
        said.append(say("captions.top", k=k, n=run.sizes["word"]))
    return said


def _uncertainty(spec: FigureSpec, set_to: Mapping[str, Any], numbers: Numbers) -> list[str]:
    """Return the sentence on intervals and tests, if a figure has any."""
    how = intervals(spec.id)
    if how and _has_no_end(numbers()):
        return []
    if spec.measured and "n_permutations" in (table := numbers()) and table["p"].notna().any():
        kinds = [human(kind) for kind in adjustments(table)]
        listed = say("captions.adjusted", adjustments=", ".join(kinds)) if kinds else ""
        drawn = int(table["n_permutations"].iloc[0])
        known: dict[str, Any] = {"permutations": drawn, "and": listed}
        return [say("captions.tested", how=how, **known) if how else say("captions.p", **known)]
    if not how:
        return []
    explored = spec.signed and "groups" in set_to
    return [say("captions.exploratory" if explored else "captions.intervals", how=how)]


def _has_no_end(table: pd.DataFrame) -> bool:
    """Return whether a table holds the ends of intervals, and not one of them is known."""
    ends = [name for name in table if str(name).endswith("_low")]
    return bool(ends) and not table[ends].notna().any(axis=None)


def intervals(name: str) -> str:
    """Return how the intervals of a figure are made, or nothing."""
    spec = FIGURES[name]
    if spec.intervals:
        return say(f"figures.intervals_{spec.intervals}")
    drawn = "n_bootstrap" in {option.name for option in spec.options}
    return say(f"captions.bootstrap_{spec.resampled}") if drawn else ""


def adjustments(table: pd.DataFrame) -> list[str]:
    """Return by what p of a table are adjusted, each once."""
    return [kind for kind in dict.fromkeys(table["adjustment"].astype(str)) if kind not in UNMADE]


def notes(
    run: xr.Dataset,
    figures: Sequence[tuple[str, Mapping[str, Any]]],
    tables: Sequence[pd.DataFrame] = (),
) -> list[str]:
    """Return what is to be known before some figures are believed, each sentence once.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    figures : sequence of (str, mapping)
        Their ids and the options with which they were drawn.
    tables : sequence of DataFrame
        Their numbers; without them, nothing is said of how many of a group entered a test.
    """
    said: list[str] = []
    for (name, options), table in zip_longest(figures, tables):
        spec = FIGURES[name]
        set_to = {each.name: each.default for each in spec.options if not each.required}
        set_to |= options
        found = guards(run, str(set_to.get("role", "held_out")))
        method, participant = (
            str(set_to[each]) if each in set_to else None for each in ("method", "participant")
        )
        measure = str(set_to.get("measure", spec.measure))
        touched = touching(found, spec.guards, method, participant, measure)
        said += touched["sentence"].tolist()
        if (
            spec.measured and table is not None
        ):  # of the groups of the run, those who were compared are a part
            known = set(touched["id"])
            said += [each.sentence for each in few_entered(table) if each.id not in known]
    return [*dict.fromkeys(said), say("notices.research_use")]


def noted(
    run: xr.Dataset,
    figures: Sequence[tuple[str, Mapping[str, Any]]],
    tables: Sequence[pd.DataFrame] = (),
) -> list[str]:
    """Return `notes` as lines under captions: a heading, and a point each."""
    return ["", f"{say('captions.notes')}:", *(f"- {each}" for each in notes(run, figures, tables))]


def _people(scope: str, run: xr.Dataset, options: Mapping[str, Any]) -> str:
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
    return say("captions.people", who=f"{whose[0].upper()}{whose[1:]}", counts=text)


def _method(run: xr.Dataset, method: str) -> str:
    return with_unit(human(method), str(run["unit"].sel({"method": method}).item()))


def _replaced(table: pd.DataFrame) -> str:
    first = table.iloc[0]
    modalities = [human(name).lower() for name in first["modalities"].split()]
    return say(
        "captions.replaced",
        what=say("figure_lines.and").join(modalities),
        words=first["text"],
        by=human(str(first["by"])),
    )
