"""The timeline of a recording: words where they are, what is in doubt marked, nothing left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from depformer.errors import DepformerError
from depformer.figures.parts.as_text import title_lines
from depformer.figures.parts.screen import for_screen
from depformer.figures.parts.timeline import COLUMNS, FRAME, NOMINAL, drawn, figure, table
from depformer.recordings.envelope import Envelope
from depformer.study import default_words


def words_of(n: int, seconds: float) -> pd.DataFrame:
    """Return what is known of so many words; the second is missing, the third in doubt."""
    words = default_words(24 if n <= 24 else 72).head(n).reset_index(drop=True)
    starts = np.linspace(0.05, 0.95, n) * seconds
    found = words.rename(columns={"word_id": "word"}).assign(
        voice_onset=starts, voice_offset=starts + 0.6, face_time=starts + 0.02, corrected=False
    )
    found["doubt"] = ["It is longer than expected." if row == 2 else "" for row in range(n)]
    found.loc[1, ["voice_onset", "voice_offset", "face_time"]] = np.nan
    return found


def sound_of(seconds: float) -> Envelope:
    high = np.random.default_rng(0).uniform(0, 0.4, round(seconds / 0.005)).astype(np.float32)
    return Envelope(-high, high, 0.005)


def texts(shown: go.Figure) -> list[str]:
    return [note.text for note in shown.layout.annotations]


@pytest.mark.parametrize(("n", "seconds"), [(24, 60.0), (72, 1800.0), (8, 7200.0)])
def test_every_word_stands_at_its_time_and_can_be_clicked(n: int, seconds: float) -> None:
    words = words_of(n, seconds)
    found = table(words, sound_of(seconds), participant="sub-007")
    sound = found[found["kind"] == "sound"]
    assert 0 < len(sound) <= COLUMNS
    assert sound["highest"].max() == found["peak"].iloc[0] == pytest.approx(0.4, abs=1e-3)
    shown = figure(found)
    marks = {
        str(word): float(at)
        for trace in shown.data
        if trace.type == "scatter" and trace.customdata is not None and "square" not in str(trace)
        for (word,), at in zip(trace.customdata, trace.x, strict=True)
    }
    there = words[words["voice_onset"].notna()]
    middle = (there["voice_onset"] + 0.3).tolist()
    assert marks == pytest.approx(dict(zip(there["word"], middle, strict=True)))
    bands = {
        str(word): (at - width / 2, at + width / 2)
        for trace in shown.data
        if trace.type == "bar"
        for (word,), at, width in zip(trace.customdata, trace.x, trace.width, strict=True)
    }
    ends = zip(there["voice_onset"], there["voice_offset"], strict=True)
    for word, edges in zip(there["word"], ends, strict=True):
        assert bands[word] == pytest.approx(edges)
    said = " ".join(title_lines(shown))
    assert "sub-007" in said
    assert f"n = {n - 1}" in said.replace("\u00a0", " ")
    assert f"No voice found for 1 word: {words['text'][1]}." in said
    assert "1 in doubt" in said
    assert shown.layout.xaxis.title.text.endswith("[s]")
    assert shown.layout.yaxis.title.text.endswith("[1 = full scale]")


def test_labels_never_lie_over_one_another() -> None:
    words = words_of(24, 60.0)
    words.loc[5, ["voice_onset", "voice_offset"]] = words.loc[4, "voice_onset"] + [0.61, 0.9]
    apart = texts(figure(table(words, None, participant="sub-1")))
    stacked = ["<br>".join(words["text"][row]) for row in (4, 5)]
    assert [name in apart for name in stacked] == [True, False]  # no room beside the fifth
    near = table(words, None, participant="sub-1", start=float(words["voice_onset"][4]) - 1,
                 stop=float(words["voice_onset"][4]) + 3)  # fmt: skip
    assert words["text"][5] in texts(figure(near))
    turned = figure(table(words, None, participant="sub-1"), label="gloss").layout.annotations
    assert {note.textangle for note in turned} == {-90}


def test_valence_and_doubt_have_a_second_cue() -> None:
    shown = figure(table(words_of(24, 60.0), sound_of(60.0), participant="sub-1"))
    symbols = {
        trace.name: {symbol.removesuffix("-open") for symbol in trace.marker.symbol}
        for trace in shown.data
        if trace.type == "scatter" and isinstance(trace.marker.symbol, tuple)
    }
    assert sum(map(len, symbols.values())) == len(set.union(*symbols.values())) == len(symbols)
    assert [each.text for each in shown.data if each.type == "scatter" and each.mode == "text"] == [
        ("<b>?</b>",)
    ]


def test_the_chosen_word_is_framed_where_it_is() -> None:
    words = words_of(24, 60.0)
    found = table(words, sound_of(60.0), participant="sub-1")
    screen = for_screen(drawn(found, synthetic=True, label="pinyin", dark=True))
    (shape,) = screen.marked(str(words["word"][3]), dark=True)["layout"]["shapes"]
    edges = words.loc[3, ["voice_onset", "voice_offset"]].astype(float)
    assert (shape["x0"] + shape["x1"]) / 2 == pytest.approx(edges.mean())
    assert shape["x0"] <= edges["voice_onset"] < edges["voice_offset"] <= shape["x1"]
    least = NOMINAL / 60.0 * (shape["x1"] - shape["x0"])
    assert least == pytest.approx(FRAME)  # or it would cover the word as a bar
    assert (
        "shapes" not in screen.marked(None, dark=True)["layout"]
        or not (screen.marked(str(words["word"][1]), dark=True)["layout"]["shapes"])
    )


def test_a_stretch_holds_what_lies_in_it_and_what_has_no_time() -> None:
    words = words_of(24, 60.0)
    found = table(words, sound_of(60.0), participant="sub-1", start=10.0, stop=20.0)
    inside = words[(words["voice_offset"] >= 10) & (words["voice_onset"] <= 20)]
    assert set(found["word"].dropna()) == {*inside["word"], words["word"][1]}
    at = found["at"].dropna()
    assert at.min() >= 10 - 0.01
    assert at.max() <= 20 + 0.01
    assert tuple(figure(found).layout.xaxis.range) == (10.0, 20.0)


def test_texts_of_a_study_are_no_markup() -> None:
    words = words_of(8, 20.0).assign(text="<b>x</b>", doubt="<img src=x>{y}")
    shown = drawn(
        table(words, None, participant="sub-1"), synthetic=False, label="text", dark=False
    )
    assert "<b>x</b>" not in shown.to_json()
    assert "<img" not in shown.to_json()


def test_without_sound_and_times_it_says_so() -> None:
    words = words_of(8, 20.0)
    words[["voice_onset", "voice_offset", "face_time"]] = np.nan
    shown = figure(table(words, None, participant="sub-1"))
    assert "neither sound nor times" in " ".join(texts(shown)).replace("<br>", " ")
    with pytest.raises(DepformerError, match="Did you mean 'gloss'"):
        figure(table(words, None, participant="sub-1"), label="glos")


def test_words_without_valence_have_one_look_and_no_legend_of_it() -> None:
    words = words_of(24, 60.0).assign(valence="")
    shown = figure(table(words, sound_of(60.0), participant="sub-1"))
    named = [trace.name for trace in shown.data if trace.showlegend is not False and trace.name]
    assert named == ["Word", "Picture that the face is from"]
    assert "Bands: words, n" in " ".join(title_lines(shown))
    there = words["voice_onset"].notna().sum()
    assert [len(trace.x) for trace in shown.data if trace.name == "Word"] == [there]


def test_what_is_not_there_is_neither_named_nor_given_a_row() -> None:
    words = words_of(8, 20.0).assign(face_time=np.nan)
    shown = figure(table(words, None, participant="sub-001"))
    assert title_lines(shown)[1].startswith("Marks: words by valence, n\u00a0=\u00a07.")
    assert list(shown.layout.yaxis2.ticktext) == ["Word"]
