"""Verbs about studies: check one, make a synthetic one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depformer.cli.report import Json, OutPath, StudyPath, progress_bar, show
from depformer.errors import DepformerError
from depformer.labels import MODALITIES
from depformer.wording import say


def validate(study: StudyPath, json: Json = False) -> None:
    """List every fault of a study folder; exit code 2 if there is one."""
    from depformer.study import check_study

    read, faults = check_study(study)
    if json:
        show({"study": study, "valid": read is not None, "faults": faults})
        if faults:
            raise typer.Exit(2)
        return
    if read is None:
        head = study if len(faults) == 1 else f"{study}: {say('names.faults', n=len(faults))}"
        raise DepformerError.listing(head, faults, kind="study")
    groups = read.participants["group"].value_counts()
    missing = {name: int(read.mask[..., i].sum()) for i, name in enumerate(MODALITIES)}
    show(
        f"{study} is valid: {', '.join(f'{n} {group}' for group, n in groups.items())}; "
        f"{len(read.words)} words, faces of {read.image_size} x {read.image_size} pixels, "
        f"{read.audio_size} numbers per audio vector; missing recordings: "
        f"{missing['face']} faces, {missing['audio']} voices."
    )


def synth(
    out: OutPath,
    participants: Annotated[int, typer.Option(help="Half of them depressed.", min=2)] = 48,
    words: Annotated[int, typer.Option(help="24 or 72, the default lists.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.", min=0)] = 7,
    image_size: Annotated[int, typer.Option(help="Height and width [pixel].", min=16)] = 64,
    effect: Annotated[float, typer.Option(help="Factor on every planted d.", min=0)] = 1.0,
) -> None:
    """Write a synthetic study: drawn faces, synthesised speech, planted cells."""
    from depformer.synth import write_study

    with progress_bar("Drawing and speaking") as progress:
        write_study(
            Path(out),
            participants=participants,
            words=words,
            seed=seed,
            image_size=image_size,
            effect=effect,
            progress=progress,
        )
    show(f"{out}: {participants} synthetic participants, {words} words, seed {seed}.")
