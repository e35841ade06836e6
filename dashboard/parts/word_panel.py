"""One word of one participant: recordings, attributions, queries and attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import data
from dashboard.parts import detail, pickers
from dashboard.parts.cards import is_dark, side_by_side
from dashboard.state import View
from depformer import labels, stats
from depformer.figures.parts import overlay, recordings, style
from depformer.jobs.opening import Opened

if TYPE_CHECKING:
    import xarray as xr

FACE_WIDTH = 190
MAP_WIDTH = 330
MOST_KEYS = 5
COUNTED = "attention_query"


def panel(opened: Opened, view: View) -> None:
    """Show the word of the view in three columns."""
    who, word = str(view.participant), str(view.word)
    about = detail.about(opened, who, word)
    place = f"presented as word {about['presented']}" if about["presented"] else "place not known"
    others = " · ".join(dict.fromkeys([about["text"], about["pinyin"], about["gloss"]]))
    st.subheader(f"{about[view.label]}: what was seen and heard", anchor=False)
    st.caption(f"{others} · {about['valence']} word · {place} to {who}")
    recordings, numbers = side_by_side("word")
    with recordings:
        mapped = pickers.recordings() == pickers.MAPPED
        maps = data.maps(opened, who) if mapped else None
        with st.container(horizontal=True):
            with st.container(width=MAP_WIDTH if mapped else FACE_WIDTH):
                _face(opened, who, word, maps)
            with st.container():
                _voice(opened, who, word, maps)
        if mapped:
            st.caption(overlay.how_to_read())
    with numbers:
        _numbers(opened, view, who, word)


def _face(opened: Opened, who: str, word: str, maps: xr.Dataset | None) -> None:
    st.markdown("**Face**")
    picture = recordings.face(opened.study, who, word)
    if picture is None:
        st.caption("No recording of this face.")
    elif maps is not None:
        _chart(overlay.face(opened.study, maps, who, word, dark=is_dark()), who, word, "face")
    else:
        st.image(picture, width="stretch", alt=recordings.alt(who, word, "face"))


def _voice(opened: Opened, who: str, word: str, maps: xr.Dataset | None) -> None:
    st.markdown("**Voice**")
    figure = recordings.voice(opened.study, who, word, dark=is_dark())
    if figure is None:
        st.caption("No recording of this voice.")
    elif maps is not None:
        _chart(overlay.voice(opened.study, maps, who, word, dark=is_dark()), who, word, "audio")
    else:
        _chart(figure, who, word, "audio")


def _chart(figure: go.Figure, who: str, word: str, modality: str) -> None:
    st.plotly_chart(
        figure,
        theme=None,
        key=f"recording_{modality}",
        config={"displayModeBar": False},
        alt=recordings.alt(who, word, modality),
    )


def _numbers(opened: Opened, view: View, who: str, word: str) -> None:
    st.markdown("**Attribution by every method**")
    table = detail.by_method(opened, who, word)
    st.table(written(table), border="horizontal")
    if "query_selected" not in opened.run:
        return
    if COUNTED in table["method"].tolist():
        st.caption(
            f"{labels.human(COUNTED).capitalize()}: in what share of the heads the word's query is "
            f"{detail.counted(opened)}. The table below counts otherwise."
        )
    st.markdown("**Heads in which its query attends, and to what**")
    st.caption(f"Heads in which the word's query {detail.attends(opened)}.")
    even = 1 / opened.run.sizes["word"]
    rows = []
    for row in stats.attending_heads(opened.run, who, word).to_dict("records"):
        keys = stats.attended_words(opened.run, who, word, row["stream"]).head(MOST_KEYS)
        rows.append(
            {
                "Stream": labels.human(row["stream"]),
                "Heads": f"{row['n_attending']} of {row['n_heads']}",
                f"Attends most to (even shares: {even:.0%})": ", ".join(
                    f"{key[view.label]} {key['attention']:.0%}" for key in keys.to_dict("records")
                )
                or "attends in no head",
            }
        )
    st.table(pd.DataFrame(rows).set_index("Stream"), border="horizontal")


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the attributions as people read them, with a dash where there is none."""
    shown = pd.DataFrame({"Method": [labels.human(x).capitalize() for x in table["method"]]})
    for modality in labels.MODALITIES:
        shown[labels.human(modality)] = [
            "–" if pd.isna(value) else style.signed(value, 3) if signed else f"{value:.2f}"
            for value, signed in zip(table[modality], table["signed"], strict=True)
        ]
    shown["Unit"] = [
        ", ".join(
            [*([unit] if unit != "1" else []), "+ towards depressed" if signed else "no direction"]
        )
        for unit, signed in zip(table["unit"], table["signed"], strict=True)
    ]
    return shown.set_index("Method")
