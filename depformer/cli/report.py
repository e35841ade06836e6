"""What every verb shares: printed tables, JSON, and progress with the time left."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from depformer.wording import say

if TYPE_CHECKING:
    import pandas as pd


def show(content: object) -> None:
    """Print a line, or JSON for anything else; NaN becomes null."""
    typer.echo(content if isinstance(content, str) else json.dumps(plain(content), indent=2))


def warn(sentence: str) -> None:
    """Print what a reader must know, on stderr."""
    typer.echo(say("command.note", sentence=sentence), err=True)


def plain(content: Any) -> Any:
    """Return the content with what JSON cannot say replaced: NaN by null, NumPy by Python."""
    if isinstance(content, dict):
        return {str(key): plain(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [plain(value) for value in content]
    if hasattr(content, "item"):
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON records."""
    return [plain(record) for record in table.to_dict("records")]


def show_table(table: pd.DataFrame) -> None:
    """Print a table with three decimals."""
    typer.echo(
        table.to_string(index=False, na_rep="n/a", float_format=lambda value: f"{value:.3f}")
    )


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress with the time left on stderr.

    Yields
    ------
    callable
        To be called with done and total.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
