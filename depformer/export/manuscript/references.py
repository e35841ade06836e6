"""What a manuscript cites for a figure: one BibTeX entry a method, in ``references.bib``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from unicodedata import normalize

ALWAYS = "model"
_ENTRY = re.compile(r"^% used by: (.*)\n(@\w+\{(.*),\n(?:.*\n)*?\}\n)", re.MULTILINE)

_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)
_ACCENT = re.compile(r"\{\\'(\w)\}")
_SIGNS = MappingProxyType({"--": "–", r"\&": "&", "{": "", "}": "", "`": "‘", "'": "’"})


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
        """The entry as a line of a list of references, in plain text."""
        named = {name: _plain(text) for name, text in _FIELD.findall(self.bibtex)}
        number = f"({named['number']})" if "number" in named else ""
        place = f"{named['volume']}{number}" if "volume" in named else ""
        whole = named.get("journal") or named.get("booktitle") or ""
        where = [part for part in (whole, place, named.get("pages", "")) if part]
        said = [f"{_authors(named['author'])} ({named['year']})", named["title"]]
        said += [", ".join(where)] if where else []
        said += [named["publisher"]] if "publisher" in named else []
        said += [f"doi:{named['doi']}"] if "doi" in named else []
        return " ".join(part if part.endswith(("?", ".")) else f"{part}." for part in said)


def _plain(text: str) -> str:
    """Return what BibTeX writes by signs and braces, as it is read."""
    text = _ACCENT.sub(lambda found: normalize("NFC", f"{found[1]}\u0301"), text)
    for written, read in _SIGNS.items():
        text = text.replace(written, read)
    return text


def _authors(text: str) -> str:
    """Return surnames with initials, "et al." for those who are not named."""
    people = []
    for name in text.split(" and "):
        surname, _, given = name.partition(", ")
        initials = " ".join(
            "-".join(f"{part[0]}." for part in each.split("-")) for each in given.split()
        )
        people.append(f"{surname}, {initials}" if given else "et al.")
    return ", ".join(people)


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
