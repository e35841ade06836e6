"""What the model would say if words of a participant were muted, or came from somebody else."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.state import View
from depformer import labels
from depformer.export import findings
from depformer.jobs.opening import Opened

BOTH = "both"
MUTED = "muted"


def panel(opened: Opened, view: View) -> None:
    """Offer edits of the participant of the view, and say what becomes of the prediction."""
    who, sources = str(view.participant), _sources(opened)
    st.subheader("What if some words had been different?", anchor=False)
    st.caption(
        "The model predicts again, with the words below replaced. This shows what the model does, "
        "not what the person would have done. A donor may be one of the people whom the model was "
        "trained with."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = _words(opened, view)
        part = st.segmented_control(
            "Their",
            (BOTH, *labels.MODALITIES),
            default=BOTH,
            format_func=lambda name: "Face and voice" if name == BOTH else labels.human(name),
            key="what_if_part",
            required=True,
        )
        donor = st.selectbox(
            "Replaced by",
            (MUTED, *(each for each in data.choices(opened).participant if each != who)),
            format_func=sources.get,
            key="what_if_donor",
            width=320,
        )
    if not words:
        return
    parts = labels.MODALITIES if part == BOTH else (part,)
    table = data.what_if(
        opened, who, words=words, modalities=parts, donor=None if donor == MUTED else donor
    )
    _result(table)
    named = opened.run[view.label].sel(word=words).values.astype(str).tolist()
    st.markdown(findings.what_if(table, who, named, parts, sources[donor]))


def _words(opened: Opened, view: View) -> list[str]:
    """Choose words, one by one or all of a valence; each stands for itself once."""
    ids = opened.run["word"].values.astype(str).tolist()
    names = dict(zip(ids, opened.run[view.label].values.astype(str), strict=True))
    valence = opened.run["valence"].values.astype(str).tolist()
    groups = {
        f"all {kind} words": [w for w, v in zip(ids, valence, strict=True) if v == kind]
        for kind in labels.VALENCES
        if kind in valence
    }
    chosen = st.multiselect(
        "Words",
        [*groups, *ids],
        format_func=lambda name: names.get(name, name.capitalize()),
        key="what_if_words",
        placeholder="Choose words, or all of a valence",
        width=420,
    )
    picked = {word for name in chosen for word in groups.get(name, [name])}
    return [word for word in ids if word in picked]


def _sources(opened: Opened) -> dict[str, str]:
    """Return what may stand in the place of words, in words."""
    ids, groups = (opened.run[name].values.astype(str) for name in ("participant", "group"))
    muted = f"the {labels.human(str(opened.run.attrs['baseline']))} (muted)"
    given = {who: f"those of {who} ({group})" for who, group in zip(ids, groups, strict=True)}
    return {MUTED: muted, **given}


def _result(table: pd.DataFrame) -> None:
    before, after = table["probability"]
    logit = table["logit"]
    with st.container(horizontal=True):
        st.metric("p(depressed) as recorded", f"{before:.2f}", border=True)
        st.metric(
            "p(depressed) with these words replaced",
            f"{after:.2f}",
            findings.signed(after - before),
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
        st.metric(
            "Logit with these words replaced",
            findings.signed(logit[1]),
            findings.signed(logit[1] - logit[0]),
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
