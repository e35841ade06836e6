"""Files of an exact size: the page, the fonts, the words beside the figure."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from io import StringIO
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import export, figures, schema, stats
from depformer.errors import DepformerError
from depformer.export import PRESETS, Preset, paper
from depformer.export.manuscript.caption import notes
from depformer.figures import FIGURES
from depformer.figures.parts.style import SIZES
from depformer.study.words import default_words
from tests.figures.outside import options_of, suited
from tests.running_app import required

MM_PER_POINT = 25.4 / 72


def tool(name: str) -> str:
    """The path of a program."""
    return required(shutil.which(name), name)


@pytest.fixture(scope="module")
def chinese() -> xr.Dataset:
    """A run of the default list of 24 Chinese words."""
    run = schema.example(0, words=24, checked=True)
    words = default_words(24)
    names = ("text", "pinyin", "gloss", "valence")
    return run.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})


@pytest.fixture(scope="module")
def profile(chinese: xr.Dataset) -> go.Figure:
    return figures.draw("word_profile", chinese, participant="sub-001", dark=True)


@pytest.mark.usefixtures("browser_path")
class TestFiles:
    @pytest.mark.parametrize("preset", tuple(PRESETS), ids=lambda preset: preset.id)
    def test_a_pdf_is_as_wide_as_the_preset(
        self, preset: Preset, chinese: xr.Dataset, tmp_path: Path
    ) -> None:
        figure = figures.draw("branch_waterfall", chinese, participant="sub-001")
        path = export.write_figure(figure, tmp_path / "figure.pdf", preset.id)
        info = subprocess.run([tool("pdfinfo"), path], capture_output=True, text=True, check=True)
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info.stdout)
        assert size is not None
        width, height = (float(side) * MM_PER_POINT for side in size.groups())
        assert width == pytest.approx(preset.widths_mm[0], abs=0.5)
        assert height <= preset.max_height_mm + 0.5
        assert re.search(r"Pages:\s+1\b", info.stdout)
        title = re.search(r"Title:\s+(.+)", info.stdout)
        assert title is not None
        assert title[1].startswith("What adds up to p(depressed) = ")
        assert not re.search(r"Linux|Chrome|CreationDate", info.stdout)

    @pytest.mark.parametrize("label", ["text", "pinyin"])
    def test_fonts_are_embedded_and_none_is_type_3(
        self, chinese: xr.Dataset, tmp_path: Path, label: str
    ) -> None:
        figure = figures.draw("word_profile", chinese, participant="sub-001", label=label)
        path = export.write_figure(figure, tmp_path / "figure.pdf")
        done = subprocess.run([tool("pdffonts"), path], capture_output=True, text=True, check=True)
        rows = done.stdout.splitlines()[2:]
        assert rows
        for row in rows:
            assert "TrueType" in row
            assert re.search(r"\byes yes yes\b", row)
        text = subprocess.run(
            [tool("pdftotext"), path, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert "Synthetic data" in text

    def test_a_png_has_its_pixels_and_its_resolution(self, profile: go.Figure) -> None:
        content = export.figure_bytes(profile, "png", "nature", 89)
        width, height = struct.unpack(">II", content[16:24])
        assert width == pytest.approx(89 / 25.4 * 600, abs=1)
        assert height < 170 / 25.4 * 600
        at = content.index(b"pHYs") + 4
        assert struct.unpack(">IIB", content[at : at + 9]) == (23622, 23622, 1)
        kinds, at = set(), 8
        while at < len(content):
            (length,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8]
            kinds.add(kind.decode())
            at += length + 12
        assert kinds <= {"IHDR", "pHYs", "sRGB", "gAMA", "IDAT", "IEND"}  # no text, no time

    def test_an_svg_is_sized_in_millimetres(self, profile: go.Figure) -> None:
        content = export.figure_bytes(profile, "svg", "nature", 120).decode()
        assert 'width="120.00mm"' in content[:400]
        assert "热" in content
        assert not re.search(r"file:|/home|/root|/tmp|<metadata|202\d-", content)

    def test_a_figure_comes_with_its_numbers_and_its_words(
        self, chinese: xr.Dataset, tmp_path: Path
    ) -> None:
        paths = export.export_figure(chinese, "cohort_words", tmp_path, fmt="svg", label="gloss")
        assert [path.name for path in paths] == [f"cohort_words.{x}" for x in ("svg", "csv", "txt")]
        table = pd.read_csv(paths[1])
        assert len(table) == 48
        assert table["estimate"].dtype.kind == "f"


class TestPaper:
    @pytest.mark.parametrize("preset", tuple(PRESETS), ids=lambda preset: preset.id)
    def test_no_text_is_smaller_than_allowed(self, preset: Preset) -> None:
        assert preset.text_pt * SIZES["small"] / SIZES["text"] >= preset.smallest_pt - 1e-9
        assert list(preset.widths_mm) == sorted(preset.widths_mm)

    @pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
    def test_every_figure_fits_into_a_column(
        self, spec: figures.FigureSpec, chinese: xr.Dataset
    ) -> None:
        run = suited(spec, chinese)
        figure = figures.draw(spec.id, run, dark=True, **options_of(spec, run, "sub-001"))
        before = figure.to_json()
        width = 183 if spec.id == "cohort_raster" else 89  # twice the words of any other
        page = paper.fit(figure, PRESETS["nature"], width_mm=width)
        assert figure.to_json() == before
        assert page.width * page.scale == pytest.approx(width / 25.4 * 96)
        assert page.height_mm <= 170
        layout = page.figure.layout
        assert layout.template.layout.paper_bgcolor == "#ffffff"
        assert layout.font.color == "#000000"
        assert "#e8eaed" not in page.figure.to_json()
        assert not layout.title.text

    def test_many_words_take_the_wider_column_or_are_refused(self) -> None:
        run = schema.example(0, words=72)
        figure = figures.draw("word_profile", run, participant="sub-001")
        assert paper.fit(figure, PRESETS["nature"]).width_mm == 183
        with pytest.raises(DepformerError, match="72 words do not fit at 5 pt"):
            paper.fit(figure, PRESETS["nature"], width_mm=89)

    def test_a_slide_keeps_its_question(self, chinese: xr.Dataset) -> None:
        page = paper.fit(figures.draw("roc", chinese), PRESETS["slide"])
        assert "?" in page.figure.layout.title.text
        assert page.height_mm == pytest.approx(143)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"preset": "natur"}, "Did you mean 'nature'"),
            ({"fmt": "pdff"}, "Did you mean 'pdf'"),
            ({"width_mm": -3}, "Invalid width_mm"),
            ({"height_mm": 400}, "at most 170"),
        ],
    )
    def test_wrong_settings_are_named(
        self, profile: go.Figure, options: dict[str, object], said: str
    ) -> None:
        with pytest.raises(DepformerError, match=said):
            export.figure_bytes(profile, **options)  # type: ignore[arg-type]

    def test_no_browser_says_what_to_do(
        self, profile: go.Figure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("BROWSER_PATH", "/nowhere/chrome")
        with pytest.raises(DepformerError, match="make system") as caught:
            export.write_figure(profile, tmp_path / "figure.pdf")
        assert caught.value.kind == "environment"
        assert not list(tmp_path.iterdir())


class TestCaption:
    @pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
    def test_says_n_and_never_a_diagnosis(
        self, spec: figures.FigureSpec, chinese: xr.Dataset
    ) -> None:
        run = suited(spec, chinese)
        text = export.caption(spec.id, run, **options_of(spec, run, "sub-001"))
        assert "n = " in text
        assert "Research use only" not in text
        assert not re.search(r"patient|caus|sensitive to|diagnosed", text)

    def test_says_unit_intervals_and_n(self, chinese: xr.Dataset) -> None:
        text = export.caption("cohort_words", chinese)
        for part in ("integrated gradients [logit]", "Welch's t", "n = 6 depressed"):
            assert part in text
        assert "bootstrap" not in text
        assert "percentile bootstrap" in export.caption("selection_rate", chinese, seed=7)

    def test_carries_the_guards_that_touch_it(self, chinese: xr.Dataset) -> None:
        run = chinese.assign_attrs(other_features='["sub-001"]')
        found = stats.guards(run)
        for spec in (each for each in FIGURES if each.offered(run) and not each.absent(run)):
            person = options_of(spec, chinese, "sub-001")
            text = " ".join(notes(run, [(spec.id, person)]))
            assert "1 participant has an id" in text
            assert text.count("Research use only") == text.count("Synthetic data") == 1
            for sentence in stats.touching(found, spec.guards)["sentence"]:
                assert sentence in text
        assert "sanity check" not in export.caption("roc", run)

    def test_training_people_are_said(self, chinese: xr.Dataset) -> None:
        run = chinese.assign_coords(role=("participant", ["train", *["test"] * 11]))
        assert "Held-out participants: n = 5 depressed" in export.caption("cohort_words", run)
        known = [" ".join(notes(run, [("cohort_words", asked)])) for asked in ({}, {"role": "all"})]
        assert ["took part in training" in each for each in known] == [False, True]
        said = export.caption("cohort_words", run, role="all")
        assert "Participants, training included: n = 6 depressed" in said

    def test_a_method_without_direction_claims_none(self, chinese: xr.Dataset) -> None:
        given = {"participant": "sub-001", "method": "attention_query"}
        text = export.caption("word_profile", chinese, **given)
        assert "no direction" in text
        assert "moved" not in text
        assert "baseline" not in text
        balance = export.caption("modality_balance", chinese, method="attention_query")
        assert "not compared" in balance
        assert "face or voice" not in balance

    def test_a_table_comes_back_from_its_csv(self, chinese: xr.Dataset) -> None:
        table = figures.table("roc", chinese)
        content = export.table_csv(table).decode("utf-8-sig")
        pd.testing.assert_frame_equal(pd.read_csv(StringIO(content)), table)
