"""Options that several verbs share, and the question that some of them make together."""

from __future__ import annotations

from typing import Annotated

import typer

from depformer.config import Question
from depformer.labels import BASELINES
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
