"""A figure with what goes beside it: its caption and its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from depformer import labels
from depformer.explain.methods import METHODS
from depformer.export.given import MAPPED
from depformer.export.image import write_figure
from depformer.export.paper import fit
from depformer.export.presets import PRESETS
from depformer.figures import FIGURES, draw
from depformer.figures import table as figure_table
from depformer.figures.parts.spec import who
from depformer.figures.parts.style import with_unit
from depformer.files import more_files, user_path, write_bytes, write_text
from depformer.schema import target_of
from depformer.stats import guards, touching
from depformer.stats.people import choose, groups_of, of_method, role_of
from depformer.stats.tables.completeness import say_gap
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with its mark, so that spreadsheets read Chinese; numbers whole.

    Parameters
    ----------
    table : DataFrame
        From `figures.table` or `stats`.
    """
    written = table.map(_no_formula).to_csv(index=False, lineterminator="\n")
    return written.encode("utf-8-sig")


def _no_formula(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe says that it is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def export_figure(
    run: xr.Dataset,
    name: str,
    folder: Path | str,
    *,
    preset: str = "nature",
    width_mm: float | None = None,
    height_mm: float | None = None,
    fmt: str = "pdf",
    participant: str | None = None,
    **options: Any,
) -> tuple[Path, ...]:
    """Write a figure, its table as CSV and its caption into a folder.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    name : str
        Id of the figure.
    folder : Path or str
        Made if it is not there; files of the same name are replaced.
    preset, width_mm, height_mm, fmt
        As in `write_figure`.
    participant : str or None
        For figures of one person; None = the first. Other figures ignore it.
    **options
        Those of the figure; `label` is ignored where there are no words.

    Returns
    -------
    tuple of Path
        The figure, the CSV and the caption.
    """
    chosen = _chosen(run, name, participant, options)
    stem = "_".join([name, *(str(chosen[key]) for key in ("participant", "word") if key in chosen)])
    target, names = user_path(folder), (f"{stem}.{fmt}", f"{stem}.csv", f"{stem}.txt")
    with more_files(target) as beside:
        figure = draw(name, run, **chosen)
        write_figure(figure, beside / names[0], preset, width_mm, height_mm, fmt)
        write_bytes(beside / names[1], table_csv(figure_table(name, run, **chosen)))
        write_text(beside / names[2], caption(name, run, **chosen) + "\n")
    return target / names[0], target / names[1], target / names[2]


def fits(
    run: xr.Dataset,
    name: str,
    *,
    preset: str = "nature",
    width_mm: float | None = None,
    participant: str | None = None,
    **options: Any,
) -> str:
    """Raise unless a figure can be laid out so; arguments as in `export_figure`.

    Returns
    -------
    str
        Why it shows nothing, or an empty text if it does.
    """
    figure = draw(name, run, **_chosen(run, name, participant, options))
    fit(figure, PRESETS[preset], width_mm=width_mm)
    return str((figure.layout.meta or {}).get("nothing", ""))


def _chosen(
    run: xr.Dataset, name: str, participant: str | None, options: dict[str, Any]
) -> dict[str, Any]:
    """Return the options that the figure knows, with a person where it shows one."""
    spec = FIGURES[name]
    known = {option.name for option in spec.options}
    chosen = {key: value for key, value in options.items() if key in known or key != "label"}
    if spec.of_one:
        chosen["participant"] = participant or str(run["participant"].values[0])
    return chosen


def caption(name: str, run: xr.Dataset, **options: Any) -> str:
    """Return the plain text under a figure: what was measured, on whom, and how.

    Parameters
    ----------
    name : str
        Id of the figure.
    run : xarray.Dataset
        Obeys the schema.
    **options
        Those with which the figure was drawn.

    Returns
    -------
    str
        Sentences with n, method, unit, baseline, interval, seed, and the guards that touch it.
    """
    spec = FIGURES[name]
    of_table, _ = spec.split(run, options)
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
    shown = spec.measured(spec.table(run, **of_table)) if spec.measured else ""
    whose = shown or _people(spec.scope, run, set_to)
    sentences = [spec.question(**kind), f"{reading}.", whose]
    if "method" in set_to:
        sentences.append(_method(run, str(set_to["method"])))
    if "maps" in set_to and MAPPED in run["method"].values.astype(str):
        sentences.append(_method(run, MAPPED))
    if "predictions" in set_to:
        sentences.append(_replaced(spec.table(run, **of_table)))
    of_sitting = spec.scope == "participant" and "person" not in spec.needs  # a change has no sum
    if "method" in set_to and of_sitting:
        table = spec.table(run, **of_table)
        if "completeness_gap" in table:
            gap = say_gap(table["completeness_gap"].iloc[0], table["gap_share"].iloc[0], unit)
            sentences += [say("captions.completeness", gap=gap)] if gap else []
    if spec.signed and "groups" in set_to:
        a, b = groups[:2]
        sentences.append(say("captions.contrast", a=a, b=b))
    if "stream" in set_to:
        stream = labels.human(str(set_to["stream"])).lower()
        sentences.append(say("captions.stream", stream=stream))
    if "k" in set_to:
        k = int(spec.table(run, **of_table)["k"].iloc[0])
        sentences.append(say("captions.top", k=k, n=run.sizes["word"]))
    if "n_bootstrap" in set_to:
        drawn = {"resamples": set_to["n_bootstrap"], "seed": set_to["seed"]}
        sentences.append(say(f"captions.bootstrap_{spec.resampled}", **drawn))
    if spec.intervals:
        sentences.append(say(f"figures.intervals_{spec.intervals}"))
    found = guards(run, str(set_to.get("role", "held_out")))
    of_one = (set_to.get("method"), set_to.get("participant"))
    sentences += touching(found, spec.guards, *of_one)["sentence"].tolist()
    sentences.append(say("notices.research_use"))
    return " ".join(sentences)


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
