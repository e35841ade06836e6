"""What limits the belief in predictions: who was in training, with which labels, and chance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from depformer import labels
from depformer.schema import target_of
from depformer.stats.filtered import undivided
from depformer.stats.guard_checks.guard import EVERYTHING, Guard
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.sessions import to_people
from depformer.stats.tables.performance import performance
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def training_people(run: xr.Dataset, role: str) -> Iterator[Guard]:
    """Warn of people whom the model has been trained with, where they enter the numbers.

    They enter those of ``all``. Those of ``held_out`` do not count them: then it is worth knowing
    only, unless nobody is left.
    """
    run = to_people(undivided(run))
    known = np.isin(run["group"].values.astype(str), labels.OUTCOMES)
    if target_of(run).is_score:
        known = np.isfinite(run["severity"].values)
    roles = run["role"].values.astype(str)[known]
    seen = int((~np.isin(roles, labels.HELD_OUT_ROLES)).sum())
    rest, who = len(roles) - seen, say("names.participants", n=len(roles))
    own = "training_people"
    if seen and not rest:
        name, said = say("guards.nobody_held_out_name"), say("guards.nobody_held_out", who=who)
        yield Guard("block", own, name, said, "people cohort model")
    elif seen and role == "all":
        said = say("guards.training_people", seen=seen, who=who, rest=rest)
        name = say("guards.training_people_name")
        yield Guard("block", own, name, said, "people cohort model")
    elif seen:
        said = say("guards.training_left_out", seen=seen, who=who, rest=rest)
        yield Guard("info", own, say("guards.training_left_out_name"), said, "")


def shuffled(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of a model that was trained on shuffled labels."""
    if bool(run.attrs.get("permuted_labels")):
        yield Guard(
            "block",
            "permuted_labels",
            say("guards.permuted_labels_name"),
            say("guards.permuted_labels"),
            EVERYTHING,
        )


def untrained(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of a model that nobody has trained."""
    if bool(run.attrs.get("untrained")):
        name, said = say("guards.untrained_name"), say("notices.untrained")
        yield Guard("block", "untrained", name, said, EVERYTHING)


def known_ids(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of ids that the model knows with other features."""
    n = len(set(map(layout.person_of, json.loads(run.attrs.get("other_features") or "[]"))))
    if n:
        yield Guard(
            "warn",
            "known_ids",
            say("guards.known_ids_name"),
            say("guards.known_ids", n=n),
            EVERYTHING,
        )


def chance(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of an accuracy whose interval reaches down to the share of the larger group."""
    if target_of(run).is_score:
        yield from _score_of_chance(run)
        return
    table = performance(run, n_bootstrap=2).set_index("metric")
    n = int(str(table.loc["accuracy", "n"]))
    if not n:
        return
    if table["estimate"].isna().all():
        yield _too_few_for_chance()
        return
    positives = int(str(table.loc["sensitivity", "n"]))
    larger = max(positives, n - positives) / n
    accuracy, low, high = (
        float(str(table.loc["accuracy", name])) for name in ("estimate", "ci_low", "ci_high")
    )
    if low <= larger:
        yield Guard(
            "warn",
            "chance",
            say("guards.chance_name"),
            say("guards.chance", accuracy=accuracy, low=low, high=high, n=n, chance=larger),
            EVERYTHING,
        )


def _too_few_for_chance() -> Guard:
    name = say("guards.chance_of_few_name")
    return Guard("warn", "chance", name, say("guards.chance_of_few", n=SMALLEST_CELL), EVERYTHING)


def _score_of_chance(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of scores that agree with the true ones no better than by chance."""
    table = performance(run).set_index("metric")
    n = int(str(table.loc["mae", "n"]))
    if not n:
        return
    if table["estimate"].isna().all():
        yield _too_few_for_chance()
        return
    ccc, low, high = (
        float(str(table.loc["ccc", name])) for name in ("estimate", "ci_low", "ci_high")
    )
    mae, floor = (float(str(table.loc["mae", name])) for name in ("estimate", "floor"))
    unit, said = target_of(run).unit, []
    if np.isnan(low):
        said.append(say("guards.chance_of_one", n=n))
    elif not low > 0:
        said.append(say("guards.chance_of_ccc", ccc=ccc, low=low, high=high, n=n))
    if mae >= floor:
        said.append(say("guards.chance_of_mae", mae=mae, unit=unit, floor=floor, n=n))
    if said:
        name = say("guards.chance_of_score_name")
        yield Guard("warn", "chance", name, " ".join(said), EVERYTHING)
