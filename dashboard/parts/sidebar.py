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

# Groups and ids of methods, as the command takes them; the library's list would take torch.
METHODS = MappingProxyType(
    {
        "default": "All that draw no samples",
        "default,shapley_sampling": "Those and Shapley values",
        "all": "All; needs the people of the training",
    }
)


def view_controls(view: View, choices: Choices, opened: Opened) -> None:
    """Show the switch of the words' label and the choice of method."""
    with st.sidebar:
        st.segmented_control(
            "Words as",
            choices.label,
            format_func=labels.human,
            key=state.show_in("side_label", view.label),
            required=True,
            width="stretch",
            on_change=state.choose_from,
            args=("side_label", "label"),
        )
        st.selectbox(
            "Attribution method",
            choices.method,
            format_func=lambda name: labels.human(name).capitalize(),
            key=state.show_in("side_method", view.method),
            on_change=state.choose_from,
            args=("side_method", "method"),
            help=_method_help(view, opened),
        )


def folder_controls(*, wrong: bool) -> None:
    """Show which folders are open, and open others; unfolded if something is wrong with them."""
    open_now = state.source()
    asked = open_now.question
    chosen = ",".join(asked.methods)
    with st.sidebar.expander("Study and checkpoint", expanded=wrong, icon=":material/folder_open:"):
        with st.form("folders", border=False):
            study = st.text_input("Study folder", open_now.study, key=f"study_{open_now.study}")
            checkpoint = st.text_input(
                "Checkpoint folder", open_now.checkpoint, key=f"checkpoint_{open_now.checkpoint}"
            )
            baseline = st.selectbox(
                "Baseline",
                labels.BASELINES,
                index=labels.BASELINES.index(asked.baseline),
                format_func=lambda name: labels.human(name).capitalize(),
                key=f"baseline_{asked.baseline}",
                help="What words are compared with, and what a muted word is replaced by.",
            )
            mean_of = st.text_input(
                "Study of the baseline",
                asked.baseline_from,
                key=f"baseline_from_{asked.baseline_from}",
                placeholder="for the mean of a named study",
            )
            methods = st.selectbox(
                "Methods",
                tuple(METHODS),
                index=tuple(METHODS).index(chosen) if chosen in METHODS else 0,
                format_func=METHODS.get,
                key=f"methods_{chosen}",
                help="Methods that draw samples take longer than all others together.",
            )
            if st.form_submit_button("Open", type="primary", width="stretch"):
                named: dict[str, dict[str, object]] = {name: {} for name in methods.split(",")}
                question = Question(named, baseline, mean_of.strip())
                state.open_source(study, checkpoint, question)
                st.rerun()
        before = [pair for pair in recent() if pair != (open_now.study, open_now.checkpoint)]
        if before:
            st.caption("Opened before")
        for i, pair in enumerate(before):
            st.button(
                " + ".join(Path(path).name for path in pair),
                key=f"recent_{i}",
                help="  \n".join(f"`{path}`" for path in pair),
                width="stretch",
                on_click=state.open_source,
                args=pair,
            )


def _method_help(view: View, opened: Opened) -> str:
    if view.method is None:
        return "This run holds no attribution."
    chosen = opened.run.sel({"method": view.method})
    signed = "Values have a direction" if bool(chosen["signed"]) else "Values have no direction"
    return f"{signed}; unit: {chosen['unit'].item()!s}. The run holds every method listed here."
