"""What an importer declares and returns, and the way from what it has found to a checked study."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import __version__
from depformer.errors import DepformerError
from depformer.files import refuse_existing, refuse_inside, user_path
from depformer.labels import SPLIT_BY
from depformer.recordings.faces import RULES
from depformer.recordings.ingest.everybody import Making
from depformer.recordings.ingest.made import Finished
from depformer.recordings.ingest.unfinished import FINISHED, study_folder, unfinished_beside
from depformer.recordings.voices import LEVELS
from depformer.study import columns, default_words, layout, load_study, load_words
from depformer.study.writer import ParticipantRecord, StudyTables, write_study_folder
from depformer.validate import allowed_list, one_of, whole_number
from depformer.wording import say
from depformer.work import HERE, Place, Progress

if TYPE_CHECKING:
    import pandas as pd

    from depformer.study import Study

# Makes everybody and yields one after the other.
Records = Callable[[Making], Iterable[ParticipantRecord]]

PATHS = ("word_list", "people")  # of the options; where files lie is nobody else's business


@dataclass(frozen=True)
class ImportOptions:
    """Hold what a user may say about a source; an importer takes those that it names.

    Parameters
    ----------
    words : int or None
        How many words the study has.
    word_list : str
        Path of a ``words.tsv``; without it, the default list of that many words.
    columns : mapping of str
        Names of the columns of a table, by what they hold.
    unit : str
        Of onsets and durations: ``s``, ``ms``, ``samples`` or ``frames``.
    choose : str
        Which segments become words: ``first``, ``spaced`` or ``label``.
    people : str
        Path of a table with one row a participant.
    groups : mapping of str
        ``healthy``, ``depressed`` or any other group, by what the source calls it.
    level : str
        How loud a participant's voices are made, see `voices_of_words`.
    image_size : int
        Height and width of faces that are cut out of videos [pixel].
    frame : str
        Which picture of a video stands for a word, see `depformer.recordings.faces.RULES`.
    task : str
        Of a corpus of several: ``both``, ``freeform`` or ``northwind``.
    split_by : str
        Of a corpus with parts: ``session``, each as the corpus has it, or ``person``, so that
        nobody is in two.
    """

    words: int | None = None
    word_list: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = "s"
    choose: str = "first"
    people: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    level: str = "none"
    image_size: int = 64
    frame: str = "onset"
    task: str = "both"
    split_by: str = SPLIT_BY[0]


@dataclass(frozen=True)
class Imported:
    """Hold what an importer has found, before anything is written.

    Attributes
    ----------
    people : DataFrame
        As ``participants.tsv``, one row a participant, or a session; ids are pseudonyms.
    words : DataFrame
        As ``stimuli/words.tsv``.
    records : callable
        ``records(making)`` makes them and yields one after the other, in the order of `people`; see
        `in_turn` for those that depend on one another.
    notes : list of str
        What a reader must know; grows while the records are made.
    columns : mapping
        What columns of `people` mean, where it is more than for every study.
    """

    people: pd.DataFrame
    words: pd.DataFrame
    records: Records
    notes: list[str] = field(default_factory=list)
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ImporterSpec:
    """Declare one kind of source. What it is stands in the wording, by its id.

    Attributes
    ----------
    id : str
        Short and stable; what a user types.
    version : str
        Raised whenever the numbers change that the same source gives.
    find : callable
        ``find(source, options)`` -> Imported. Looks at everything that can be looked at cheaply,
        so that what is wrong is said before work is done.
    takes : tuple of str
        The options that it knows.
    apart : bool
        Whether everybody is made apart from all others, so that several processes can share them.
    """

    id: str
    version: str
    find: Callable[[Path, ImportOptions], Imported]
    takes: tuple[str, ...] = ()
    apart: bool = False

    @property
    def about(self) -> str:
        """One sentence on what the source has to hold."""
        return say(f"importers.about_{self.id.replace('-', '_')}")


def import_study(
    kind: str,
    source: Path | str,
    out: Path | str,
    options: ImportOptions | None = None,
    *,
    place: Place = HERE,
    progress: Progress = lambda done, total: None,
) -> tuple[Study, list[str]]:
    """Make a study of what somebody else has recorded.

    Where people are made apart from one another, finished ones are kept beside the study until all
    are made: after a cancellation or a crash the same call goes on from there.

    Parameters
    ----------
    kind : str
        Id of an importer.
    source : Path or str
        A folder or a table, as the importer says.
    out : Path or str
        The study to come; nothing may be there but an empty folder.
    options : ImportOptions, optional
        What the source does not say itself.
    place : Place
        Where participants are made, see `depformer.work`.
    progress : callable
        Called with participants done and participants in all.

    Returns
    -------
    study : Study
        Written and checked.
    notes : list of str
        What was left out, taken as, or is missing; one sentence each.

    Raises
    ------
    DepformerError
        If something is not recognised, with the file. Nothing is written then.
    """
    from depformer.recordings.importers import IMPORTERS

    spec, options = IMPORTERS[kind], options or ImportOptions()
    _check(spec, options)
    if place is not HERE and not spec.apart:
        raise _not_taken(spec, "workers")
    refuse_existing(user_path(out))  # a link too, whatever it leads to
    source, out = user_path(source), study_folder(out)
    if not source.exists():
        raise DepformerError(say("files.missing", path=source), kind="study")
    refuse_inside(out, source)
    found = spec.find(source, options)
    tables = _tables(spec, found, options)
    with unfinished_beside(out, progress) as unfinished:
        refuse_existing(out)  # somebody else may have written it while this call waited
        making = Making(Finished(unfinished / FINISHED), place, progress)
        write_study_folder(out, tables, found.records(making))
    return load_study(out), found.notes


def _check(spec: ImporterSpec, options: ImportOptions) -> None:
    """Raise for an option that the importer would not look at."""
    one_of("level", options.level, LEVELS)
    one_of("frame", options.frame, RULES.ids)
    whole_number("image size", options.image_size, low=32, high=512)
    for each in fields(options):
        given = getattr(options, each.name) != getattr(ImportOptions(), each.name)
        if given and each.name not in spec.takes:
            raise _not_taken(spec, each.name)
    if options.words is not None and options.word_list and "choose" not in spec.takes:
        raise DepformerError(say("importers.words_twice"))


def _not_taken(spec: ImporterSpec, option: str) -> DepformerError:
    """Return the fault that the importer would not look at an option."""
    there = (*spec.takes, *(("workers",) if spec.apart else ()))
    takes = allowed_list(f"--{name.replace('_', '-')}" for name in there)
    name = option.replace("_", "-")
    return DepformerError(say("importers.not_taken", kind=spec.id, name=name, takes=takes))


def in_turn(records: Iterable[ParticipantRecord], total: int) -> Records:
    """Return the way of people who are made here, one after the other, out of `total`."""

    def made(making: Making) -> Iterator[ParticipantRecord]:
        for done, record in enumerate(records, start=1):
            yield record
            making.progress(done, total)

    return made


def words_of(options: ImportOptions, n_words: int, notes: list[str]) -> pd.DataFrame:
    """Return the word list that is named, or the default one of a number of words, with a note."""
    if options.word_list:
        return load_words(options.word_list)
    words = default_words(options.words or n_words)
    notes.append(say("importers.default_list", n=len(words)))
    return words


def named_words(texts: Sequence[str], valences: Sequence[str] = ()) -> pd.DataFrame:
    """Return a list of words of these texts; without valences, nobody knows any."""
    import pandas as pd

    numbers = range(1, len(texts) + 1)
    return pd.DataFrame(
        {
            "word_id": [f"w{number:02d}" for number in numbers],
            "position": list(numbers),
            "text": list(texts),
            "pinyin": None,
            "gloss": None,
            "valence": list(valences) or "",
        }
    )


def pseudonyms(number: int) -> list[str]:
    """Return ids that say nothing of anybody."""
    whole_number(say("importers.number_of_people"), number, low=1)
    width = max(3, len(str(number)))
    return [f"sub-{index:0{width}d}" for index in range(1, number + 1)]


def lacking_note(who: str, why: Mapping[str, str]) -> str:
    """Return the sentence on words of a person that have no recording, and the reasons."""
    by_reason: dict[str, list[str]] = {}
    for word, reason in why.items():
        by_reason.setdefault(reason, []).append(word)
    named = "; ".join(
        say(f"importers.lacking_{reason}", words=allowed_list(words))
        for reason, words in by_reason.items()
    )
    return say("importers.lacking", who=layout.named(who), named=named)


def _tables(spec: ImporterSpec, found: Imported, options: ImportOptions) -> StudyTables:
    groups = dict.fromkeys(found.people["group"])
    known = columns.participants_columns(groups) | dict(found.columns)
    described = {name: about for name, about in known.items() if name in found.people}
    given = {name: getattr(options, name) for name in spec.takes if name not in PATHS}
    spelt = (f"{name} {_spelt(value)}" for name, value in given.items() if value)
    generated = {
        "Name": f"depformer import {spec.id}",
        "Version": __version__,
        "Description": say(
            "importers.generated",
            version=spec.version,
            options=", ".join(spelt),
        ),
    }
    return StudyTables(
        description={
            "Name": say("importers.name", kind=spec.id),
            "DatasetType": "raw",
            "GeneratedBy": [generated],
        },
        readme=say("importers.readme", kind=spec.id, about=spec.about, version=__version__),
        participants=found.people,
        participants_columns=described,
        words=found.words,
        words_columns=columns.words_columns(),
        events_columns=columns.events_columns(),
    )


def _spelt(value: object) -> str:
    """Return the value of an option as it is typed."""
    pairs = value.items() if isinstance(value, Mapping) else ()
    return " ".join(f"{name}={each}" for name, each in pairs) or str(value)
