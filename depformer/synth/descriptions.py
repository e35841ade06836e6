"""The tables of a synthetic study and the words that describe them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from depformer import __version__, labels
from depformer.study.writer import StudyTables
from depformer.synth.people import Person

README = """\
Synthetic emotion word reading study
====================================

{marker}

Every face here is drawn and every voice is synthesised from one seed. {n} made-up participants
({each} healthy, {each} depressed) read {n_words} Mandarin words; per word there is one grey face
image and one vector of 40 x 25 log-mel numbers.

Chosen cells (one word, one modality) carry the difference between the groups. They stand in
planted.tsv, in standard deviations between people: half of the shift is taken off in the healthy
group, half is added in the depressed one. Nothing else differs between the groups: age, sex,
education, identity, lighting and noise come from the same distributions, and a word's valence acts
on both groups alike. Severity follows the group and, among the depressed, weakly the strength of
the planted signal.

Made by depformer {version}: depformer synth, seed {seed}, effect {effect:g}.
"""

PARTICIPANTS_COLUMNS: dict[str, Any] = {
    "group": {
        "Description": "Group of this made-up participant",
        "Levels": {"healthy": "Healthy", "depressed": "Depressed"},
    },
    "age": {"Description": "Age", "Units": "year"},
    "sex": {"Description": "Sex", "Levels": {"F": "female", "M": "male"}},
    "education_years": {"Description": "Years of education", "Units": "year"},
    "severity": {"Description": "Made-up total in the manner of the HAMD-17, 0 to 52"},
    "consent_publish_face": {
        "Description": "Whether the face may be shown in exports; nobody here is real",
        "Levels": {"yes": "may be shown", "no": "may not be shown"},
    },
}
WORDS_COLUMNS: dict[str, Any] = {
    "word_id": {"Description": "Id of the word in this list"},
    "position": {"Description": "Place in the list; features follow this order"},
    "text": {"Description": "The word as shown, simplified Chinese"},
    "pinyin": {"Description": "Pronunciation, with tone marks"},
    "gloss": {"Description": "English gloss"},
    "valence": {
        "Description": "Valence of the word",
        "Levels": {name: labels.human(name) for name in labels.VALENCES},
    },
}
EVENTS_COLUMNS: dict[str, Any] = {
    "onset": {"Description": "Word appears", "Units": "s"},
    "duration": {"Description": "How long the word is shown", "Units": "s"},
    "trial_type": {
        "Description": "Valence of the word",
        "Levels": {name: labels.human(name) for name in labels.VALENCES},
    },
    "word_id": {"Description": "Id of the word in stimuli/words.tsv"},
    "position": {"Description": "Place in this participant's own order"},
    "voice_onset": {"Description": "Voice starts", "Units": "s"},
    "voice_offset": {"Description": "Voice ends", "Units": "s"},
    "reading_ok": {"Description": "Word was read correctly", "Levels": {"1": "yes", "0": "no"}},
    "face_ok": {"Description": "Face was found", "Levels": {"1": "yes", "0": "no"}},
    "snr_db": {"Description": "Power of the voice over that of the room", "Units": "dB"},
}
HAMD_COLUMNS: dict[str, Any] = {
    "MeasurementToolMetadata": {"Description": "Made-up total in the manner of the HAMD-17"},
    "hamd_total": {"Description": "Made-up total, 0 to 52"},
}
PLANTED_COLUMNS: dict[str, Any] = {
    "word_id": {"Description": "Word that carries the group signal"},
    "modality": {"Description": "Whether its face or its voice does"},
    "feature": {"Description": "The shifted parameter of the drawing or of the synthesis"},
    "effect_d": {
        "Description": "Depressed - healthy, in standard deviations between people in that cell"
    },
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
    return StudyTables(
        description={
            "Name": f"Synthetic study, seed {seed}",
            "DatasetType": "raw",
            "Synthetic": True,
            "GeneratedBy": [
                {
                    "Name": "depformer synth",
                    "Version": __version__,
                    "Description": (
                        f"participants {len(people)}, words {len(words)}, seed {seed}, "
                        f"effect {effect:g}"
                    ),
                }
            ],
            "License": "CC0",
            "Acknowledgements": labels.SYNTHETIC,
        },
        readme=README.format(
            marker=labels.SYNTHETIC,
            n=len(people),
            each=len(people) // 2,
            n_words=len(words),
            version=__version__,
            seed=seed,
            effect=effect,
        ),
        participants=participants,
        participants_columns=PARTICIPANTS_COLUMNS,
        words=words,
        words_columns=WORDS_COLUMNS,
        events_columns=EVENTS_COLUMNS,
        phenotype={"hamd": (hamd, HAMD_COLUMNS)},
        extra={"planted": (planted, PLANTED_COLUMNS)},
    )
