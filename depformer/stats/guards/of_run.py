"""What a reader must know before believing a figure: every guard that a run allows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer import labels
from depformer.stats.guards.guard import EVERYTHING, LEVELS, Guard
from depformer.stats.guards.of_methods import doubts
from depformer.stats.people import GROUPS, choose
from depformer.stats.tables.performance import performance
from depformer.stats.tables.table_one import table_one

if TYPE_CHECKING:
    import xarray as xr

SMALL_GROUP = 10
LARGEST_SMD = 0.1


def guards(run: xr.Dataset) -> pd.DataFrame:
    """List what limits the conclusions from a run, the gravest first.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.

    Returns
    -------
    DataFrame
        ``level`` (block, warn, info), ``id``, ``name`` in a few words, ``sentence`` with its
        numbers, and ``scopes``, what it touches, see `touching`. Whether a person stood in two
        splits cannot be seen in a run.
    """
    checks = (
        _training_people,
        _shuffled,
        _known_ids,
        _chance,
        _one_order,
        _small_groups,
        _imbalance,
        doubts,
        _synthetic,
        _missing,
    )
    found = [guard for check in checks for guard in check(run)]
    found.sort(key=lambda guard: LEVELS.index(guard.level))
    return pd.DataFrame(found, columns=list(Guard._fields))


def touching(found: pd.DataFrame, scopes: Iterable[str], method: str | None = None) -> pd.DataFrame:
    """Return the guards that touch a figure.

    Parameters
    ----------
    found : DataFrame
        From `guards`.
    scopes : iterable of str
        What the figure is about, some of `depformer.stats.guards.guard.SCOPES`.
    method : str or None
        Whose values it shows: what is true of one method only touches no other.
    """
    about = {*scopes, method}
    touched = [bool(about.intersection(str(names).split())) for names in found["scopes"]]
    return found[touched]


def _training_people(run: xr.Dataset) -> Iterator[Guard]:
    known = np.isin(run["group"].values.astype(str), labels.OUTCOMES)
    roles = run["role"].values.astype(str)[known]
    seen = int((~np.isin(roles, labels.HELD_OUT_ROLES)).sum())
    if seen:
        rest = len(roles) - seen
        yield Guard(
            "block",
            "training_people",
            "Training people in a test",
            f"{seen} of {labels.count(len(roles), 'participant')} took part in training or "
            f"validation of this model. Performance, and groups unless marked 'training included', "
            f"rest on the other {rest} only; what pools them is no test.",
            "cohort model",
        )


def _shuffled(run: xr.Dataset) -> Iterator[Guard]:
    if bool(run.attrs.get("permuted_labels")):
        yield Guard(
            "block",
            "permuted_labels",
            "Trained on shuffled labels",
            "The labels of this model were shuffled before training, to show what chance looks "
            "like. Nothing here says anything about the groups.",
            EVERYTHING,
        )


def _known_ids(run: xr.Dataset) -> Iterator[Guard]:
    n = len(json.loads(run.attrs.get("other_features") or "[]"))
    if n:
        who = "participant has an id" if n == 1 else "participants have ids"
        they = "it is the same person" if n == 1 else "they are the same people"
        yield Guard(
            "warn",
            "known_ids",
            "Known ids with other features",
            f"{n} {who} that the model was trained with, but other features; if {they}, "
            "their predictions are not held out.",
            EVERYTHING,
        )


def _chance(run: xr.Dataset) -> Iterator[Guard]:
    table = performance(run, n_bootstrap=2).set_index("metric")
    n = int(str(table.loc["accuracy", "n"]))
    if not n:
        return
    positives = int(str(table.loc["sensitivity", "n"]))
    chance = max(positives, n - positives) / n
    accuracy, low, high = (
        float(str(table.loc["accuracy", name])) for name in ("estimate", "ci_low", "ci_high")
    )
    if low <= chance:
        yield Guard(
            "warn",
            "chance",
            "Accuracy may be chance",
            f"The accuracy of {accuracy:.2f} (95 % CI {low:.2f} to {high:.2f}, n = {n}) is not "
            f"above the share of the larger group, {chance:.2f}: the model may do no better than "
            "always naming that group.",
            EVERYTHING,
        )


def _one_order(run: xr.Dataset) -> Iterator[Guard]:
    order = run["presentation"].transpose("participant", "word").values
    if len(order) > 1 and bool((order == order[0]).all()):
        yield Guard(
            "warn",
            "one_word_order",
            "One word order for all",
            f"All {len(order)} participants saw the words in the same order, so the effect of a "
            "word cannot be told from the effect of its position.",
            "words",
        )


def _small_groups(run: xr.Dataset) -> Iterator[Guard]:
    groups = choose(run)["group"].values.astype(str)
    for group in GROUPS:
        n = int((groups == group).sum())
        if n < SMALL_GROUP:
            yield Guard(
                "warn",
                f"small_group_{group}",
                f"Few {group} participants",
                f"Only {labels.count(n, 'held-out participant')} in the group '{group}': "
                f"intervals from fewer than {SMALL_GROUP} people are rough.",
                "cohort model",
            )


def _imbalance(run: xr.Dataset) -> Iterator[Guard]:
    table = table_one(run)
    for name in ("age", "sex"):
        rows = table[table["variable"] == name]
        sizes = rows["smd"].abs().dropna()
        if len(sizes) and sizes.max() > LARGEST_SMD:
            row = rows.iloc[int(rows["smd"].abs().argmax())]
            what = f"the share of '{row['level']}'" if name == "sex" else "mean age"
            digits = 2 if name == "sex" else 1
            yield Guard(
                "warn",
                f"imbalance_{name}",
                f"Groups differ in {name}",
                f"The groups differ in {name}: {what} is {row['value_a']:.{digits}f} in depressed "
                f"and {row['value_b']:.{digits}f} in healthy participants (standardised "
                f"difference {row['smd']:.2f}). A difference between the groups may be one of "
                f"{name}.",
                "cohort",
            )


def _synthetic(run: xr.Dataset) -> Iterator[Guard]:
    if bool(run.attrs.get("synthetic")):
        yield Guard("info", "synthetic", "Synthetic data", labels.SYNTHETIC, EVERYTHING)


def _missing(run: xr.Dataset) -> Iterator[Guard]:
    missing = run["missing"].transpose("participant", "word", "modality").values
    people = int(missing.any(axis=(1, 2)).sum())
    if people:
        cells = int(missing.sum())
        yield Guard(
            "info",
            "missing_recordings",
            "Some recordings missing",
            f"{people} of {labels.count(len(missing), 'participant')} miss at least one recording "
            f"({cells} of {missing.size} in all). These cells are left out, not set to zero.",
            "attribution cohort",
        )
