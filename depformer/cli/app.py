"""The command's entry: verbs, exit codes, and one sentence instead of a traceback."""

from __future__ import annotations

import signal
import sys

import typer
from typer.core import TyperCommand

from depformer.cli import (
    EXIT_CANCELLED,
    imports,
    ingest,
    jobs,
    models,
    options,
    pictures,
    reporting,
    runs,
    stats,
    studies,
)
from depformer.cli.report import printable
from depformer.errors import DepformerError
from depformer.wording import say

EXIT_FAULT = 2
LISTING: dict[str, type[TyperCommand]] = {
    "explain": options.ListsMethods,
    "figures": options.ListsFigures,
    "stats": options.ListsTables,
}
"""The verbs whose help ends with what can be named."""

app = typer.Typer(
    name="depformer",
    help=say("command.depformer"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for verb in (
    studies.validate,
    studies.synth,
    ingest.ingest,
    ingest.correct,
    imports.export_bids,
    models.train,
    models.untrained,
    models.convert,
    models.fetch,
    models.evaluate,
    runs.explain,
    jobs.jobs,
    stats.stats,
    pictures.figures,
    reporting.report,
    pictures.dashboard,
):
    app.command(help=say(f"command.verb_{verb.__name__}"), cls=LISTING.get(verb.__name__))(verb)
app.command(name="import", help=say("command.verb_import", **imports.KINDS))(
    imports.import_recordings
)
norms = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=say("command.norms"))
norms.command(name="import", help=say("command.verb_norms_import"))(imports.import_norms)
app.add_typer(norms, name="norms")


def run() -> None:
    """Run one verb; a user's mistake is one message on stderr and exit code 2."""
    _unwind_when_ended()
    presses: list[int] = []

    def interrupt(number: int, _: object) -> None:
        presses.append(number)
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    try:
        app()
    except SystemExit as ended:
        if ended.code == EXIT_CANCELLED:
            raise KeyboardInterrupt from ended
        raise
    except Exception as fault:
        if presses:  # in the midst of a library's C, which takes it for a fault of what it reads
            raise KeyboardInterrupt from fault
        if not isinstance(fault, DepformerError):
            raise
        typer.echo(printable(f"depformer: {fault}"), err=True)
        sys.exit(EXIT_FAULT)
    finally:
        signal.signal(signal.SIGINT, before)


def _unwind_when_ended() -> None:
    """Have whoever ends the command, a scheduler or a closed terminal, leave nothing half written.

    The system's own way is to stop at once; the same as by Ctrl-C, what is begun is taken away.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores it
            signal.signal(number, _end)


def _end(number: int, _: object) -> None:
    """Unwind once: what is taken away is taken away whole, whoever asks again meanwhile."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)
