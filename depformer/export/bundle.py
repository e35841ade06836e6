"""A figure with what goes beside it, and whole exports: all that a manuscript needs, as files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from depformer import figures
from depformer.explain.methods import METHODS
from depformer.export.compose import sheet_bytes
from depformer.export.image import figure_bytes, write_figure
from depformer.export.manuscript import caption as captions
from depformer.export.manuscript.caption import caption
from depformer.export.manuscript.english import refuse_chinese, run_in_english, table_in_english
from depformer.export.manuscript.methods import used_methods
from depformer.export.manuscript.numbers import table_csv, table_latex, table_markdown
from depformer.export.manuscript.references import bibliography
from depformer.export.manuscript.settings import methods_text
from depformer.export.paper import fit
from depformer.export.paper.sheet import Panel
from depformer.export.presets import PRESETS
from depformer.export.privacy import suppressed
from depformer.export.spec import FILE, FigureOrder, Spec, refuse_other_data
from depformer.figures import FIGURES
from depformer.files import more_files, user_path, write_bytes, write_text
from depformer.stats import guards

if TYPE_CHECKING:
    import xarray as xr

TOGETHER = "panels"


def made(
    run: xr.Dataset, name: str, *, english: bool = False, **options: Any
) -> tuple[pd.DataFrame, go.Figure]:
    """Return the table of a figure as it may leave the machine, and the figure drawn from it.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    name : str
        Id of the figure.
    english : bool
        Whether words are called by their gloss.
    **options
        Those of the figure.
    """
    spec = FIGURES[name]
    of_table, of_figure = spec.split(run, options)
    table = suppressed(spec, spec.table(run, **of_table))
    shown = table_in_english(table) if english else table
    if spec.of_one and "predicted" in shown:  # drawn without the true score, which stays here
        shown = shown.assign(severity=float("nan"))
    synthetic = bool(run.attrs.get("synthetic"))
    figure = figures.drawn(name, shown, synthetic=synthetic, **of_figure)
    if english:
        refuse_chinese(figure)
    return table, figure


def export_figure(
    run: xr.Dataset,
    name: str,
    folder: Path | str,
    *,
    preset: str = "nature",
    width_mm: float | None = None,
    height_mm: float | None = None,
    fmt: str = "pdf",
    english: bool = False,
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
    english : bool
        Whether words are called by their gloss, in the figure and its caption.
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
    stem, target = _stem(name, chosen), user_path(folder)
    names = (f"{stem}.{fmt}", f"{stem}.csv", f"{stem}.txt")
    with more_files(target) as beside:
        table, figure = made(run, name, english=english, **chosen)
        write_figure(figure, beside / names[0], preset, width_mm, height_mm, fmt)
        write_bytes(beside / names[1], table_csv(table))
        spoken = (run_in_english(run), table_in_english(table)) if english else (run, table)
        said = [caption(name, *spoken, **chosen), *captions.noted(run, [(name, chosen)], [table])]
        write_text(beside / names[2], "\n".join(said) + "\n")
    return target / names[0], target / names[1], target / names[2]


def fits(
    run: xr.Dataset,
    name: str,
    *,
    preset: str = "nature",
    width_mm: float | None = None,
    english: bool = False,
    participant: str | None = None,
    **options: Any,
) -> str:
    """Raise unless a figure can be laid out so; arguments as in `export_figure`.

    Returns
    -------
    str
        Why it shows nothing, or an empty text if it does.
    """
    _, figure = made(run, name, english=english, **_chosen(run, name, participant, options))
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


def _stem(name: str, options: Mapping[str, Any]) -> str:
    return "_".join(
        [name, *(str(options[key]) for key in ("participant", "word") if key in options)]
    )


def files_of(
    spec: Spec, run: xr.Dataset, given: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export: figures, numbers, words, references, and what they are of.

    Parameters
    ----------
    spec : Spec
        What is to be made.
    run : xarray.Dataset
        Obeys the schema; of the spec's digests.
    given : sequence of mappings
        Data from outside the run, a figure each, as of `depformer.export.given.given`.

    Yields
    ------
    tuple of str and bytes
        Name and content. Every number is made before the first file is.

    Raises
    ------
    DepformerError
        If a figure cannot be made, or its numbers are not those that the spec knows.
    """
    orders = spec.orders
    drawn = [
        made(run, order.figure, english=spec.english, **{**order.options, **data})
        for order, data in zip(orders, given, strict=True)
    ]
    marks = [PRESETS[spec.preset].panel(i) for i in range(len(orders))]
    stems = _stems(orders, marks if spec.together else None)
    numbers = {
        f"{stem}.csv": table_csv(table) for stem, (table, _) in zip(stems, drawn, strict=True)
    }
    data = {name: hashlib.sha256(content).hexdigest() for name, content in numbers.items()}
    refuse_other_data(spec, data, list(numbers))
    yield from _pictures(spec, stems, [figure for _, figure in drawn])
    yield from numbers.items()
    spoken = run_in_english(run) if spec.english else run
    said = [
        captions.sentences(
            order.figure,
            spoken,
            table_in_english(table) if spec.english else table,
            **_spoken(order, extra),
        )
        for order, extra, (table, _) in zip(orders, given, drawn, strict=True)
    ]
    if spec.together:
        text = captions.of_panels(said, marks) + "\n"
    else:
        text = "\n".join(
            f"{stem}\n{' '.join(each)}\n" for stem, each in zip(stems, said, strict=True)
        )
    about = [
        (order.figure, order.options, table)
        for order, (table, _) in zip(orders, drawn, strict=True)
    ]
    known = [(name, options) for name, options, _ in about], [table for *_, table in about]
    text += "\n".join(captions.noted(run, *known)) + "\n"
    yield "captions.txt", text.encode("utf-8")
    for stem, order, (table, _) in zip(stems, orders, drawn, strict=True):
        label = "gloss" if spec.english else str(order.options.get("label", "text"))
        yield f"{stem}.tex", table_latex(table, label).encode("utf-8")
        yield f"{stem}.md", table_markdown(table, label).encode("utf-8")
    yield "methods.txt", methods_text(run, about, spec.groups_by).encode("utf-8")
    yield "references.bib", bibliography(uses(run, about)).encode("utf-8")
    roles = {str(order.options.get("role", "held_out")) for order in orders}
    found = guards(run, "all" if "all" in roles else "held_out")[["level", "name", "sentence"]]
    yield "guards.csv", table_csv(found)
    rows = tuple(
        {str(key): str(cell) for key, cell in row.items()} for row in found.to_dict("records")
    )
    yield FILE, replace(spec, data=data, guards=rows).text.encode("utf-8")


def _spoken(order: FigureOrder, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a caption, which says nothing of the numbers of a map."""
    maps = {name: None for name in ("maps", "recorded") if name in data}
    return {**order.options, **data, **maps}


def _stems(orders: Sequence[FigureOrder], marks: Sequence[str] | None) -> list[str]:
    """Return the names of the figures' files, each once."""
    stems: list[str] = []
    for place, order in enumerate(orders):
        stem = _stem(order.figure, order.options)
        if marks is not None:
            stem = f"{marks[place].strip('()').lower()}_{stem}"
        again = sum(each == stem or each.startswith(f"{stem}-") for each in stems)
        stems.append(f"{stem}-{again + 1}" if again else stem)
    return stems


def _pictures(
    spec: Spec, stems: Sequence[str], drawn: Sequence[go.Figure]
) -> Iterator[tuple[str, bytes]]:
    for fmt in spec.formats:
        if spec.together:
            left = iter(drawn)
            rows = [[Panel(next(left), order.share) for order in row] for row in spec.rows]
            yield f"{TOGETHER}.{fmt}", sheet_bytes(rows, fmt, spec.preset, spec.width_mm)
            continue
        for stem, figure in zip(stems, drawn, strict=True):
            yield f"{stem}.{fmt}", figure_bytes(figure, fmt, spec.preset, spec.width_mm)


def uses(
    run: xr.Dataset, about: Sequence[tuple[str, Mapping[str, Any], pd.DataFrame]]
) -> list[str]:
    """Return what a manuscript must cite: figures, methods, intervals, adjustments and units."""
    methods = used_methods(run, about)
    uses = [*methods]
    if run.attrs.get("captum_version") and any(METHODS[name].by_captum for name in methods):
        uses.append("captum")
    for name, options, table in about:
        uses += [name, *filter(None, [FIGURES[name].intervals])]
        uses += ["covariates"] if options.get("covariates") else []
        compared = {"n_permutations", "n_b"} <= {*table} and not options.get("covariates")
        uses += ["welch"] if compared else []
        uses += ["matched"] if options.get("people") == "matched" else []
        uses += (
            ["bootstrap"] if "n_bootstrap" in {each.name for each in FIGURES[name].options} else []
        )
        for column in ("adjustment", "unit"):
            uses += list(map(str, table[column].unique())) if column in table else []
    return uses
