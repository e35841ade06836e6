"""Panels a, b, c on one page: each laid out as it is alone, the page of an exact size."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr

from depformer import figures, schema
from depformer.errors import DepformerError
from depformer.export import PRESETS
from depformer.export.compose import sheet_bytes
from depformer.export.paper.sheet import Panel, lay_out
from depformer.study.words import default_words
from tests.running_app import required

Rows = list[list[Panel]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """A profile of Chinese words above two small figures."""
    run: xr.Dataset = schema.example(0, words=24)
    words = default_words(24)
    names = ("text", "pinyin", "gloss", "valence")
    run = run.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})
    profile = figures.draw("word_profile", run, participant="sub-001")
    small = [figures.draw(name, run) for name in ("roc", "confusion")]
    return [[Panel(profile)], [Panel(small[0], 2), Panel(small[1], 3)]]


@pytest.mark.parametrize("preset", [each for each in PRESETS if each.id != "slide"])
def test_panels_fill_the_width_and_stay_on_the_page(preset: object, rows: Rows) -> None:
    chosen = PRESETS[preset.id]  # type: ignore[attr-defined]
    sheet = lay_out(rows, chosen)
    assert sheet.width_mm == max(chosen.widths_mm)
    assert sheet.height_mm <= chosen.max_height_mm + 1e-6
    (top, *_), (left, *at_left), (right, *at_right) = sheet.pages
    assert top.width_mm == pytest.approx(sheet.width_mm)
    assert right.width_mm / left.width_mm == pytest.approx(1.5)
    assert at_right[0] + right.width_mm == pytest.approx(sheet.width_mm)
    assert at_left[1] == at_right[1] > top.height_mm
    assert {page.scale for page, _, _ in sheet.pages} == {top.scale}  # one size of type
    assert not any(page.figure.layout.title.text for page, _, _ in sheet.pages)


def test_panels_are_marked_as_the_journal_does() -> None:
    marks = {name: PRESETS[name].panel(2) for name in ("nature", "ieee", "plos")}
    assert marks == {"nature": "c", "ieee": "(c)", "plos": "C"}
    assert PRESETS["nature"].letter_pt == 8


def test_one_column_is_as_narrow_as_its_words_allow(rows: Rows) -> None:
    assert lay_out([rows[0]], PRESETS["nature"]).width_mm == 89


def test_too_much_for_a_page_says_what_to_do(rows: Rows) -> None:
    with pytest.raises(
        DepformerError, match=r"need at least \d+ mm of height, Nature allows 170 mm \(a '"
    ):
        lay_out([[rows[0][0]] for _ in range(5)], PRESETS["nature"])
    with pytest.raises(DepformerError, match="at least one in each row"):
        lay_out([rows[0], []], PRESETS["nature"])
    low = replace(PRESETS["slide"], fills_page=True)
    assert lay_out([rows[1]], low).height_mm == low.max_height_mm


@pytest.mark.usefixtures("browser_path")
def test_a_page_of_panels_is_as_good_as_one_figure(rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "panels.pdf"
    path.write_bytes(sheet_bytes(rows, "pdf", "ieee"))

    def asked(tool: str, *options: str) -> str:
        command = [required(shutil.which(tool), tool), *options]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    info = asked("pdfinfo", str(path))
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    assert size is not None
    assert float(size[1]) / 72 * 25.4 == pytest.approx(181.9, abs=0.5)
    assert float(size[2]) / 72 * 25.4 == pytest.approx(
        lay_out(rows, PRESETS["ieee"]).height_mm, abs=0.5
    )
    assert re.search(r"Title: +\(a\) Which words moved .* \(b\) How well", info)
    assert not re.search(r"Linux|Chrome|CreationDate|Kaleido", info)
    fonts = asked("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert all(re.search(r"TrueType .*\byes yes yes\b", row) for row in fonts)
    text = asked("pdftotext", str(path), "-")
    assert all(f"({letter})" in text for letter in "abc")
    assert "热" in text
    assert not asked("pdfimages", "-list", str(path)).splitlines()[2:]


@pytest.mark.usefixtures("browser_path")
def test_its_png_and_its_svg_are_sized_alike(rows: Rows) -> None:
    png = sheet_bytes(rows[1:], "png", "nature", 120)
    assert struct.unpack(">II", png[16:24])[0] == pytest.approx(120 / 25.4 * 600, abs=1)
    svg = sheet_bytes(rows[1:], "svg", "nature", 120).decode()
    assert 'width="120.00mm"' in svg[:200]
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"url\((?:&quot;|['\"])?#([^)'\"&]+)", svg))
    assert used <= set(ids)
