"""What a manuscript cites for a figure: one BibTeX entry a method, in ``references.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ALWAYS = "model"
_ENTRY = re.compile(r"^% used by: (.*)\n(@\w+\{(.*),\n(?:.*\n)*?\}\n)", re.MULTILINE)

_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)


@dataclass(frozen=True)
class Reference:
    """A publication.

    Parameters
    ----------
    id : str
        Key of the entry.
    used_by : frozenset of str
        Ids of methods and figures, kinds of intervals and of adjustments, and units of tables.
    bibtex : str
        The entry.
    """

    id: str
    used_by: frozenset[str]
    bibtex: str

    @property
    def text(self) -> str:
        """The entry as a line of a list of references."""
        named = dict(_FIELD.findall(self.bibtex))
        where = named.get("journal") or named.get("booktitle") or named.get("publisher", "")
        who = named.get("author", "").replace(" and ", "; ")
        line = f"{who} ({named['year']}). {named['title']}. {where}."
        return line.replace("{", "").replace("}", "")


@cache
def references() -> tuple[Reference, ...]:
    """Return all that is known, in the order of the file."""
    text = files(__package__).joinpath("references.bib").read_text("utf-8")
    return tuple(
        Reference(key, frozenset(uses.split()), entry) for uses, entry, key in _ENTRY.findall(text)
    )


def cited(uses: Iterable[str]) -> list[Reference]:
    """Return the references of what was used, in their order; the model's always.

    Parameters
    ----------
    uses : iterable of str
        Ids of methods and figures, kinds of intervals and adjustments, units.
    """
    wanted = {ALWAYS, *(each.lower().replace(" ", "_").replace("'", "") for each in uses)}
    return [reference for reference in references() if wanted & reference.used_by]


def bibliography(uses: Iterable[str]) -> str:
    """Return `cited` as a BibTeX file."""
    return "\n".join(reference.bibtex for reference in cited(uses))
