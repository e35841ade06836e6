"""What the model would say if words of a participant were muted, or came from somebody else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import computed, data
from dashboard.parts.cards import card
from dashboard.state import View
from depformer import figures, labels
from depformer.jobs.opening import Opened
from depformer.report import sentences
from depformer.report.plain import plain
from depformer.study import layout
from depformer.wording import say

BOTH = "both"
MUTED = "muted"


@st.fragment
def panel(opened: Opened, view: View) -> None:
    """Offer edits of the participant of the view, and say what becomes of the prediction."""
    who, sources = str(view.participant), _sources(opened)
    st.subheader(say("what_if.title"), anchor=False)
    st.caption(say("what_if.what"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = _words(opened, view)
        part = st.segmented_control(
            say("what_if.their"),
            (BOTH, *labels.MODALITIES),
            default=BOTH,
            format_func=lambda name: (
                say("what_if.face_and_voice") if name == BOTH else labels.human(name)
            ),
            key="what_if_part",
            required=True,
        )
        donor = st.selectbox(
            say("what_if.replaced_by"),
            (MUTED, *(each for each in data.choices(opened).participant if each != who)),
            format_func=sources.get,
            key="what_if_donor",
            width=320,
        )
    if not words:
        return
    parts = labels.MODALITIES if part == BOTH else (part,)
    how = {
        "words": tuple(words),
        "modalities": tuple(parts),
        "donor": None if donor == MUTED else donor,
    }
    found = computed.what_if(opened, who, **how)
    table = figures.table("what_if", opened.run, participant=who, predictions=found, **how)
    _result(table)
    named = opened.run[view.label].sel(word=words).values.astype(str).tolist()
    st.markdown(plain(sentences.what_if(table, who, named, parts, sources[donor])))
    card(opened, "what_if", view, given={"predictions": found}, **how)


def _words(opened: Opened, view: View) -> list[str]:
    """Choose words, one by one or all of a valence; each stands for itself once."""
    ids = opened.run["word"].values.astype(str).tolist()
    names = dict(zip(ids, opened.run[view.label].values.astype(str), strict=True))
    valence = opened.run["valence"].values.astype(str).tolist()
    groups = {
        say("what_if.all_of", kind=kind): [
            w for w, v in zip(ids, valence, strict=True) if v == kind
        ]
        for kind in labels.valences_of(valence)
    }
    chosen = st.multiselect(
        say("what_if.words"),
        [*groups, *ids],
        format_func=lambda name: names.get(name, name.capitalize()),
        key="what_if_words",
        placeholder=say("what_if.choose_words" if groups else "what_if.choose_single_words"),
        width=420,
    )
    picked = {word for name in chosen for word in groups.get(name, [name])}
    return [word for word in ids if word in picked]


def _sources(opened: Opened) -> dict[str, str]:
    """Return what may stand in the place of words, in words."""
    ids, groups = (opened.run[name].values.astype(str) for name in ("participant", "group"))
    muted = say("what_if.muted", baseline=labels.human(str(opened.run.attrs["baseline"])))
    given = {
        str(who): say("what_if.donor", who=layout.named(str(who)), group=group)
        for who, group in zip(ids, groups, strict=True)
    }
    return {MUTED: muted, **given}


def _result(table: pd.DataFrame) -> None:
    shared: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True}
    if "predicted" in table:
        _scores(table, shared)
        return
    before, after = table["probability"]
    logit = table["logit"]
    with st.container(horizontal=True):
        st.metric(say("what_if.p_before"), f"{before:.2f}", border=True)
        change = sentences.signed(after - before)
        st.metric(say("what_if.p_after"), f"{after:.2f}", change, **shared)
        change = sentences.signed(logit[1] - logit[0])
        st.metric(say("what_if.logit_after"), sentences.signed(logit[1]), change, **shared)


def _scores(table: pd.DataFrame, shared: dict[str, Any]) -> None:
    before, after = table["predicted"]
    true, unit = float(table["severity"].iloc[0]), plain(str(table["unit"].iloc[0]))
    with st.container(horizontal=True):
        st.metric(say("what_if.score_before", unit=unit), f"{before:.1f}", border=True)
        change = sentences.signed(after - before)
        st.metric(say("what_if.score_after", unit=unit), f"{after:.1f}", change, **shared)
        if true == true:
            st.metric(say("what_if.score_true", unit=unit), f"{true:g}", border=True)
