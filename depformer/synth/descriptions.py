"""The tables of a synthetic study and the words that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from depformer import __version__, labels
from depformer.study.columns import column, events_columns, levels_of, words_columns
from depformer.study.writer import StudyTables
from depformer.synth.people import Person
from depformer.wording import say

SCALE = "BDI-II"


def _column(
    name: str, units: str | None = None, levels: Mapping[str, str] | None = None
) -> dict[str, Any]:
    return column(say(f"synthetic_study.{name}"), units, levels)


def _participants_columns(*, severity_planted: bool) -> dict[str, Any]:
    scale = {"LongName": SCALE, "Units": say("targets.points")} if severity_planted else {}
    sexes = {"F": say("synthetic_study.female"), "M": say("synthetic_study.male")}
    consents = {name: say(f"synthetic_study.consent_{name}") for name in ("yes", "no")}
    return {
        "group": _column("group", levels=levels_of(labels.OUTCOMES)),
        "age": _column("age", "year"),
        "sex": _column("sex", levels=sexes),
        "education_years": _column("education_years", "year"),
        "severity": _column("score" if severity_planted else "severity") | scale,
        "consent_publish_face": _column("consent_publish_face", levels=consents),
    }


def _planted_columns() -> dict[str, Any]:
    return {
        "word_id": _column("planted_word_id"),
        "modality": _column("modality"),
        "feature": _column("feature"),
        "effect_d": _column("effect_d"),
    }


def study_tables(
    people: list[Person],
    words: pd.DataFrame,
    planted: pd.DataFrame,
    *,
    seed: int,
    effect: float,
    recordings: int,
    severity_planted: bool = False,
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
    recordings : int
        How many participants' recordings the study keeps.
    severity_planted : bool
        Whether the cells follow the severity, and not the group.
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
            "synthetic_study.readme_of_scores" if severity_planted else "synthetic_study.readme",
            marker=say("notices.synthetic"),
            n=len(people),
            each=sum(person.group == labels.OUTCOMES[1] for person in people),
            n_words=len(words),
            version=__version__,
            seed=seed,
            effect=effect,
            recordings=say("synthetic_study.recordings", n=recordings) if recordings else "",
        ),
        participants=participants,
        participants_columns=_participants_columns(severity_planted=severity_planted),
        words=words,
        words_columns=words_columns(),
        events_columns=events_columns(),
        phenotype={} if severity_planted else {"hamd": (hamd, hamd_columns)},
        extra={"planted": (planted, _planted_columns())},
    )
