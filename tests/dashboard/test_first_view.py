"""What the app opens with, and what it offers at all."""

from __future__ import annotations

from dashboard.state import Choices
from depformer import schema


def test_somebody_who_was_held_out_is_open_first() -> None:
    run = schema.example(0)
    run["role"] = run["role"].astype("U5")
    run["role"].values[:] = "train"
    run["role"].loc[{"participant": "sub-003"}] = "test"
    choices = Choices.of(run)
    assert choices.default().participant == "sub-003"
    assert choices.participant[0] != "sub-003"


def test_only_labels_that_words_have_are_offered() -> None:
    run = schema.example(0)
    assert Choices.of(run).label == ("text", "pinyin", "gloss")
    n = run.sizes["word"]
    bare = run.assign_coords(pinyin=("word", [""] * n), gloss=("word", ["n/a"] * n))
    assert Choices.of(bare).label == ("text",)
    same = run.assign_coords(pinyin=("word", [""] * n), gloss=("word", run["text"].values))
    assert Choices.of(same).label == ("text",)
