"""Everything that is kept between two runs of a page: the only file with streamlit's caches."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from depformer import figures, stats
from depformer.errors import DepformerError
from depformer.export import orders
from depformer.export.orders import Order
from depformer.figures.parts import recordings
from depformer.jobs.opening import Opened, Opening, Openings, Source, fingerprint

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


def pictures(opened: Opened, participant: str) -> dict[str, dict[str, str]]:
    """Return one participant's faces and voice pictures as data URIs."""
    return _pictures(opened.key, participant, opened)


@st.cache_data(show_spinner=False, max_entries=20)
def _pictures(key: str, participant: str, _opened: Opened) -> dict[str, dict[str, str]]:
    return recordings.pictures(_opened.study, participant)


@st.cache_resource(show_spinner=False, max_entries=1)
def _model(folder: str, digest: str) -> CheckpointSet:
    from depformer.model import load_checkpoint

    found = load_checkpoint(folder)
    if found.digest != digest:
        raise DepformerError(
            "The checkpoint has changed since this run was made; open it again in the side bar.",
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


def maps(opened: Opened, participant: str) -> xr.Dataset:
    """Return where in the faces and voices of one participant the logit comes from."""
    return _maps(opened.key, participant, opened)


@st.cache_data(show_spinner="Tracing the prediction back to pixels", max_entries=5)
def _maps(key: str, participant: str, _opened: Opened) -> xr.Dataset:
    from depformer import explain

    options = json.loads(_opened.run.attrs["methods"]).get("integrated_gradients")
    return explain.maps(_opened.study, participant=participant, options=options, **_asked(_opened))


def what_if(opened: Opened, participant: str, **replaced: Any) -> pd.DataFrame:
    """Return the prediction of one participant with some words replaced."""
    return _what_if(opened.key, participant, replaced, opened)


@st.cache_data(show_spinner="Predicting again", max_entries=200)
def _what_if(key: str, participant: str, replaced: dict[str, Any], _opened: Opened) -> pd.DataFrame:
    from depformer import explain

    return explain.what_if(_opened.study, participant=participant, **replaced, **_asked(_opened))


@st.cache_data(show_spinner=False, ttl=60)
def has_browser() -> bool:
    """Return whether figures can be written to files on this machine."""
    from depformer.export.browser import find_browser

    return find_browser() is not None


def preview(opened: Opened, name: str, order: Order) -> str:
    """Return a figure as it will be printed, as SVG text."""
    return _preview(opened.key, name, order, opened)


@st.cache_data(show_spinner="Drawing the figure at its printed size", max_entries=50)
def _preview(key: str, name: str, order: Order, _opened: Opened) -> str:
    return orders.content(_opened, name, order, "svg").decode("utf-8")
