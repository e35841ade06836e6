"""What limits the belief in group differences: order of words, size and make-up of the groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from depformer import labels
from depformer.schema import target_of
from depformer.stats.filtered import OWN, formed_by, undivided
from depformer.stats.guard_checks.guard import EVERYTHING, Guard
from depformer.stats.people import (
    SMALL_GROUP,
    SMALLEST_CELL,
    choose,
    contrast_groups,
    groups_of,
)
from depformer.stats.sessions import has_sessions, to_people
from depformer.stats.tables.table_one import table_one
from depformer.validate import allowed_list
from depformer.wording import say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

LARGEST_SMD = 0.1


def one_order(run: xr.Dataset) -> Iterator[Guard]:
    """Warn if everybody saw the words in the same order."""
    order = run["presentation"].transpose("participant", "word").values
    if len(order) > 1 and bool((order == order[0]).all()):
        n = to_people(run).sizes["participant"]
        yield Guard(
            "warn",
            "one_word_order",
            say("guards.one_word_order_name"),
            say("guards.one_word_order", n=n),
            "words",
        )


def small_groups(run: xr.Dataset) -> Iterator[Guard]:
    """Warn of a group with few held-out people: of the study, and on a side of a filter."""
    whole = undivided(run)
    of_performance = "" if target_of(run).is_score else "model"  # of scores, it counts no groups
    yield from _small(whole, f"cohort {of_performance}".strip() if whole is run else of_performance)
    if whole is not run:
        for rank, side in enumerate(groups_of(run), start=1):
            few = say("guards.small_side_name", side=side)
            for guard in _small(run, "cohort", (side,), few=few):
                yield guard._replace(id=f"small_group_side_{rank}")


def _small(
    run: xr.Dataset, scopes: str, some: tuple[str, ...] | None = None, *, few: str = ""
) -> Iterator[Guard]:
    """Warn of small groups; `few`: what this is called instead of by the name of the group."""
    groups = choose(run)["group"].values.astype(str)
    for group in groups_of(run, some):
        n = int((groups == group).sum())
        if not n:
            name, said = (
                say("guards.no_group_name", group=group),
                say("guards.no_group", group=group),
            )
            yield Guard("warn", f"small_group_{group}", name, said, scopes)
        elif n < SMALL_GROUP:
            known = {"who": say("names.held_out_participants", n=n), "group": group}
            name = few or say("guards.small_group_name", group=group)
            said = say("guards.small_group", **known, enough=SMALL_GROUP)
            if n < SMALLEST_CELL:
                said = say("guards.hidden_group", **known, least=SMALLEST_CELL)
            yield Guard("warn", f"small_group_{group}", name, said, scopes)


def few_entered(table: pd.DataFrame) -> Iterator[Guard]:
    """Warn of a tested table that few of a group entered, since only some people were compared.

    `small_groups` counts the groups of the run, of which pairs, or people predicted right, are a
    part.
    """
    if table.attrs.get("people", "everyone") == "everyone":
        return
    for count, group in zip(("n_a", "n_b"), table.attrs["groups"], strict=False):
        if SMALLEST_CELL <= (n := int(table[count].max())) < SMALL_GROUP:
            known = {"group": labels.human(group), "n": n, "enough": SMALL_GROUP}
            yield Guard(
                "warn",
                f"small_group_{group}",
                say("guards.small_group_name", group=group),
                say("guards.few_entered", **known),
                "cohort",
            )


def imbalance(run: xr.Dataset) -> Iterator[Guard]:
    """Warn if the groups differ in age, sex, education, or in where and with what they came."""
    table = table_one(run)
    a, b = contrast_groups(table)
    for name, rows in table[table["variable"] != formed_by(run)].groupby("variable", sort=False):
        sizes = rows["smd"].abs()
        if not sizes.max() > LARGEST_SMD:
            continue
        row = rows.iloc[int(sizes.argmax())]
        of = "number" if row["statistic"] == "mean" else "text"
        what = say(f"guards.imbalance_of_{name}")
        found = {"first": row["value_a"], "second": row["value_b"], "smd": row["smd"]}
        yield Guard(
            "warn",
            f"imbalance_{name}",
            say("guards.imbalance_name", what=what),
            say(f"guards.imbalance_{of}", what=what, level=row["level"], a=a, b=b, **found),
            "cohort",
        )


def two_sides(run: xr.Dataset) -> Iterator[Guard]:
    """Block where a person's sessions stand on two sides of a split."""
    if not has_sessions(run):
        return
    held = np.isin(run["role"].values.astype(str), labels.HELD_OUT_ROLES)
    persons = run["person"].values.astype(str)
    both = sorted(set(persons[held]) & set(persons[~held]))
    if both:
        yield Guard(
            "block",
            "two_sides",
            say("guards.two_sides_name"),
            say("guards.two_sides", n=len(both), who=allowed_list(both)),
            EVERYTHING,
        )


def sessions(run: xr.Dataset) -> Iterator[Guard]:
    """Say that rows are sessions of people, and warn of people who change the group."""
    if not has_sessions(run):
        return
    people = to_people(undivided(run))
    n = people.sizes["participant"]
    known = {"rows": run.sizes["participant"], "who": say("names.participants", n=n)}
    of_score = target_of(run).is_score
    yield Guard(
        "info",
        "sessions",
        say("guards.sessions_name"),
        say("guards.sessions_of_score" if of_score else "guards.sessions", **known),
        "people cohort model",
    )
    several = int((people["group"].values.astype(str) == labels.SEVERAL).sum())
    if several:
        yield Guard(
            "warn",
            "several_groups",
            say("guards.several_groups_name"),
            say("guards.several_groups", n=several, all=n),
            # The sides of a filter are of people, and scores know no groups.
            "model" if OWN in run.coords else "cohort" if of_score else "cohort model",
        )


def synthetic(run: xr.Dataset) -> Iterator[Guard]:
    """Say that a run is of synthetic data."""
    if bool(run.attrs.get("synthetic")):
        yield Guard(
            "info",
            "synthetic",
            say("guards.synthetic_name"),
            say("notices.synthetic"),
            EVERYTHING,
        )


def missing(run: xr.Dataset) -> Iterator[Guard]:
    """Say how many recordings are missing."""
    cells = run["missing"].transpose("participant", "word", "modality").values
    people = int(cells.any(axis=(1, 2)).sum())
    if people:
        yield Guard(
            "info",
            "missing_recordings",
            say("guards.missing_recordings_name"),
            say(
                "guards.missing_recordings",
                people=people,
                who=say(
                    "names.sessions" if has_sessions(run) else "names.participants", n=len(cells)
                ),
                cells=int(cells.sum()),
                all_cells=cells.size,
            ),
            "attribution people cohort",
        )
