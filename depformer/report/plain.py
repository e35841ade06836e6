r"""Text as Markdown that shows it letter by letter: no picture, link, colour or formula of data.

A study's words, groups and names are other people's text. The pages write Markdown, in which
``![x](https://...)`` would load a picture from outside, and ``*``, ``$`` and ``:red[`` would change
what stands there.
"""

from __future__ import annotations

import re
from typing import overload

import pandas as pd

# A backslash shows each of these as it is.
_MARKS = re.compile(r"[\\`*_{}\[\]<>~$|&^!]|^(?:[#+=-]|\d+(?=[.)]))")
# Icons, emoji, colours and bare addresses are also found in text that was escaped. A word joiner,
# which has no width, breaks them.
_JOINED = re.compile(r":(?=\S)|\bwww(?=\.)|@(?=\w)", re.IGNORECASE)
JOINER = "\u2060"
# Of a card: pictures and links, whose text alone is kept; the innermost first.
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
# What still could open one, after marks that are escaped already.
_OPENS = re.compile(r"(\\.)|[\[\]<]", re.DOTALL)
_SPACE = re.compile(r"[^\S\u00a0]+")  # all but what `unbroken` has set
_SIGNS = re.compile(r" [=<>≥≤] (?=[−\-\d])|(?<=\d) %")  # within a number and its name or unit
_ADDRESS = re.compile(r":(?=//)|\bwww(?=\.)|@(?=\w)", re.IGNORECASE)


@overload
def plain(text: str) -> str: ...
@overload
def plain(text: pd.DataFrame) -> pd.DataFrame: ...
def plain(text: str | pd.DataFrame) -> str | pd.DataFrame:
    r"""Return Markdown that shows a text as it is, or a table of such texts; lines become one.

    Parameters
    ----------
    text : str or DataFrame
        Of a table, every text of the cells, of the index and of the heads of the columns.

    Examples
    --------
    >>> plain("*happy*")
    '\\*happy\\*'
    """
    if isinstance(text, pd.DataFrame):
        shown = text.map(_cell)
        if not isinstance(text.index, pd.RangeIndex):  # numbers of rows, which the page hides
            shown.index = shown.index.map(_cell).rename(text.index.name)
        return shown.rename(columns=_cell)
    line = _SPACE.sub(" ", text).strip()
    return _JOINED.sub(rf"\g<0>{JOINER}", _MARKS.sub(_escaped, line))


def unbroken(text: str) -> str:
    """Return a text in which no line breaks within ``n = 24``, ``p < 0.05`` or ``95 %``.

    Examples
    --------
    >>> unbroken("n = 24 of 48, 95 % CI") == "n\u00a0=\u00a024 of 48, 95\u00a0% CI"
    True
    """
    return _SIGNS.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _escaped(found: re.Match[str]) -> str:
    mark = found[0]
    return f"{mark}{JOINER}" if mark.isdigit() else f"\\{mark}"


def _cell(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def without_links(markdown: str) -> str:
    """Return Markdown without pictures and links; the texts of both stay, all else is kept."""
    found = 1
    while found:
        markdown, found = _LINK.subn(r"\1", markdown)
    markdown = _OPENS.sub(lambda mark: mark[0] if mark[1] else f"\\{mark[0]}", markdown)
    return _ADDRESS.sub(rf"\g<0>{JOINER}", markdown)
