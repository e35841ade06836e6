"""Extractors of a user's own, which an installed package brings.

A package names them in its ``pyproject.toml``, each by the id of its spec::

    [project.entry-points."depformer.extractors"]
    my_vowels = "my_package.vowels:SPEC"

What is named is an `ExtractorSpec`, or a function without arguments that returns one, for weights
that take long to load; `module_extractor` makes one of a torch module. Installing a package is
consent to run its code; nothing is unpickled and no file of weights is run as a program. A package
is loaded only when its extractor is asked for, so that a broken one stands in nobody's way.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from depformer.errors import DepformerError
from depformer.features.builtin import EXTRACTORS
from depformer.features.extractor import ExtractorSpec
from depformer.labels import MODALITIES
from depformer.validate import allowed_list, one_of
from depformer.wording import say

GROUP = "depformer.extractors"


def extractor_ids() -> tuple[str, ...]:
    """Return the ids of all extractors, those of the program first; nothing is loaded."""
    return (*EXTRACTORS.ids, *_usable())


def find_extractor(id: str, modality: str) -> ExtractorSpec:
    """Return an extractor of the program or of an installed package.

    Parameters
    ----------
    id : str
        Of the extractor.
    modality : str
        What it has to be for.

    Raises
    ------
    DepformerError
        If there is none of that name, its package cannot be loaded or declares what cannot be, or
        it is for the other modality.
    """
    if id in EXTRACTORS.ids:
        spec = EXTRACTORS[id]
    else:
        usable = _usable()
        spec = _loaded(usable[one_of("extractor", id, (*EXTRACTORS.ids, *usable))])
    if spec.modality != modality:
        known = {"id": id, "got": spec.modality, "modality": modality}
        raise DepformerError(say("extractors.other_modality", **known))
    return spec


def refused() -> list[str]:
    """Return why installed extractors are left out: their id is taken, one sentence each."""
    return [
        say("extractors.taken", id=name, packages=allowed_list(_package(each) for each in points))
        for name, points in _named().items()
        if name in EXTRACTORS.ids or len(points) > 1
    ]


def _named() -> dict[str, list[EntryPoint]]:
    """Return what installed packages name, by id; one that two name has two."""
    named: dict[str, list[EntryPoint]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, _package(each))):
        if point not in named.setdefault(point.name, []):  # one found by two paths is one
            named[point.name].append(point)
    return named


def _usable() -> dict[str, EntryPoint]:
    named = _named()
    return {
        name: points[0]
        for name, points in named.items()
        if name not in EXTRACTORS.ids and len(points) == 1
    }


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module


@cache
def _loaded(point: EntryPoint) -> ExtractorSpec:
    """Load one, and raise in one sentence that names its package where that cannot be."""
    known = {"id": point.name, "package": _package(point)}
    try:
        found = point.load()
        spec = found() if callable(found) else found
    except Exception as fault:  # the code of a stranger
        why = f"{type(fault).__name__}: {fault}".rstrip(": ")
        said = say("extractors.not_loaded", why=why, **known)
        raise DepformerError(said, kind="environment") from fault
    if not isinstance(spec, ExtractorSpec):
        said = say("extractors.no_spec", got=type(spec).__name__, **known)
        raise DepformerError(said, kind="environment")
    faults = [
        *([] if spec.id == point.name else [say("extractors.id", got=spec.id)]),
        *([] if spec.modality in MODALITIES else [say("extractors.modality", got=spec.modality)]),
        *([] if spec.version else [say("extractors.version")]),
        *([] if spec.size > 0 or spec.modality == "face" else [say("extractors.size")]),
    ]
    try:
        json.dumps(spec.options, allow_nan=False)
    except (TypeError, ValueError):
        faults.append(say("extractors.options"))
    if faults:
        headline = say("extractors.wrong", **known)
        raise DepformerError.listing(headline, faults, kind="environment")
    return spec
