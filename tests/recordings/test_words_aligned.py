"""A sound too many or a word too few is named, and shifts no other word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.recordings.words import Aligned, align, align_windows
from depformer.recordings.words.evidence import pieces_of, same_of
from depformer.recordings.words.find import Found
from depformer.recordings.words.lattice import best_path
from depformer.recordings.words.rhythm import rhythm_of
from depformer.recordings.words.spans import Span
from tests.recordings.spoken import (
    IDS,
    WORDS,
    FloatArray,
    Spans,
    cough,
    heard,
    put,
    reading,
)

COUNT = len(WORDS)
EVEN = [1.5 + 1.8 * number for number in range(COUNT)]
UNEVEN = [1.5, 3.0, 6.1, 7.4, 9.9, 11.2, 12.9, 16.0]
RHYTHMS = pytest.mark.parametrize("onsets", [EVEN, UNEVEN], ids=["even", "uneven"])
SECONDS = 18.0


def aligned(sound: FloatArray, **known: float) -> Aligned:
    return align(heard(sound), IDS, **known)


def assert_there(result: Aligned, spans: dict[str, tuple[float, float]]) -> None:
    """Hold that exactly these words were found, each where it was said."""
    assert tuple(each.word_id for each in result.words) == IDS
    there = {each.word_id: (each.onset, each.offset) for each in result.words if not each.missing}
    assert there.keys() == spans.keys()
    for word, span in spans.items():
        assert there[word] == pytest.approx(span, abs=0.12), word


def named(spans: Spans, order: list[int]) -> dict[str, tuple[float, float]]:
    return {IDS[number]: span for number, span in zip(order, spans, strict=True)}


@RHYTHMS
def test_a_reading_without_fault_has_no_doubt(onsets: list[float]) -> None:
    sound, spans = reading(range(COUNT), onsets, seconds=SECONDS)
    result = aligned(sound)
    assert_there(result, named(spans, list(range(COUNT))))
    assert not result.extras
    assert [each.reason for each in result.words] == [""] * COUNT


@pytest.mark.parametrize("lost", [0, 3, COUNT - 1])
def test_a_missing_word_is_named(lost: int) -> None:
    order = [number for number in range(COUNT) if number != lost]
    # Whether the first or the last is missing shows by where there was time for one more.
    seconds = EVEN[-1] + (0.9 if lost == 0 else 2.5)
    sound, spans = reading(order, [EVEN[number] for number in order], seconds=seconds)
    result = aligned(sound)
    assert_there(result, named(spans, order))
    where = {0: "before w02", 3: "between w03 and w05", COUNT - 1: "after w07"}
    assert result.words[lost].reason == f"Nothing was found for it {where[lost]}."


@RHYTHMS
@pytest.mark.parametrize("twice", [2, 5])
def test_a_word_said_twice_is_named(twice: int, onsets: list[float]) -> None:
    order = [*range(twice + 1), *range(twice, COUNT)]
    times = [*onsets[: twice + 1], *(at + 0.9 for at in onsets[twice:])]
    sound, spans = reading(order, times, seconds=SECONDS + 1)
    result = aligned(sound)
    kept = [place for place in range(len(order)) if place != twice + 1]
    assert_there(result, {IDS[order[place]]: spans[place] for place in kept})
    (extra,) = result.extras
    assert (extra.kind, extra.word_id) == ("repeated", IDS[twice])
    assert "said twice" in result.words[twice].reason


def test_one_word_twice_and_another_missing_shift_nothing_between() -> None:
    order = [0, 1, 1, 2, 3, 4, 6, 7]
    times = [EVEN[0], EVEN[1], EVEN[1] + 0.9, *(EVEN[n] for n in order[3:])]
    sound, spans = reading(order, times, seconds=SECONDS)
    result = aligned(sound)
    right = {
        IDS[n]: span for n, span, place in zip(order, spans, range(8), strict=True) if place != 2
    }
    assert_there(result, right)
    assert [extra.kind for extra in result.extras] == ["repeated"]


@RHYTHMS
def test_coughs_and_clicks_are_no_words(onsets: list[float]) -> None:
    sound, spans = reading(range(COUNT), onsets, seconds=SECONDS)
    for at in (0.4, spans[1][1] + 0.4, spans[6][1] + 0.4):
        sound = put(sound, cough(), at)
    sound = put(sound, np.full(12, 0.7, np.float32), spans[0][1] + 0.2)
    assert_there(aligned(sound), named(spans, list(range(COUNT))))


def test_another_word_in_between_is_extra() -> None:
    order = [0, 1, 2, 6, 3, 4, 5, 6, 7]
    trials = [1.5 + 2.4 * number for number in range(COUNT)]
    sound, spans = reading(order, [*trials[:3], 7.5, *trials[3:]], seconds=20.0)
    result = aligned(sound, interval=2.4)
    right = [*range(3), *range(4, 9)]
    assert_there(result, {IDS[order[place]]: spans[place] for place in right})
    (extra,) = result.extras
    assert (extra.kind, extra.word_id) == ("extra", "w03")
    assert extra.reason == "It is a voice beside the words."


CROWDED = [0, 1, 5, 2, 3, 4, 5, 2, 6, 7], [1.5, 3.3, 4.2, 5.1, 6.9, 8.7, 10.5, 11.5, 12.3, 14.0]
SPARSE = [0, 1, 2, 5, 6, 7], [1.5, 3.0, 4.9, 6.8, 8.1, 10.0]


@pytest.mark.parametrize(("said", "free"), [(CROWDED, True), (SPARSE, False)])
def test_another_sound_says_whose_it_is_and_free_ones_come_first(
    said: tuple[list[int], list[float]], free: bool
) -> None:
    result = aligned(reading(*said, seconds=20.0)[0])
    there = [word for word in result.words if not word.missing]
    seen = set()
    for word in result.words:
        taken = [bool(each.taken_by) for each in word.candidates]
        assert taken == sorted(taken)
        seen |= set(taken)
        for each in word.candidates:
            inside = [w.word_id for w in there if each.onset < w.offset and w.onset < each.offset]
            assert list(each.taken_by) == [name for name in inside if name != word.word_id]
    assert seen == ({False, True} if free else {True})


def test_a_silent_recording_has_all_words_missing() -> None:
    result = aligned(np.zeros(48_000, np.float32))
    assert [each.reason for each in result.words] == [
        "Nothing is spoken in this recording."
    ] * COUNT
    assert list(result.to_table()["flag"]) == ["missing"] * COUNT


def test_a_conversation_is_no_reading() -> None:
    sound, _ = reading([*range(COUNT)] * 3, [0.5 + 0.75 * n for n in range(24)], seconds=20.0)
    with pytest.raises(DepformerError, match="that is no reading of a word list"):
        align(heard(np.tile(sound, 2)), ["w01"])


def test_a_word_is_found_inside_its_window() -> None:
    sound, spans = reading([0, 5, 1, 2], [1.5, 2.9, 4.5, 7.0], seconds=9.0)
    windows = [Span(2, "a", 1.2, 2.6), Span(3, "b", 4.0, 6.0), Span(4, "c", 8.1, 8.9)]
    result = align_windows(heard(sound), windows)
    first, second, third = result.words
    assert (first.onset, first.offset) == pytest.approx(spans[0], abs=0.06)
    assert (second.onset, second.offset) == pytest.approx(spans[2], abs=0.06)
    assert third.missing
    assert third.reason == "Nothing was found for it from 8.100 to 8.900 s."
    assert not result.extras


def sounds(onsets: list[float], duration: float = 0.5) -> tuple[Found, ...]:
    return tuple(Found(at, at + duration, 1.0, -20.0, 40.0) for at in onsets)


def test_shares_of_all_ways_add_up_by_counting_them() -> None:
    """Two words, three sounds far apart: every way can be weighed by hand."""
    found = sounds([1.0, 3.0, 5.2])
    pieces = pieces_of(found, -20.0)
    rhythm = rhythm_of([1.0, 3.0, 5.2], [1, 1])
    path = best_path(found, pieces, np.full(2, 0.5), same_of(np.eye(3)), rhythm)
    extra, missing = 5.0, 7.0

    def step(first: float, second: float, between: float | None = None) -> float:
        ways = [float(rhythm.against(np.array([second - first]), 1)[0])]
        if between is not None:
            ways.append(1.0 + float(rhythm.against(np.array([second - between]), 1)[0]))
        return min(ways)

    weights = {
        (0, 1): step(1.0, 3.0) + extra,
        (1, 2): step(3.0, 5.2) + extra,
        (0, 2): step(1.0, 5.2, 3.0) + extra,
        **{(n, None): 2 * extra + missing for n in range(3)},
        **{(None, n): 2 * extra + missing for n in range(3)},
        (None, None): 3 * extra + 2 * missing,
    }
    total = sum(math.exp(-weight) for weight in weights.values())
    for word in range(2):
        for sound in range(3):
            ways = [math.exp(-w) for way, w in weights.items() if way[word] == sound]
            assert path.share[word, sound] == pytest.approx(sum(ways) / total, rel=1e-9)
    best = min(weights, key=lambda way: weights[way])
    assert path.words == best
