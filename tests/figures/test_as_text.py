"""What stands in the data is drawn as it stands: no markup, no link, no placeholder."""

from __future__ import annotations

import html
import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import figures, schema
from depformer.figures import FIGURES, FigureSpec
from depformer.figures.parts.as_text import as_text, title_lines
from depformer.figures.parts.screen import for_screen
from tests.figures.outside import options_of, suited

MARKUP = '<a href="http://elsewhere.example">%{x} & <b>bold</b></a>'


@given(st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    table = as_text(pd.DataFrame({"text": [text], "number": [0.5], "none": [None]}))
    assert html.unescape(table["text"][0]) == html.unescape(html.escape(text, quote=False))
    assert not set("<>{") & set(table["text"][0])
    assert table["number"][0] == 0.5
    assert table["none"][0] is None
    assert title_lines(go.Figure(layout={"title": {"text": table["text"][0]}})) == [text]


@pytest.fixture
def marked_run(request: pytest.FixtureRequest) -> xr.Dataset:
    run = suited(request.node.callspec.params["spec"], schema.example(seed=0, checked=True))
    texts = [f"{MARKUP}{i}" for i in range(run.sizes["word"])]
    named = {name: ("word", np.array(texts)) for name in ("text", "pinyin", "gloss")}
    return run.assign_coords(named)


GROUPS = ('<b>ill</b> <a href="https://x.y">z</a>', "a {b} & c")


@pytest.mark.parametrize(
    "spec", [each for each in FIGURES if each.offered(schema.example())], ids=lambda spec: spec.id
)
def test_no_figure_takes_markup_from_a_group(spec: FigureSpec) -> None:
    run = suited(spec, schema.example(seed=0, checked=True))
    named = np.where(run["group"] == "depressed", *GROUPS)
    run = run.assign_coords(group=("participant", named))
    options = options_of(spec, run, "sub-004")
    known = {option.name for option in spec.options}
    options |= {"groups": GROUPS} if "groups" in known else {}
    options |= {"group": GROUPS[0]} if "group" in known else {}
    written = json.dumps(figures.draw(spec.id, run, **options).to_plotly_json(), default=str)
    assert "<a" not in written
    assert "<b>ill" not in written


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
def test_no_figure_takes_markup_from_a_word(spec: FigureSpec, marked_run: xr.Dataset) -> None:
    drawn = figures.draw(spec.id, marked_run, **options_of(spec, marked_run, "sub-004"))
    written = drawn.to_json()
    for mark in ("<a href", "\\u003ca href", "<b>bold", "\\u003cb\\u003ebold"):
        assert mark not in written
    title = drawn.layout.title.text or ""
    if "elsewhere" in title:
        assert MARKUP in " ".join([(shown := for_screen(drawn)).question, shown.reading])
