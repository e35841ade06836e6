"""Figures as files: ten with the browser kept warm, and one bundle a preset, each opened."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from depformer import figures, schema
from depformer.export import PRESETS, Preset, figure_bytes
from depformer.export.compose import sheet_bytes
from depformer.export.paper.sheet import Panel, lay_out
from depformer.study.words import default_words

TEN = (
    *("word_profile", "branch_waterfall", "query_scores", "selection_rate", "cohort_words"),
    *("modality_balance", "roc", "confusion", "calibration", "valence_shapley"),
)
PANELS = (("word_profile",), ("confusion", "roc"))
WHO = {"word_profile", "branch_waterfall", "query_scores"}


def asked(tool: str, *options: str) -> str:
    """Return what a program says of a PDF."""
    path = shutil.which(tool)
    if path is None:
        sys.exit(f"{tool} is missing: apt-get install poppler-utils")
    return subprocess.run([path, *options], capture_output=True, text=True, check=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    run = schema.example(0, words=24, checked=True)
    words = default_words(24)
    names = ("text", "pinyin", "gloss", "valence")
    run = run.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})
    drawn = {
        name: figures.draw(name, run, **({"participant": "sub-001"} if name in WHO else {}))
        for name in TEN
    }
    seconds = [timed(drawn["roc"]), *(timed(figure) for figure in drawn.values())]
    rows = [[Panel(drawn[name]) for name in row] for row in PANELS]
    pages = [opened(preset, rows if preset.id != "slide" else rows[:1]) for preset in PRESETS]
    found = {"first": seconds[0], "ten_warm": sum(seconds[1:]), "pages": pages}
    if as_json:
        print(json.dumps(found))
        return
    print(f"first figure, the browser started: {found['first']:.1f} s")
    print(f"ten figures, warm: {found['ten_warm']:.1f} s")
    print("off: page and PNG against the size that was asked for")
    for page in pages:
        print("  ".join(f"{name} {value}" for name, value in page.items()))


def timed(figure: go.Figure) -> float:
    """Return how long a figure takes as PDF [s]."""
    start = time.perf_counter()
    figure_bytes(figure, "pdf", "nature", 183)
    return time.perf_counter() - start


def opened(preset: Preset, rows: list[list[Panel]]) -> dict[str, object]:
    """Return what is found in a page of panels."""
    sheet = lay_out(rows, preset)
    wanted = np.array([sheet.width_mm, sheet.height_mm])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(sheet_bytes(rows, "pdf", preset.id))
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", asked("pdfinfo", str(path)))
        fonts = asked("pdffonts", str(path)).splitlines()[2:]
        pictures = asked("pdfimages", "-list", str(path)).splitlines()[2:]
        text = asked("pdftotext", str(path), "-")
    if size is None:
        sys.exit("pdfinfo names no size")
    page = np.array([float(each) for each in size.groups()]) * 25.4 / 72
    png = sheet_bytes(rows, "png", preset.id)
    pixels = np.array([int.from_bytes(png[at : at + 4], "big") for at in (16, 20)])
    return {
        "preset": preset.id,
        "mm": wanted.round(1).tolist(),
        "off_mm": (page - wanted).round(2).tolist(),
        "fonts": len(fonts),
        "embedded": sum(bool(re.search(r"\byes yes yes\b", font)) for font in fonts),
        "type_3": sum("Type 3" in font for font in fonts),
        "pictures": len(pictures),
        "chinese": "热" in text,
        "off_pixels": (pixels - wanted / 25.4 * preset.dpi_line).round(1).tolist(),
    }


if __name__ == "__main__":
    main()
