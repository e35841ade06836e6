"""A figure has room for its texts on paper, or says how much it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from depformer import figures, schema
from depformer.errors import DepformerError
from depformer.export import PRESETS
from depformer.export.image import panel_svg
from depformer.export.paper import Page, fit, least_width_mm, room
from depformer.export.paper.sheet import Panel, flowing, lay_out
from depformer.figures import FIGURES
from depformer.figures.parts import style
from depformer.study.words import default_words

PAGE = (("cohort_raster",), ("cohort_top_words", "modality_balance"))
IEEE, NATURE = PRESETS["ieee"], PRESETS["nature"]
_MOVED = re.compile(r"translate\(\s*([-\d.]+)[ ,]+([-\d.]+)")


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    found = schema.example(seed=3, participants=48, words=24)
    words = default_words(24)
    names = ("text", "pinyin", "gloss", "valence")
    return found.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})


@pytest.fixture(scope="module")
def rows(run: xr.Dataset) -> list[list[Panel]]:
    return [[Panel(figures.draw(name, run)) for name in row] for row in PAGE]


def texts(part: ElementTree.Element, x: float = 0.0) -> Iterator[tuple[str, float, float]]:
    """Yield every level text of a drawing, and from where to where it reaches [px]."""
    moved = part.get("transform", "")
    if "rotate(-90" in moved or "rotate(90" in moved:
        return
    x += sum(float(each[0]) for each in _MOVED.findall(moved))
    if part.tag.endswith("}text"):
        style = dict(re.findall(r"([\w-]+):\s*([^;]+)", part.get("style", "")))
        size = float(style.get("font-size", "12px").removesuffix("px"))
        anchor = part.get("text-anchor") or style.get("text-anchor")
        share = {"middle": 0.5, "end": 1.0}.get(str(anchor), 0.0)
        lines = [line for line in part if line.get("class") == "line"] or [part]
        for line in lines:
            said = "".join(line.itertext())
            left = x + float(line.get("x") or part.get("x") or 0)
            wide = room.text_width(said, size)
            yield said, left - share * wide, left + (1 - share) * wide
        return
    for each in part:
        yield from texts(each, x)


def outside(page: Page) -> list[str]:
    """Return the texts that reach over an edge of the page by more than an estimate may err."""
    drawing = ElementTree.fromstring(panel_svg(page))
    return [
        said
        for said, left, right in texts(drawing)
        if said.strip() and (left < -6 or right > page.width + 6)
    ]


@pytest.mark.usefixtures("browser_path")
def test_no_text_of_a_panel_is_cut(rows: list[list[Panel]], run: xr.Dataset) -> None:
    for page, _, _ in lay_out(rows, IEEE).pages:
        assert len(list(texts(ElementTree.fromstring(panel_svg(page))))) > 10
        assert outside(page) == []
    contrast = figures.draw("valence_contrast", run)
    assert outside(fit(contrast, IEEE, width_mm=least_width_mm(contrast, IEEE) + 0.1)) == []


@pytest.mark.usefixtures("browser_path")
@pytest.mark.parametrize("preset", ["ieee", "apa"])
def test_notes_within_a_plot_fit_it_and_labels_of_several_lines_their_rows(
    preset: str, run: xr.Dataset
) -> None:
    row = [Panel(figures.draw("valence_contrast", run), 2), Panel(figures.draw("roc", run))]
    (contrast, *_), (roc, *_) = lay_out([row], PRESETS[preset]).pages
    drawn = list(texts(ElementTree.fromstring(panel_svg(roc))))
    (left,) = [left for said, left, _ in drawn if said.startswith("95 % CI")]
    assert left > min(
        right for said, _, right in drawn if said == "0.75"
    )  # beside the upright axis
    layout = contrast.figure.layout
    plot = contrast.height - layout.margin.t - layout.margin.b
    rows = abs(layout.yaxis.range[1] - layout.yaxis.range[0])
    assert 4 * room.LINE * layout.yaxis.tickfont.size <= plot / rows + 1e-6
    points = layout.yaxis.tickfont.size * contrast.scale * 72 / 96
    assert points >= PRESETS[preset].smallest_pt - 1e-6


@pytest.mark.parametrize("name", ["roc", "valence_contrast"])
def test_a_height_at_which_texts_would_touch_is_refused(name: str, run: xr.Dataset) -> None:
    figure = figures.draw(name, run)
    least = fit(figure, IEEE, width_mm=88.9).least_mm
    assert fit(figure, IEEE, width_mm=88.9, height_mm=least + 0.1).height_mm > least
    question = re.escape(FIGURES[name].question())
    with pytest.raises(DepformerError, match=rf"'{question}' needs {least:.0f} mm of height at"):
        fit(figure, IEEE, width_mm=88.9, height_mm=least - 1)


@given(
    st.floats(0.25, 0.98), st.sampled_from(["left", "right", "center"]), st.text("aw1 ", min_size=1)
)
def test_a_plot_is_as_wide_as_its_note(x: float, anchor: str, text: str) -> None:
    figure = go.Figure(go.Scatter(x=[0, 1], y=[0, 1]), {"template": style.template()})
    figure.update_xaxes(range=[0, 1]).add_annotation(x=x, y=0, text=text, xanchor=anchor)
    wide, note = room.least_plots(figure), room.text_width(text, 12)
    left = x * wide - note * {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
    within = left >= -1e-6 and left + note <= wide + 1e-6
    free = {"left": 1 - x, "right": x}.get(anchor, 2 * min(x, 1 - x))
    assert within or free < room.BEYOND


@pytest.mark.parametrize("preset", ["ieee", "nature", "elsevier", "plos", "frontiers"])
def test_both_cohorts_are_three_panels_of_a_page(preset: str, rows: list[list[Panel]]) -> None:
    chosen = PRESETS[preset]
    sheet = lay_out(rows, chosen)
    assert sheet.height_mm <= chosen.max_height_mm + 1e-6
    (raster, *_), (left, *_), (right, *_) = sheet.pages
    for page in (raster, left, right):
        assert page.height_mm >= page.least_mm - 1e-6
    assert raster.width_mm == pytest.approx(max(chosen.widths_mm))


def test_rows_of_people_are_thin_but_seen(rows: list[list[Panel]]) -> None:
    raster = rows[0][0].figure
    meta = raster.layout.meta
    for height in (None, 90.0):
        page = fit(raster, IEEE, width_mm=181.9, height_mm=height)
        layout = page.figure.layout
        plots = page.height - layout.margin.t - layout.margin.b
        row_mm = layout.yaxis.domain[1] * plots / meta["rows"] / page.width * page.width_mm
        assert 0.6 <= row_mm <= 2.0 + 1e-9
        # What stands over the rows is as tall however thin these are: nothing touches.
        assert (1 - layout.yaxis.domain[1]) * plots == pytest.approx(meta["above"])
        dots = [t.marker.size for t in page.figure.data if t.xaxis == "x2" and t.mode == "markers"]
        row = layout.yaxis.domain[1] * plots / meta["rows"]
        assert all(3 <= size <= max(3, row) for size in dots if size)


def test_labels_between_plots_have_their_room(rows: list[list[Panel]]) -> None:
    figure = rows[1][0].figure
    for width in (least_width_mm(figure, IEEE) + 0.1, 181.9):
        drawn = fit(figure, IEEE, width_mm=width).figure
        columns = room.columns(drawn)
        left = 10 + columns[0].labels
        plots = drawn.layout.width - left - drawn.layout.margin.r
        for before, after in pairwise(columns):
            assert (after.left - before.right) * plots == pytest.approx(after.labels + room.APART)
        narrow = [axis.domain for axis in drawn.select_xaxes() if axis.visible is not False]
        least = room.LEAST_PLOT - room.LEAST_STRIP - 0.5
        assert all((end - start) * plots >= least for start, end in narrow)


def test_a_panel_gets_what_it_needs_before_its_share(rows: list[list[Panel]]) -> None:
    left, right = rows[1]
    alike = lay_out([[left, right]], IEEE).pages
    assert alike[0][0].width_mm == pytest.approx(least_width_mm(left.figure, IEEE))
    assert sum(page.width_mm for page, _, _ in alike) == pytest.approx(181.9 - 4)
    wished = lay_out([[left._replace(share=9), right]], IEEE).pages
    assert wished[1][0].width_mm == pytest.approx(least_width_mm(right.figure, IEEE))


def test_what_does_not_fit_is_named_with_what_it_needs(rows: list[list[Panel]]) -> None:
    many = [[panel] for row in rows for panel in row] * 2
    with pytest.raises(DepformerError) as too_tall:
        lay_out(many, IEEE)
    said = str(too_tall.value)
    assert re.search(r"need at least \d+ mm of height, IEEE allows 216 mm", said)
    raster, top_words = (
        f"'{re.escape(FIGURES[name].question())}'" for name in ("cohort_raster", "cohort_top_words")
    )
    assert re.search(rf"\(a\) {raster} \d+ mm, \(b\) {top_words} \d+ mm", said)
    with pytest.raises(DepformerError, match=rf"181.9 mm \({top_words} \d+ mm, {top_words} \d+"):
        lay_out([[rows[1][0]] * 2], IEEE)
    with pytest.raises(
        DepformerError, match=rf"{top_words} needs \d+ mm of width with .* column of 181.9 mm"
    ):
        fit(rows[1][0].figure, IEEE, width_mm=88.9)
    with pytest.raises(DepformerError, match=r"^24 words do not fit .* column of 181.9 mm"):
        fit(rows[0][0].figure, IEEE, width_mm=88.9)
    narrow = replace(PRESETS["apa"], widths_mm=(60,))
    for row in rows:
        with pytest.raises(DepformerError, match=r"Take a preset with smaller type") as no_wider:
            fit(row[0].figure, narrow)
        assert "column" not in str(no_wider.value)


def test_what_a_refusal_counts_adds_up(rows: list[list[Panel]]) -> None:
    many = [[panel] for row in rows for panel in row] * 2
    for tried in (many, [[rows[1][0]] * 2]):
        with pytest.raises(DepformerError) as refused:
            lay_out(tried, IEEE)
        whole, listed, gaps = re.search(  # type: ignore[union-attr]
            r"need at least (\d+) mm.*? mm \((.*); (\d+) mm for gaps", str(refused.value)
        ).groups()
        parts = [int(each) for each in re.findall(r"(\d+) mm", listed)]
        assert int(whole) == sum(parts) + int(gaps)
    assert fit(rows[1][0].figure, IEEE).width_mm == 181.9


def test_a_legend_is_said_once_on_a_page(rows: list[list[Panel]]) -> None:
    entries = [
        (trace.name, trace.type, str(trace.to_plotly_json().get("marker", {}).get("symbol")))
        for page, _, _ in lay_out(rows, NATURE).pages
        for trace in page.figure.data
        if trace.name and trace.showlegend is not False and page.figure.layout.showlegend
    ]
    assert len(entries) == len(set(entries))
    assert {"Positive word", "Face", "Depressed"} <= {name for name, *_ in entries}
    marks = [
        [note for note in page.figure.layout.annotations if note.name == "synthetic"]
        for page, _, _ in lay_out(rows, NATURE).pages
    ]
    assert [len(each) for each in marks] == [1, 0, 1]


def test_width_of_a_text_counts_its_widest_line() -> None:
    assert room.text_width("<b>ab</b><br>abcd", 10) == room.text_width("abcd", 10)
    assert room.text_width("热情", 10) == 20
    assert room.text_width("&amp;", 10) == room.text_width("&", 10)
    assert room.text_width(None, 10) == 0


def test_a_legend_flows_like_words() -> None:
    names = ["a", "a much longer entry of the legend", "b", "c"]
    drawn = go.Figure([go.Scatter(name=name) for name in names], layout={"showlegend": True})
    wide = [room.text_width(name, 12) + room.ENTRY for name in names]
    drawn.update_layout(template=style.layout("", "", plot_height=9)["template"])
    drawn.update_layout(template_layout_font_size=12)
    assert room.flow_legend(drawn, sum(wide) + 1) == 1
    assert room.flow_legend(drawn, sum(wide[:3]) + 1) == 2
    assert room.flow_legend(drawn, wide[1] + 1) == 3  # a / the long one / b and c
    assert drawn.layout.legend.traceorder == "grouped"
    assert len({trace.legendgroup for trace in drawn.data}) == 4
    assert room.flow_legend(go.Figure(layout={"showlegend": False}), 100) == 0


def test_signs_of_an_upright_word_stand_closer_than_words_side_by_side(run: xr.Dataset) -> None:
    for name in PRESETS.ids:
        if name in ("apa", "slide"):
            continue
        page = fit(figures.draw("cohort_raster", run), PRESETS[name])
        axis = page.figure.layout.xaxis
        own = [float(size) for size in re.findall(r"font-size:([\d.]+)px", axis.ticktext[0])]
        left, right = axis.tickvals[:2]
        low, high = axis.range
        plots = page.width - page.figure.layout.margin.l - page.figure.layout.margin.r
        start, end = axis.domain
        pitch = (right - left) / (high - low) * (end - start) * plots
        assert len(set(own)) == 1
        assert own[0] * page.scale * 72 / 96 > 0.99 * PRESETS[name].smallest_pt
        assert 1.3 * axis.tickfont.size <= 1.01 * own[0] <= 1.02 * pitch, name


def test_a_mark_before_a_plot_has_its_room(rows: list[list[Panel]]) -> None:
    for page, _, _ in lay_out(rows, IEEE).pages[1:]:
        drawn = page.figure
        plots = page.width - 10 - room.columns(drawn)[0].labels - drawn.layout.margin.r
        strips = [axis for axis in drawn.select_xaxes() if axis.visible is False and axis.domain]
        assert strips
        for strip in strips:
            start, end = strip.domain
            assert (end - start) * plots >= room.LEAST_STRIP - 0.5
            assert any(axis.domain and axis.domain[0] == end for axis in drawn.select_xaxes())


def test_an_axis_too_long_for_its_place_breaks_between_its_two_ways(
    rows: list[list[Panel]],
) -> None:
    page = lay_out(rows, IEEE).pages[1][0]
    titles = [str(axis.title.text) for axis in page.figure.select_xaxes() if axis.title.text]
    assert titles == ["Mean attribution<br>[logit]<br>← healthy<br>depressed →"] * 2
    assert not outside(page)


def test_panels_flow_into_rows_that_hold_them(rows: list[list[Panel]]) -> None:
    figures_of = [panel.figure for row in rows for panel in row]
    assert flowing(figures_of, 1, IEEE) == [1, 1, 1]
    assert flowing(figures_of, 2, IEEE) == [1, 2]
    assert flowing(figures_of, 3, IEEE) == [1, 2]  # the raster takes the whole width
    assert flowing(figures_of[1:], 3, PRESETS["apa"]) == [1, 1]
    assert flowing([figures_of[2]] * 5, 3, NATURE) == [3, 2]


def test_a_question_stands_on_one_line_of_a_slide(run: xr.Dataset) -> None:
    slide = PRESETS["slide"]
    drawn = figures.draw("cohort_top_words", run, top=3)
    long = fit(drawn, slide).figure.layout.title
    short = fit(figures.draw("roc", run), slide).figure.layout.title
    assert short.font.size == style.SIZES["title"]
    assert long.font.size < short.font.size
    assert room.text_width(long.text, long.font.size) < fit(drawn, slide).width - 20
