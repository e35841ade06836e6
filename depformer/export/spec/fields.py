"""What a spec holds: figures, page, question and digests, and no path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import depformer
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.export.image import FORMATS
from depformer.export.presets import PRESETS
from depformer.export.spec.values import check_option, check_text, of_kind
from depformer.figures import FIGURES
from depformer.labels import BASELINES
from depformer.validate import number, one_of, shortened, whole_number
from depformer.wording import say

FORMAT = 1
MOST_FIGURES = 200
FILE = "spec.json"
GUARD_COLUMNS = ("level", "name", "sentence")
DIGESTS = ("study", "checkpoint", "run", "baseline_study")
FROM_OUTSIDE = ("maps", "recorded", "predictions", "pictures")
"""Options that hold data: they are computed or read again."""


@dataclass(frozen=True)
class FigureOrder:
    """One figure of an export.

    Parameters
    ----------
    figure : str
        Id of the figure.
    options : mapping
        Those of the figure, apart from data from outside the run.
    share : float
        Of the row's width, where figures are panels.
    """

    figure: str
    options: Mapping[str, Any] = field(default_factory=dict)
    share: float = 1.0

    def __post_init__(self) -> None:
        known = {option.name: option for option in FIGURES[self.figure].options}
        allowed = [name for name in known if name not in FROM_OUTSIDE]
        for name, value in of_kind("options", self.options, dict).items():
            one_of(say("figure_lines.option_of", figure=self.figure), name, allowed)
            check_option(known[name], value)
        number("share", self.share, low=0.05, high=20)


@dataclass(frozen=True)
class Spec:
    """An export: its figures, its page, the run, and the digests of what all is made from.

    Parameters
    ----------
    rows : tuple of tuples of FigureOrder
        The figures; rows matter where they are panels of one page.
    together : bool
        Whether they are panels of one page.
    preset, width_mm, formats
        The page, as of `depformer.export.write_figure`.
    english, faces : bool
        Whether labels are English alone, and recordings are shown of those who consent.
    groups_by : str
        A filter that makes the groups, or nothing.
    methods, baseline, seed, checks
        What the run was asked, as of `depformer.config.Question`.
    study, checkpoint, run, baseline_study : str
        Digests.
    data : mapping
        Digest by CSV file.
    guards : tuple
        ``level``, ``name`` and ``sentence`` of each that held; information, not read again.
    depformer, format : str, int
        Versions.
    """

    rows: tuple[tuple[FigureOrder, ...], ...]
    together: bool = False
    preset: str = "nature"
    width_mm: float | None = None
    formats: tuple[str, ...] = ("pdf",)
    english: bool = False
    faces: bool = False
    groups_by: str = ""
    methods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    baseline: str = BASELINES[0]
    seed: int = 0
    checks: bool = False
    study: str = ""
    checkpoint: str = ""
    run: str = ""
    baseline_study: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    guards: tuple[Mapping[str, str], ...] = ()
    depformer: str = depformer.__version__
    format: int = FORMAT

    def __post_init__(self) -> None:
        if self.format is True or self.format != FORMAT:
            known = {"got": shortened(self.format), "known": FORMAT}
            raise DepformerError(say("exports.spec_format", **known))
        if not self.rows or not all(self.rows):
            raise DepformerError(say("exports.spec_empty"))
        if len(self.orders) > MOST_FIGURES:
            known = {"got": len(self.orders), "most": MOST_FIGURES}
            raise DepformerError(say("exports.spec_many", **known))
        for name in ("together", "english", "faces", "checks"):
            of_kind(name, getattr(self, name), bool)
        for name in ("groups_by", *DIGESTS, "depformer"):
            check_text(name, getattr(self, name))
        for name in ("methods", "data"):
            for key, value in of_kind(name, getattr(self, name), dict).items():
                check_text(name, key)
                of_kind(key, value, {"methods": dict, "data": str}[name])
        for guard in self.guards:
            for key, said in of_kind("guards", guard, dict).items():
                of_kind(one_of(say("exports.spec_key"), key, GUARD_COLUMNS), said, str)
        preset = PRESETS[of_kind("preset", self.preset, str)]
        if self.width_mm is not None:
            number("width_mm", self.width_mm, low=10, high=max(preset.widths_mm))
        for each in self.formats:
            one_of("format", each, FORMATS)
        one_of("baseline", self.baseline, BASELINES)
        whole_number("seed", self.seed, low=0)

    @property
    def orders(self) -> tuple[FigureOrder, ...]:
        """All figures, in reading order."""
        return tuple(order for row in self.rows for order in row)

    @property
    def text(self) -> str:
        """The file."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False, sort_keys=True) + "\n"

    def question(self, baseline_from: str | None) -> Question:
        """Return what the run was asked, with the folder of its baseline's study."""
        return Question(
            self.methods, self.baseline, baseline_from=baseline_from or "", seed=self.seed
        )
