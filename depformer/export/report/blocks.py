"""What a report is made of: sections of sentences, lists, tables and figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class Said:
    """A paragraph, or several points under one another."""

    lines: tuple[str, ...]
    listed: bool = False
    kind: str = "said"


@dataclass(frozen=True)
class Warned:
    """A guard: how grave it is, by id and in a word, and what it says."""

    level_id: str
    level: str
    name: str
    sentence: str
    kind: str = "warned"


@dataclass(frozen=True)
class Tabled:
    """A table as people read it, its head over it."""

    table: pd.DataFrame
    head: str
    kind: str = "tabled"

    @property
    def rows(self) -> list[list[str]]:
        """All cells as text."""
        return [[str(cell) for cell in row] for row in self.table.to_numpy().tolist()]


@dataclass(frozen=True)
class Drawn:
    """A figure with its caption; `number` counts from 1, `half` is one that shares a row."""

    number: int
    figure: go.Figure
    question: str
    caption: str
    half: bool = False
    kind: str = "drawn"


Block = Said | Warned | Tabled | Drawn


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
