"""The verb that writes a report of a run."""

from __future__ import annotations

from typing import Annotated

import typer

from depformer.cli.options import CheckpointPath, StudyPath
from depformer.cli.report import progress_bar, show
from depformer.cli.shown import shown_run
from depformer.labels import WORD_LABELS
from depformer.validate import one_of
from depformer.wording import say


def report(
    study: StudyPath,
    checkpoint: CheckpointPath,
    out: Annotated[str, typer.Argument(metavar="OUT", help=say("command.out_report"))],
    method: Annotated[str | None, typer.Option(help=say("command.method_of_figure"))] = None,
    label: Annotated[str, typer.Option(help=say("command.label"))] = "text",
    run: Annotated[str | None, typer.Option(help=say("command.run"))] = None,
    groups_by: Annotated[str | None, typer.Option(help=say("command.groups_by"))] = None,
) -> None:
    """Write a report of a run: one file with tables, figures, guards and methods."""
    from depformer.config import Question
    from depformer.explain.methods import methods_of
    from depformer.export.report import FORMATS, write_report
    from depformer.files import user_path
    from depformer.study import load_study

    target = user_path(out)
    fmt = one_of("format", target.suffix.removeprefix(".").lower(), FORMATS)
    one_of("label", label, WORD_LABELS)
    read = load_study(study)
    shown = shown_run(
        read, checkpoint, Question(methods_of(None, ())), run=run, groups_by=groups_by
    )
    held = shown["method"].values.astype(str).tolist()
    chosen = held[0] if method is None else one_of("method", method, held)
    with progress_bar(say("report_page.writing")) as progress:
        write_report(
            target,
            shown,
            user_path(checkpoint),
            method=chosen,
            label=label,
            groups_by=groups_by or "",
            progress=progress,
        )
    show(say(f"report_page.written_{fmt}", path=target))
