"""Any table of segments of any recordings: interviews, reading lists, tasks with pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    named_words,
    pseudonyms,
)
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.of_stretches import not_through, records
from depformer.recordings.segment_table import Segment, read_people, read_segments
from depformer.study import load_words
from depformer.validate import allowed_list, one_of, word_count
from depformer.wording import say

VERSION = "3"
CHOICES = ("first", "spaced", "label")

ByPerson = dict[str, list[Segment]]
Chosen = dict[str, list[Segment | None]]  # by person, one a word; None where there is none


def find(source: Path, options: ImportOptions) -> Imported:
    """Read the table, choose the segments that become words, and find out who is in which group."""
    one_of("choose", options.choose, CHOICES)
    table, by_person, unread = read_segments(source, options)
    if not by_person:
        raise nobody(unread)
    notes = [not_through(name, why) for name, why in unread.items()]
    choose = _by_label if options.choose == "label" else _by_number
    words, chosen = choose(source, by_person, options, notes)
    people = read_people(source, table, list(chosen), options)
    ids = pseudonyms(len(chosen))
    people.insert(0, "participant_id", ids)
    people_of = dict(zip(ids, chosen, strict=True))
    places = {
        who: [None if each is None else each.place for each in own] for who, own in chosen.items()
    }
    return Imported(people, words, records(people_of, places, words, options, notes), notes)


def _by_number(
    source: Path, by_person: ByPerson, options: ImportOptions, notes: list[str]
) -> tuple[pd.DataFrame, Chosen]:
    """Take as many segments of everybody, in the order of the table; their labels say nothing.

    ``first``: the first ones. ``spaced``: the first, the last, and evenly between them.
    """
    words = load_words(options.word_list) if options.word_list else None
    wanted = options.words or (0 if words is None else len(words))
    if not wanted or (words is not None and wanted != len(words)):
        raise DepformerError(say("importers.segment_words", choose=options.choose))
    word_count(wanted)
    few = {who: len(own) for who, own in by_person.items() if len(own) < wanted}
    for who, number in few.items():
        notes.append(say("importers.segment_few", who=who, n=number, wanted=wanted))
    if len(few) == len(by_person):
        known = {"path": source, "wanted": wanted, "most": max(few.values(), default=0)}
        raise DepformerError(say("importers.segment_nobody", **known), kind="study")
    chosen: Chosen = {}
    for who, own in by_person.items():
        if who not in few:
            last = wanted - 1 if options.choose == "first" else len(own) - 1
            rows = np.rint(np.linspace(0, last, wanted)).astype(int)
            chosen[who] = [own[row] for row in rows]
    if words is None:
        texts = [say("importers.segment", number=number) for number in range(1, wanted + 1)]
        words = named_words(texts)
        notes.append(say("importers.no_valence"))
    return words, chosen


def _by_label(
    source: Path, by_person: ByPerson, options: ImportOptions, notes: list[str]
) -> tuple[pd.DataFrame, Chosen]:
    """Take the first segment of every label; the labels are the words, the rows their order."""
    valences: dict[str, str] = {}
    for segment in (each for own in by_person.values() for each in own):
        if not segment.label:
            raise DepformerError(say("importers.segment_label", path=source), kind="study")
        if valences.setdefault(segment.label, segment.valence) != segment.valence:
            known = {"path": source, "label": segment.label}
            raise DepformerError(say("importers.segment_valence", **known), kind="study")
    if options.word_list:
        words = load_words(options.word_list)
    else:
        taken = list(valences)[: options.words]
        if not any(valences.values()):
            notes.append(say("importers.no_valence"))
        words = named_words(taken, [valences[label] for label in taken])
    word_count(len(words))
    texts = words["text"].tolist()
    if other := [label for label in valences if label not in texts]:
        notes.append(say("importers.segment_other", n=len(other), labels=allowed_list(other)))
    if len(other) == len(valences):
        raise DepformerError(say("importers.segment_no_label", path=source), kind="study")
    chosen: Chosen = {}
    for who, own in by_person.items():
        first: dict[str, Segment] = {}
        again = [each.label for each in own if first.setdefault(each.label, each) is not each]
        if again := [label for label in dict.fromkeys(again) if label in texts]:
            notes.append(say("importers.segment_again", who=who, labels=allowed_list(again)))
        chosen[who] = [first.get(text) for text in texts]
    return words, chosen


SPEC = ImporterSpec(
    "segments",
    VERSION,
    find,
    takes=(
        *("words", "word_list", "columns", "unit", "choose", "people", "groups"),
        *("level", "image_size", "frame"),
    ),
    apart=True,
)
