"""Verbs about studies: check one, make a synthetic one."""

from __future__ import annotations

from typing import Annotated

import typer

from depformer.cli.options import MOST_SEED, Json, OutPath, Place, StudyPath, placed
from depformer.cli.report import progress_bar, show, warn
from depformer.errors import DepformerError
from depformer.labels import MODALITIES
from depformer.wording import say


def validate(study: StudyPath, json: Json = False) -> None:
    """List every fault of a study folder; exit code 2 if there is one."""
    from depformer.study import check_study, notes, who_takes_part

    read, faults = check_study(study)
    noted = [] if read is None else notes(read)
    if json:
        show({"study": study, "valid": read is not None, "faults": faults, "notes": noted})
        if faults:
            raise typer.Exit(2)
        return
    if read is None:
        raise DepformerError.listing(say("study.not_valid", path=study), faults, kind="study")
    missing = {name: int(read.mask[..., i].sum()) for i, name in enumerate(MODALITIES)}
    show(
        say(
            "verbs.valid",
            study=study,
            groups=who_takes_part(read),
            words=len(read.words),
            image=read.image_size,
            audio=read.audio_size,
            faces=missing["face"],
            voices=missing["audio"],
        )
    )
    for note in noted:
        warn(f"{note}.")


@placed(loads="depformer.synth.study")
def synth(
    out: OutPath,
    participants: Annotated[int, typer.Option(help=say("command.participants"), min=2)] = 48,
    words: Annotated[int, typer.Option(help=say("command.words"))] = 24,
    seed: Annotated[int, typer.Option(help=say("command.seed_bytes"), min=0, max=MOST_SEED)] = 7,
    image_size: Annotated[int, typer.Option(help=say("command.image_size"), min=32)] = 64,
    effect: Annotated[float, typer.Option(help=say("command.effect"), min=0)] = 1.0,
    recorded: Annotated[bool, typer.Option("--recorded", help=say("command.recorded"))] = False,
    keep_recordings: Annotated[int, typer.Option(help=say("command.keep_recordings"), min=0)] = 0,
    severity_planted: Annotated[
        bool, typer.Option("--severity-planted", help=say("command.severity_planted"))
    ] = False,
    *,
    place: Place,
) -> None:
    """Write a synthetic study: drawn faces, synthesised speech, planted cells."""
    from depformer.synth import write_study

    with progress_bar(say("verbs.drawing")) as progress:
        write_study(
            out,
            participants=participants,
            words=words,
            seed=seed,
            image_size=image_size,
            effect=effect,
            recorded=recorded,
            keep_recordings=keep_recordings,
            severity_planted=severity_planted,
            place=place,
            progress=progress,
        )
    show(say("verbs.synthesised", out=out, participants=participants, words=words, seed=seed))
