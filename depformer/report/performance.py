"""The performance of a model as a paper's table prints it: every metric with its interval."""

from __future__ import annotations

import pandas as pd

from depformer.wording import say

DASH = "–"


def performance(table: pd.DataFrame) -> pd.DataFrame:
    """Return all metrics with their intervals as people read them.

    Parameters
    ----------
    table : DataFrame
        From `stats.performance`.

    Returns
    -------
    DataFrame
        One row a metric: name, estimate, 95 % interval, number of people.
    """
    rows = [
        {
            say("readable.metric"): say(f"readable.metric_{row['metric']}"),
            say("readable.estimate"): _number(row["estimate"]),
            say("readable.interval"): DASH
            if pd.isna(row["ci_low"])
            else say("readable.ends", low=_number(row["ci_low"]), high=_number(row["ci_high"])),
            say("readable.n"): str(row["n"]),
        }
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _number(value: float) -> str:
    return DASH if pd.isna(value) else f"{value:.2f}".replace("-", "−")
