"""What every verb shares: printed tables, JSON, and progress with the time left."""

from __future__ import annotations

import io
import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from depformer.wording import say

if TYPE_CHECKING:
    import pandas as pd


EVERY = 30.0  # seconds between two lines of progress
_CARD_WIDTH = 100  # signs
# Control characters but tab and line end, and those that turn the direction of what follows.
_STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show(content: object) -> None:
    """Print a line, or JSON for anything else; NaN becomes null."""
    text = content if isinstance(content, str) else json.dumps(plain(content), indent=2)
    typer.echo(printable(text))


def show_card(checkpoint: Path) -> None:
    """Print the card of a checkpoint, which is Markdown, as plain text."""
    from rich.console import Console
    from rich.markdown import Markdown

    from depformer.files import CARD, read_text

    card = read_text(checkpoint / CARD, what=say("checkpoint.card"), kind="checkpoint")
    console = Console(file=io.StringIO(), width=_CARD_WIDTH, color_system=None)
    with console.capture() as plain_text:
        console.print(Markdown(card))
    lines = (line.rstrip() for line in plain_text.get().strip().splitlines())
    show("\n".join(lines))


def warn(sentence: str) -> None:
    """Print what a reader must know, on stderr."""
    typer.echo(printable(say("command.note", sentence=sentence)), err=True)


def say_the_rest(failed: Mapping[str, str], notes: Sequence[str]) -> None:
    """Say who did not come through and why, and what is missing or in doubt."""
    if failed:
        show(say("ingest.not_through", n=len(failed)))
        for who, why in failed.items():
            show(say("ingest.not_through_why", who=who, why=why))
    for note in notes:
        warn(note)


def printable(text: str) -> str:
    """Return a text with what would steer the terminal, or cannot be printed, spelt out."""
    spelt = _STEERS.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)
    return spelt.encode("utf-8", "backslashreplace").decode("utf-8")


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
    show(table.to_string(index=False, na_rep="n/a", float_format=lambda value: f"{value:.3f}"))


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress with the time left on stderr: a bar, or a line now and then in a log.

    Yields
    ------
    callable
        To be called with done and total.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(what)
        return
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Lines:
    """Say how much is done, at most once in `EVERY` seconds, so that a short work says nothing."""

    def __init__(self, what: str) -> None:
        from depformer.jobs.pace import Pace

        self.what, self.pace, self.said = what, Pace(), time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Report steps done and steps in all."""
        self.pace.at(done, total)
        now = time.monotonic()
        if now - self.said < EVERY:
            return
        self.said = now
        left = self.pace.seconds_left
        known = {"what": self.what, "done": done, "total": total}
        line = say("command.progress", **known)
        if left >= 0:
            line = say("command.progress_left", **known, minutes=left / 60)
        typer.echo(printable(line), err=True)
