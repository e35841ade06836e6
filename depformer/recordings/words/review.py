"""Tables and label files in which a person corrects where the words of a recording are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import read_table, read_text, write_table, write_text
from depformer.recordings.words.spans import Span, faults_of, pair_of
from depformer.recordings.words.times import Aligned, WordTime
from depformer.validate import allowed_list
from depformer.wording import say

COLUMNS = ("word_id", "onset", "offset", "flag", "reason", "candidates")
ASIDE = "?"  # a label that begins with it is for the eye, and not read back
_SHOWN = 10  # faults of one file


def write_review(path: Path, aligned: Aligned) -> None:
    """Write a table with a row for each word: its times, whether they are in doubt, and why.

    To correct a word, change its onset and offset; for a word that was not said they are ``n/a``.
    """
    write_table(path, aligned.to_table())


def read_review(path: Path, words: Sequence[str], duration: float) -> Aligned:
    """Read a table that `write_review` wrote and a person may have corrected.

    Parameters
    ----------
    path : Path
        Tab-separated text; only word_id, onset and offset are read.
    words : sequence of str
        Ids that have to be there.
    duration : float
        Of the recording [s]; NaN where it is not known.

    Raises
    ------
    DepformerError
        With everything that is wrong, by its line.
    """
    table = read_table(path, kind="study", columns=COLUMNS)
    if lacking := [name for name in COLUMNS[:3] if name not in table]:
        known = {"path": path, "columns": ", ".join(lacking)}
        raise DepformerError(say("word_times.no_review", **known), kind="study")
    faults: list[str] = []
    spans = []
    for line, row in enumerate(table[list(COLUMNS[:3])].to_numpy(dtype=object).tolist(), start=2):
        onset, offset = pair_of(row[1:], line, COLUMNS[1:3], faults)
        spans.append(Span(line, str(row[0]).strip(), onset, offset))
    return _corrected(path, spans, faults, words, duration)


def write_labels(path: Path, aligned: Aligned) -> None:
    """Write a label file of Audacity (File > Import > Labels).

    Labels that begin with ``?`` show where a word is missing or a sound is too many.
    """
    labels = [(w.onset, w.offset, w.word_id) for w in aligned.words if not w.missing]
    labels += [(e.onset, e.offset, f"{ASIDE} {e.kind} {e.word_id}") for e in aligned.extras]
    for number, word in enumerate(aligned.words):
        if word.missing:
            before = [w.offset for w in aligned.words[:number] if not w.missing]
            after = [w.onset for w in aligned.words[number + 1 :] if not w.missing]
            start = before[-1] if before else 0.0
            stop = after[0] if after else start
            labels.append((start, stop, f"{ASIDE} missing {word.word_id}"))
    lines = [f"{start:.6f}\t{stop:.6f}\t{name}\n" for start, stop, name in sorted(labels)]
    write_text(path, "".join(lines))


def read_labels(path: Path, words: Sequence[str], duration: float) -> Aligned:
    """Read a label file of Audacity: a label with a word's id is that word.

    Parameters
    ----------
    path : Path
        Exported by Audacity; a word without a label is missing.
    words, duration
        As in `read_review`.

    Raises
    ------
    DepformerError
        With everything that is wrong, by its line.
    """
    faults: list[str] = []
    spans = []
    text = read_text(path, what=say("word_times.labels"), kind="study")
    for line, row in enumerate(text.splitlines(), start=1):
        cells = row.split("\t")
        if not row.strip() or cells[0].strip() == "\\":  # the frequencies of a label
            continue
        if len(cells) != 3:
            faults.append(say("word_times.no_label", line=line))
            continue
        name = cells[2].strip()
        if name.startswith(ASIDE):
            continue
        onset, offset = pair_of(cells[:2], line, COLUMNS[1:3], faults)
        spans.append(Span(line, name, onset, offset))
    there = {span.word_id for span in spans}
    spans += [Span(0, word, math.nan, math.nan) for word in words if word not in there]
    return _corrected(path, spans, faults, words, duration)


def _corrected(
    path: Path, spans: list[Span], faults: list[str], words: Sequence[str], duration: float
) -> Aligned:
    """Return the words as a person left them, or raise with all faults."""
    known = set(words)
    for span in spans:
        if span.word_id not in known:
            allowed = allowed_list(words)
            faults.append(
                say("word_times.unknown", line=span.line, word=span.word_id, allowed=allowed)
            )
    faults += faults_of(spans, duration)
    there = {span.word_id: span for span in spans}
    faults += [say("word_times.absent", word=word) for word in words if word not in there]
    if faults:
        headline = say("word_times.review", path=path)
        raise DepformerError.listing(headline, faults, kind="study", most=_SHOWN)
    ordered = (there[word] for word in words)
    return Aligned(tuple(WordTime(s.word_id, s.onset, s.offset, 1.0) for s in ordered))
