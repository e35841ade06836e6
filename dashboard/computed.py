"""What the model computes for a page, and figures as they are printed; kept between two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from depformer.errors import DepformerError
from depformer.export import archive
from depformer.export.archive import Order
from depformer.export.given import map_options, may_publish
from depformer.figures import FIGURES
from depformer.jobs.opening import Opened
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.model import CheckpointSet


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


@st.cache_data(show_spinner=False, ttl=60)
def has_browser() -> bool:
    """Return whether figures can be written to files on this machine."""
    from depformer.export.browser import find_browser

    return find_browser() is not None


def given(opened: Opened, name: str, order: Order) -> dict[str, Any]:
    """Return the options of a printed figure that hold data from outside the run."""
    needed = FIGURES[name].given
    if not needed:
        return {}
    found = maps(opened, order.participant) if "maps" in needed else None
    return archive.given_to(opened, name, order, _asked(opened)["checkpoint"], found)


def printed_width(opened: Opened, name: str, order: Order) -> float:
    """Return the width that a figure will have on paper [mm]."""
    return _printed_width(_shown(opened, order), name, order, opened)


@st.cache_data(show_spinner=False, max_entries=200)
def _printed_width(key: tuple[str, bool], name: str, order: Order, _opened: Opened) -> float:
    return archive.width_mm(_opened, name, order, given(_opened, name, order))


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
    return archive.content(_opened, name, order, given(_opened, name, order), fmt="svg").decode(
        "utf-8"
    )


def sheet(opened: Opened, names: tuple[str, ...], order: Order) -> str:
    """Return figures as panels of one page as they will be printed, as SVG text."""
    return _sheet(_shown(opened, order), names, order, opened)


@st.cache_data(show_spinner=say("pages.drawing"), max_entries=10)
def _sheet(key: tuple[str, bool], names: tuple[str, ...], order: Order, _opened: Opened) -> str:
    own = {name: given(_opened, name, order) for name in names}
    return archive.sheet(_opened, names, order, own, fmt="svg").decode("utf-8")


def _shown(opened: Opened, order: Order) -> tuple[str, bool]:
    """Return what a printed figure depends on beside its order; no digest holds the consent."""
    return opened.key, may_publish(opened.study, order.participant)
