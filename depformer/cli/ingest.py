"""The verbs that make a study of recordings, and correct its words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depformer.cli.options import Columns, Frame, Json, Level, Place, StudyPath, Unit, placed
from depformer.cli.report import progress_bar, say_the_rest, show, warn
from depformer.errors import DepformerError
from depformer.validate import allowed_list, number, pairs_of
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.recordings.ingest import Outcome, Reviewed


@placed(loads="depformer.recordings.ingest")
def ingest(
    out: Annotated[str, typer.Argument(metavar="OUT", help=say("command.study_out"))],
    table: Annotated[str, typer.Option(help=say("command.sessions"))] = "",
    id: Annotated[str, typer.Option(help=say("command.session_id"))] = "",
    group: Annotated[str, typer.Option(help=say("command.session_group"))] = "",
    video: Annotated[str, typer.Option(help=say("command.video"))] = "",
    audio: Annotated[str, typer.Option(help=say("command.audio"))] = "",
    events: Annotated[str, typer.Option(help=say("command.events"))] = "",
    order: Annotated[str, typer.Option(help=say("command.order"))] = "",
    descriptors: Annotated[
        list[str] | None, typer.Option("--descriptors", help=say("command.descriptors"))
    ] = None,
    vectors: Annotated[str, typer.Option(help=say("command.vectors"))] = "",
    vectors_name: Annotated[str, typer.Option(help=say("command.vectors_name"))] = "",
    offset: Annotated[float | None, typer.Option(help=say("command.offset"))] = None,
    age: Annotated[float | None, typer.Option(help=say("command.age"))] = None,
    sex: Annotated[str, typer.Option(help=say("command.sex"))] = "",
    severity: Annotated[float | None, typer.Option(help=say("command.severity"))] = None,
    words: Annotated[int | None, typer.Option(help=say("command.words"))] = None,
    word_list: Annotated[str, typer.Option(help=say("command.ingest_word_list"))] = "",
    columns: Columns = None,
    unit: Unit = "s",
    times: Annotated[str, typer.Option(help=say("command.times"))] = "words",
    finder: Annotated[str, typer.Option(help=say("command.finder"))] = "silero",
    frame: Frame = "onset",
    image_size: Annotated[int | None, typer.Option(help=say("command.ingest_image_size"))] = None,
    face_extractor: Annotated[
        str, typer.Option(help=say("command.face_extractor"))
    ] = "aligned_face",
    extractor: Annotated[str, typer.Option(help=say("command.extractor"))] = "log_mel",
    level: Level = "none",
    window: Annotated[float, typer.Option(help=say("command.window"))] = 1.2,
    before: Annotated[float, typer.Option(help=say("command.before"))] = 0.06,
    recordings: Annotated[str, typer.Option(help=say("command.recordings"))] = "copy",
    overwrite: Annotated[bool, typer.Option("--replace", help=say("command.replace"))] = False,
    review: Annotated[str, typer.Option(help=say("command.review"))] = "",
    json: Json = False,
    *,
    place: Place,
) -> None:
    """Make a study of recordings, or add participants to one."""
    one: dict[str, object] = {
        "participant_id": id,
        "group": group,
        "video": video,
        "audio": audio,
        "order": order,
        "vectors": vectors,
        "descriptors": "|".join(descriptors or ()),
    }
    one |= {"offset": offset, "age": age, "sex": sex, "severity": severity}
    if table and any(value not in ("", None) for value in one.values()):
        raise DepformerError(say("ingest.one_or_table"))
    if not table and not (id and group and video):
        raise DepformerError(say("ingest.who"))
    from depformer.files import user_path
    from depformer.recordings.ingest import IngestOptions, read_sessions, session_of, word_list_of
    from depformer.recordings.ingest import ingest as make
    from depformer.recordings.ingest import review as write_review
    from depformer.recordings.ingest.session import RANGES

    for name, (low, high) in RANGES.items():  # in a table, NaN is an empty cell
        if one.get(name) is not None:
            number(name, one[name], low=low, high=high)
    options = IngestOptions(
        image_size=image_size,
        frame=frame,
        face_extractor=face_extractor,
        extractor=extractor,
        vectors_name=vectors_name,
        level=level,
        before=before,
        window=window,
        finder=finder,
        columns=pairs_of("--columns", columns or (), example="onset=start"),
        unit=unit,
        times=times,
        recordings=recordings,
    )
    sessions, notes = read_sessions(table) if table else ([session_of(one)], [])
    if events:
        where = user_path(events)
        if table and not where.is_dir():
            raise DepformerError(say("ingest.events_folder", path=where))
        sessions = [replace(each, events=where) for each in sessions]
    named = word_list_of(words, word_list)
    with progress_bar(say("ingest.doing")) as progress:
        how: Any = {"words": named, "options": options, "place": place, "progress": progress}
        if review:
            looked = write_review(sessions, out, review, **how)
        else:
            done = make(sessions, out, overwrite=overwrite, **how)
    if review:
        _end_of_review(looked, notes, json=json)
    else:
        _end(out, done, notes, json=json)


def _end(out: str, done: Outcome, notes: list[str], *, json: bool) -> None:
    """Say who came through, who did not and why, and what is in doubt."""
    notes = [*notes, *done.notes]
    if json:
        through = list(done.through)
        show({"study": out, "through": through, "failed": done.failed, "notes": notes})
        return
    n, who = len(done.through), allowed_list(done.through)
    show(say("ingest.through", study=out, n=n, who=who))
    say_the_rest(done.failed, notes)


def _end_of_review(done: Reviewed, notes: list[str], *, json: bool) -> None:
    """Say where the words lie that a person looks over."""
    if json:
        folder = str(done.folder)
        show({"review": folder, "doubtful": done.doubtful, "failed": done.failed, "notes": notes})
        return
    counts = [say("ingest.review_count", who=who, n=n) for who, n in done.doubtful.items()]
    known = {"n": len(counts), "who": allowed_list(counts)}
    show(say("ingest.to_review", folder=done.folder, **known))
    say_the_rest(done.failed, notes)


def correct(
    study: StudyPath,
    id: Annotated[str, typer.Option(help=say("command.correct_id"))],
    word: Annotated[str, typer.Option(help=say("command.correct_word"))],
    onset: Annotated[float | None, typer.Option(help=say("command.correct_onset"))] = None,
    offset: Annotated[float | None, typer.Option(help=say("command.correct_offset"))] = None,
    not_said: Annotated[bool, typer.Option("--not-said", help=say("command.not_said"))] = False,
    json: Json = False,
) -> None:
    """Set when a participant said a word, and make his or her features anew."""
    if [onset is not None, offset is not None] != [not not_said] * 2:
        raise DepformerError(say("correcting.half"))
    from depformer.recordings.ingest import correct as set_word

    who = id if id.startswith("sub-") else f"sub-{id}"
    edges = (None, None) if not_said else (onset, offset)
    with progress_bar(say("correcting.doing")) as progress:
        done = set_word(study, who, word, *edges, progress=progress)
    if json:
        known: dict[str, object] = {"participant": who, "word": word, "doubt": done.doubt}
        show({"study": study, **known, "onset": edges[0], "offset": edges[1]})
        return
    named = {"study": study, "who": who, "word": word, "onset": onset, "offset": offset}
    show(say("correcting.not_said" if not_said else "correcting.set", **named))
    if done.doubt:
        warn(say("correcting.doubt", word=word, doubt=done.doubt))
