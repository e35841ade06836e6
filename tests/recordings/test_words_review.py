"""What a person corrects in a review table or in Audacity's labels is what comes back."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.recordings.words import Aligned, Extra, WordTime
from depformer.recordings.words.review import read_labels, read_review, write_labels, write_review
from depformer.recordings.words.times import Candidate

IDS = ("w1", "w2", "w3")
OTHERS = (Candidate(2.0, 2.25), Candidate(4.0, 4.5, ("w3",)))
MISSING = WordTime("w2", math.nan, math.nan, 0.8, reason="Nothing was found.")
FOUND = Aligned(
    (
        WordTime("w1", 1.0, 1.5, 0.6, 0.9, 20.0, "Other sounds fit it, too.", OTHERS),
        MISSING,
        WordTime("w3", 4.0, 4.5, 1.0, 1.0, 30.0),
    ),
    (Extra(2.0, 2.25, "repeated", "w1", "It sounds like w1 once more."),),
)


def test_the_review_table_says_what_is_doubtful(tmp_path: Path) -> None:
    write_review(tmp_path / "review.tsv", FOUND)
    assert (tmp_path / "review.tsv").read_text(encoding="utf-8").splitlines() == [
        "word_id\tonset\toffset\tflag\treason\tcandidates",
        "w1\t1.0\t1.5\tdoubtful\tOther sounds fit it, too.\t2.000-2.250; 4.000-4.500 (w3)",
        "w2\tn/a\tn/a\tmissing\tNothing was found.\tn/a",
        "w3\t4.0\t4.5\tok\tn/a\tn/a",
    ]


def test_labels_show_what_is_missing_and_too_many(tmp_path: Path) -> None:
    write_labels(tmp_path / "labels.txt", FOUND)
    assert (tmp_path / "labels.txt").read_text(encoding="utf-8").splitlines() == [
        "1.000000\t1.500000\tw1",
        "1.500000\t4.000000\t? missing w2",
        "2.000000\t2.250000\t? repeated w1",
        "4.000000\t4.500000\tw3",
    ]


@pytest.mark.parametrize("labels", [False, True])
def test_a_correction_comes_back_without_doubt(labels: bool, tmp_path: Path) -> None:
    path = tmp_path / "corrected"
    if labels:
        write_labels(path, FOUND)
        text = path.read_text(encoding="utf-8").replace("? missing w2", "w2")
        path.write_text("\\\t100.0\t200.0\n" + text.replace("1.500000\t4", "2.5\t3"), "utf-8")
        corrected = read_labels(path, IDS, 10.0)
    else:
        write_review(path, FOUND)
        text = path.read_text(encoding="utf-8").replace("w2\tn/a\tn/a", "w2\t2.5\t3")
        path.write_text(text, "utf-8")
        corrected = read_review(path, IDS, 10.0)
    first, second, third = corrected.words
    assert (second.onset, second.offset) == (2.5, 3.0)
    assert (third.onset, third.offset) == (4.0, 4.5)
    assert {each.certainty for each in corrected.words} == {1.0}
    assert not any(each.reason for each in corrected.words)
    assert first.onset == 1.0 if not labels else first.offset in (1.5, 2.5)


TABLE_FAULTS = {
    "w1\t1\t2\nw2\t3\t4\nw9\t5\t6": "line 4 names the word w9, which is not in the list",
    "w1\t1\t2\nw2\t3\t4": "the word w3 is not there",
    "w1\t1\t2\nw2\t3\t4\nw3\t5\tsix": "line 4 has 'six' in offset",
    "w1\t1\t2\nw2\t1.5\t4\nw3\t5\t6": "line 3 begins at 1.500 s, before line 2 ends",
    "w1\t1\t2\nw2\t3\t4\nw3\t5\t16": "line 4 ends at 16.000 s, after the end",
    "w1\t1\t2\nw2\t3\tn/a\nw3\t5\t6": "line 3 has only one of its two times",
}


@pytest.mark.parametrize("rows", TABLE_FAULTS)
def test_a_wrong_correction_is_named_by_its_line(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "review.tsv"
    path.write_text("word_id\tonset\toffset\n" + rows + "\n", "utf-8")
    with pytest.raises(DepformerError, match="cannot be taken as the corrected words") as caught:
        read_review(path, IDS, 10.0)
    assert TABLE_FAULTS[rows] in str(caught.value)


def test_wrong_labels_are_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("1\t2\tw1\n3\t4\n5\t6\tw7\n", "utf-8")
    with pytest.raises(DepformerError) as caught:
        read_labels(path, IDS, 10.0)
    assert "line 2 is no label" in str(caught.value)
    assert "line 3 names the word w7" in str(caught.value)


def test_another_table_is_no_review(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("word_id\tstart\nw1\t1\n", "utf-8")
    with pytest.raises(DepformerError, match="lacks onset, offset"):
        read_review(tmp_path / "a.tsv", IDS, 10.0)


@given(steps=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), min_size=1, max_size=9))
def test_what_is_written_is_read_again(
    steps: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    at, words = 0, []
    for number, (gap, length) in enumerate(steps):
        words.append(WordTime(f"w{number}", (at + gap) / 1000, (at + gap + length) / 1000, 1.0))
        at += gap + length
    ids = [word.word_id for word in words]
    folder = tmp_path_factory.mktemp("review")
    write_review(folder / "a.tsv", Aligned(tuple(words)))
    write_labels(folder / "a.txt", Aligned(tuple(words)))
    for read in (
        read_review(folder / "a.tsv", ids, math.nan),
        read_labels(folder / "a.txt", ids, at / 1000),
    ):
        pd.testing.assert_frame_equal(read.to_table(), Aligned(tuple(words)).to_table())
