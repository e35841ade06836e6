"""The side bar: how words are written, which method, and which folders are open."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import streamlit as st

from dashboard import state
from dashboard.state import Choices, View
from depformer import labels
from depformer.config import Question
from depformer.jobs.opening import Opened
from depformer.jobs.recent import recent
from depformer.report.plain import plain
from depformer.runs import KeptRun
from depformer.wording import say

# Groups and ids of methods, as the command takes them.
METHODS = MappingProxyType(
    {
        "default": say("side_bar.default"),
        "default,shapley_sampling": say("side_bar.shapley"),
        "all": say("side_bar.all"),
    }
)


def view_controls(view: View, choices: Choices, opened: Opened | None) -> None:
    """Show the switch of the words' label and, where a run is open, the choice of method."""
    with st.sidebar:
        if len(choices.label) > 1:
            st.segmented_control(
                say("side_bar.words_as"),
                choices.label,
                format_func=labels.human,
                key=state.show_in("side_label", view.label),
                required=True,
                width="stretch",
                on_change=state.choose_from,
                args=("side_label", "label"),
            )
        if opened is None or choices.method is None:
            return
        st.selectbox(
            say("side_bar.method"),
            choices.method,
            format_func=lambda name: labels.title(name),
            key=state.show_in("side_method", view.method),
            on_change=state.choose_from,
            args=("side_method", "method"),
            help=plain(_method_help(view, opened)),
        )


def folder_controls(opened: Opened | None, *, wrong: bool) -> None:
    """Show which folders are open, and open others; unfolded if something is wrong with them."""
    open_now = state.source()
    asked = open_now.question
    chosen = ",".join(asked.methods)
    with st.sidebar.expander(
        say("side_bar.folders"), expanded=wrong, icon=":material/folder_open:"
    ):
        with st.form("folders", border=False):
            study = st.text_input(
                say("side_bar.study"), open_now.study, key=f"study_{open_now.study}"
            )
            checkpoint = st.text_input(
                say("side_bar.checkpoint"),
                open_now.checkpoint,
                key=f"checkpoint_{open_now.checkpoint}",
                help=say("side_bar.checkpoint_help"),
            )
            baseline = st.selectbox(
                say("side_bar.baseline"),
                labels.BASELINES,
                index=labels.BASELINES.index(asked.baseline),
                format_func=lambda name: labels.title(name),
                key=f"baseline_{asked.baseline}",
                help=say("side_bar.baseline_help"),
            )
            mean_of = st.text_input(
                say("side_bar.baseline_from"),
                asked.baseline_from,
                key=f"baseline_from_{asked.baseline_from}",
                placeholder=say("side_bar.baseline_from_hint"),
            )
            methods = st.selectbox(
                say("side_bar.methods"),
                tuple(METHODS),
                index=tuple(METHODS).index(chosen) if chosen in METHODS else 0,
                format_func=METHODS.get,
                key=f"methods_{chosen}",
                help=say("side_bar.methods_help"),
            )
            run = _run_picker(opened, open_now.run)
            if st.form_submit_button(say("side_bar.open"), type="primary", width="stretch"):
                named: dict[str, dict[str, object]] = {name: {} for name in methods.split(",")}
                question = Question(named, baseline, mean_of.strip())
                state.open_source(study, checkpoint, question, run)
                st.rerun()
        before = [pair for pair in recent() if pair != (open_now.study, open_now.checkpoint)]
        if before:
            st.caption(say("side_bar.opened_before"))
        for i, pair in enumerate(before):
            st.button(
                plain(" + ".join(Path(path).name for path in pair)),
                key=f"recent_{i}",
                help="  \n".join(plain(path) for path in pair),
                width="stretch",
                on_click=state.open_source,
                args=pair,
            )


def _run_picker(opened: Opened | None, chosen: str) -> str:
    """Choose a run that is there already, from those that are kept or by its folder."""
    kept = {str(each.folder): each for each in ([] if opened is None else opened.others)}
    offered = [*kept, *([chosen] if chosen and chosen not in kept else [])]
    picked = st.selectbox(
        say("side_bar.run"),
        offered,
        index=offered.index(chosen) if chosen else None,
        format_func=lambda path: _run_name(kept[path]) if path in kept else path,
        key=f"run_{chosen}",
        placeholder=say("side_bar.run_of_the_above"),
        accept_new_options=True,
        help=say("side_bar.run_help"),
    )
    return picked or ""


def _run_name(run: KeptRun) -> str:
    """Return what tells a kept run from the others."""
    n = len(run.methods)
    return say(
        "side_bar.kept_run_checked" if run.checked else "side_bar.kept_run",
        methods=labels.human(run.methods[0]) if n == 1 else say("side_bar.n_methods", n=n),
        baseline=labels.human(run.baseline),
        when=run.created[:16].replace("T", " "),
        name=run.name,
    )


def _method_help(view: View, opened: Opened) -> str:
    if view.method is None:
        return say("side_bar.no_attribution")
    chosen = opened.run.sel({"method": view.method})
    return say(
        "side_bar.signed" if bool(chosen["signed"]) else "side_bar.unsigned",
        unit=chosen["unit"].item(),
    )
