"""The sections of a report, in their order: each is a function from a run to its blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import labels, stats
from depformer.export.manuscript import caption
from depformer.export.report.blocks import Block, Drawn, Said, Section, Tabled, Warned
from depformer.export.report.reporting_sheet import reporting_sheet
from depformer.figures import FIGURES, draw, table
from depformer.report import readable, sentences
from depformer.report.performance import performance
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PERFORMANCE = ("roc", "confusion", "calibration", "predicted_severity")
COHORTS = ("modality_balance", "cohort_words", "selection_rate", "valence_shapley")
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
    """

    run: xr.Dataset
    checkpoint: Path
    method: str
    label: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def drawn(self, *names: str) -> Iterator[Drawn]:
        """Yield the figures that the run has everything for; nobody's own is among them."""
        for name in names:
            spec = FIGURES[name]
            if not spec.offered(self.run) or spec.absent(self.run):
                continue
            known = {option.name for option in spec.options}
            asked = {"method": self.method, "label": self.label}
            options: dict[str, Any] = {key: asked[key] for key in asked if key in known}
            figure = draw(name, self.run, **options)
            figure.update_layout(title_text="", margin_t=40)
            question, *rest = caption.sentences(name, self.run, **options)
            own = [each for each in rest if each not in self._said_once]
            yield Drawn(next(self._numbers), figure, question, " ".join(own))

    @cached_property
    def _said_once(self) -> set[str]:
        """What stands in a section of its own, and not again under every figure."""
        return {*stats.guards(self.run)["sentence"], say("notices.research_use")}


def _summary(source: Source) -> Iterator[Block]:
    balance = table("modality_balance", source.run, method=source.method)
    yield Said((sentences.overview(stats.performance(source.run), balance),))
    words = table("cohort_words", source.run, method=source.method)
    counted = stats.filled_cells(source.run, source.method)
    yield Said((sentences.cohorts(words, counted, source.label),))


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
    rows = performance(stats.performance(source.run))
    yield Tabled(rows, say("report_page.performance_table"))
    yield from source.drawn(*PERFORMANCE)


def _cohorts(source: Source) -> Iterator[Block]:
    yield from source.drawn(*COHORTS)
    if labels.valences_of(source.run["valence"].values):
        by_valence = stats.compare_groups(source.run, source.method, by="valence")
        yield Tabled(readable.contrasts(by_valence).reset_index(), say("pages.contrasts"))
        yield Said((readable.contrasts_note(by_valence),))
    else:
        yield Said((say("tables.no_valence"),))


def _trust(source: Source) -> Iterator[Block]:
    if "faithfulness" not in source.run:
        yield Said((say("report_page.not_checked"),))
        return
    curves = table("deletion_curves", source.run, method=source.method)
    yield Said((sentences.trust(curves, table("randomisation", source.run), source.method),))
    yield from source.drawn(*TRUST)


def _methods(source: Source) -> Iterator[Block]:
    asked = json.loads(source.run.attrs["methods"])
    lines = [
        say(
            "report_page.method_line",
            method=labels.title(name),
            options=", ".join(f"{key} = {value}" for key, value in options.items())
            or say("report_page.no_options"),
        )
        for name, options in asked.items()
    ]
    yield Said(tuple(lines), listed=True)
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
    for name, made in SECTIONS:
        yield Section(name, say(f"report_page.heading_{name}"), tuple(made(source)))
