"""Where a verb does its work: the same options for each that consists of pieces."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from depformer.cli.report import warn
from depformer.wording import say
from depformer.work import Place

PLACE = "place"
OPTIONS: dict[str, tuple[Any, Any]] = {
    "workers": (Annotated[int, typer.Option(help=say("command.workers"))], 1),
    "scheduler": (
        Annotated[str, typer.Option(metavar="ADDRESS", help=say("command.scheduler"))],
        "",
    ),
    "scheduler_file": (
        Annotated[str, typer.Option(metavar="FILE", help=say("command.scheduler_file"))],
        "",
    ),
    "memory": (Annotated[str, typer.Option(metavar="SIZE", help=say("command.memory"))], ""),
}


def placed(loads: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a verb `OPTIONS`; in their stead it gets the `Place` that they name, open.

    Parameters
    ----------
    loads : str
        The module that other processes load meanwhile.
    """

    def with_options(verb: Callable[..., None]) -> Callable[..., None]:
        @wraps(verb)
        def run(*given: Any, **named: Any) -> None:
            from depformer.work import place_of

            where = {name: named.pop(name) for name in OPTIONS}
            with place_of(**where, tell=warn, loads=loads) as place:
                verb(*given, **named, **{PLACE: place})

        options = [
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
            for name, (kind, default) in OPTIONS.items()
        ]
        known = signature(verb, eval_str=True)
        own = [
            each.replace(kind=Parameter.KEYWORD_ONLY)
            for name, each in known.parameters.items()
            if name != PLACE
        ]
        run.__signature__ = known.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (*own, *options)}
        return run

    return with_options


__all__ = ["OPTIONS", "Place", "placed"]
