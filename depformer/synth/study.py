"""Write a synthetic study: people, faces and voices of a seed, with the planted cells beside."""

from __future__ import annotations

from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import refuse_existing, user_path
from depformer.study.words import default_words
from depformer.study.writer import write_study_folder
from depformer.synth.descriptions import study_tables
from depformer.synth.making.apart import PersonMaker, made_people
from depformer.synth.making.drawn import Draw
from depformer.synth.making.recorded import RecordAndIngest
from depformer.synth.people import draw_person
from depformer.synth.plan import plan_cells, planted_table
from depformer.validate import whole_number
from depformer.wording import say
from depformer.work import HERE, Place, Progress

STRONGEST_EFFECT = 2.0


def write_study(
    out: Path | str,
    *,
    participants: int = 48,
    words: int = 24,
    seed: int = 7,
    image_size: int = 64,
    effect: float = 1.0,
    recorded: bool = False,
    keep_recordings: int = 0,
    severity_planted: bool = False,
    place: Place = HERE,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Write a complete synthetic study folder.

    Parameters
    ----------
    out : Path or str
        The folder to come; an existing one with something in it is refused.
    participants : int
        Even, at least 4; half of them depressed.
    words : int
        24 or 72.
    seed : int
        The same seed gives the same bytes. A participant's recordings do not depend on the
        number of participants.
    image_size : int
        Height and width of a face [pixel], 32 to 512.
    effect : float
        Factor on the planted shifts, 0 (no difference between the groups at all) to 2.
    recorded : bool
        Whether everybody is recorded on video and sound first, and the features are made of these
        as `depformer.recordings.ingest` makes them of anybody's; else faces are drawn as crops and
        words spoken into their windows, which is a hundred times faster.
    keep_recordings : int
        How many participants' recordings the study keeps, from the first on.
    severity_planted : bool
        Whether the planted cells shift with everybody's own level, which a score of 0 to 63
        follows; people of 14 and above are then the depressed ones, however many they are.
    place : Place
        Where people are made, see `depformer.work`.
    progress : callable
        Called with participants done and participants in all, or with steps within them.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    DepformerError
        If a value is not allowed or the folder is there already.
    """
    _check(participants, seed, image_size, effect)
    if keep_recordings and not recorded:
        raise DepformerError(say("synthetic_study.keep", got=keep_recordings))
    whole_number("recordings to keep", keep_recordings, low=0, high=participants)
    table = default_words(words)
    out = user_path(out)
    refuse_existing(out)
    valences = table["valence"].tolist()
    cells = plan_cells(table, effect, seed)
    people = [
        draw_person(index, valences, cells, effect, seed, severity_planted=severity_planted)
        for index in range(participants)
    ]
    tables = study_tables(
        people,
        table,
        planted_table(cells),
        seed=seed,
        effect=effect,
        recordings=keep_recordings,
        severity_planted=severity_planted,
    )
    how: PersonMaker = (
        RecordAndIngest(table, seed, image_size, keep_recordings)
        if recorded
        else Draw(table, seed, image_size)
    )
    with made_people(how, people, out, place, progress) as records:
        return write_study_folder(out, tables, records)


def _check(participants: int, seed: int, image_size: int, effect: float) -> None:
    whole_number("number of participants", participants, low=4, high=9998)
    if participants % 2:
        raise DepformerError(say("synthetic_study.odd", got=participants, next=participants + 1))
    whole_number("seed", seed, low=0)
    whole_number("image size", image_size, low=32, high=512)
    if not 0.0 <= effect <= STRONGEST_EFFECT:
        raise DepformerError(say("synthetic_study.effect", got=effect, most=STRONGEST_EFFECT))
