"""Text and tables in LaTeX: no sign of a text is a command."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

# Every sign that LaTeX takes for a command, or that its old fonts lack.
SPECIALS = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "–": "--",
        "−": "$-$",
        "≥": r"$\geq$",
        "≤": r"$\leq$",
        "≠": r"$\neq$",
        "×": r"$\times$",
        "→": r"$\rightarrow$",
        "←": r"$\leftarrow$",
    }
)
_WRITTEN = str.maketrans(dict(SPECIALS))


def escaped(text: str) -> str:
    """Return a text that LaTeX sets as it stands, on one line."""
    return " ".join(text.split()).translate(_WRITTEN)


def booktabs(head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """Return a table for the package booktabs; columns of numbers are set to the right.

    Parameters
    ----------
    head : sequence of str
        The columns' names.
    rows : sequence of sequences of str
        The cells, a row each.
    note : str
        What stands in small print below the table.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    sides = "".join("r" if _is_number(column) else "l" for column in columns)
    lines = [
        rf"\begin{{tabular}}{{{sides}}}",
        r"\toprule",
        _row(head),
        r"\midrule",
        *map(_row, rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    if note:
        lines.append(rf"\par\smallskip{{\footnotesize {escaped(note)}}}")
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return " & ".join(map(escaped, cells)) + r" \\"


def _is_number(column: Sequence[str]) -> bool:
    return bool(column) and all(
        cell[:1].isdigit() or cell[:1] in ("−", "–", "<") for cell in column
    )
