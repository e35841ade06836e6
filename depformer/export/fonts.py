"""Whether a font on this machine has the signs of a figure: else a file shows empty boxes."""

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
    """Raise if signs of a figure stand in no font here: letters, symbols, marks, of private use.

    Where the system has no fontconfig nothing is known, and nothing is said.

    Raises
    ------
    DepformerError
        Naming the signs, the package that has Chinese ones, and the other labels of the words.
    """
    known = _letters_of_fonts()
    if known is None:
        return
    used = {sign for sign in _texts(figure) if _draws(sign)}
    absent = sorted(
        sign for sign in used if not any(low <= ord(sign) <= high for low, high in known)
    )
    if absent:
        letters = " ".join(map(_named, absent[:SHOWN])) + (" …" if len(absent) > SHOWN else "")
        raise DepformerError(say("exports.no_font", letters=letters), kind="environment")


def _draws(sign: str) -> bool:
    """Return whether a sign needs a glyph: controls, joiners, spaces and selectors need none."""
    selects = unicodedata.name(sign, "").startswith("VARIATION SELECTOR")
    return not selects and unicodedata.category(sign) not in ("Cc", "Cf", "Zs", "Zl", "Zp")


def _named(sign: str) -> str:
    """Return a sign that stands on its own as it is, and any other by its number."""
    alone = unicodedata.category(sign)[0] in "LNPS"
    return sign if alone else f"U+{ord(sign):04X}"


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
