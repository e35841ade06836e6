"""Who takes part, and how each one says each word: numbers only, nothing is drawn here."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from depformer.labels import MODALITIES, OUTCOMES
from depformer.synth.plan import PlantedCell

FloatArray = NDArray[np.float64]

FEATURES = MappingProxyType(
    {
        "face": ("brow_raise", "brow_lower", "lid_opening", "lip_corner", "jaw_drop"),
        "audio": ("loudness", "tilt", "f0_range", "rate"),
    }
)
# What a word's valence does to everybody, in both groups alike [SD]; minus this for negative words.
VALENCE_PULL = MappingProxyType(
    {"brow_raise": 0.1, "brow_lower": -0.3, "lid_opening": 0.1, "lip_corner": 0.4, "jaw_drop": 0.1}
    | {"loudness": 0.2, "tilt": -0.1, "f0_range": 0.2, "rate": 0.1}
)
VALENCE_SIGN = MappingProxyType({"positive": 1.0, "neutral": 0.0, "negative": -1.0})
WORD_SPREAD = 0.15
# Share of the variance between people in one cell that stays with the person over all words.
PERSON_SHARE = 0.25
SEVERITY_CORRELATION = 0.45
# Where the severity itself is planted: mean and spread of the scores, how closely they follow the
# cells, and the score from which on a person counts as depressed.
MEAN_SCORE, SCORE_SPREAD, SCORE_CORRELATION, HIGHEST_SCORE = 15.0, 9.0, 0.95, 63
DEPRESSED_FROM = 14

# Streams of random numbers: [seed, stream, ...]; stream 0 is the plan's.
_WORDS, _PAIR, _PERSON, _CELLS, _RATING, LOOK, VOICE, _LEVEL = range(1, 9)


def stream(seed: int, *keys: int) -> np.random.Generator:
    """Return the generator of one purpose and person, the same whatever else is drawn."""
    return np.random.default_rng(np.random.SeedSequence([seed, *keys]))


@dataclass(frozen=True)
class Person:
    """Hold one participant.

    Parameters
    ----------
    index : int
        Counted from 0; names the participant's random numbers.
    group : str
        ``healthy`` or ``depressed``.
    sex : str
        ``F`` or ``M``.
    age, education_years : int
        [year].
    severity : int
        Made-up total of a depression rating scale.
    cells : mapping of str to ndarray
        Per feature the person's value at every word, in standard deviations between people,
        shape (word,).
    """

    index: int
    group: str
    sex: str
    age: int
    education_years: int
    severity: int
    cells: dict[str, FloatArray]

    @property
    def participant_id(self) -> str:
        """The id of the study's files."""
        return f"sub-{self.index + 1:03d}"


def draw_person(
    index: int,
    valences: list[str],
    cells: tuple[PlantedCell, ...],
    effect: float,
    seed: int,
    *,
    severity_planted: bool = False,
) -> Person:
    """Draw one participant.

    Participants come in matched pairs, one of each group: same sex, age within two years,
    education within one, so that the groups are balanced at any even number.

    Parameters
    ----------
    index : int
        Counted from 0.
    valences : list of str
        Of the words in order.
    cells : tuple of PlantedCell
        From `plan.plan_cells`.
    effect : float
        The factor that `cells` was planned with; severity follows the planted signal up to it.
    seed : int
        Of the study.
    severity_planted : bool
        Whether the cells shift with a level that is anybody's own, and the severity follows it; the
        group is then what the severity says.

    Returns
    -------
    Person
        Does not depend on how many participants the study has.
    """
    pair = stream(seed, _PAIR, index // 2)
    sex = "FM"[int(pair.integers(2))]
    age = int(np.clip(round(pair.gamma(6.0, 3.4) + 17), 19, 64))
    education = int(np.clip(round(pair.normal(13.5, 2.8)), 6, 22))
    group = OUTCOMES[(int(pair.integers(2)) + index) % 2]
    own = stream(seed, _PERSON, index)
    rng = stream(seed, _RATING, index)
    if severity_planted:
        level = float(stream(seed, _LEVEL, index).standard_normal())
        severity = _score(level, rng)
        group = OUTCOMES[severity >= DEPRESSED_FROM]
        values = _draw_cells(index, level / 2, valences, cells, seed)
    else:
        half = 0.5 if group == OUTCOMES[1] else -0.5
        values = _draw_cells(index, half, valences, cells, seed)
        severity = _severity(group, values, valences, cells, min(effect, 1.0), seed, rng)
    return Person(
        index=index,
        group=group,
        sex=sex,
        age=int(np.clip(age + own.integers(-1, 2), 18, 65)),
        education_years=max(6, education + int(own.integers(0, 2))),
        severity=severity,
        cells=values,
    )


def cell_means(feature: str, valences: list[str], seed: int) -> FloatArray:
    """Return what each word does to everybody [SD], shape (word,)."""
    names = [name for modality in MODALITIES for name in FEATURES[modality]]
    own = stream(seed, _WORDS, names.index(feature)).standard_normal(len(valences))
    pull = VALENCE_PULL[feature] * np.array([VALENCE_SIGN[valence] for valence in valences])
    return np.asarray(pull + WORD_SPREAD * own)


def _draw_cells(
    index: int, share: float, valences: list[str], cells: tuple[PlantedCell, ...], seed: int
) -> dict[str, FloatArray]:
    """Draw person and word noise, then move the planted cells by a share of their shifts.

    The shares of all people are about 0: half of a shift goes down in the one group and half up in
    the other, so that a word's mean over everybody stays put.
    """
    rng = stream(seed, _CELLS, index)
    values: dict[str, FloatArray] = {}
    for modality in MODALITIES:
        for feature in FEATURES[modality]:
            person = np.sqrt(PERSON_SHARE) * rng.standard_normal()
            word = np.sqrt(1.0 - PERSON_SHARE) * rng.standard_normal(len(valences))
            values[feature] = cell_means(feature, valences, seed) + person + word
    for cell in cells:
        values[cell.feature][cell.row] += share * cell.effect_d
    return values


def _score(level: float, rng: np.random.Generator) -> int:
    """Return the score of a level, a little off."""
    own = np.sqrt(1.0 - SCORE_CORRELATION**2) * rng.standard_normal()
    score = MEAN_SCORE + SCORE_SPREAD * (SCORE_CORRELATION * level + own)
    return int(np.clip(round(score), 0, HIGHEST_SCORE))


def _severity(
    group: str,
    values: dict[str, FloatArray],
    valences: list[str],
    cells: tuple[PlantedCell, ...],
    share: float,
    seed: int,
    rng: np.random.Generator,
) -> int:
    """Return a rating: 0 to 6 in healthy people; 18 to 30 in patients, more with more signal."""
    noise = float(rng.standard_normal())
    if group == OUTCOMES[0]:
        return int(np.clip(round(2.5 + 1.6 * noise), 0, 6))
    signal = 0.0
    if cells:
        strengths = [
            np.sign(cell.effect_d)
            * (
                values[cell.feature][cell.row]
                - cell_means(cell.feature, valences, seed)[cell.row]
                - 0.5 * cell.effect_d
            )
            for cell in cells
        ]
        # Cells of one feature share the person's part, so their sum varies more.
        signal = float(np.sum(strengths)) / _spread(cells)
    correlation = SEVERITY_CORRELATION * share
    mixed = correlation * signal + np.sqrt(1.0 - correlation**2) * noise
    return int(np.clip(round(24.0 + 3.0 * mixed), 18, 30))


def _spread(cells: tuple[PlantedCell, ...]) -> float:
    """Return the standard deviation of the summed strengths over people."""
    per_feature: dict[str, float] = {}
    for cell in cells:
        per_feature[cell.feature] = per_feature.get(cell.feature, 0.0) + float(
            np.sign(cell.effect_d)
        )
    shared = sum(count**2 for count in per_feature.values())
    return float(np.sqrt(len(cells) * (1.0 - PERSON_SHARE) + shared * PERSON_SHARE))
