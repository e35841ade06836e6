"""Times of words from an events table: any names, any unit, every fault by its line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.recordings.media import Media
from depformer.recordings.words.given import read_given
from depformer.recordings.words.spans import Span, faults_of


def media(*, duration: float = 10.0, rate: int = 8_000, fps: float = 25.0) -> Media:
    return Media(
        path=Path("session.mp4"),
        duration=duration,
        has_video=fps > 0,
        has_sound=rate > 0,
        rate=rate,
        channels=1,
        fps=fps,
        rotation=0,
        video_start=0.0,
        sound_start=0.0,
        sound_stop=duration,
        codec="h264, aac",
    )


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "times.tsv"
    path.write_text("".join(row.replace(" ", "\t") + "\n" for row in rows), encoding="utf-8")
    return path


UNITS = {"s": 1.0, "ms": 1000.0, "samples": 8_000.0, "frames": 25.0}


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_gives_seconds(unit: str, tmp_path: Path) -> None:
    scale = UNITS[unit]
    rows = [f"w1 {1 * scale} {0.4 * scale} x", "w2 n/a n/a x", f"w3 {2.4 * scale} {1 * scale} x"]
    path = table(tmp_path, "word_id onset duration other", *rows)
    first, second, third = read_given(path, media(), unit=unit)
    assert (first.line, first.word_id) == (2, "w1")
    assert (first.onset, first.offset) == pytest.approx((1.0, 1.4))
    assert second.missing
    assert (third.onset, third.offset) == pytest.approx((2.4, 3.4))


def test_columns_may_have_any_name(tmp_path: Path) -> None:
    path = table(tmp_path, "词 start_ms end_ms", "w1 500 900")
    names = {"word_id": "词", "onset": "start_ms", "offset": "end_ms"}
    (span,) = read_given(path, media(), columns=names, unit="ms")
    assert (span.onset, span.offset) == pytest.approx((0.5, 0.9))


FAULTS = {
    "after the end": ("w2 9.5 2", "line 3 ends at 11.500 s, after the end of the recording at 10"),
    "overlap": ("w2 1.2 1", "line 3 begins at 1.200 s, before line 2 ends"),
    "order": ("w2 0.2 0.1", "line 3 begins at 0.200 s, before line 2; sort the rows by time"),
    "no length": ("w2 3 0", "line 3 ends at 3.000 s, not after its beginning at 3.000 s"),
    "negative": ("w2 -1 0.5", "line 3 begins at −1.000 s, before the recording"),
    "no number": ("w2 early 1", "line 3 has 'early' in onset, expected is a number"),
    "infinite": ("w2 inf 1", "line 3 has 'inf' in onset"),
    "half": ("w2 n/a 1", "line 3 has only one of its two times"),
    "twice": ("w1 5 1", "line 3 names the word w1, which stands in line 2 already"),
    "no word": ("n/a 5 1", "line 3 names no word"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_row_that_cannot_be_is_named_by_its_line(name: str, tmp_path: Path) -> None:
    row, says = FAULTS[name]
    path = table(tmp_path, "word_id onset duration", "w1 1 1", row)
    with pytest.raises(DepformerError, match="cannot say where the words are") as caught:
        read_given(path, media())
    assert says in str(caught.value)


def test_windows_may_overlap_and_words_may_not(tmp_path: Path) -> None:
    path = table(tmp_path, "word_id onset duration", "w1 1 1", "w2 1.9 1")
    assert [span.onset for span in read_given(path, media(), windows=True)] == [1.0, 1.9]
    with pytest.raises(DepformerError, match=r"line 3 begins at 1\.900 s, before line 2 ends"):
        read_given(path, media())


def test_what_a_recording_does_not_have_is_said(tmp_path: Path) -> None:
    path = table(tmp_path, "word_id onset duration", "w1 1 1")
    with pytest.raises(DepformerError, match="has no sound, so times in samples"):
        read_given(path, media(rate=0), unit="samples")
    with pytest.raises(DepformerError, match="has no video, so times in frames"):
        read_given(path, media(fps=math.nan), unit="frames")
    with pytest.raises(DepformerError, match="Invalid unit: got 'min'"):
        read_given(path, media(), unit="min")
    with pytest.raises(DepformerError, match="has no column 'begin' for onset; it has word_id"):
        read_given(path, media(), columns={"onset": "begin"})
    with pytest.raises(DepformerError, match="Did you mean 'onset'"):
        read_given(path, media(), columns={"onsets": "onset"})


@given(st.lists(st.floats(0.001, 2.0), min_size=2, max_size=20))
def test_times_in_order_have_no_fault_and_swapped_ones_have(gaps: list[float]) -> None:
    spans, at = [], 0.0
    for line, gap in enumerate(gaps, start=2):
        spans.append(Span(line, f"w{line}", at, at + gap))
        at += 1.1 * gap
    assert faults_of(spans, at) == []
    assert faults_of(spans, math.nan) == []
    assert faults_of(spans[::-1], at)
    assert faults_of(spans, spans[-1].onset - 0.06)
