"""Tables of a run: one file a table, one line here."""

from __future__ import annotations

from depformer.registry import Registry
from depformer.stats.statistic import StatisticSpec
from depformer.stats.tables import (
    agreement,
    attended_words,
    attending_heads,
    cohort_tests,
    compare_groups,
    completeness,
    confusion,
    detectable_effect,
    equivalence,
    filled_cells,
    guards,
    mixed_model,
    omnibus,
    performance,
    query_counts,
    reliability,
    roc,
    selection_rates,
    severity_tests,
    table_one,
    valence_contrast,
    word_attributions,
)

STATISTICS: Registry[StatisticSpec] = Registry(
    "statistic",
    (
        guards.SPEC,
        table_one.SPEC,
        performance.SPEC,
        roc.SPEC,
        confusion.SPEC,
        reliability.SPEC,
        compare_groups.SPEC,
        filled_cells.SPEC,
        valence_contrast.SPEC,
        omnibus.SPEC,
        cohort_tests.SPEC,
        severity_tests.SPEC,
        equivalence.SPEC,
        mixed_model.SPEC,
        detectable_effect.SPEC,
        selection_rates.SPEC,
        query_counts.SPEC,
        attending_heads.SPEC,
        attended_words.SPEC,
        completeness.SPEC,
        word_attributions.SPEC,
        agreement.SPEC,
    ),
)
