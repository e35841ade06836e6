"""Figures with all that belongs to them, as one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from depformer.export.bundle import files_of, made
from depformer.export.compose import sheet_bytes
from depformer.export.given import given
from depformer.export.image import figure_bytes
from depformer.export.manuscript.caption import of_panels, sentences
from depformer.export.manuscript.english import run_in_english
from depformer.export.manuscript.numbers import table_csv
from depformer.export.paper import fit
from depformer.export.paper.sheet import Panel, flowing
from depformer.export.presets import PRESETS
from depformer.export.spec import FROM_OUTSIDE, FigureOrder, Spec, of_run
from depformer.figures import FIGURES
from depformer.runs.opened import Opened
from depformer.work import Progress

if TYPE_CHECKING:
    import xarray as xr

    from depformer.model import CheckpointSet

MIME = {"svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Order:
    """How every figure of an export is to be made.

    Parameters
    ----------
    participant, method, label, stream, order : str
        Options of the figures, as far as each has them.
    preset, fmt : str
        Kind of page, kind of file.
    width_mm : float or None
        Column [mm]; None = the narrowest in which the words fit.
    word : str or None
        The word of figures that show one.
    pictures : bool
        Whether recordings are shown, as a filmstrip and under maps; needs consent.
    english : bool
        Whether words are called by their gloss.
    columns : int
        Figures side by side at most, as panels of one page; 0: each in a file of its own.
    groups_by : str
        The filter that made the run's groups, or nothing.
    measure, people, covariates, absolute
        What is compared between groups, as of `depformer.stats.cohort.cohort_of`.
    """

    participant: str
    method: str
    label: str
    preset: str
    fmt: str
    width_mm: float | None
    order: str = "list"
    stream: str = "multimodal"
    word: str | None = None
    pictures: bool = False
    english: bool = False
    columns: int = 0
    groups_by: str = ""
    measure: str = "attribution"
    people: str = "everyone"
    covariates: tuple[str, ...] = ()
    absolute: bool = False

    def options(self, name: str) -> dict[str, Any]:
        """Return the options that the figure has."""
        known = {option.name for option in FIGURES[name].options}
        if "attribution" not in FIGURES[name].needs:  # it has a measure of its own
            known -= {"measure", "absolute"}
        return {k: v for k, v in asdict(self).items() if k in known - {"pictures", "word"}}


def drawn(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None
) -> go.Figure:
    """Return a figure as ordered.

    Parameters
    ----------
    opened, name, order
        The run, the figure, and how it is made.
    given : mapping or None
        From `given_to`, here and below; without it, it is computed.

    Raises
    ------
    DepformerError
        If pictures are asked for without consent, or the run lacks what the figure needs.
    """
    options = _options(opened, name, order, given)
    return made(opened.run, name, english=order.english, **options)[1]


def given_to(
    opened: Opened,
    name: str,
    order: Order,
    checkpoint: CheckpointSet | None = None,
    maps: xr.Dataset | None = None,
) -> dict[str, Any]:
    """Return the options of a figure that hold data from outside the run.

    Parameters
    ----------
    opened, name, order
        The run, the figure, and how it is made.
    checkpoint, maps
        As of `depformer.export.given.given`; without them, they are loaded and computed.
    """
    return given(
        name,
        opened.study,
        opened.checkpoint if checkpoint is None else checkpoint,
        opened.run,
        order.participant,
        words=[order.word] if order.word else [],
        baseline_from=opened.baseline_from,
        maps=maps,
        recordings=order.pictures,
    )


def _options(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None
) -> dict[str, Any]:
    loaded = given is not None and FIGURES[name].given
    own = given if loaded else given_to(opened, name, order)
    return {**order.options(name), **(own or {})}


def table(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return all the numbers of a figure that may leave the machine."""
    return made(opened.run, name, **_options(opened, name, order, given))[0]


def width_mm(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None
) -> float:
    """Return the width that a figure will have [mm]; no browser is asked.

    Raises
    ------
    DepformerError
        If the figure cannot be made as ordered.
    """
    page = fit(drawn(opened, name, order, given), PRESETS[order.preset], width_mm=order.width_mm)
    return page.width_mm


def content(
    opened: Opened,
    name: str,
    order: Order,
    given: Mapping[str, Any] | None = None,
    *,
    fmt: str | None = None,
) -> bytes:
    """Return a figure as the bytes of a file."""
    figure = drawn(opened, name, order, given)
    return figure_bytes(figure, fmt or order.fmt, order.preset, order.width_mm)


def file_name(name: str, order: Order, ending: str) -> str:
    """Return the file's name: the figure, and the person if it is about one."""
    parts = {"participant": [order.participant], "word": [order.participant, str(order.word)]}
    return f"{'_'.join([name, *parts.get(FIGURES[name].scope, [])])}.{ending}"


def text_under(opened: Opened, name: str, order: Order) -> str:
    """Return the caption of a figure; it says nothing of the numbers of a map."""
    return " ".join(_said(opened, name, order))


def text_under_page(opened: Opened, names: tuple[str, ...], order: Order) -> str:
    """Return the caption of figures that are panels of one page."""
    marks = [PRESETS[order.preset].panel(place) for place in range(len(names))]
    return of_panels([_said(opened, name, order) for name in names], marks)


def _said(opened: Opened, name: str, order: Order) -> list[str]:
    of_map = {"word": order.word, "maps": None, "recorded": None}
    given = of_map if "maps" in FIGURES[name].given and order.word else None
    run = run_in_english(opened.run) if order.english else opened.run
    return sentences(name, run, **_options(opened, name, order, given))


def csv(opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None) -> bytes:
    """Return the numbers of a figure as CSV."""
    return table_csv(table(opened, name, order, given))


def archive(
    opened: Opened,
    names: tuple[str, ...],
    order: Order,
    given: Mapping[str, Mapping[str, Any]] | None = None,
    progress: Progress = lambda done, total: None,
) -> bytes:
    """Return a zip of an export, all that a manuscript needs; `given` by figure.

    Nothing in it says when or on which machine it was made. `progress` is told of the files that
    hold figures, done and in all.
    """
    pictures, in_all = 0, 1 if order.columns else len(names)
    progress(pictures, in_all)
    loaded = given or {}
    outside, orders = [], []
    for name in names:
        options = _options(opened, name, order, loaded.get(name))
        outside.append({key: each for key, each in options.items() if key in FROM_OUTSIDE})
        known = {option.name for option in FIGURES[name].options}
        own = {k: v for k, v in options.items() if k in known and k not in FROM_OUTSIDE}
        orders.append(FigureOrder(name, own))
    counts = [1] * len(orders)
    if order.columns:
        counts = _in_rows([drawn(opened, name, order, loaded.get(name)) for name in names], order)
    left = iter(orders)
    spec = Spec(
        tuple(tuple(islice(left, count)) for count in counts),
        together=bool(order.columns),
        preset=order.preset,
        width_mm=order.width_mm,
        formats=(order.fmt,),
        english=order.english,
        faces=order.pictures,
        groups_by=order.groups_by,
        **of_run(opened.run),
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archived:
        for path, inside in files_of(spec, opened.run, outside):
            about = zipfile.ZipInfo(path, FIXED_DATE)
            about.create_system = 0  # else the system of this machine
            archived.writestr(about, inside, zipfile.ZIP_DEFLATED)
            if path.endswith(f".{order.fmt}"):
                pictures += 1
                progress(pictures, in_all)
    return target.getvalue()


def sheet(
    opened: Opened,
    names: tuple[str, ...],
    order: Order,
    given: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    fmt: str | None = None,
) -> bytes:
    """Return figures as panels of one page, as the bytes of a file; `given` by figure."""
    loaded = given or {}
    figures_of = [drawn(opened, name, order, loaded.get(name)) for name in names]
    left = map(Panel, figures_of)
    rows = [list(islice(left, count)) for count in _in_rows(figures_of, order)]
    return sheet_bytes(rows, fmt or order.fmt, order.preset, order.width_mm)


def _in_rows(figures_of: Sequence[go.Figure], order: Order) -> list[int]:
    return flowing(figures_of, order.columns, PRESETS[order.preset], order.width_mm)
