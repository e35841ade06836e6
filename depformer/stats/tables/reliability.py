"""Do the probabilities mean what they say: those of the model, and calibrated ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import labels
from depformer.stats.inference.classification import performance_of
from depformer.stats.inference.intervals import Floats, clopper_pearson
from depformer.stats.inference.platt import PlattMap, calibrated, maps_of_people, read_maps
from depformer.stats.people import choose, too_few_to_tell, without_few
from depformer.stats.statistic import StatisticSpec
from depformer.study import layout

if TYPE_CHECKING:
    import xarray as xr

OWN, CALIBRATED = "own", "calibrated"
COLUMNS = ("probability", "bin", "n", "given", "depressed", "share", "ci_low", "ci_high")
PEOPLE_IN_BIN = 12
MOST_BINS = 8
WHOLE = {
    "slope": ("calibration_slope", "estimate"),
    "slope_low": ("calibration_slope", "ci_low"),
    "slope_high": ("calibration_slope", "ci_high"),
    "intercept": ("calibration_intercept", "estimate"),
    "brier": ("brier", "estimate"),
}


def reliability(run: xr.Dataset) -> pd.DataFrame:
    """Tabulate how many are depressed among those who are given much the same probability.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema. Calibrated probabilities need the maps of its checkpoint, which a run
        holds as its attribute `calibration`, see `depformer.train.evaluation.calibrating`.

    Returns
    -------
    DataFrame
        One row a bin of the held-out people with a diagnosis, equally many in each as far as equal
        probabilities allow: ``probability bin n given depressed share ci_low ci_high``, the mean
        probability given [1], the count and share who are depressed, and its Clopper-Pearson
        interval. `probability` is ``own`` or ``calibrated``; the latter only if everybody has a
        map. In every row of either, over all people: ``n_all slope slope_low slope_high intercept
        brier``; and ``map_people``, the fewest that a map rests on, NaN where the run holds none.
        A bin of fewer than five people has no numbers, and where a group has one to four people,
        one row of NaN says how many there are.
    """
    # Each session has its own calibrated probability, and a person's is their mean, as `evaluate`
    # has it: which features are known otherwise, too, is a matter of sessions.
    held = _maps(run)
    logits = run["logit"].transpose("participant", "outcome").values
    after = calibrated(logits[:, 1] - logits[:, 0], held)
    resting = [np.nan if each is None else each.people for each in held]
    rows = {"calibrated": ("participant", after), "map_people": ("participant", resting)}
    people = choose(run.assign(rows))
    groups = people["group"].values.astype(str)
    own = people["probability"].sel(outcome="depressed").values.astype(float)
    known = np.isin(groups, labels.OUTCOMES) & np.isfinite(own)
    depressed = (groups == "depressed")[known]
    after, counts = (people[name].values.astype(float)[known] for name in rows)
    found = [_bins(OWN, own[known], depressed)]
    if len(after) and np.isfinite(after).all():
        found.append(_bins(CALIBRATED, after, depressed))
    fewest = counts.min() if len(counts) else np.nan
    return pd.concat(found, ignore_index=True).assign(map_people=fewest)


def _maps(people: xr.Dataset) -> list[PlattMap | None]:
    """Return everybody's map, as far as the run holds any."""
    stored = json.loads(people.attrs.get("calibration") or "[]")
    ids = people["participant"].values.astype(str)
    other = json.loads(people.attrs.get("other_features") or "[]")
    known = np.isin([layout.person_of(who) for who in ids], [layout.person_of(o) for o in other])
    seen = (people["role"].values.astype(str) != "new") | known
    return maps_of_people(people["fold"].values, seen, [read_maps(each) for each in stored])


def _bins(name: str, probability: Floats, depressed: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the rows of one kind of probability; the order of people does not matter."""
    if too_few_to_tell(int(depressed.sum()), int((~depressed).sum())):
        n = len(probability)
        row = dict.fromkeys([*COLUMNS, "n_all", *WHOLE], np.nan)
        return pd.DataFrame([row | {"probability": name, "bin": 0, "n": n, "n_all": n}])
    order = np.lexsort((depressed, probability))
    given, truth = probability[order], depressed[order]
    bins = int(np.clip(len(given) // PEOPLE_IN_BIN, 1, MOST_BINS))
    rows: list[tuple[object, ...]] = []
    if len(given):
        cuts = given[np.arange(1, bins) * len(given) // bins]
        starts = np.unique([0, *np.searchsorted(given, cuts)])  # equal ones stay together
        for number, part in enumerate(np.split(np.arange(len(given)), starts[1:])):
            count, n = int(truth[part].sum()), len(part)
            ends = clopper_pearson(count, n)
            rows.append((name, number, n, given[part].mean(), count, count / n, *ends))
    whole = performance_of(np.where(truth, "depressed", "healthy"), given).set_index("metric")
    table = without_few(pd.DataFrame(rows, columns=list(COLUMNS)), {"n": COLUMNS[3:]})
    table = table.assign(n_all=len(given))
    for column, (metric, value) in WHOLE.items():
        table[column] = float(str(whole.loc[metric, value]))
    return table


SPEC = StatisticSpec("reliability", reliability)
