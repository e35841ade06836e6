"""What limits the belief in attributions, method by method."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import labels
from depformer.schema import target_of
from depformer.stats.guard_checks.guard import Guard
from depformer.stats.inference.intervals import t_interval
from depformer.stats.inference.mean_sizes import in_mean_sizes
from depformer.stats.inference.untrained import (
    largest_by_chance,
    share_outside,
    shares_left_out,
)
from depformer.stats.people import SMALLEST_CELL, choose, groups_of, members
from depformer.stats.tables.completeness import completeness, widest_gaps
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

LARGEST_GAP = 0.05
FEW = 0.05  # of the people: one in twenty is told of, more of them are a warning
SMALLEST_AGREEMENT = 0.3
LARGEST_CORRELATION = 0.5
ALL_WEIGHTS = "randomisation_adapter"
ALL_WEIGHTS_SIZE = "randomisation_size_adapter"


def by_method(run: xr.Dataset) -> Iterator[Guard]:
    """Yield the guards that touch attributions only; the unit is the held-out participant."""
    yield from _completeness(run)
    if "faithfulness" not in run or ALL_WEIGHTS not in run["metric"].values:
        yield Guard(
            "info",
            "sanity_not_run",
            say("guards.sanity_not_run_name"),
            say("guards.sanity_not_run"),
            "attribution",
        )
        return
    held = choose(run)
    if 0 < (n := held.sizes["participant"]) < SMALLEST_CELL:
        who = say("names.held_out_participants", n=n)
        said = say("guards.sanity_of_few", who=who, n=SMALLEST_CELL)
        name = say("guards.sanity_of_few_name")
        yield Guard("warn", "sanity_of_few", name, said, "attribution")
    elif n:
        yield from _same_with_random_weights(held)
        yield from _unstable(held)
        yield from _no_better_than_random(held)
        yield from _like_an_untrained_model(held)


def _completeness(run: xr.Dataset) -> Iterator[Guard]:
    if "completeness_gap" not in run or "attribution" not in run:
        return
    target, scales = target_of(run), json.loads(run.attrs.get("scales") or "[]")
    rounding, stated = target.rounding(scales)
    for method in run["method"].values[run["complete"].values.astype(bool)].astype(str):
        sums = widest_gaps(run, str(method)).dropna(subset=["difference"])
        wide = sums.loc[_misses(sums, rounding), "gap"].abs()
        if len(wide):
            rows = completeness(run, str(method))
            few = len(wide) <= FEW * len(sums)
            yield Guard(
                "info" if few else "warn",
                f"completeness_{method}",
                say("guards.completeness_name_few" if few else "guards.completeness_name"),
                say(
                    "guards.completeness",
                    quantity=say(f"targets.own_{target.id}"),
                    unit=target.unit,
                    wide=len(wide),
                    who=say("names.held_out_participants", n=len(sums)),
                    method=labels.human(str(method)),
                    percent=100 * LARGEST_GAP,
                    gap=wide.max(),
                    median=100 * sums["share"].median(),
                    smallest=stated,
                ),
                str(method),
                " ".join(rows.loc[_misses(rows, rounding), "participant"]),
            )


def _misses(sums: pd.DataFrame, rounding: float) -> pd.Series[bool]:
    """Return which rows of `completeness` miss their sum.

    A person's own difference may happen to be near zero: rounding would be wide beside it.
    """
    gap = sums["gap"].abs()
    return (gap > LARGEST_GAP * sums["difference"].abs()) & (gap >= rounding)


def _same_with_random_weights(held: xr.Dataset) -> Iterator[Guard]:
    signed, sizes = _mean(held, ALL_WEIGHTS), _mean(held, ALL_WEIGHTS_SIZE)
    # The sign of a random model's logit says nothing: turned round is as bad, and so are the sizes.
    found = np.where(np.abs(signed) > LARGEST_CORRELATION, signed, sizes)
    same = np.abs(found) > LARGEST_CORRELATION
    if same.any():
        yield Guard(
            "warn",
            "sanity_failed",
            say("guards.sanity_failed_name"),
            say(
                "guards.sanity_failed",
                methods=_listed(held, same, found),
                limit=LARGEST_CORRELATION,
            ),
            _ids(held, same),
        )


def _unstable(held: xr.Dataset) -> Iterator[Guard]:
    found = _mean(held, "correlation_folds")
    unstable = found < SMALLEST_AGREEMENT
    if unstable.any():
        yield Guard(
            "warn",
            "unstable",
            say("guards.unstable_name"),
            say(
                "guards.unstable",
                methods=_listed(held, unstable, found),
                limit=SMALLEST_AGREEMENT,
            ),
            _ids(held, unstable),
        )


def _no_better_than_random(held: xr.Dataset) -> Iterator[Guard]:
    metrics = held["faithfulness"].transpose("participant", "method", "metric")
    gain = metrics.loc[{"metric": "deletion_random"}] - metrics.loc[{"metric": "deletion"}]
    estimate, interval, n = t_interval(gain.values)
    no_better = (n > 1) & ~(interval[0] > 0)
    if no_better.any():
        yield Guard(
            "warn",
            "not_faithful",
            say("guards.not_faithful_name"),
            say(
                "guards.not_faithful",
                methods=_listed(held, no_better, np.asarray(estimate), unit=target_of(held).unit),
            ),
            _ids(held, no_better),
        )


def _like_an_untrained_model(held: xr.Dataset) -> Iterator[Guard]:
    """Warn of methods whose group differences go no further beyond untrained copies than one would.

    A model's share: of the faces and voices of all words, those in which its difference between the
    groups, in multiples of its own mean size, lies outside the range of all untrained copies. What
    chance looks like is told by the copies themselves, each held against the others: a few of them
    lie outside in many cells, since the cells of one model go together, so that their mean share
    would let half of those that have learned nothing pass. The guard speaks at or below the share
    that a further copy would stay within 95 times in 100.
    """
    if "attribution_untrained" not in held or held.sizes["copy"] < 2:
        return
    order = ("method", "participant", "word", "modality")
    own = held["attribution"].transpose(*order).values
    copies = held["attribution_untrained"].transpose("copy", *order).values
    who = [members(held, group) for group in groups_of(held)]
    if min(int(group.sum()) for group in who) < SMALLEST_CELL:
        return
    trained = np.stack([in_mean_sizes(each, who) for each in own])
    untrained = np.stack([[in_mean_sizes(each, who) for each in copy] for copy in copies])
    untrained = untrained.swapaxes(0, 1)  # (method, copy, word, modality)
    share = np.array([share_outside(*each) for each in zip(trained, untrained, strict=True)])
    limit = np.array([largest_by_chance(shares_left_out(each)) for each in untrained])
    like = share <= limit
    if like.any():
        yield Guard(
            "warn",
            "like_untrained",
            say("guards.like_untrained_name"),
            say(
                "guards.like_untrained",
                methods=_listed(held, like, 100 * share, beside=100 * limit),
                copies=len(copies),
            ),
            " ".join(f"{name}@cohort" for name in _ids(held, like).split()),
        )


def _mean(held: xr.Dataset, metric: str) -> NDArray[np.float64]:
    """Return the mean of a check over participants, shape (method,); NaN where none is known."""
    values = held["faithfulness"].loc[{"metric": metric}].transpose("participant", "method").values
    return t_interval(values)[0]


def _ids(held: xr.Dataset, chosen: NDArray[np.bool_]) -> str:
    return " ".join(held["method"].values[chosen].astype(str))


def _listed(
    held: xr.Dataset,
    chosen: NDArray[np.bool_],
    values: NDArray[np.float64],
    *,
    unit: str = "",
    beside: NDArray[np.float64] | None = None,
) -> str:
    """Return methods with their values in a sentence, or with percentages beside others."""
    names = held["method"].values[chosen].astype(str).tolist()
    if beside is not None:
        pairs = zip(names, values[chosen], beside[chosen], strict=True)
        said = [
            say("guards.method_percent", method=labels.human(name), value=value, limit=limit)
            for name, value, limit in pairs
        ]
    else:
        said = [
            say(
                "guards.method_in_unit" if unit else "guards.method",
                **{"method": labels.human(name), "unit": unit},
                value=f"{value:.2f}".replace("-", "−"),
            )
            for name, value in zip(names, values[chosen], strict=True)
        ]
    if len(said) == 1:
        return said[0]
    return say("guards.methods", first=", ".join(said[:-1]), last=said[-1])
