"""Everything that is kept between two runs of a page: the only file with streamlit's caches."""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.state import Choices
from depformer import figures, stats
from depformer.errors import DepformerError
from depformer.export import archive
from depformer.export.archive import Order
from depformer.export.given import map_options, may_publish
from depformer.figures import FIGURES
from depformer.figures.parts.recordings import pictures
from depformer.figures.parts.screen import Screen, for_screen
from depformer.jobs.opening import Opened, Opening, Openings, Source, fingerprint
from depformer.report import readable
from depformer.study.recorded import recorded as recordings_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.model import CheckpointSet


@st.cache_resource(show_spinner=False)
def _openings() -> Openings:
    return Openings()


# Every run of a page asks twice; a second is soon enough for a change on disk.
@st.cache_data(show_spinner=False, ttl=1, max_entries=20)
def _fingerprint(source: Source) -> str:
    return fingerprint(source)


def settle() -> None:
    """Spare the parts of the program the search for rubbish that follows every run of a page.

    Streamlit looks through all objects then; those of torch, xarray and pandas alone take 0.1 s.
    """
    _settle(len(sys.modules))


@st.cache_resource(show_spinner=False)
def _settle(modules: int) -> None:
    gc.collect()
    gc.freeze()


def opening(source: Source) -> Opening:
    """Return the opening of what the reader has named; a change on disk begins another."""
    return _openings().get(_fingerprint(source), source)


def checking(source: Source) -> Opening | None:
    """Return the checks of what the reader has named, if they have been begun."""
    return _openings().find(_fingerprint(_checked(source)))


def begin_checks(source: Source) -> None:
    """Begin the checks; they go on whatever page is shown."""
    checks = _checked(source)
    _openings().get(_fingerprint(checks), checks)


def _checked(source: Source) -> Source:
    return replace(source, question=replace(source.question, checks=True))


def forget(opening: Opening) -> None:
    """Let the next one who asks begin anew, after a fault or a way out."""
    _openings().forget(opening)


def table(opened: Opened, name: str, **options: Any) -> pd.DataFrame:
    """Return `figures.table` of the open run."""
    return _table(opened.key, name, options, opened)


@st.cache_data(show_spinner=False, max_entries=500)
def _table(key: str, name: str, options: dict[str, Any], _opened: Opened) -> pd.DataFrame:
    return figures.table(name, _opened.run, **options)


def statistic(opened: Opened, name: str, **options: Any) -> pd.DataFrame:
    """Return a table of `stats.STATISTICS` of the open run."""
    return _statistic(opened.key, name, options, opened)


@st.cache_data(show_spinner=False, max_entries=100)
def _statistic(key: str, name: str, options: dict[str, Any], _opened: Opened) -> pd.DataFrame:
    return stats.STATISTICS[name].compute(_opened.run, **options)


def choices(opened: Opened) -> Choices:
    """Return what may be chosen in the open run."""
    return _choices(opened.key, opened)


@st.cache_resource(show_spinner=False, max_entries=20)
def _choices(key: str, _opened: Opened) -> Choices:
    return Choices.of(_opened.run)


def people(opened: Opened) -> dict[str, str]:
    """Return a line a participant for lists, not to be changed."""
    return _people(opened.key, opened)


@st.cache_resource(show_spinner=False, max_entries=20)
def _people(key: str, _opened: Opened) -> dict[str, str]:
    return readable.people(_opened.run)


def guards(opened: Opened, name: str, method: str | None) -> list[dict[str, str]]:
    """Return the guards that touch a figure, not to be changed; the banner says 'synthetic'."""
    return _guards(opened.key, name, method, opened)


@st.cache_resource(show_spinner=False, max_entries=200)
def _guards(key: str, name: str, method: str | None, _opened: Opened) -> list[dict[str, str]]:
    found = stats.touching(statistic(_opened, "guards"), FIGURES[name].guards, method)
    return found[found["id"] != "synthetic"].to_dict("records")


def screen(
    opened: Opened,
    name: str,
    of_table: dict[str, Any],
    of_figure: dict[str, Any],
    *,
    given: dict[str, Any],
    pictured: bool,
    dark: bool,
) -> Screen:
    """Return a figure of the open run as the screen shows it, drawn once for all marked words.

    Parameters
    ----------
    opened : Opened
        The open run.
    name : str
        Id of the figure.
    of_table, of_figure : dict
        Options of both.
    given : dict
        Data from outside the run; the options say all that they depend on.
    pictured : bool
        Whether the participant's recordings stand over the words.
    dark : bool
        The theme.
    """
    return _screen(opened.key, name, of_table, of_figure, pictured, dark, opened, given)


@st.cache_resource(show_spinner=False, max_entries=200)
def _screen(
    key: str,
    name: str,
    of_table: dict[str, Any],
    of_figure: dict[str, Any],
    pictured: bool,
    dark: bool,
    _opened: Opened,
    _given: dict[str, Any],
) -> Screen:
    shown: dict[str, Any] = {}
    if pictured:
        shown = {"pictures": pictures(recorded(_opened, of_table["participant"]), kind="jpeg")}
    synthetic = bool(_opened.run.attrs.get("synthetic"))
    if _given:
        table = figures.table(name, _opened.run, **of_table, **_given)
    else:
        table = _table(key, name, of_table, _opened)
    return for_screen(
        figures.drawn(name, table, synthetic=synthetic, dark=dark, **of_figure, **shown)
    )


def recorded(opened: Opened, participant: str) -> xr.Dataset:
    """Return one participant's faces and voices, not to be changed."""
    return _recorded(opened.key, participant, opened)


@st.cache_resource(show_spinner=False, max_entries=20)
def _recorded(key: str, participant: str, _opened: Opened) -> xr.Dataset:
    return recordings_of(_opened.study, participant)


@st.cache_resource(show_spinner=False, max_entries=1)
def _model(folder: str, digest: str) -> CheckpointSet:
    from depformer.model import load_checkpoint

    found = load_checkpoint(folder)
    if found.digest != digest:
        raise DepformerError(
            say("pages.checkpoint_changed"),
            kind="checkpoint",
        )
    return found


def _asked(opened: Opened) -> dict[str, Any]:
    """Return the model and the baseline of the open run, as `explain` takes them."""
    about = opened.run.attrs
    return {
        "checkpoint": _model(str(opened.checkpoint), str(about["checkpoint_digest"])),
        "baseline": str(about["baseline"]),
        "baseline_from": opened.baseline_from,
    }


def attention(opened: Opened, participant: str, word: str, label: str) -> pd.DataFrame:
    """Return what a word's query attends to, as people read it."""
    return _attention(opened.key, participant, word, label, opened)


@st.cache_data(show_spinner=False, max_entries=200)
def _attention(key: str, participant: str, word: str, label: str, _opened: Opened) -> pd.DataFrame:
    return readable.attention(_opened.run, participant, word, label)


def maps(opened: Opened, participant: str) -> xr.Dataset:
    """Return what each pixel and number of one participant adds, not to be changed."""
    return _maps(opened.key, participant, opened)


@st.cache_resource(show_spinner=say("pages.tracing"), max_entries=10)
def _maps(key: str, participant: str, _opened: Opened) -> xr.Dataset:
    from depformer import explain

    options = map_options(_opened.run)
    return explain.maps(_opened.study, participant=participant, options=options, **_asked(_opened))


def what_if(opened: Opened, participant: str, **replaced: Any) -> pd.DataFrame:
    """Return the prediction of one participant with some words replaced."""
    return _what_if(opened.key, participant, replaced, opened)


@st.cache_data(show_spinner=say("pages.predicting"), max_entries=200)
def _what_if(key: str, participant: str, replaced: dict[str, Any], _opened: Opened) -> pd.DataFrame:
    from depformer import explain

    return explain.what_if(_opened.study, participant=participant, **replaced, **_asked(_opened))


def whole_model(opened: Opened, participant: str) -> pd.DataFrame:
    """Return how far Captum on the whole model lies from the attributions of one participant."""
    return _whole_model(opened.key, participant, opened)


@st.cache_data(show_spinner=say("captum_card.comparing"), max_entries=20)
def _whole_model(key: str, participant: str, _opened: Opened) -> pd.DataFrame:
    from depformer.explain.on_demand.captum_whole import largest_differences, whole_model

    return largest_differences(
        whole_model(_opened.study, participant=participant, **_asked(_opened))
    )


def captum_metrics(opened: Opened, participant: str) -> pd.DataFrame:
    """Return Captum's infidelity and largest sensitivity of the methods of the open run."""
    return _captum_metrics(opened.key, participant, opened)


@st.cache_data(show_spinner=say("captum_card.measuring"), max_entries=20)
def _captum_metrics(key: str, participant: str, _opened: Opened) -> pd.DataFrame:
    from depformer import explain

    asked = _asked(_opened) | {"seed": int(_opened.run.attrs["seed"])}
    methods = json.loads(_opened.run.attrs["methods"])
    return explain.captum_metrics(_opened.study, participant=participant, methods=methods, **asked)


@st.cache_data(show_spinner=False, ttl=60)
def has_browser() -> bool:
    """Return whether figures can be written to files on this machine."""
    from depformer.export.browser import find_browser

    return find_browser() is not None


def printed_width(opened: Opened, name: str, order: Order) -> float:
    """Return the width that a figure will have on paper [mm]."""
    return _printed_width(_shown(opened, order), name, order, opened)


@st.cache_data(show_spinner=False, max_entries=200)
def _printed_width(key: tuple[str, bool], name: str, order: Order, _opened: Opened) -> float:
    return archive.width_mm(_opened, name, order)


def text_under(opened: Opened, name: str, order: Order) -> str:
    """Return the caption of a figure."""
    return _text_under(opened.key, name, order, opened)


@st.cache_data(show_spinner=False, max_entries=200)
def _text_under(key: str, name: str, order: Order, _opened: Opened) -> str:
    return archive.text_under(_opened, name, order)


def preview(opened: Opened, name: str, order: Order) -> str:
    """Return a figure as it will be printed, as SVG text."""
    return _preview(_shown(opened, order), name, order, opened)


@st.cache_data(show_spinner=say("pages.drawing"), max_entries=50)
def _preview(key: tuple[str, bool], name: str, order: Order, _opened: Opened) -> str:
    return archive.content(_opened, name, order, "svg").decode("utf-8")


def _shown(opened: Opened, order: Order) -> tuple[str, bool]:
    """Return what a printed figure depends on beside its order; no digest holds the consent."""
    return opened.key, may_publish(opened.study, order.participant)
