"""What can be named on the command line stands in the help, from the registries alone."""

from __future__ import annotations

import pytest

from depformer.export.presets import PRESETS
from depformer.figures import FIGURES
from depformer.stats.tables import STATISTICS
from tests.cli.asked import ask


def test_the_help_of_figures_lists_ids_questions_and_presets() -> None:
    said = " ".join(ask("figures", "--help").out.split())
    for spec in FIGURES:
        assert f"{spec.id} {spec.question()}" in said
    for preset in PRESETS:
        assert f"{preset.id} {preset.title}: width {preset.widths_mm[0]:g}" in said


@pytest.mark.parametrize("table", STATISTICS.ids)
def test_the_help_of_stats_lists_tables(table: str) -> None:
    assert f"  {table} " in ask("stats", "--help").out
