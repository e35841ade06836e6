"""Times of words that come with a recording: an events table of any form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import read_foreign_table
from depformer.recordings.media import Media
from depformer.recordings.words.spans import Span, faults_of, pair_of
from depformer.validate import allowed_list, one_of
from depformer.wording import say

NAMES = ("onset", "duration", "offset", "word_id")
UNITS = ("s", "ms", "samples", "frames")
_SHOWN = 10  # faults of one table


def read_given(
    path: Path,
    media: Media,
    *,
    columns: Mapping[str, str] | None = None,
    unit: str = "s",
    windows: bool = False,
) -> tuple[Span, ...]:
    """Read where the words of a recording are.

    Parameters
    ----------
    path : Path
        Text with a header, as of `read_foreign_table`; other columns may be there.
    media : Media
        The recording, from `media.look_at_media`: its end, its rate and its frames per second.
    columns : mapping of str, optional
        What the columns are called, for example ``{"onset": "start_ms"}``. Needed are ``onset``,
        one of ``duration`` and ``offset``, and ``word_id``.
    unit : str
        Of all times: ``s``, ``ms``, ``samples`` or ``frames``.
    windows : bool
        Whether a row gives a window that its word lies in, for `align.align_windows`, and not the
        word itself; windows may overlap.

    Returns
    -------
    tuple of Span
        In order [s]; a row without times is a missing word.

    Raises
    ------
    DepformerError
        With every row that cannot be, by its line.
    """
    known = {one_of("column", name, NAMES): called for name, called in (columns or {}).items()}
    names = {name: known.get(name, name) for name in NAMES}
    table = read_foreign_table(path, kind="study", columns=names.values())
    lengths = sorted(("duration", "offset"), key=lambda name: name not in known)
    ends = next((name for name in lengths if names[name] in table), "duration")
    for name in ("onset", ends, "word_id"):
        if names[name] not in table:
            got = allowed_list(table.columns)
            said = say("word_times.no_column", path=path, column=names[name], name=name, got=got)
            raise DepformerError(said, kind="study")
    seconds = _seconds(unit, media)
    faults: list[str] = []
    spans = []
    rows = zip(table[names["word_id"]], table[names["onset"]], table[names[ends]], strict=True)
    for line, (word, start, stop) in enumerate(rows, start=2):
        if not isinstance(word, str):
            faults.append(say("word_times.no_word", line=line))
            continue
        onset, second = pair_of((start, stop), line, (names["onset"], names[ends]), faults)
        offset = onset + second if ends == "duration" else second
        spans.append(Span(line, word.strip(), onset * seconds, offset * seconds))
    faults += faults_of(spans, media.duration, windows=windows)
    if faults:
        headline = say("word_times.given", path=path, unit=unit)
        raise DepformerError.listing(headline, faults, kind="study", most=_SHOWN)
    return tuple(spans)


def _seconds(unit: str, media: Media) -> float:
    """Return how long one unit is [s]."""
    one_of("unit", unit, UNITS)
    if unit == "samples":
        if not media.rate:
            raise DepformerError(say("word_times.no_rate", path=media.path), kind="value")
        return 1.0 / media.rate
    if unit == "frames":
        if not media.fps > 0:
            raise DepformerError(say("word_times.no_fps", path=media.path), kind="value")
        return 1.0 / media.fps
    return 0.001 if unit == "ms" else 1.0
