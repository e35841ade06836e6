"""The one contrast to name in advance: positive less negative words, between two groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.stats.cohort import Cohort, Options, cohort_of
from depformer.stats.compared import HEDGES, compare, in_effect_size, in_own_unit, joined
from depformer.stats.inference.groups.adjusted import holm
from depformer.stats.inference.intervals import Floats
from depformer.stats.people import SMALLEST_CELL, mean_over_words
from depformer.stats.statistic import StatisticSpec
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ENDS = ("positive", "negative")


def valence_contrast(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Test whether positive less negative words differs between two groups of people.

    A person's number is the mean over positive words less the mean over negative ones.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema; words have valences.
    method, groups, role, **options
        Who is compared in what, see `cohort_of`.

    Returns
    -------
    DataFrame
        The fixed columns. The first row is the one number to name in advance: of face and voice
        together, `modality` empty, in the measure's own unit, unadjusted; the second its Hedges g
        with a BCa interval. Then each modality in both units, p adjusted by Holm for their number.

    Raises
    ------
    DepformerError
        If the words have no positive or no negative ones.
    """
    return contrast_of(cohort_of(run, method, groups, role, **options))


def contrast_of(cohort: Cohort) -> pd.DataFrame:
    """Return `valence_contrast` of people who are chosen already."""
    valence = cohort.measured.people["valence"].values.astype(str)
    if not set(ENDS) <= set(valence.tolist()):
        raise DepformerError(say("cohorts.no_contrast"), kind="run")
    parts, apart = cohort.measured.apart()
    return joined(
        [
            *_rows(cohort, cohort.measured.whole()[..., None], valence, [""], "none"),
            *_rows(cohort, apart, valence, parts, "holm"),
        ],
        cohort,
    )


def _rows(
    cohort: Cohort, values: Floats, valence: object, modalities: list[str], adjustment: str
) -> list[pd.DataFrame]:
    """Return both tables, in the own unit and as Hedges g, of values (participant, word, part)."""
    ends = [mean_over_words(values[:, np.asarray(valence) == end]) for end in ENDS]
    found = compare(cohort, ends[0] - ends[1])
    cells = pd.DataFrame({"modality": modalities, "word": ""})
    cells["variable"] = f"{cohort.measured.name}/{ENDS[0]} - {ENDS[1]}"
    p = found.p.p if adjustment == "none" else holm(found.p.p)
    return [
        in_own_unit(cohort, found, cells, p, adjustment),
        in_effect_size(HEDGES, cohort, found, cells, p, adjustment),
    ]


SPEC = StatisticSpec("valence_contrast", valence_contrast, ("attribution",), least=SMALLEST_CELL)
