"""The export page's widgets: what is ordered, and the files that come of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import streamlit as st

from dashboard import computed
from dashboard.parts import pickers
from dashboard.parts.cards import no_browser
from dashboard.parts.pickers import order_key, order_name
from dashboard.parts.progress import made, there
from dashboard.state import View
from depformer.errors import DepformerError
from depformer.export import PRESETS, archive
from depformer.export.archive import Order
from depformer.export.bundle import TOGETHER
from depformer.export.given import CONSENT, may_publish
from depformer.export.report import FORMATS as REPORTS
from depformer.figures import FIGURES
from depformer.figures.parts.words import orders
from depformer.jobs.opening import Opened
from depformer.report.plain import plain
from depformer.study import layout
from depformer.wording import say

PIXELS_PER_MM = 5
FIRST = ("word_profile", "cohort_words")
REPORT_MIME = {"html": "text/html", "pdf": "application/pdf"}


def choose_figures(opened: Opened, view: View) -> tuple[str, ...]:
    """Choose among the figures that the run can make; maps need a chosen word."""
    possible = [
        spec.id
        for spec in FIGURES
        if spec.offered(opened.run)
        and not spec.absent(opened.run)
        and (not spec.given or (spec.scope == "word" and view.word is not None))
    ]
    chosen = st.multiselect(
        say("export_page.figures"),
        possible,
        default=[name for name in FIRST if name in possible],
        format_func=lambda name: FIGURES[name].question(),
        key="export_figures",
        persist_state="session",
        placeholder=say("export_page.choose"),
    )
    return tuple(name for name in possible if name in chosen)


def choose_order(opened: Opened, view: View, names: tuple[str, ...]) -> Order:
    """Choose page, width, file and pictures; person, method and label are those of the view.

    Where a figure compares groups, what it compares is chosen as on the page Cohorts.
    """
    known = {option.name for name in names for option in FIGURES[name].options}
    asked = pickers.compared(opened) if "measure" in known else {}
    kept = {"persist_state": "session"}
    preset = st.selectbox(
        say("export_page.journal"),
        PRESETS.ids,
        format_func=lambda name: PRESETS[name].title,
        key="export_preset",
        **kept,
    )
    width = st.selectbox(
        say("export_page.width"),
        (None, *PRESETS[preset].widths_mm),
        format_func=lambda mm: (
            say("export_page.narrowest") if mm is None else say("exports.width", mm=mm)
        ),
        key=f"export_width_{preset}",
        **kept,
    )
    fmt = st.segmented_control(
        say("export_page.file"),
        tuple(archive.MIME),
        format_func=str.upper,
        default="svg",
        required=True,
        key="export_format",
        **kept,
    )
    order = st.selectbox(
        say("pickers.order"),
        orders(opened.run),
        format_func=order_name,
        key=order_key(opened, "export_order"),
        **kept,
    )
    english = st.checkbox(
        say("export_page.english"),
        key="export_english",
        help=say("export_page.english_help"),
        **kept,
    )
    columns = st.selectbox(
        say("export_page.page"),
        (0, 1, 2, 3),
        format_func=lambda n: say("export_page.columns", n=n) if n else say("export_page.separate"),
        key="export_columns",
        help=say("export_page.columns_help"),
        **kept,
    )
    who = view.participant
    allowed = may_publish(opened.study, str(who))
    pictures = st.checkbox(
        say("export_page.pictures"),
        disabled=not allowed,
        key=f"export_pictures_{who}",
        help=(
            say("export_page.pictures_help", who=layout.named(str(who)))
            if allowed
            else say("exports.no_consent", who=layout.named(str(who)), column=CONSENT)
        ),
    )
    return Order(
        participant=str(view.participant),
        method=str(view.method),
        label=view.label,
        preset=preset,
        fmt=fmt,
        width_mm=width,
        order=order,
        word=view.word,
        pictures=bool(pictures and allowed),
        english=english,
        columns=columns,
        groups_by=pickers.filter_of(opened),
        **asked,
    )


def show_figure(opened: Opened, name: str, order: Order) -> bool:
    """Show one figure as it will be printed with its files; return whether it can be made."""
    with st.container(border=True):
        st.subheader(plain(FIGURES[name].question()), anchor=False)
        given = None
        try:
            given = computed.given(opened, name, order)
            width, possible = computed.printed_width(opened, name, order), True
        except DepformerError as fault:
            st.warning(plain(str(fault)), icon=":material/straighten:")
            possible = False
        if possible and computed.has_browser():
            picture = computed.preview(opened, name, order)
            pixels = round(width * PIXELS_PER_MM)
            st.image(picture, width=pixels, alt=FIGURES[name].question())
            st.caption(f":material/print: {say('export_page.as_printed')}")
        with st.container(horizontal=True):
            st.download_button(
                order.fmt.upper(),
                data=lambda: archive.content(opened, name, order, given),
                file_name=archive.file_name(name, order, order.fmt),
                mime=archive.MIME[order.fmt],
                icon=":material/image:",
                key=f"file_{name}",
                on_click="ignore",
                disabled=not possible or not computed.has_browser(),
            )
            st.download_button(
                "CSV",
                data=lambda: archive.csv(opened, name, order, given),
                file_name=archive.file_name(name, order, "csv"),
                mime="text/csv",
                icon=":material/table:",
                key=f"numbers_{name}",
                on_click="ignore",
            )
        st.caption(plain(computed.text_under(opened, name, order)))
    return possible


def show_page(opened: Opened, names: tuple[str, ...], order: Order) -> bool:
    """Show figures as panels of one page as it will be printed; return whether they fit."""
    with st.container(border=True):
        st.subheader(say("export_page.page_of", figures=say("names.figures", n=len(names))))
        possible = computed.has_browser()
        try:
            if possible:
                st.image(computed.sheet(opened, names, order), alt=say("export_page.as_printed"))
                st.caption(f":material/print: {say('export_page.as_printed')}")
        except DepformerError as fault:
            st.warning(plain(str(fault)), icon=":material/straighten:")
            possible = False
        st.download_button(
            order.fmt.upper(),
            data=lambda: archive.sheet(opened, names, order, _given(opened, names, order)),
            file_name=f"{TOGETHER}.{order.fmt}",
            mime=archive.MIME[order.fmt],
            icon=":material/image:",
            key="file_of_panels",
            on_click="ignore",
            disabled=not possible,
        )
        st.caption(plain(archive.text_under_page(opened, names, order)))
    return possible


def _given(opened: Opened, names: tuple[str, ...], order: Order) -> dict[str, dict[str, Any]]:
    return {name: computed.given(opened, name, order) for name in names}


def everything(whole: Opened, names: tuple[str, ...], order: Order, *, possible: bool) -> None:
    """Offer one archive of all figures, or say why not; a job makes it.

    Parameters
    ----------
    whole : Opened
        The run with the groups of the study: a filter is part of the order.
    names, order
        The figures, and how they are made.
    possible : bool
        Whether all of them can be.
    """
    browser = computed.has_browser()
    path = made(
        whole,
        "figures",
        {
            "names": list(names),
            "order": asdict(order),
            "may_publish": may_publish(whole.study, order.participant),
        },
        there,
        offer=say("export_page.make_all", figures=say("names.figures", n=len(names))),
        doing=say("export_page.making_all"),
        type="primary",
        icon=":material/folder_zip:",
        disabled=not (names and possible and browser),
        help=say("export_page.all_help"),
    )
    if path is not None:
        st.download_button(
            say("export_page.all", figures=say("names.figures", n=len(names))),
            data=path.read_bytes,
            file_name="depformer_figures.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            type="primary",
            key="zip",
            on_click="ignore",
        )
    if not browser:
        st.info(no_browser(camera=True), icon=":material/info:")


def report(whole: Opened, order: Order) -> None:
    """Offer a report of the run, with the groups, method and label of an order; a job writes it."""
    browser = computed.has_browser()
    st.markdown(f"**{say('export_page.report')}**")
    st.caption(say("export_page.report_what"))
    fmt = st.segmented_control(
        say("export_page.file"),
        REPORTS if browser else REPORTS[:1],
        format_func=str.upper,
        default=REPORTS[0],
        required=True,
        key="report_format",
    )
    path = made(
        whole,
        "report",
        {
            "fmt": fmt,
            "method": order.method,
            "label": order.label,
            "groups_by": order.groups_by,
        },
        there,
        offer=say("export_page.write_report"),
        doing=say("report_page.writing"),
        icon=":material/article:",
    )
    if path is not None:
        st.download_button(
            say("export_page.download_report"),
            data=path.read_bytes,
            file_name=f"depformer_report.{fmt}",
            mime=REPORT_MIME[str(fmt)],
            icon=":material/article:",
            key="report",
            on_click="ignore",
        )
