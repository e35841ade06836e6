"""Figures with English labels alone: a word stands by its gloss, and nothing Chinese is left."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
SHOWN = 6


def table_in_english(table: pd.DataFrame) -> pd.DataFrame:
    """Return a figure's table whose words are called by their gloss, or else their pinyin."""
    if not {"text", "gloss", "pinyin"} <= set(table):
        return table
    gloss = table["gloss"].astype(str)
    return table.assign(text=gloss.where(gloss.str.strip() != "", table["pinyin"].astype(str)))


def run_in_english(run: xr.Dataset) -> xr.Dataset:
    """Return a run whose words are called by their gloss, or else their pinyin: for sentences."""
    gloss, pinyin = (run[name].values.astype(str) for name in ("gloss", "pinyin"))
    return run.assign_coords(text=("word", np.where(np.char.strip(gloss) != "", gloss, pinyin)))


def refuse_chinese(figure: go.Figure) -> None:
    """Raise if Chinese is left in what a figure shows.

    Raises
    ------
    DepformerError
        Naming what has no English.
    """
    layout = figure.to_plotly_json()
    found = dict.fromkeys(CHINESE.findall(json.dumps(layout, ensure_ascii=False, default=str)))
    if found:
        some = ", ".join([*found][:SHOWN]) + (" …" if len(found) > SHOWN else "")
        raise DepformerError(say("exports.not_english", texts=some), kind="figure")
