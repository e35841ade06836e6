"""What of a run is kept between two runs of a page; what the model computes is in `computed`."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.state import Choices
from depformer import figures, stats
from depformer.figures import FIGURES
from depformer.figures.parts.recordings import pictures
from depformer.figures.parts.screen import Screen, for_screen
from depformer.jobs.opening import Opened, Opening, Openings, Source, fingerprint
from depformer.report import readable
from depformer.study.arrays import recorded as recordings_of

if TYPE_CHECKING:
    import xarray as xr


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


def guards(
    opened: Opened,
    name: str,
    method: str | None,
    role: str = "held_out",
    participant: str | None = None,
    measure: str | None = None,
) -> list[dict[str, str]]:
    """Return the guards that touch a figure, not to be changed; the banner says 'synthetic'."""
    compared = measure or FIGURES[name].measure
    return _guards(opened.key, name, method, role, participant, compared, opened)


@st.cache_resource(show_spinner=False, max_entries=200)
def _guards(
    key: str,
    name: str,
    method: str | None,
    role: str,
    participant: str | None,
    measure: str,
    _opened: Opened,
) -> list[dict[str, str]]:
    found = statistic(_opened, "guards", role=role)
    found = stats.touching(found, FIGURES[name].guards, method, participant, measure)
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


def opened_before(source: Source) -> Opened | None:
    """Return the run of what the reader has named if it is open already; begin nothing."""
    begun = _openings().find(_fingerprint(source))
    return None if begun is None else begun.result


def attention(opened: Opened, participant: str, word: str, label: str) -> pd.DataFrame:
    """Return what a word's query attends to, as people read it."""
    return _attention(opened.key, participant, word, label, opened)


@st.cache_data(show_spinner=False, max_entries=200)
def _attention(key: str, participant: str, word: str, label: str, _opened: Opened) -> pd.DataFrame:
    return readable.attention(_opened.run, participant, word, label)
