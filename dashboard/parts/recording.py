"""One participant's recording along its time, to be seen, heard and chosen from."""

from __future__ import annotations

import math

import streamlit as st

from dashboard import recorded
from dashboard.parts import pickers
from dashboard.parts.cards import chart, is_dark
from dashboard.recorded import OpenStudy
from dashboard.state import View
from depformer.errors import DepformerError
from depformer.report.plain import plain
from depformer.wording import say


def timeline(opened: OpenStudy, view: View) -> None:
    """Show the recording of the view's participant, all of it or around the chosen word."""
    who = str(view.participant)
    words = recorded.words_quality(opened, who).set_index("word")
    begin, end = math.nan, math.nan
    if view.word is not None:
        begin, end = words.loc[view.word, ["voice_onset", "voice_offset"]].astype(float)
    around = pickers.stretch("timeline_stretch", chosen=not math.isnan(begin))
    stretch: recorded.Stretch = (0.0, None)
    if around is not None:
        first = max(0.0, (begin + end - around) / 2)
        stretch = (first, first + max(around, end - begin + 1.0))
    try:
        table = recorded.timeline_table(opened, who, stretch)
        screen = recorded.timeline(opened, who, stretch, view.label, dark=is_dark())
    except DepformerError as fault:  # a recording that has gone or cannot be read
        st.caption(plain(str(fault)))
        return
    if table["start"].isna().all() and not (table["kind"] == "sound").any():
        st.caption(say("recordings_page.no_times"))
        return
    # A recording shows and tells who somebody is: what is seen here is saved by no camera.
    chart(screen, "timeline", view.word, clickable=True, camera=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "CSV",
            data=lambda: _csv(opened, who, stretch),
            file_name=f"timeline_{who}.csv",
            mime="text/csv",
            icon=":material/table:",
            key="csv_timeline",
            on_click="ignore",
            help=say("cards.csv"),
        )
        if recorded.kept(opened, who):
            shown = float(table["from"].iloc[0]), float(table["to"].iloc[0])
            alone = view.word is None or bool(
                words.loc[view.word, ["voice_onset", "onset"]].isna().all()
            )
            _listen(opened, who, shown, begin, alone=alone)


def _csv(opened: OpenStudy, who: str, stretch: recorded.Stretch) -> bytes:
    from depformer.export import table_csv

    return table_csv(recorded.timeline_table(opened, who, stretch))


def _listen(
    opened: OpenStudy, who: str, shown: tuple[float, float], word: float, *, alone: bool
) -> None:
    """Let what is shown be heard, a minute at a time; beside another player only when asked for.

    Parameters
    ----------
    opened : OpenStudy
        The open study.
    who : str
        The participant.
    shown : tuple of float
        From when to when [s].
    word : float
        When the chosen word begins [s]; NaN without one, or where its time is not known.
    alone : bool
        Whether no word is played below it.
    """
    from depformer.recordings.playback import LONGEST_STRETCH_S as MINUTE

    if not st.toggle(say("recordings_page.listen"), value=alone, key=f"listen_{alone}"):
        return
    start, stop = shown
    if stop - start > MINUTE:
        parts = [start + MINUTE * n for n in range(math.ceil((stop - start) / MINUTE))]
        at = 0 if math.isnan(word) else int((word - start) / MINUTE)
        start = st.selectbox(
            say("recordings_page.minute"),
            parts,
            index=min(max(at, 0), len(parts) - 1),
            format_func=lambda part: say(
                "recordings_page.minute_from",
                start=_clock(part),
                stop=_clock(min(stop, part + MINUTE)),
            ),
            key=f"minute_{who}_{at}",
            label_visibility="collapsed",
            width=150,
        )
    until = min(stop, start + MINUTE)
    sound = recorded.stretch_sound(opened, who, start, until)
    if sound is not None:
        st.audio(sound, format="audio/wav", width=320)
        st.caption(say("recordings_page.heard", start=start, stop=until))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
