"""Figures of data from outside a run: pixels, voices and replaced words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from depformer import figures
from depformer.errors import DepformerError
from depformer.figures import FIGURES
from depformer.figures.parts import signed_map
from depformer.study.arrays import LOG_MEL
from tests.figures.outside import maps_of, options_of, recorded_of

WHO, WORD = "sub-004", "w03"
MAPS = ("face_map", "voice_map")


@pytest.fixture
def given(example_run: xr.Dataset) -> dict[str, Any]:
    return {
        "participant": WHO,
        "word": WORD,
        "maps": maps_of(example_run, WHO),
        "recorded": recorded_of(example_run, WHO),
    }


@pytest.mark.parametrize("name", MAPS)
def test_a_map_holds_the_numbers_of_the_word(
    name: str, example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    table = figures.table(name, example_run, **given)
    modality = {"face_map": "face", "voice_map": "audio"}[name]
    own = given["maps"][f"{modality}_map"].sel(word=WORD).values
    np.testing.assert_array_equal(table["attribution"], own.ravel())
    column = {"face": "brightness", "audio": "power"}[modality]
    shown = given["recorded"][modality].sel(word=WORD).values
    np.testing.assert_array_equal(table[column], shown.ravel())
    assert table["gloss"].unique().tolist() == ["word 3"]


def test_colours_are_symmetric_about_0_whatever_the_sign(
    example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    for shift in (-5.0, 0.0, 5.0):
        maps = given["maps"] + shift
        maps.attrs = given["maps"].attrs
        figure = figures.draw("face_map", example_run, **{**given, "maps": maps})
        over = figure.data[-1]
        sizes = np.abs(maps["face_map"].sel(word=WORD).values)
        assert over.zmin == -over.zmax
        assert over.zmax == pytest.approx(np.percentile(sizes, signed_map.STRONGEST_SHOWN))
        clear = [colour for place, colour in over.colorscale if place == 0.5]
        assert all(colour.endswith(" 0)") for colour in clear)


def test_pixels_stand_where_they_were(example_run: xr.Dataset, given: dict[str, Any]) -> None:
    given["maps"]["face_map"].loc[{"word": WORD}] = 0.0
    given["maps"]["face_map"].loc[{"word": WORD}][2, 7] = 1.0
    figure = figures.draw("face_map", example_run, **given)
    assert np.argwhere(np.asarray(figure.data[-1].z) == 1.0).tolist() == [[2, 7]]
    assert figure.layout.yaxis.autorange == "reversed"  # the first row is the top of the face


def test_without_recordings_the_map_stands_alone(
    example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    given["recorded"] = None
    table = figures.table("face_map", example_run, **given)
    assert table["brightness"].isna().all()
    assert len(figures.draw("face_map", example_run, **given).data) == 1


def test_a_recording_is_shown_without_maps(example_run: xr.Dataset, given: dict[str, Any]) -> None:
    given["maps"] = None
    for name in MAPS:
        figure = figures.draw(name, example_run, **given, shown="recording")
        assert len(figure.data) == 1
        assert "Integrated gradients" not in figure.layout.title.text


@pytest.mark.parametrize("name", MAPS)
def test_a_missing_recording_is_said(
    name: str, example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    given["recorded"]["missing"].loc[{"word": WORD}] = True
    given["maps"] = None
    figure = figures.draw(name, example_run, **given, shown="recording")
    assert "no recording of this" in figure.layout.annotations[0].text


def test_log_mel_powers_have_their_axes(example_run: xr.Dataset, given: dict[str, Any]) -> None:
    n = example_run.sizes["word"]
    values = np.tile(np.arange(1000.0), (n, 1))
    for what, name in (("maps", "audio_map"), ("recorded", "audio")):
        wider = given[what].drop_vars(name)
        given[what] = wider.assign({name: (("word", "feature"), values)})
        given[what].attrs["participant"] = WHO
    given["recorded"].attrs["extractor"] = LOG_MEL
    figure = figures.draw("voice_map", example_run, **given)
    assert "kHz" in figure.layout.yaxis.title.text
    assert np.asarray(figure.data[-1].z).shape == (40, 25)
    table = figures.table("voice_map", example_run, **given)
    assert table["frequency"].iloc[0] < table["frequency"].iloc[-1] < 8


@pytest.mark.parametrize("what", ["maps", "recorded"])
def test_arrays_of_somebody_else_are_refused(
    what: str, example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    given[what].attrs["participant"] = "sub-001"
    with pytest.raises(DepformerError, match="of 'sub-001', not of 'sub-004'"):
        figures.table("face_map", example_run, **given)


def test_neither_maps_nor_recordings_is_refused(
    example_run: xr.Dataset, given: dict[str, Any]
) -> None:
    given.update(maps=None, recorded=None)
    with pytest.raises(DepformerError, match="pass one of both"):
        figures.table("voice_map", example_run, **given)


def test_a_what_if_shows_before_and_after(example_run: xr.Dataset) -> None:
    given = options_of(FIGURES["what_if"], example_run, WHO)
    figure = figures.draw("what_if", example_run, **given, modalities=("face",), donor="sub-001")
    assert list(figure.data[0].x) == [0.8, -0.4]
    assert list(figure.data[0].y) == [0, 1]
    assert figure.layout.yaxis.ticktext == ("As recorded", "Replaced")
    said = figure.layout.title.text.replace("<br>", " ")
    assert "sub-001" in said
    colours = figure.data[0].marker.color
    assert colours[0] != colours[1]
