"""What the screen and its camera get is what a file gets: drawn once, marked afterwards."""

from __future__ import annotations

import json

import pytest
import xarray as xr

from depformer import figures, schema
from depformer.figures import FIGURES, FigureSpec
from depformer.figures.parts.screen import NARROWEST_PICTURE, for_screen
from tests.figures.outside import options_of, suited

WHO = "sub-004"


@pytest.fixture
def example_run() -> xr.Dataset:
    """A random run that holds whatever any figure needs."""
    return schema.example(seed=0, checked=True)


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
def test_title_and_mark_stay_in_the_figure(spec: FigureSpec, example_run: xr.Dataset) -> None:
    run = suited(spec, example_run)
    drawn = figures.draw(spec.id, run, **options_of(spec, run, WHO))
    expected = json.loads(drawn.to_json())["layout"]
    screen = for_screen(drawn)
    layout = json.loads(screen.spec)["layout"]
    assert layout["title"] == expected["title"]
    assert layout["annotations"] == expected["annotations"]
    assert layout["height"] == screen.height == expected["height"]
    assert screen.question in layout["title"]["text"]
    assert screen.lines == layout["title"]["text"].count("<br>")
    # page.css hides as much of the figure as its title takes.
    assert layout["meta"]["title_height"] == 36 + 21 * screen.lines
    assert screen.lines <= 5


@pytest.mark.parametrize("name", [spec.id for spec in FIGURES if spec.words], ids=lambda name: name)
def test_a_word_marked_later_is_marked_as_if_drawn(name: str, example_run: xr.Dataset) -> None:
    run = suited(FIGURES[name], example_run)
    given = options_of(FIGURES[name], run, WHO)
    plain = for_screen(figures.draw(name, run, **given))
    for dark in (False, True):
        drawn = figures.draw(name, run, **given, selected="w03", dark=dark)
        expected = json.loads(drawn.to_json())["layout"]["shapes"]
        assert plain.marked("w03", dark=dark)["layout"]["shapes"][0] == expected[0]
    unmarked = plain.marked(None, dark=False)["layout"]["shapes"]
    assert unmarked == json.loads(plain.spec)["layout"].get("shapes", [])


def test_many_words_make_a_wide_picture(example_run: xr.Dataset) -> None:
    few = for_screen(figures.draw("word_profile", example_run, participant=WHO))
    assert few.picture_size[0] == NARROWEST_PICTURE
    run = schema.example(0, words=72)
    many = for_screen(figures.draw("word_profile", run, participant=WHO))
    assert many.picture_size[0] > 72 * 30


def test_a_word_that_is_not_shown_has_no_mark(example_run: xr.Dataset) -> None:
    drawn = figures.draw("cohort_words", example_run, top=1, order="list")
    screen = for_screen(drawn)
    assert len(screen.marked("w01", dark=False)["layout"]["shapes"]) == 1
    assert screen.marked("w05", dark=False)["layout"]["shapes"] == []
