"""Widgets that choose what the page is about: the same on every page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import data, state
from dashboard.state import Choices, View
from depformer import labels
from depformer.figures.parts.words import orders
from depformer.jobs.opening import Opened
from depformer.report.plain import plain
from depformer.stats.cohort import PEOPLE
from depformer.stats.described import columns_of
from depformer.stats.filtered import OWN, split_by
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.study import Study

ROLE_COLOURS = {"test": "green", "new": "green", "train": "red", "val": "orange"}
MAPPED = "mapped"
RECORDINGS = (MAPPED, "plain")
SIGNS = ("signed", "size")
STRETCHES = (0, 30, 4)  # seconds around a word; 0 is the whole recording


def participant(opened: Opened, view: View) -> Any:
    """Choose a participant from a list by group, or step to the next one; return the row."""
    row = _people(data.choices(opened).participant, data.people(opened), view)
    with row:
        name, colour, note = seen_before(opened.run, str(view.participant))
        with st.container(key="seen_before", width="content"):
            st.badge(name, color=colour, help=note)
    return row


def participant_of_study(study: Study, view: View) -> Any:
    """Choose a participant of a study that need not be explained; return the row."""
    ids, groups = Choices.of_study(study).participant, study.participants["group"]
    known = {
        who: {"who": layout.named(who), "group": labels.human(str(groups[who]))} for who in ids
    }
    return _people(ids, {who: say("pickers.person", **each) for who, each in known.items()}, view)


def _people(ids: Sequence[str], lines: Mapping[str, str], view: View) -> Any:
    at = list(ids).index(str(view.participant))
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        st.selectbox(
            say("pickers.participant"),
            ids,
            format_func=lines.get,
            key=state.show_in("pick_participant", view.participant),
            on_change=state.choose_from,
            args=("pick_participant", "participant"),
            width=380,
        )
        steps = ((say("pickers.previous"), -1, "left"), (say("pickers.next"), 1, "right"))
        for name, step, icon in steps:
            st.button(
                name,
                key=f"step_{step}",
                icon=f":material/chevron_{icon}:",
                icon_position=icon,
                disabled=not 0 <= at + step < len(ids),
                on_click=state.choose,
                kwargs={"participant": ids[min(max(at + step, 0), len(ids) - 1)]},
            )
    return row


def seen_before(run: xr.Dataset, who: str) -> tuple[str, str, str]:
    """Return whether the model has seen a person, as a name, its colour and a sentence."""
    role = str(run["role"].sel({"participant": who}).item())
    if who in json.loads(run.attrs.get("other_features") or "[]"):
        return say("pickers.known_id"), "orange", say("pickers.known_id_help")
    note = say("pickers.not_seen" if role in labels.HELD_OUT_ROLES else "pickers.seen")
    return labels.title(role), ROLE_COLOURS[role], note


def word(opened: Opened, view: View, *, width: int = 380) -> None:
    """Choose a word, or none."""
    ids, names = (opened.run[name].values.astype(str) for name in ("word", view.label))
    _words(dict(zip(ids.tolist(), names.tolist(), strict=True)), view, width)


def recorded_word(words: pd.DataFrame, view: View, *, width: int = 380) -> None:
    """Choose a recorded word, or none; what is missing or in doubt says so.

    Parameters
    ----------
    words : DataFrame
        From `depformer.study.quality.words_quality`.
    view : View
        Whose word is shown.
    width : int
        Of the list [px].
    """
    names = {}
    for row in words.to_dict("records"):
        lost, name = row["missing_face"] or row["missing_audio"], str(row[view.label])
        if lost or row["doubt"]:
            name = say("pickers.word_missing" if lost else "pickers.word_in_doubt", name=name)
        names[str(row["word"])] = name
    _words(names, view, width)


def _words(names: Mapping[str, str], view: View, width: int) -> None:
    st.selectbox(
        say("pickers.word"),
        tuple(names),
        format_func=lambda name: say("pickers.word_and_id", name=names[name], word=name),
        key=state.show_in("pick_word", view.word),
        index=None,
        placeholder=say("pickers.choose_word"),
        on_change=state.choose_from,
        args=("pick_word", "word"),
        width=width,
    )


def groups(opened: Opened) -> Opened:
    """Let a filter make two groups; return the run with them, or with those of the study.

    A filter that makes none is told of in place of the page: other groups than those that were
    asked for would be taken for them.
    """
    text = st.text_input(
        say("filters.picker"),
        placeholder=say("filters.of_study"),
        key="groups_by",
        help=say("filters.help"),
        persist_state="session",
        width=380,
    )
    if not text.strip():
        return opened
    split = split_by(opened.run, text)
    return replace(opened, run=split, key=f"{opened.key} {split.attrs['groups']}")


def filter_of(opened: Opened) -> str:
    """Return the filter that made the groups of a run of `groups`, or nothing."""
    return state.chosen_in("groups_by") if OWN in opened.run.coords else ""


def to_participant(opened: Opened, view: View) -> None:
    """Lead from a chosen word to what one participant said and showed at it."""
    if view.word is None:
        return
    name = opened.run[view.label].sel({"word": view.word}).item()
    with st.container(key="to_participant", width="content"):
        st.page_link(
            "app_pages/participant.py",
            label=plain(say("pickers.see", word=name, who=layout.named(str(view.participant)))),
            icon=":material/arrow_forward:",
        )


def stream(key: str) -> str:
    """Choose one of the three streams."""
    return _segments(say("pickers.stream"), labels.STREAMS, key, format_func=labels.human)


def recordings() -> str:
    """Choose whether recordings are shown as they are, or under their attributions."""
    return _segments(
        say("pickers.recordings"),
        RECORDINGS,
        "recordings_shown",
        format_func=lambda name: say(f"pickers.recordings_{name}"),
    )


def stretch(key: str, *, chosen: bool) -> float | None:
    """Choose how much of a recording is shown around the chosen word [s]; None: all of it."""
    if not chosen:
        return None
    return (
        _segments(
            say("pickers.stretch"),
            STRETCHES,
            key,
            format_func=lambda seconds: (
                say("pickers.stretch_s", n=seconds) if seconds else say("pickers.stretch_all")
            ),
        )
        or None
    )


def order(opened: Opened, key: str, default: str = "list") -> str:
    """Choose the order of the words."""
    own = order_key(opened, key)
    return _segments(say("pickers.order"), orders(opened.run), own, default, order_name)


def compared(opened: Opened) -> dict[str, Any]:
    """Choose what is compared between two groups; return it as `cohort_of` takes it."""
    run = opened.run
    held = ("attribution", *(["selection_rate"] if "query_score" in run else []))
    if "attention_received" in run["method"].values.astype(str):
        held = (*held, "attention_received")
    columns = [name for name in columns_of(run) if name not in ("group", "severity")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = _segments(say("pickers.measure"), held, "measure", format_func=_measure)
        absolute = False
        if measure == "attribution":
            absolute = _segments(say("pickers.sign"), SIGNS, "sign", format_func=_sign) == "size"
        people = _segments(say("pickers.people"), PEOPLE, "people_compared", format_func=_people_of)
        covariates = st.multiselect(
            say("pickers.covariates"),
            columns,
            format_func=labels.title,
            placeholder=say("pickers.no_covariate"),
            key="covariates",
            help=say("pickers.covariates_help"),
            width=320,
        )
    return {
        "measure": measure,
        "absolute": absolute,
        "people": people,
        "covariates": tuple(covariates),
    }


def _measure(name: str) -> str:
    return say(f"pickers.measure_{name}")


def _sign(name: str) -> str:
    return say(f"pickers.sign_{name}")


def _people_of(name: str) -> str:
    return say(f"pickers.people_{name}")


def order_key(opened: Opened, key: str) -> str:
    """Return the key of a widget of orders: what is chosen there may be no choice elsewhere."""
    return key if "valence" in orders(opened.run) else f"{key}_no_valence"


def order_name(name: str) -> str:
    """Return an order of the words in words."""
    return say(f"pickers.order_{name}")


def top(key: str, n_words: int) -> int:
    """Choose how many words to show."""
    choices = (*(n for n in (10, 24, 48) if n < n_words), n_words)
    named = {n: say("pickers.first", n=n) for n in choices} | {n_words: say("pickers.all")}
    return _segments(say("pickers.words_shown"), choices, key, n_words, named.get)


def _segments(
    title: str, choices: tuple[Any, ...], key: str, default: Any = None, format_func: Any = str
) -> Any:
    return st.segmented_control(
        title,
        choices,
        default=choices[0] if default is None else default,
        format_func=format_func,
        key=key,
        required=True,
        persist_state="session",
    )
