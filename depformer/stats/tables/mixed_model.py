"""The contrast of valence between groups, with people and words both a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.stats.cohort import Unpermuted, unpermuted_cohort
from depformer.stats.compared import joined, rows
from depformer.stats.inference.groups.adjusted import holm
from depformer.stats.inference.groups.mixed import valence_by_group
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.statistic import StatisticSpec
from depformer.stats.tables.valence_contrast import ENDS
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def mixed_model(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Unpermuted],
) -> pd.DataFrame:
    """Fit linear mixed models, and tabulate their interaction of valence and group.

    `valence_contrast` says what holds for these words; this, what holds for words like them. How
    words differ among themselves counts here as chance, too, so that p is mostly the larger one.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema; words have valences.
    method, groups, role, **options
        Who is compared in what, see `unpermuted_cohort`.

    Returns
    -------
    DataFrame
        The fixed columns, the interaction in the measure's own unit with its 95 % interval and p:
        of face and voice together, `modality` empty, unadjusted, and then of each, adjusted by
        Holm for their number.

    Raises
    ------
    DepformerError
        If there are fewer than two positive or negative words, or a model does not converge.
    """
    cohort = unpermuted_cohort(run, method, groups, role, **options)
    valence = run["valence"].values.astype(str)
    kept = np.isin(valence, ENDS)
    positive = valence[kept] == ENDS[0]
    if min(positive.sum(), (~positive).sum()) < 2:
        raise DepformerError(say("cohorts.no_contrast"), kind="run")
    parts, apart = cohort.measured.apart()
    values = np.concatenate([cohort.measured.whole()[..., None], apart], axis=-1)
    fits = [
        valence_by_group(values[:, kept, number], cohort.in_a, positive, cohort.covariates)
        for number in range(values.shape[-1])
    ]
    estimate, low, high, p = np.array(fits).T
    cells = pd.DataFrame({"modality": ["", *parts], "word": ""})
    cells["variable"] = f"{cohort.measured.name}/{ENDS[0]} - {ENDS[1]}"
    found = {"estimate": estimate, "unit": cohort.measured.unit, "ci_low": low, "ci_high": high}
    found |= {"p": p, "p_adjusted": np.append(p[:1], holm(p[1:]))}
    found["adjustment"] = ["none", *["holm"] * len(parts)]
    table = rows(cohort, cohort.sizes, cells, **found).assign(n_permutations=0, seed=np.nan)
    return joined([table], cohort)


SPEC = StatisticSpec("mixed_model", mixed_model, ("attribution",), least=SMALLEST_CELL)
