"""The tables of a synthetic study and the words that describe them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from depformer import __version__, labels
from depformer.study.writer import StudyTables
from depformer.synth.people import Person
from depformer.wording import say


def _column(
    name: str, units: str | None = None, levels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Describe one column: what it means, its unit, and what its values mean."""
    about: dict[str, Any] = {"Description": say(f"synthetic_study.{name}")}
    about |= {"Units": units} if units else {}
    return about | ({"Levels": dict(levels)} if levels else {})


def _levels(names: Iterable[str]) -> dict[str, str]:
    return {name: labels.human(name) for name in names}


def _participants_columns() -> dict[str, Any]:
    sexes = {"F": say("synthetic_study.female"), "M": say("synthetic_study.male")}
    consents = {name: say(f"synthetic_study.consent_{name}") for name in ("yes", "no")}
    return {
        "group": _column("group", levels=_levels(labels.OUTCOMES)),
        "age": _column("age", "year"),
        "sex": _column("sex", levels=sexes),
        "education_years": _column("education_years", "year"),
        "severity": _column("severity"),
        "consent_publish_face": _column("consent_publish_face", levels=consents),
    }


def _words_columns() -> dict[str, Any]:
    return {
        "word_id": _column("word_id"),
        "position": _column("position"),
        "text": _column("text"),
        "pinyin": _column("pinyin_column"),
        "gloss": _column("gloss"),
        "valence": _column("valence", levels=_levels(labels.VALENCES)),
    }


def _events_columns() -> dict[str, Any]:
    yes_no = {"1": say("synthetic_study.yes"), "0": say("synthetic_study.no")}
    return {
        "onset": _column("onset", "s"),
        "duration": _column("duration", "s"),
        "trial_type": _column("valence", levels=_levels(labels.VALENCES)),
        "word_id": _column("event_word_id"),
        "position": _column("event_position"),
        "voice_onset": _column("voice_onset", "s"),
        "voice_offset": _column("voice_offset", "s"),
        "reading_ok": _column("reading_ok", levels=yes_no),
        "face_ok": _column("face_ok", levels=yes_no),
        "snr_db": _column("snr_db", "dB"),
    }


def _planted_columns() -> dict[str, Any]:
    return {
        "word_id": _column("planted_word_id"),
        "modality": _column("modality"),
        "feature": _column("feature"),
        "effect_d": _column("effect_d"),
    }


def study_tables(
    people: list[Person], words: pd.DataFrame, planted: pd.DataFrame, *, seed: int, effect: float
) -> StudyTables:
    """Return the tables of the study.

    Parameters
    ----------
    people : list of Person
        In order.
    words, planted : DataFrame
        The list of words and the planted cells.
    seed : int
        Of the study.
    effect : float
        Factor on the planted shifts.
    """
    participants = pd.DataFrame(
        {
            "participant_id": [person.participant_id for person in people],
            "group": [person.group for person in people],
            "age": [person.age for person in people],
            "sex": [person.sex for person in people],
            "education_years": [person.education_years for person in people],
            "severity": [person.severity for person in people],
            "consent_publish_face": "yes",
        }
    )
    hamd = participants[["participant_id", "severity"]].rename(columns={"severity": "hamd_total"})
    hamd_columns = {
        "MeasurementToolMetadata": _column("hamd"),
        "hamd_total": _column("hamd_total"),
    }
    return StudyTables(
        description={
            "Name": say("synthetic_study.name", seed=seed),
            "DatasetType": "raw",
            "Synthetic": True,
            "GeneratedBy": [
                {
                    "Name": "depformer synth",
                    "Version": __version__,
                    "Description": say(
                        "synthetic_study.generated",
                        participants=len(people),
                        words=len(words),
                        seed=seed,
                        effect=effect,
                    ),
                }
            ],
            "License": "CC0",
            "Acknowledgements": say("notices.synthetic"),
        },
        readme=say(
            "synthetic_study.readme",
            marker=say("notices.synthetic"),
            n=len(people),
            each=len(people) // 2,
            n_words=len(words),
            version=__version__,
            seed=seed,
            effect=effect,
        ),
        participants=participants,
        participants_columns=_participants_columns(),
        words=words,
        words_columns=_words_columns(),
        events_columns=_events_columns(),
        phenotype={"hamd": (hamd, hamd_columns)},
        extra={"planted": (planted, _planted_columns())},
    )
