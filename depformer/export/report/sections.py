"""The sections of a report, in their order: each is a function from a run to its blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import labels, stats
from depformer.errors import DepformerError
from depformer.export.bundle import made, uses
from depformer.export.manuscript import caption
from depformer.export.manuscript.methods import paragraph
from depformer.export.manuscript.references import cited
from depformer.export.manuscript.settings import settings
from depformer.export.privacy import nameless
from depformer.export.report.blocks import Block, Drawn, Said, Section, Tabled, Warned
from depformer.export.report.reporting_sheet import reporting_sheet
from depformer.figures import FIGURES, table
from depformer.report import readable, sentences
from depformer.report.performance import performance
from depformer.stats import findings
from depformer.wording import say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

ABOVE = 40  # of a figure, for its legend [px]
PERFORMANCE = ("roc", "calibration", "confusion", "predicted_severity")
PEOPLE = ("cohort_raster",)
COHORTS = (
    "cohort_top_words",
    "valence_contrast",
    "modality_balance",
    "valence_shapley",
    "paper_words",
    "cohort_forest",
)
TRUST = (
    "completeness",
    "deletion_curves",
    "faithfulness",
    "randomisation",
    "untrained_band",
    "stability",
    "agreement",
    "baseline_ranking",
    "planted_truth",
)


@dataclass
class Source:
    """What a report is about.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    checkpoint : Path
        Folder of the model.
    method : str
        Whose attributions lead.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    groups_by : str
        The filter that made the groups, or nothing.
    made : list
        Of every figure so far: its id, its options and its numbers.
    """

    run: xr.Dataset
    checkpoint: Path
    method: str
    label: str
    groups_by: str = ""
    made: list[tuple[str, dict[str, Any], pd.DataFrame]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def drawn(self, *names: str) -> Iterator[Block]:
        """Yield the figures that the run has everything for: none of one person, none with ids."""
        for name in names:
            spec = FIGURES[name]
            if not spec.offered(self.run) or spec.absent(self.run):
                continue
            known = {option.name for option in spec.options}
            asked = {"method": self.method, "label": self.label}
            options: dict[str, Any] = {key: asked[key] for key in asked if key in known}
            try:
                numbers, figure = made(self.run, name, **options)
                question, *rest = caption.sentences(name, self.run, numbers, **options)
            except DepformerError as fault:  # such as groups too small for any test
                yield Said((str(fault),))
                continue
            figure = nameless(figure, numbers)
            saved = float(figure.layout.margin.t) - ABOVE  # the question stands in the caption
            half = figure.layout.width is not None
            figure.update_layout(
                title_text="", margin_t=ABOVE, height=figure.layout.height - saved, width=None
            )
            self.made.append((name, options, numbers))
            yield Drawn(next(self._numbers), figure, question, " ".join(rest), half=half)

    @cached_property
    def performance(self) -> pd.DataFrame:
        """The performance, as it may leave the machine."""
        return stats.performance(self.run)


def _summary(source: Source) -> Iterator[Block]:
    balance = table("modality_balance", source.run, method=source.method)
    yield Said((sentences.overview(source.performance, balance),))
    with suppress(DepformerError):  # such as groups too small: the section on cohorts says it
        compared = (
            table(name, source.run, method=source.method)
            for name in ("valence_contrast", "cohort_forest")
        )
        if differs := sentences.difference(*compared):
            yield Said((differs,))
    found = table("cohort_top_words", source.run, method=source.method)
    yield Said((sentences.top_words(found, source.label),))


def _believing(source: Source) -> Iterator[Block]:
    found = stats.guards(source.run)
    if found.empty:
        yield Said((say("report_page.no_guards"),))
    for guard in found.to_dict("records"):
        level = say(f"cards.level_{guard['level']}")
        yield Warned(str(guard["level"]), level, str(guard["name"]), str(guard["sentence"]))


def _participants(source: Source) -> Iterator[Block]:
    own = stats.table_one(source.run)
    yield Tabled(readable.table_one(own), say("report_page.table_one"))
    yield Said((say("pages.who_note"),))


def _performance(source: Source) -> Iterator[Block]:
    rows = performance(source.performance)
    yield Tabled(rows, say("report_page.performance_table"))
    yield from source.drawn(*PERFORMANCE)


def _cohorts(source: Source) -> Iterator[Block]:
    yield from source.drawn(*PEOPLE)
    yield from _tested(source)
    yield from source.drawn(*COHORTS)
    if not labels.valences_of(source.run["valence"].values):
        yield Said((say("tables.no_valence"),))


def _tested(source: Source) -> Iterator[Block]:
    """Yield what the tests found: the one number to name in advance first."""
    told: dict[str, pd.DataFrame] = {}
    refused: list[str] = []
    asked = source.run, source.method
    try:
        if labels.valences_of(source.run["valence"].values):
            told["valence_contrast"] = stats.valence_contrast(*asked)
        told["omnibus"] = stats.omnibus(*asked)
        told["cohort_tests"] = stats.cohort_tests(*asked)
        told["detectable_effect"] = stats.detectable_effect(*asked)
    except DepformerError as fault:
        refused.append(str(fault))
    said = findings.found(told, source.run, label=source.label)
    yield Said((*said, *refused), listed=True)


def _trust(source: Source) -> Iterator[Block]:
    if "faithfulness" not in source.run:
        yield Said((say("report_page.not_checked"),))
        return
    curves = table("deletion_curves", source.run, method=source.method)
    yield Said((sentences.trust(curves, table("randomisation", source.run), source.method),))
    yield from source.drawn(*TRUST)


def _methods(source: Source) -> Iterator[Block]:
    yield Said((paragraph(source.run, source.made, source.groups_by),))
    yield Said((f"{say('manuscript.settings')}:",))
    yield Said(tuple(settings(source.run, source.made)), listed=True)
    yield Said((f"{say('report_page.references')}:",))
    used = cited([*uses(source.run, source.made), "reporting_sheet"])
    yield Said(tuple(each.text for each in used), listed=True)
    yield Tabled(readable.checkpoint(source.run, source.checkpoint), say("report_page.made_with"))


def _sheet(source: Source) -> Iterator[Block]:
    yield Said((say("report_page.sheet_note"),))
    yield Tabled(reporting_sheet(source.run, source.checkpoint), say("report_page.sheet"))


SECTIONS: tuple[tuple[str, Callable[[Source], Iterator[Block]]], ...] = (
    ("summary", _summary),
    ("believing", _believing),
    ("participants", _participants),
    ("performance", _performance),
    ("cohorts", _cohorts),
    ("trust", _trust),
    ("methods", _methods),
    ("sheet", _sheet),
)


def sections(source: Source) -> Iterator[Section]:
    """Yield the sections one after the other, as each is ready."""
    for name, blocks in SECTIONS:
        yield Section(name, say(f"report_page.heading_{name}"), tuple(blocks(source)))
