"""Tables of a run: performance, groups, attention and guards."""

from depformer.stats.inference.classification import performance_of
from depformer.stats.inference.regression import regression_of
from depformer.stats.inference.severity_bands import residuals_by_band
from depformer.stats.people import contrast_groups
from depformer.stats.statistic import StatisticSpec
from depformer.stats.tables import STATISTICS
from depformer.stats.tables.agreement import agreement
from depformer.stats.tables.attended_words import attended_words
from depformer.stats.tables.attending_heads import attending_heads
from depformer.stats.tables.cohort_tests import cohort_tests
from depformer.stats.tables.compare_groups import compare_groups
from depformer.stats.tables.completeness import completeness
from depformer.stats.tables.confusion import confusion
from depformer.stats.tables.detectable_effect import detectable_effect
from depformer.stats.tables.equivalence import equivalence
from depformer.stats.tables.filled_cells import filled_cells
from depformer.stats.tables.guards import guards, touching
from depformer.stats.tables.mixed_model import mixed_model
from depformer.stats.tables.omnibus import omnibus
from depformer.stats.tables.performance import performance
from depformer.stats.tables.query_counts import query_counts
from depformer.stats.tables.reliability import reliability
from depformer.stats.tables.roc import roc
from depformer.stats.tables.selection_rates import selection_rates
from depformer.stats.tables.severity_tests import severity_tests
from depformer.stats.tables.table_one import table_one
from depformer.stats.tables.valence_contrast import valence_contrast
from depformer.stats.tables.word_attributions import word_attributions

__all__ = [
    "STATISTICS",
    "StatisticSpec",
    "agreement",
    "attended_words",
    "attending_heads",
    "cohort_tests",
    "compare_groups",
    "completeness",
    "confusion",
    "contrast_groups",
    "detectable_effect",
    "equivalence",
    "filled_cells",
    "guards",
    "mixed_model",
    "omnibus",
    "performance",
    "performance_of",
    "query_counts",
    "regression_of",
    "reliability",
    "residuals_by_band",
    "roc",
    "selection_rates",
    "severity_tests",
    "table_one",
    "touching",
    "valence_contrast",
    "word_attributions",
]
