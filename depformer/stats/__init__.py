"""Tables of a run: performance, groups and guards; one statistic a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from depformer.registry import Registry
from depformer.stats.guards.of_run import guards, touching
from depformer.stats.inference.regression import regression_of
from depformer.stats.people import contrast_groups
from depformer.stats.tables.agreement import agreement
from depformer.stats.tables.groups import compare_groups, selection_rates
from depformer.stats.tables.performance import confusion, performance, performance_of, roc
from depformer.stats.tables.table_one import table_one
from depformer.stats.tables.word_attention import attended_words, attending_heads, query_counts


@dataclass(frozen=True)
class StatisticSpec:
    """Describe one table.

    Parameters
    ----------
    id : str
        Stable, short name.
    title : str
        What the table tells.
    compute : callable
        ``compute(run, **options)`` -> DataFrame.
    needs : tuple of str
        Variables that the run must hold.
    """

    id: str
    title: str
    compute: Callable[..., pd.DataFrame]
    needs: tuple[str, ...] = ()


STATISTICS: Registry[StatisticSpec] = Registry(
    "statistic",
    (
        StatisticSpec("guards", "What to know before believing the figures", guards),
        StatisticSpec("table_one", "Who was studied", table_one),
        StatisticSpec("performance", "How well the model predicts held-out people", performance),
        StatisticSpec("roc", "The ROC curve with its band", roc),
        StatisticSpec("confusion", "Group by prediction", confusion),
        StatisticSpec(
            "compare_groups", "How attributions differ by group", compare_groups, ("attribution",)
        ),
        StatisticSpec(
            "selection_rates", "How often each word is selected", selection_rates, ("query_score",)
        ),
        StatisticSpec("agreement", "How far the methods agree", agreement, ("attribution",)),
        StatisticSpec(
            "query_counts",
            "How many queries of a head attend, and how many count as selected",
            query_counts,
            ("query_selected",),
        ),
    ),
)

__all__ = [
    "STATISTICS",
    "StatisticSpec",
    "agreement",
    "attended_words",
    "attending_heads",
    "compare_groups",
    "confusion",
    "contrast_groups",
    "guards",
    "performance",
    "performance_of",
    "query_counts",
    "regression_of",
    "roc",
    "selection_rates",
    "table_one",
    "touching",
]
