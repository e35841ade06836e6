"""Printed in grey, colours of different meaning stay apart, or have a second cue."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.export.paper.grey import alike_in_grey, lightness
from depformer.figures import FIGURES
from tests.figures.outside import options_of, suited

SIGNED_MAPS = {"face_map", "voice_map", "cohort_raster"}  # their two signs are as strong on purpose


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return schema.example(0, words=8, checked=True)


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
def test_no_figure_is_told_by_colour_alone(spec: figures.FigureSpec, run: xr.Dataset) -> None:
    own = suited(spec, run)
    figure = figures.draw(spec.id, own, **options_of(spec, own, "sub-001"))
    allowed = [("-", "+")] if spec.id in SIGNED_MAPS else []
    assert [pair for pair in alike_in_grey(figure) if pair not in allowed] == []


def test_colours_alone_are_found_and_a_shape_or_a_dash_saves_them() -> None:
    orange, blue = "#D55E00", "#0072B2"
    assert abs(lightness(orange) - lightness(blue)) < 12
    assert (lightness("#000000"), round(lightness("#ffffff"))) == (0, 100)

    def two(**cues: tuple[str, str]) -> go.Figure:
        figure = go.Figure()
        for i, colour in enumerate((orange, blue)):
            own = {name: value[i] for name, value in cues.items()}
            figure.add_scatter(x=[i], mode="markers", name=str(i), marker={"color": colour, **own})
        return figure

    assert alike_in_grey(two()) == [("0", "1")]
    assert alike_in_grey(two(symbol=("circle", "diamond"))) == []
    bars = [go.Bar(y=[1], name=name, marker={"color": name}) for name in (orange, blue)]
    assert alike_in_grey(go.Figure(bars)) == [(orange, blue)]
    bars[0].marker.pattern.shape = "/"
    assert alike_in_grey(go.Figure(bars)) == []
    signed = go.Heatmap(z=[[1]], colorscale=[[0, blue], [0.5, "#ffffff"], [1, orange]])
    assert alike_in_grey(go.Figure(signed)) == [("-", "+")]
    assert alike_in_grey(go.Figure(go.Heatmap(z=[[1]], colorscale="Cividis"))) == []
