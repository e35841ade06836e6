"""What the columns of a study mean: the JSON beside a table, as BIDS wants it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from depformer import labels
from depformer.wording import say

Columns = dict[str, Any]


def column(
    about: str, units: str | None = None, levels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Describe one column: what it means, its unit, and what its values mean."""
    described: dict[str, Any] = {"Description": about}
    described |= {"Units": units} if units else {}
    return described | ({"Levels": dict(levels)} if levels else {})


def levels_of(names: Iterable[str]) -> dict[str, str]:
    """Return what each of some ids means."""
    return {name: labels.human(name) for name in names}


def participants_columns(groups: Iterable[str]) -> Columns:
    """Describe what is known of the people of a study."""
    sexes = {"F": say("columns.female"), "M": say("columns.male")}
    return {
        "group": column(say("columns.participant_group"), levels=levels_of(groups)),
        "age": column(say("columns.age"), "year"),
        "sex": column(say("columns.sex"), levels=sexes),
        "education": column(say("columns.education")),
        "severity": column(say("columns.severity")),
        "site": column(say("columns.site")),
        "consent_publish_face": column(
            say("columns.consent_publish_face"),
            levels={"yes": say("columns.yes"), "no": say("columns.no")},
        ),
    }


def words_columns() -> Columns:
    """Describe ``stimuli/words.tsv``."""
    return {
        "word_id": column(say("columns.word_id")),
        "position": column(say("columns.position")),
        "text": column(say("columns.text")),
        "pinyin": column(say("columns.pinyin")),
        "gloss": column(say("columns.gloss")),
        "valence": column(say("columns.valence"), levels=levels_of(labels.VALENCES)),
    }


def events_columns() -> Columns:
    """Describe the events of every participant."""
    yes_no = {"1": say("columns.yes"), "0": say("columns.no")}
    return {
        "onset": column(say("columns.onset"), "s"),
        "duration": column(say("columns.duration"), "s"),
        "trial_type": column(say("columns.valence"), levels=levels_of(labels.VALENCES)),
        "word_id": column(say("columns.event_word_id")),
        "position": column(say("columns.event_position")),
        "voice_onset": column(say("columns.voice_onset"), "s"),
        "voice_offset": column(say("columns.voice_offset"), "s"),
        "reading_ok": column(say("columns.reading_ok"), levels=yes_no),
        "face_ok": column(say("columns.face_ok"), levels=yes_no),
        "snr_db": column(say("columns.snr_db"), "dB"),
        "face_x": column(say("columns.face_x"), "pixel"),
        "face_y": column(say("columns.face_y"), "pixel"),
        "face_width": column(say("columns.face_width"), "pixel"),
        "face_height": column(say("columns.face_height"), "pixel"),
    }
