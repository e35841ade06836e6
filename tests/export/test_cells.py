"""Heat maps in files are cells or sharp pictures, and say what the heat map said."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import cv2
import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import export, figures, schema
from depformer.export.paper import cells
from tests.figures.outside import maps_of, recorded_of
from tests.running_app import required

RED_TO_BLUE = [[0, "#ff0000"], [0.5, "rgb(255, 255, 255)"], [1, "#0000ff"]]


def mapped(z: list[list[float]], **more: object) -> go.Figure:
    """A figure of one map, its first row on top."""
    trace = go.Heatmap(z=z, zmin=-1, zmax=1, colorscale=RED_TO_BLUE, **more)
    return go.Figure(trace, layout={"yaxis": {"autorange": "reversed"}})


def in_print(figure: go.Figure) -> go.Figure:
    return cells.in_print(figure, width_mm=89, dpi=300)


def test_a_cell_has_the_place_and_the_colour_of_its_value() -> None:
    figure = in_print(mapped([[-1, 1], [1, float("nan")]], xgap=1))
    assert not [trace for trace in figure.data if trace.type == "heatmap"]
    shown = {shape.fillcolor: shape.path for shape in figure.layout.shapes}
    assert shown == {
        "rgb(255,0,0)": "M-0.5,-0.5H0.5V0.5H-0.5Z",
        "rgb(0,0,255)": "M0.5,-0.5H1.5V0.5H0.5ZM-0.5,0.5H0.5V1.5H-0.5Z",
    }
    assert figure.layout.yaxis.range == (1.5, -0.5)
    assert figure.layout.xaxis.range == (-0.5, 1.5)
    marker = figure.data[0].marker
    assert (marker.cmin, marker.cmax, marker.showscale) == (-1, 1, True)


def test_axes_that_only_a_map_had_stay() -> None:
    figure = mapped([[1]], xaxis="x2", showscale=False)
    figure.update_layout(xaxis={"range": [-0.5, 0.5]}, xaxis2={"overlaying": "x"})
    (kept,) = in_print(figure).data
    assert (kept.xaxis, kept.marker.showscale, kept.showlegend) == ("x2", None, False)
    assert [(each.xref, each.layer) for each in figure.layout.shapes] == [("x", "between")]


def test_names_stay_on_the_axes_and_numbers_in_the_cells() -> None:
    more = {"x": ["a", "b"], "y": ["c"], "text": [["1.0", ""]], "texttemplate": "%{text}"}
    layout = in_print(mapped([[1, 0]], **more)).layout
    assert layout.xaxis.ticktext == ("a", "b")
    assert layout.xaxis.tickvals == (0, 1)
    assert [(note.text, note.x, note.font.color) for note in layout.annotations] == [
        ("1.0", 0.0, "#ffffff")
    ]


@pytest.mark.parametrize("upwards", [True, False])
def test_a_dense_map_is_one_sharp_picture_the_right_way_up(
    upwards: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_CELLS", 3)
    figure = mapped([[-1, 1], [1, 1]])
    figure.layout.yaxis.autorange = True if upwards else "reversed"
    (image,) = in_print(figure).layout.images
    content = base64.b64decode(image.source.partition(",")[2])
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape[1] >= 89 / 25.4 * 300
    assert image.y == (1.5 if upwards else -0.5)
    red = (0, 0, 255)  # of the first row and column, which stands below where the axis rises
    assert tuple(pixels[-1 if upwards else 0, 0]) == red
    assert tuple(pixels[0 if upwards else -1, 0]) == red[::-1]


@pytest.mark.usefixtures("browser_path")
def test_no_picture_of_a_pdf_is_coarser_than_the_journal_wants(tmp_path: Path) -> None:
    run: xr.Dataset = schema.example(0, words=24)
    word = str(run["word"].values[0])
    beside = {"maps": maps_of(run, "sub-001"), "recorded": recorded_of(run, "sub-001")}
    drawn = {
        "query_scores": figures.draw("query_scores", run, participant="sub-001"),
        "face_map": figures.draw("face_map", run, participant="sub-001", word=word, **beside),
    }
    found = {}
    for name, figure in drawn.items():
        path = export.write_figure(figure, tmp_path / f"{name}.pdf")
        command = [required(shutil.which("pdfimages"), "pdfimages"), "-list", str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found[name] = [int(row.split()[12]) for row in said.splitlines()[2:]]
    assert found["query_scores"] == []
    assert len(found["face_map"]) == 1
    assert min(found["face_map"]) >= 300
