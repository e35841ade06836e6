"""Figures as files: ten with the browser kept warm, and one bundle a preset, each opened."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from depformer import figures, schema
from depformer.export import PRESETS, figure_bytes
from depformer.export.compose import Panel, lay_out, sheet_bytes
from depformer.study.words import default_words

TEN = (
    *("word_profile", "branch_waterfall", "query_scores", "selection_rate", "cohort_words"),
    *("modality_balance", "roc", "confusion", "calibration", "valence_shapley"),
)
PANELS = (("confusion", "roc"),)
WHO = {"word_profile", "branch_waterfall", "query_scores"}


def asked(tool: str, *options: str) -> str:
    """Return what a program says of a PDF."""
    path = shutil.which(tool)
    if path is None:
        sys.exit(f"{tool} is missing: apt-get install poppler-utils")
    return subprocess.run([path, *options], capture_output=True, text=True, check=True).stdout


def main() -> None:
    run = schema.example(0, words=24, checked=True)
    words = default_words(24)
    names = ("text", "pinyin", "gloss", "valence")
    run = run.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})
    drawn = {
        name: figures.draw(name, run, **({"participant": "sub-001"} if name in WHO else {}))
        for name in TEN
    }
    start = time.perf_counter()
    figure_bytes(drawn["roc"])
    print(f"first figure, the browser started: {time.perf_counter() - start:.1f} s")
    seconds = []
    for figure in drawn.values():
        start = time.perf_counter()
        figure_bytes(figure, "pdf", "nature", 183)
        seconds.append(time.perf_counter() - start)
    each = f"each {np.min(seconds):.2f}-{np.max(seconds):.2f}"
    print(f"ten figures, warm: {sum(seconds):.1f} s ({each})")
    rows = [[Panel(drawn[name]) for name in row] for row in PANELS]
    rows.insert(0, [Panel(drawn["word_profile"])])
    print("preset     asked [mm]       page [mm]        fonts  type 3  pictures  Chinese  PNG [px]")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        for preset in PRESETS:
            shown = rows if preset.id != "slide" else rows[:1]
            sheet = lay_out(shown, preset)
            path.write_bytes(sheet_bytes(shown, "pdf", preset.id))
            size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", asked("pdfinfo", str(path)))
            assert size is not None
            width, height = (float(each) * 25.4 / 72 for each in size.groups())
            fonts = asked("pdffonts", str(path)).splitlines()[2:]
            type_3 = sum("Type 3" in font for font in fonts)
            pictures = asked("pdfimages", "-list", str(path)).splitlines()[2:]
            png = sheet_bytes(shown, "png", preset.id)
            pixels = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
            print(
                f"{preset.id:10} {sheet.width_mm:6.1f} x {sheet.height_mm:5.1f}   "
                f"{width:6.1f} x {height:5.1f}   {len(fonts):5}  {type_3:6}"
                f"  {len(pictures):8}  {'热' in asked('pdftotext', str(path), '-')!s:7}  "
                f"{pixels[0]} x {pixels[1]} "
                f"(off by {pixels[0] - sheet.width_mm / 25.4 * preset.dpi_line:+.1f}, "
                f"{pixels[1] - sheet.height_mm / 25.4 * preset.dpi_line:+.1f})"
            )


if __name__ == "__main__":
    main()
