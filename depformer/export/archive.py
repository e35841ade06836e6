"""Figures with their numbers and captions, as one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from depformer import figures
from depformer.errors import DepformerError
from depformer.export import PRESETS, caption, figure_bytes, table_csv
from depformer.export.given import CONSENT, given, may_publish
from depformer.export.paper import fit
from depformer.figures import FIGURES
from depformer.figures.parts.recordings import pictures
from depformer.jobs.opening import Opened
from depformer.study import layout
from depformer.study.arrays import recorded
from depformer.wording import say

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
        Whether the filmstrip is in the word profile; needs consent.
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

    def options(self, name: str) -> dict[str, str]:
        """Return the options that the figure has."""
        known = {option.name for option in FIGURES[name].options}
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
    options: dict[str, object] = _options(opened, name, order, given)
    if order.pictures and name == "word_profile":
        if not may_publish(opened.study, order.participant):
            who = layout.named(order.participant)
            raise DepformerError(say("exports.no_consent", who=who, column=CONSENT))
        options["pictures"] = pictures(recorded(opened.study, order.participant))
    return figures.draw(name, opened.run, **options)


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
    )


def _options(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {**order.options(name), **(given_to(opened, name, order) if given is None else given)}


def table(
    opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Return all the numbers of a figure."""
    return figures.table(name, opened.run, **_options(opened, name, order, given))


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
    of_map = {"word": order.word, "maps": None, "recorded": None}
    given = of_map if "maps" in FIGURES[name].given and order.word else None
    return caption(name, opened.run, **_options(opened, name, order, given))


def archive(
    opened: Opened,
    names: tuple[str, ...],
    order: Order,
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> bytes:
    """Return a zip of figures, their numbers and their captions; `given` by figure."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archived:
        for path, inside in _files(opened, names, order, given or {}):
            archived.writestr(zipfile.ZipInfo(path, FIXED_DATE), inside)
    return target.getvalue()


def _files(
    opened: Opened, names: tuple[str, ...], order: Order, given: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, bytes]]:
    captions = []
    for name in names:
        own = given[name] if name in given else given_to(opened, name, order)
        yield file_name(name, order, order.fmt), content(opened, name, order, own)
        yield file_name(name, order, "csv"), csv(opened, name, order, own)
        captions.append(f"{file_name(name, order, order.fmt)}\n{text_under(opened, name, order)}\n")
    yield "captions.txt", "\n".join(captions).encode("utf-8")


def csv(opened: Opened, name: str, order: Order, given: Mapping[str, Any] | None = None) -> bytes:
    """Return the numbers of a figure as CSV."""
    return table_csv(table(opened, name, order, given))
