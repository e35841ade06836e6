"""Rated valence and arousal of the words of a study, taken over from a table of norms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import (
    digest_file,
    locked,
    read_foreign_table,
    read_json,
    user_path,
    write_json,
    write_table,
)
from depformer.study import layout
from depformer.study.columns import column, words_columns
from depformer.study.reader import Study, load_study
from depformer.study.tables import read_numbers
from depformer.validate import one_of
from depformer.wording import say

ROLES = ("text", "valence", "arousal")
NORMS = {"valence": "valence_norm", "arousal": "arousal_norm"}
SOURCE = "norm_source"
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?)(?:-|:|\.\.)(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Norms:
    """Say what became of the words.

    Attributes
    ----------
    found : int
        Words that have norms now.
    absent : tuple of str
        Texts of the words that the table does not have; theirs are n/a.
    """

    found: int
    absent: tuple[str, ...]


def import_norms(
    table: Path | str,
    study: Study | Path | str,
    *,
    scale: str,
    source: str,
    columns: Mapping[str, str] | None = None,
) -> Norms:
    """Fill ``valence_norm``, ``arousal_norm`` and ``norm_source`` of a study's word list.

    Norms that were there before are replaced. Ids, texts and the valence that the design gives a
    word stay as they are, so that features, checkpoints and kept runs do.

    Parameters
    ----------
    table : Path or str
        One row a word; tabs, commas or semicolons between columns.
    study : Study, Path or str
        Without a fault.
    scale : str
        Ends of the scale that was rated on, for example ``1-9`` or ``-3:3``.
    source : str
        Citation of the norms.
    columns : mapping of str
        Names of the columns of `table` by what they hold: ``text``, ``valence``, ``arousal``.

    Returns
    -------
    Norms
        How many words were found, and which were not.

    Raises
    ------
    DepformerError
        If the study has a fault, the table or a number of it is not as expected, or no word of the
        study is in it. Nothing is written then.
    """
    path, study = user_path(table), load_study(study)
    low, high = _ends(scale)
    if not source.strip() or len(source.splitlines()) > 1:
        raise DepformerError(say("norms.no_source"))
    norms = _read(path, columns or {}, low, high)
    words = study.words.copy()
    keys = words["text"].map(_plain)
    there = keys.isin(norms.index)
    if not there.any():
        known = {"table": path, "words": layout.WORDS, "text": words["text"].iloc[0]}
        raise DepformerError(say("norms.none", **known), kind="study")
    for role, name in NORMS.items():
        words[name] = keys.map(norms[role]) if role in norms else np.nan
    words[SOURCE] = pd.Series(path.name, index=words.index).where(there)
    cited = say("norms.cited", source=source.strip(), digest=digest_file(path))
    words_path = study.root / layout.WORDS
    with locked(words_path.with_name(f".{words_path.stem}.norms")):
        _describe(words_path.with_suffix(".json"), low, high, {path.name: cited})
        write_table(words_path, words)
    return Norms(int(there.sum()), tuple(words["text"][~there]))


def _ends(scale: str) -> tuple[float, float]:
    ends = _SCALE.fullmatch(scale.strip())
    if not ends or float(ends[1]) >= float(ends[2]):
        raise DepformerError(say("norms.scale", got=scale))
    return float(ends[1]), float(ends[2])


def _read(path: Path, columns: Mapping[str, str], low: float, high: float) -> pd.DataFrame:
    """Return the numbers of a table of norms by text; valence and arousal, or one of them."""
    for role in columns:
        one_of(say("norms.columns_role"), role, ROLES)
    table = read_foreign_table(path, kind="study", columns=(*ROLES, *columns.values()))
    named = list(table.columns)
    for role, name in columns.items():
        one_of(say("norms.column_of", path=path.name), name, named, kind="study")
        if role in table and role != name:
            table = table.drop(columns=role)
        table = table.rename(columns={name: role})
    there = [role for role in NORMS if role in table]
    if "text" not in table or not there:
        lacking = "text" if "text" not in table else "valence"
        known = {"path": path, "lacking": lacking, "there": ", ".join(named)}
        raise DepformerError(say("norms.no_column", **known), kind="study")
    faults: list[str] = []
    table = table[table["text"].notna()]
    numbers = pd.DataFrame(
        {role: read_numbers(table[role], low, high, path.name, role, faults) for role in there}
    )
    numbers.index = pd.Index(table["text"].map(_plain))
    numbers = numbers.reset_index(names="text").drop_duplicates().set_index("text")
    for text in numbers.index[numbers.index.duplicated()].unique():
        faults.append(say("norms.twice", text=text))
    if faults:
        said = say("norms.not_valid", path=path)
        raise DepformerError.listing(said, faults, kind="study", most=10)
    return numbers


def _plain(text: str) -> str:
    """Return a text as it is compared: nothing depends on how its characters are put together."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def _describe(path: Path, low: float, high: float, sources: Mapping[str, str]) -> None:
    """Say in the JSON beside the words what the columns mean and where they come from."""
    described = read_json(path, kind="study") if path.exists() else words_columns()
    ends = {"low": low, "high": high}
    described["valence_norm"] = column(say("norms.about_valence_norm", **ends))
    described["arousal_norm"] = column(say("norms.about_arousal_norm", **ends))
    described[SOURCE] = column(say("norms.about_norm_source"), levels=sources)
    write_json(path, described)
