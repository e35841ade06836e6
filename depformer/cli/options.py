"""Options that several verbs share, the question they make, and help that lists their names."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from depformer.config import Question
from depformer.labels import BASELINES, title
from depformer.wording import say

StudyPath = Annotated[str, typer.Argument(metavar="STUDY", help=say("command.study"))]
CheckpointPath = Annotated[
    str, typer.Argument(metavar="CHECKPOINT", help=say("command.checkpoint"))
]
OutPath = Annotated[str, typer.Argument(metavar="OUT", help=say("command.out"))]
Json = Annotated[bool, typer.Option("--json", help=say("command.json"))]
Columns = Annotated[list[str] | None, typer.Option("--columns", help=say("command.columns"))]
Unit = Annotated[str, typer.Option(help=say("command.unit"))]
Frame = Annotated[str, typer.Option(help=say("command.frame"))]
Level = Annotated[str, typer.Option(help=say("command.level"))]
Methods = Annotated[str | None, typer.Option(help=say("command.methods"))]
Settings = Annotated[list[str] | None, typer.Option("--set", help=say("command.settings"))]
Baseline = Annotated[
    str | None, typer.Option(help=say("command.baseline", names=", ".join(BASELINES)))
]
BaselineFrom = Annotated[str | None, typer.Option(help=say("command.baseline_from"))]
MOST_SEED = 2**31 - 1  # that every generator takes
Seed = Annotated[int, typer.Option(help=say("command.seed"), min=0, max=MOST_SEED)]
Workers = Annotated[int, typer.Option(help=say("command.workers"))]


def question(
    methods: str | None,
    settings: list[str] | None,
    baseline: str | None,
    baseline_from: str | None,
    seed: int,
    *,
    checks: bool = False,
    also: list[str] | None = None,
) -> Question:
    """Return the question that the options of a command make.

    Raises
    ------
    DepformerError
        If a name or a value is not allowed.
    """
    from depformer.explain.methods import methods_of

    return Question(
        methods_of(methods, settings or ()),
        baseline or (BASELINES[0] if baseline_from is None else "study_mean"),
        baseline_from=baseline_from or "",
        seed=seed,
        checks=checks,
        also=tuple(also or ()),
    )


class ListsMethods(TyperCommand):
    """A command whose help ends with the methods, read from their declarations when asked for."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each method with what it says and its options."""
        from depformer.explain.methods import METHODS
        from depformer.schema.target import LOGIT

        rows = []
        for spec in METHODS:
            unit = say("command.prediction_unit") if spec.unit == LOGIT else spec.unit
            known = {"title": spec.title, "unit": unit, "says": spec.says}
            known["reference"] = spec.reference
            options = ", ".join(f"{each.name}={each.default}" for each in fields(spec.options))
            said = (
                say("command.method_options", **known, options=options)
                if options
                else say("command.method", **known)
            )
            rows.append((spec.id, said))
        with formatter.section(say("command.methods_head")):
            formatter.write_dl(rows)


class ListsFigures(ListsMethods):
    """A command whose help ends with figures, presets and methods."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each figure with the question it answers, and each preset with its widths."""
        from depformer.export.presets import PRESETS
        from depformer.figures import FIGURES

        with formatter.section(say("command.figures_head")):
            formatter.write_dl([(spec.id, spec.question()) for spec in FIGURES])
        presets = []
        for preset in PRESETS:
            widths = ", ".join(f"{width:g}" for width in preset.widths_mm)
            known = {"title": preset.title, "widths": widths, "height": preset.max_height_mm}
            presets.append((preset.id, say("command.preset", **known)))
        with formatter.section(say("command.presets_head")):
            formatter.write_dl(presets)
        super().format_epilog(ctx, formatter)


class ListsTables(TyperCommand):
    """A command whose help ends with the tables that a run gives."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each table with its name."""
        from depformer.stats.tables import STATISTICS

        with formatter.section(say("command.tables_head")):
            formatter.write_dl([(spec.id, title(spec.id)) for spec in STATISTICS])
