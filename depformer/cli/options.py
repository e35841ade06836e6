"""Options that several verbs share: what makes a question, what names a place, what help lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from depformer.cli.report import warn
from depformer.config import DEVICES, Question
from depformer.labels import BASELINES, title
from depformer.wording import say
from depformer.work import Place as Place


def from_hub(named: str) -> str:
    """Return the folder of a checkpoint that is named on a hub, fetched if need be; else the name.

    Every verb that takes a checkpoint gets its folder; which commit it is, is said on stderr.
    """
    from depformer.files import checkpoint_place, is_on_hub

    if not is_on_hub(named):
        return named
    folder = checkpoint_place(named, fetch=True)
    warn(say("hub.opened", name=named.strip(), commit=folder.name))
    return str(folder)


def _maybe_from_hub(named: str | None) -> str | None:
    return None if named is None else from_hub(named)


def _each_from_hub(named: list[str] | None) -> list[str] | None:
    return None if named is None else [from_hub(each) for each in named]


StudyPath = Annotated[str, typer.Argument(metavar="STUDY", help=say("command.study"))]
CheckpointPath = Annotated[
    str,
    typer.Argument(metavar="CHECKPOINT", help=say("command.checkpoint"), callback=from_hub),
]
OpenCheckpoint = Annotated[
    str | None, typer.Option(help=say("command.open_checkpoint"), callback=_maybe_from_hub)
]
Also = Annotated[list[str] | None, typer.Option(help=say("command.also"), callback=_each_from_hub)]
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
Device = Annotated[str, typer.Option(help=say("command.device", names=", ".join(DEVICES)))]
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


Verb = Callable[..., None]
PLACES: dict[str, tuple[Any, Any]] = {
    "workers": (Workers, 1),
    "scheduler": (
        Annotated[str, typer.Option(metavar="ADDRESS", help=say("command.scheduler"))],
        "",
    ),
    "scheduler_file": (
        Annotated[str, typer.Option(metavar="FILE", help=say("command.scheduler_file"))],
        "",
    ),
    "unencrypted": (
        Annotated[bool, typer.Option("--unencrypted", help=say("command.unencrypted"))],
        False,
    ),
    "memory": (Annotated[str, typer.Option(metavar="SIZE", help=say("command.memory"))], ""),
}


def placed(loads: str) -> Callable[[Verb], Verb]:
    """Give a verb `PLACES`; in their stead it gets the ``place`` that they name, open.

    Parameters
    ----------
    loads : str
        The module that other processes load meanwhile.
    """

    def with_options(verb: Verb) -> Verb:
        def there(where: dict[str, Any], *given: Any, **named: Any) -> None:
            from depformer.work import place_of

            with place_of(**where, tell=warn, loads=loads) as place:
                verb(*given, **named, place=place)

        return _naming_places(verb, there, "place")

    return with_options


def place_named(verb: Verb) -> Verb:
    """Give a verb `PLACES`; in their stead it gets ``where``, what was given for each."""

    def there(where: dict[str, Any], *given: Any, **named: Any) -> None:
        verb(*given, **named, where=where)

    return _naming_places(verb, there, "where")


def _naming_places(verb: Verb, there: Verb, instead: str) -> Verb:
    """Return a verb whose signature has `PLACES` in the stead of one parameter."""

    @wraps(verb)
    def run(*given: Any, **named: Any) -> None:
        where = {name: named.pop(name, default) for name, (_, default) in PLACES.items()}
        there(where, *given, **named)

    options = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in PLACES.items()
    ]
    known = signature(verb, eval_str=True)
    own = [
        each.replace(kind=Parameter.KEYWORD_ONLY)
        for name, each in known.parameters.items()
        if name != instead
    ]
    run.__signature__ = known.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (*own, *options)}
    return run


class ListsMethods(TyperCommand):
    """A command whose help ends with the methods, read from their declarations when asked for."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write each method with what it says and its options."""
        from depformer.explain.methods import METHODS
        from depformer.schema.target import LOGIT

        rows = []
        for spec in METHODS:
            units = {LOGIT: say("command.prediction_unit"), "1": say("command.no_unit")}
            unit = units.get(spec.unit, spec.unit)
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
