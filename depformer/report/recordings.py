"""How good recordings are, as people read it: of a word, of a participant, of a study."""

from __future__ import annotations

import pandas as pd

from depformer.wording import say


def of_word(event: pd.Series) -> str:
    """Return when a word was said and how well it was recorded, in one line.

    Parameters
    ----------
    event : Series
        A row of `depformer.study.Study.events`.
    """
    said = [
        say("recordings_page.shown", at=event["onset"], duration=event["duration"])
        if event[["onset", "duration"]].notna().all()
        else "",
        say(
            "recordings_page.said",
            start=event["voice_onset"],
            stop=event["voice_offset"],
            duration=event["voice_offset"] - event["voice_onset"],
        )
        if event[["voice_onset", "voice_offset"]].notna().all()
        else say("recordings_page.not_said"),
        say("recordings_page.snr", snr=event["snr_db"])
        if event["snr_db"] == event["snr_db"]
        else "",
        say("recordings_page.misread") if event["reading_ok"] == 0 else "",
        say("recordings_page.no_face") if event["face_ok"] == 0 else "",
    ]
    return " · ".join(part for part in said if part)
