"""Verbs about what others have: import recordings, import norms of words, hand a study on."""

from __future__ import annotations

from typing import Annotated

import typer

from depformer.cli.options import Columns, Frame, Level, OutPath, Place, StudyPath, Unit, placed
from depformer.cli.report import progress_bar, show, warn
from depformer.labels import SPLIT_BY
from depformer.validate import allowed_list, pairs_of
from depformer.wording import say, sentences

# The kinds are known by what is said of them: the importers themselves load what reads sound.
KINDS = {
    name.removeprefix("about_"): str(about)
    for name, about in sentences("importers").items()
    if name.startswith("about_")
}


@placed(loads="depformer.recordings.importers")
def import_recordings(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help=say("command.kind", names=", ".join(KINDS).replace("_", "-"))
        ),
    ],
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=say("command.source"))],
    study: Annotated[str, typer.Argument(metavar="STUDY", help=say("command.out"))],
    words: Annotated[int | None, typer.Option(help=say("command.import_words"), min=1)] = None,
    word_list: Annotated[str, typer.Option(help=say("command.import_word_list"))] = "",
    columns: Columns = None,
    unit: Unit = "s",
    choose: Annotated[str, typer.Option(help=say("command.choose"))] = "first",
    people: Annotated[str, typer.Option(help=say("command.people"))] = "",
    groups: Annotated[
        list[str] | None, typer.Option("--groups", help=say("command.groups"))
    ] = None,
    level: Level = "none",
    image_size: Annotated[int, typer.Option(help=say("command.import_size"))] = 64,
    frame: Frame = "onset",
    task: Annotated[str, typer.Option(help=say("command.task"))] = "both",
    split_by: Annotated[
        str, typer.Option(help=say("command.import_split_by", names=", ".join(SPLIT_BY)))
    ] = SPLIT_BY[0],
    *,
    place: Place,
) -> None:
    """Make a study of what somebody else has recorded."""
    from depformer.recordings.importer import ImportOptions, import_study

    options = ImportOptions(
        words=words,
        word_list=word_list,
        columns=pairs_of("--columns", columns or (), example="onset=start"),
        unit=unit,
        choose=choose,
        people=people,
        groups=pairs_of("--groups", groups or (), example="1=depressed"),
        level=level,
        image_size=image_size,
        frame=frame,
        task=task,
        split_by=split_by,
    )
    with progress_bar(say("verbs.importing")) as progress:
        made, notes = import_study(kind, source, study, options, place=place, progress=progress)
    known = {"study": study, "words": len(made.words), "n": made.persons.nunique()}
    if made.has_sessions:
        show(say("verbs.imported_sessions", rows=len(made.ids), **known))
    else:
        show(say("verbs.imported", **known))
    for note in notes:
        warn(f"{note}.")


def import_norms(
    table: Annotated[str, typer.Argument(metavar="TABLE", help=say("command.norms_table"))],
    study: StudyPath,
    scale: Annotated[str, typer.Option(help=say("command.scale"))],
    source: Annotated[str, typer.Option(help=say("command.norms_source"))],
    columns: Columns = None,
) -> None:
    """Fill in rated valence and arousal of a study's words."""
    from depformer.study.words import norms

    named = pairs_of("--columns", columns or (), example="text=Word")
    done = norms.import_norms(table, study, scale=scale, source=source, columns=named)
    show(say("verbs.norms_imported", found=done.found, n=done.found + len(done.absent)))
    if done.absent:
        warn(say("verbs.norms_absent", n=len(done.absent), words=allowed_list(done.absent)))


def export_bids(
    study: StudyPath,
    out: OutPath,
    with_recordings: Annotated[
        bool, typer.Option("--with-recordings", help=say("command.with_recordings"))
    ] = False,
) -> None:
    """Write a copy of a study that a BIDS validator accepts."""
    from depformer.export.bids import export_bids

    notes = export_bids(study, out, recordings=with_recordings)
    show(say("verbs.exported", out=out))
    for note in notes:
        warn(f"{note}.")
