"""The report says what the tables say, holds all it needs, and takes no data as markup."""

from __future__ import annotations

import re
import tempfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.export.browser import find_browser
from depformer.export.privacy import suppressed
from depformer.export.report import report_bytes, write_report
from depformer.export.report.blocks import Drawn, Tabled
from depformer.export.report.printed import TALLEST, USUAL, printed
from depformer.export.report.reporting_sheet import reporting_sheet
from depformer.export.report.sections import SECTIONS, Source, sections
from depformer.export.report.written import printed_share
from depformer.figures import FIGURES
from depformer.report import sentences
from depformer.wording import say

CONFIG = '{"n_words": 8, "n_stacks": 3, "n_heads": 4, "d_model": 48}'
HOSTILE = '<script>alert(1)</script> & "Anna" {{ 7 * 7 }} {% raw %}'


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    drawn = schema.example(0, participants=24, checked=True)
    texts = drawn["text"].values.astype("U80")
    texts[0] = HOSTILE
    return drawn.assign_coords(text=("word", texts)).assign_attrs(study=HOSTILE, config=CONFIG)


@pytest.fixture(scope="module")
def page(run: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> str:
    progress: list[tuple[int, int]] = []
    made = report_bytes(
        run,
        tmp_path_factory.mktemp("checkpoint"),
        method="integrated_gradients",
        progress=lambda *at: progress.append(at),
    )
    assert progress[-1] == (len(SECTIONS), len(SECTIONS))
    return made.decode("utf-8")


def outside_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_it_says_what_the_tables_say(page: str, run: xr.Dataset) -> None:
    shown = outside_scripts(page)
    accuracy = stats.performance(run).set_index("metric").loc["accuracy"]
    row = f"<td>Accuracy</td><td>{accuracy['estimate']:.2f}</td><td>{accuracy['ci_low']:.2f} to"
    assert row in shown
    for sentence in stats.guards(run)["name"]:
        assert f"{sentence}.</strong>" in shown
    for name, _ in SECTIONS:
        assert f'<section id="{name}">' in shown
    assert say("notices.research_use") in shown
    numbers = [int(n) for n in re.findall(r"<strong>Figure (\d+)\.", shown)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10


def test_text_of_the_data_is_no_markup(page: str) -> None:
    shown = outside_scripts(page)
    assert "alert(1)" in shown
    assert "<script>alert(1)" not in page
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", shown)[0]
    assert page.count("</script>") == page.count("<script")


def test_it_refers_to_nothing_outside(page: str) -> None:
    shown = outside_scripts(page)
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", shown)
    assert "default-src &#39;none&#39;" in shown


def test_nobody_is_named_in_it_not_even_to_the_pointer(page: str, run: xr.Dataset) -> None:
    named = {who for who in run["participant"].values.astype(str) if who in page}
    assert not named
    told = re.findall(r"p\(depressed\) = [\d.]+", page)
    assert not told
    assert FIGURES["cohort_raster"].question() in page  # that shows everybody


def test_a_printed_figure_is_as_wide_as_the_text_and_no_higher_than_a_page(page: str) -> None:
    shares = [float(each) for each in re.findall(r'style="--printed: ([\d.]+)"', page)]
    assert len(shares) == len(re.findall("<figure ", page)) > 10
    assert max(shares) == USUAL
    tall = go.Figure(layout={"height": 1400})
    assert printed_share(tall) * 1400 == pytest.approx(TALLEST, abs=1)
    assert printed_share(go.Figure(layout={"height": 400})) == USUAL


@pytest.mark.skipif(find_browser() is None, reason="needs Chrome or Chromium")
def test_a_printed_report_holds_all_sections_and_no_word_on_the_machine(
    page: str,
) -> None:
    from pypdf import PdfReader

    title = say("report_page.title", study=HOSTILE)
    read = PdfReader(BytesIO(printed(page.encode("utf-8"), title)))
    assert dict(read.metadata or {}) == {"/Title": title}
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    for name, _ in SECTIONS:
        assert say(f"report_page.heading_{name}") in text
    assert str(tempfile.gettempdir()) not in text


def test_the_sheet_is_blank_where_only_the_authors_know(run: xr.Dataset, tmp_path: Path) -> None:
    sheet = reporting_sheet(run, tmp_path)
    item, known = (sheet[say(f"reporting_sheet.{name}")] for name in ("item", "known"))
    by_item = dict(zip(item, known, strict=True))
    assert [by_item[name] for name in ("1", "6b", "17", "18a", "19")] == [""] * 5
    assert "24 participants" in by_item["10"]
    accuracy = stats.performance(run).set_index("metric").loc["accuracy"]
    assert f"Accuracy {accuracy['estimate']:.2f} (95 % CI" in by_item["23a"]
    assert item.is_unique
    assert isinstance(sheet, pd.DataFrame)


def test_few_people_of_a_group_stay_out_of_it(tmp_path: Path) -> None:
    few = schema.example(0, participants=16, words=4)
    held = [0, 1, 2, *range(8, 14)]  # three depressed and six healthy people
    roles = ["test" if at in held else "train" for at in range(16)]
    source = Source(
        few.assign_coords(role=("participant", roles)).assign_attrs(config=CONFIG, study="s"),
        tmp_path,
        "integrated_gradients",
        "text",
    )
    blocks = {name: list(made(source)) for name, made in SECTIONS}
    tables = [each.table for each in blocks["participants"] if isinstance(each, Tabled)]
    assert len({*tables[0].iloc[:, 1]}) == 1  # a dash, whatever is described
    (rows,) = [each.table for each in blocks["performance"] if isinstance(each, Tabled)]
    assert set(rows[say("readable.estimate")]) == {"–"}
    assert "Fewer than 5 participants of a group" in str(blocks["summary"])
    for name, _, table in source.made:
        assert suppressed(FIGURES[name], table).equals(table), name


@pytest.mark.parametrize("name", ["report.docx", "report", "report.HTM"])
def test_another_ending_is_refused_and_nothing_written(
    run: xr.Dataset, tmp_path: Path, name: str
) -> None:
    with pytest.raises(DepformerError, match="html, pdf"):
        write_report(tmp_path / name, run, tmp_path, method="attention_query")
    assert not any(tmp_path.iterdir())


def test_in_short_says_whether_the_groups_differ(run: xr.Dataset, tmp_path: Path) -> None:
    method = "integrated_gradients"
    source = Source(run, tmp_path, method, "gloss")
    summary = next(section for section in sections(source) if section.id == "summary")
    said = " ".join(line for block in summary.blocks for line in getattr(block, "lines", ()))
    contrast, cells = (
        figures.table(name, run, method=method) for name in ("valence_contrast", "cohort_forest")
    )
    assert (differs := sentences.difference(contrast, cells))
    assert differs in said


def test_figures_are_as_low_as_without_their_question(run: xr.Dataset, tmp_path: Path) -> None:
    drawn = [
        block
        for section in sections(Source(run, tmp_path, "integrated_gradients", "gloss"))
        for block in section.blocks
        if isinstance(block, Drawn)
    ]
    assert {block.half for block in drawn} == {True, False}
    for block in drawn:
        layout = block.figure.layout
        assert layout.width is None
        assert layout.margin.t == 40
        assert not layout.title.text
    roc = next(block.figure for block in drawn if "tell the groups apart" in block.question)
    whole = figures.draw("roc", run).layout
    assert roc.layout.height == pytest.approx(whole.height - whole.margin.t + 40)
