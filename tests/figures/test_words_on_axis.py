"""Words under a chart: characters stand one below the other, sentences are turned and cut off."""

from __future__ import annotations

import html

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from depformer import figures, schema
from depformer.figures.parts.as_text import as_text
from depformer.figures.parts.words import x_axis


def words_of(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": texts, "pinyin": texts, "gloss": texts})


def test_chinese_words_stand_upright() -> None:
    axis, height = x_axis(words_of("灾难", "欢乐", "平静的"), "text")
    assert axis["ticktext"] == ["灾<br>难", "欢<br>乐", "平<br>静<br>的"]
    assert axis["tickangle"] == 0
    assert height == 3 * 16 + 26


def test_sentences_are_turned_and_cut_off() -> None:
    axis, height = x_axis(
        words_of("bin blue at l nine again", "set white by x zero please now"), "text"
    )
    assert axis["ticktext"] == ["bin blue at l nine again", "set white by x zero ple…"]
    assert axis["tickangle"] is None
    assert height > 24 * 6


def test_what_looks_like_markup_is_cut_as_it_is_read() -> None:
    table = as_text(words_of("<b>bold</b><br>x7", "<i>a text that is too long</i>"))
    axis, _ = x_axis(table, "text")
    assert [html.unescape(label) for label in axis["ticktext"]] == [
        "<b>bold</b><br>x7",
        "<i>a text that is too l…",
    ]
    assert all("<" not in label for label in axis["ticktext"])


@given(st.lists(st.text("ab 灾", min_size=1, max_size=60), min_size=1))
def test_no_label_is_wider_than_its_word_or_longer_than_a_line(texts: list[str]) -> None:
    axis, _ = x_axis(words_of(*texts), "text")
    lines = [line for label in axis["ticktext"] for line in label.split("<br>")]
    assert max(map(len, lines)) <= (4 if axis["tickangle"] == 0 else 24)


def test_the_marks_of_a_word_lie_nearer_to_each_other_than_to_the_next_row() -> None:
    drawn = figures.draw("cohort_words", schema.example(0, participants=20))
    places = {
        trace.name: {about[0]: y for about, y in zip(trace.customdata, trace.y, strict=True)}
        for trace in drawn.data
        if trace.mode == "markers" and trace.customdata is not None
    }
    gaps = [abs(places["Face"][word] - places["Voice"][word]) for word in places["Face"]]
    assert max(gaps) < (1 - max(gaps)) / 2
