"""The planted truth: which words carry the group signal, in which modality and feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from depformer.labels import MODALITIES

# What a group shift does in depressed against healthy people: -1 less of it, +1 more.
DIRECTIONS = {
    "face": {"lip_corner": -1, "brow_lower": 1, "lid_opening": -1, "jaw_drop": -1},
    "audio": {"loudness": -1, "tilt": 1},
}
# Cells in all, of them on negative words, and the weakest and the strongest shift [SD].
SIZES = {24: (8, 5, 1.8, 2.6), 72: (16, 10, 1.2, 1.8)}
QUARTERS = 4
PLANTED_COLUMNS = ("word_id", "modality", "feature", "effect_d")


@dataclass(frozen=True)
class PlantedCell:
    """Hold one cell that carries the group signal.

    Parameters
    ----------
    row : int
        Row of the word in the list.
    word_id : str
        Id of the word.
    modality : str
        ``face`` or ``audio``.
    feature : str
        The parameter that is shifted.
    effect_d : float
        Depressed - healthy, in standard deviations between people.
    """

    row: int
    word_id: str
    modality: str
    feature: str
    effect_d: float


def plan_cells(words: pd.DataFrame, effect: float, seed: int) -> tuple[PlantedCell, ...]:
    """Choose the cells, balanced over modality and over the quarters of the list.

    Parameters
    ----------
    words : DataFrame
        A default list of 24 or 72 words.
    effect : float
        Factor on all shifts; 0 plants nothing.
    seed : int
        Another seed plants other words.

    Returns
    -------
    tuple of PlantedCell
        In the order of the list: 8 cells at d 2.6 to 1.8 for 24 words, 16 at d 1.8 to 1.2 for 72,
        never two neighbours, each quarter with as many faces as voices, 5 of 8 on negative words
        and the others on positive ones. The shift falls along the list, because the encoder reads
        the last half of the words twice and the last quarter three times: at equal shifts the late
        cells would drown the early ones.
    """
    if effect == 0:
        return ()
    rng = np.random.default_rng(np.random.SeedSequence([seed, 0]))
    n_cells, n_negative, weakest, strongest = SIZES[len(words)]
    while True:
        rows, modalities = _draw_rows(words["valence"].to_numpy(), n_cells, n_negative, rng)
        negative_faces = int(
            np.sum((words["valence"].to_numpy()[rows] == "negative") & ~modalities)
        )
        apart = np.diff(np.sort(rows)).min() > 1  # the encoder mixes neighbours
        if apart and abs(2 * negative_faces - n_negative) <= 1:
            break
    cells = []
    for number, modality in enumerate(MODALITIES):
        chosen = np.sort(rows[modalities == number])
        features = list(DIRECTIONS[modality])
        order = rng.permutation(len(chosen))
        shifts = np.linspace(strongest, weakest, len(chosen))
        for row, place, shift in zip(chosen, order, shifts, strict=True):
            feature = features[place % len(features)]
            signed = round(float(shift) * effect * DIRECTIONS[modality][feature], 4)
            word_id = str(words["word_id"].iloc[row])
            cells.append(PlantedCell(int(row), word_id, modality, feature, signed))
    return tuple(sorted(cells, key=lambda cell: cell.row))


def planted_table(cells: tuple[PlantedCell, ...]) -> pd.DataFrame:
    """Return the table of ``planted.tsv``, one row a cell; no rows if nothing is planted."""
    rows = [[getattr(cell, column) for column in PLANTED_COLUMNS] for cell in cells]
    return pd.DataFrame(rows, columns=list(PLANTED_COLUMNS))


def _draw_rows(
    valence: np.ndarray[tuple[int, ...], np.dtype[np.object_]],
    n_cells: int,
    n_negative: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return rows of words and, for each, whether its voice (else its face) is meant."""
    per_quarter = n_cells // QUARTERS
    negative_here = rng.permutation(
        [n_negative // QUARTERS + (place < n_negative % QUARTERS) for place in range(QUARTERS)]
    )
    rows: list[int] = []
    for quarter, n_here in zip(
        np.array_split(np.arange(len(valence)), QUARTERS), negative_here, strict=True
    ):
        negative = quarter[valence[quarter] == "negative"]
        positive = quarter[valence[quarter] == "positive"]
        rows += rng.choice(negative, n_here, replace=False).tolist()
        rows += rng.choice(positive, per_quarter - n_here, replace=False).tolist()
    voices = [rng.permutation(np.arange(per_quarter) % 2 == 1) for _ in range(QUARTERS)]
    return np.array(rows), np.concatenate(voices)
