"""How good recordings are, as people read it: of a word, of a participant, of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from depformer.study import layout
from depformer.wording import say

MOST_NAMED = 3  # words in a row of the table of people
_LACKING = ("missing_face", "missing_audio", "misread", "no_face")
_NOT_SHOWN = ("pinyin", "gloss", "valence", "marked", *_LACKING)
PLACES = dict.fromkeys(("voice_onset", "voice_offset", "onset", "duration", "face_time"), 2)


def of_word(event: pd.Series) -> str:
    """Return when a word was said and how well it was recorded, in one line.

    Parameters
    ----------
    event : Series
        A row of `depformer.study.Study.events`.
    """
    heard = event[["voice_onset", "voice_offset"]].notna().all()
    without = not heard and event["reading_ok"] == 0  # neither misread nor looked for
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
        if heard
        else say("recordings_page.without_voice" if without else "recordings_page.not_said"),
        say("recordings_page.snr", snr=event["snr_db"])
        if event["snr_db"] == event["snr_db"]
        else "",
        say("recordings_page.misread") if event["reading_ok"] == 0 and not without else "",
        say("recordings_page.no_face") if event["face_ok"] == 0 and not without else "",
    ]
    return " · ".join(part for part in said if part)


def of_study(people: pd.DataFrame, n_words: int) -> str:
    """Return what a reader must know of a study's recordings, in sentences.

    Parameters
    ----------
    people : DataFrame
        From `depformer.study.quality.people_quality`.
    n_words : int
        Words a participant.
    """
    persons = people["participant"].map(layout.person_of)
    sizes = {"n": persons.nunique(), "words": n_words}
    said = [say("recordings_page.size", **sizes)]
    if people["participant"].map(layout.session_of).any():
        said = [say("recordings_page.size_sessions", sessions=len(people), **sizes)]
    for column in ("missing_face", "missing_audio", "misread", "doubt"):
        count = int(people[column].sum())
        if count:
            known = {"n": count, "people": persons[people[column] > 0].nunique()}
            said.append(say(f"recordings_page.some_{column}", **known))
    if len(said) == 1:
        said.append(say("recordings_page.none_missing"))
    if people["snr_db"].notna().any():
        low, high = people["snr_db"].min(), people["snr_db"].max()
        same = round(low) == round(high)
        said.append(
            say("recordings_page.snr_same", level=low)
            if same
            else say("recordings_page.snr_range", low=low, high=high)
        )
    return " ".join(said)


def to_look_at(people: pd.DataFrame) -> str | None:
    """Return whose words a person should look at first, None if nobody's are in doubt."""
    first = _worst_first(people).iloc[0]
    return str(first["participant"]) if first["doubt"] else None


def people_table(people: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a participant with what a person should look at, the worst first.

    Parameters
    ----------
    people : DataFrame
        From `depformer.study.quality.people_quality`.
    names : mapping of str
        What words are called, by their ids.
    """
    people = _worst_first(people)
    lacking = [
        ", ".join(
            say(f"recordings_page.count_{name}", n=row[name]) for name in _LACKING if row[name]
        )
        for row in people.to_dict("records")
    ]
    doubtful = [_named([names[word] for word in each.split()]) for each in people["doubtful"]]
    shown = people[["participant", "group", "snr_db"]]
    shown.insert(2, "doubt", doubtful)
    shown.insert(3, "lacking", lacking)
    return _headed(_filled(shown))


def people_numbers(people: pd.DataFrame) -> pd.DataFrame:
    """Return all the numbers of `people_table`, in its order."""
    return _headed(_filled(_worst_first(people).drop(columns="doubtful")))


def _worst_first(people: pd.DataFrame) -> pd.DataFrame:
    counts = people.assign(lacking=people[list(_LACKING)].sum(axis=1))
    order = counts.sort_values(["doubt", "lacking"], ascending=False, kind="stable").index
    return people.loc[order].reset_index(drop=True)


def _named(words: Sequence[str]) -> str:
    """Return how many words there are and which, the first few of many; nothing of none."""
    if not words:
        return ""
    more = "…" if len(words) > MOST_NAMED else ""
    return f"{len(words)}: {', '.join(words[:MOST_NAMED])}{more}"


def words_table(words: pd.DataFrame) -> pd.DataFrame:
    """Return one row a word with what is known of its recordings."""
    shown = words.assign(
        missing=[
            say("recordings_page.both")
            if f and a
            else say("recordings_page.face")
            if f
            else say("recordings_page.voice")
            if a
            else ""
            for f, a in zip(words["missing_face"], words["missing_audio"], strict=True)
        ],
        clipped=100 * words["clipped"],
        corrected=words["corrected"].map({True: say("recordings_page.by_a_person"), False: ""}),
        remark=words["doubt"],
    ).drop(columns=[*_NOT_SHOWN, "doubt"])
    return _headed(_filled(shown))


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that say anything."""
    return table[table.columns[table.notna().any() & (table != "").any()]]


def _headed(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.select_dtypes("number").columns
    if "participant" in table:
        table = table.assign(participant=table["participant"].map(layout.named))
    rounded = table.assign(**{name: table[name].round(PLACES.get(name, 1)) for name in numbers})
    return rounded.rename(columns={name: say(f"recordings_page.column_{name}") for name in table})
