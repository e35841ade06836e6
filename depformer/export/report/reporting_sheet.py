"""What a prediction study reports, item by item: filled in where it is known, blank where not.

The numbers are those of TRIPOD+AI (Collins et al. 2024, BMJ 385, e078378); the texts are our own
short words for them, and the sheet takes nobody's place who reads the statement itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer import labels, stats
from depformer.schema import target_of
from depformer.stats.people import choose, groups_of
from depformer.stats.sessions import to_people
from depformer.wording import say, sentences

if TYPE_CHECKING:
    import xarray as xr

TOPIC = "reporting_sheet"


def reporting_sheet(run: xr.Dataset, checkpoint: Path) -> pd.DataFrame:
    """Return the sheet: one row an item, with what the run says of it or nothing.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    checkpoint : Path
        Folder of the model.

    Returns
    -------
    DataFrame
        Item number, what is to be reported, and what is known; empty text where nobody but the
        authors can know it.
    """
    known = {**_of_people(run), **_of_model(run), **_of_performance(run)}
    items = [name.removeprefix("item_") for name in sentences(TOPIC) if name.startswith("item_")]
    rows = [
        {
            say("reporting_sheet.item"): name,
            say("reporting_sheet.asked"): say(f"reporting_sheet.item_{name}"),
            say("reporting_sheet.known"): known.get(name, ""),
        }
        for name in items
    ]
    return pd.DataFrame(rows)


def _of_people(run: xr.Dataset) -> dict[str, str]:
    people = to_people(run)
    held = choose(run)
    roles = people["role"].values.astype(str)
    counts = ", ".join(
        f"{(roles == role).sum()} {labels.human(role)}" for role in labels.ROLES if role in roles
    )
    groups = held["group"].values.astype(str)
    sizes = ", ".join(f"{(groups == each).sum()} {each}" for each in groups_of(run))
    missing = run["missing"].values
    n, cells = people.sizes["participant"], int(missing.sum())
    return {
        "5a": say("reporting_sheet.data", study=str(run.attrs["study"])),
        "10": say("reporting_sheet.sample", n=n, roles=counts),
        "11": say("reporting_sheet.missing", cells=cells, of=missing.size),
        "13": say("reporting_sheet.balance", groups=sizes),
        "20b": say("reporting_sheet.see_table_one"),
        "21": say("reporting_sheet.analysed", n=held.sizes["participant"], groups=sizes),
    }


def _of_model(run: xr.Dataset) -> dict[str, str]:
    config = json.loads(run.attrs["config"])
    target = target_of(run)
    folds = np.unique(run["fold"].values)
    outcome = say(f"reporting_sheet.outcome_{target.id}", **{"unit": target.unit})
    how = "folds" if len(folds) > 1 else "one"
    return {
        "8a": say("reporting_sheet.outcome", outcome=outcome),
        "9a": say("reporting_sheet.predictors", words=config["n_words"]),
        "12a": say(f"reporting_sheet.partition_{how}", **{"n": len(folds)}),
        "12c": say(
            "reporting_sheet.model",
            stacks=config["n_stacks"],
            heads=config["n_heads"],
            width=config["d_model"],
            seed=run.attrs["seed"],
        ),
        "12e": say("reporting_sheet.measures"),
        "15": say(f"reporting_sheet.output_{target.id}", **{"unit": target.unit}),
        "22": say("reporting_sheet.specification", digest=str(run.attrs["checkpoint_digest"])[:12]),
    }


def _of_performance(run: xr.Dataset) -> dict[str, str]:
    rows = stats.performance(run).set_index("metric")
    chief = ("mae", "ccc") if target_of(run).is_score else ("accuracy", "auc")
    said = [
        say(
            "reporting_sheet.metric",
            name=say(f"readable.metric_{name}"),
            estimate=float(str(rows.loc[name, "estimate"])),
            low=float(str(rows.loc[name, "ci_low"])),
            high=float(str(rows.loc[name, "ci_high"])),
        )
        for name in chief
        if rows["estimate"].notna()[name]
    ]
    guards = stats.guards(run)
    return {
        "23a": "; ".join(said),
        "26": "; ".join(guards.loc[guards["level"] != "info", "name"]),
    }
