"""Whether a font on this machine has the letters of a figure: else a file shows empty boxes."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from functools import cache

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.wording import say

SHOWN = 12


def refuse_boxes(figure: go.Figure) -> None:
    """Raise if letters of a figure stand in no font here.

    Where the system has no fontconfig nothing is known, and nothing is said.

    Raises
    ------
    DepformerError
        Naming the letters, the package that has Chinese ones, and the other labels of the words.
    """
    known = _letters_of_fonts()
    if known is None:
        return
    used = {sign for sign in _texts(figure) if unicodedata.category(sign).startswith("L")}
    absent = sorted(
        sign for sign in used if not any(low <= ord(sign) <= high for low, high in known)
    )
    if absent:
        letters = "".join(absent[:SHOWN]) + ("…" if len(absent) > SHOWN else "")
        raise DepformerError(say("exports.no_font", letters=letters), kind="environment")


def _texts(figure: go.Figure) -> str:
    """Return all text of a figure, and more: keys and numbers do no harm."""
    return json.dumps(json.loads(str(figure.to_json())), ensure_ascii=False)


@cache
def _letters_of_fonts() -> tuple[tuple[int, int], ...] | None:
    """Return the ranges of signs that fonts here have, or None where nobody knows."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    asked = [program, "--format", "%{charset} "]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split()
    ranges = {tuple(int(end, 16) for end in each.split("-")) for each in found}
    return tuple((each[0], each[-1]) for each in sorted(ranges)) or None
