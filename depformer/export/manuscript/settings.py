"""All settings behind some figures, as a list under the paragraph on methods."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import depformer
from depformer import labels
from depformer.export.manuscript.methods import Made, options_of, paragraph, used_methods
from depformer.figures import FIGURES
from depformer.wording import say, sentences

if TYPE_CHECKING:
    import xarray as xr

SIZES = ("n_words", "image_size", "audio_size", "hidden_size", "d_model", "n_heads", "n_stacks")


def methods_text(run: xr.Dataset, made: Iterable[Made], groups_by: str) -> str:
    """Return the paragraph on methods with the list of settings below it, as a file holds them."""
    found = list(made)
    listed = [f"- {each}" for each in settings(run, found)]
    said = [paragraph(run, found, groups_by), "", say("manuscript.settings"), *listed]
    return "\n".join(said) + "\n"


def settings(run: xr.Dataset, made: Iterable[Made]) -> list[str]:
    """Return every setting behind some figures, a line each.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    made : iterable of (str, mapping, DataFrame)
        Ids of the figures, their options and their tables.
    """
    found, about = list(made), run.attrs
    config = json.loads(about["config"])
    sizes = [say(f"manuscript.size_{name}", n=config[name]) for name in SIZES if name in config]
    said = [say("manuscript.model", sizes=", ".join(sizes))] if sizes else []
    if about["study_digest"] or about["checkpoint_digest"]:
        digests = {name: str(about[f"{name}_digest"])[:12] for name in ("study", "checkpoint")}
        said.append(say("manuscript.digests", **digests))
    made_by = str(about["package_version"]) or depformer.__version__
    said.append(say("manuscript.seed", seed=about["seed"], version=made_by))
    for name in used_methods(run, found):
        options = [
            say("manuscript.option", name=_option(key), value=_read(value))
            for key, value in options_of(run, name).items()
        ]
        if options:
            known = {"name": labels.title(name), "options": ", ".join(options)}
            said.append(say("manuscript.method", **known))
    return [*said, *_of_figures((name, options) for name, options, _ in found)]


def _option(name: str) -> str:
    known = f"option_{name}" in sentences("manuscript")
    return say(f"manuscript.option_{name}") if known else labels.human(name)


def _of_figures(figures: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Return the options that numbers depend on, those that were not set too.

    A value that all figures with the option share stands alone, another beside its figures.
    """
    known = [each for each in sentences("manuscript") if each.startswith("setting_")]
    values: dict[str, dict[str, list[str]]] = {}
    for name, options in figures:
        for option in FIGURES[name].options:
            value = options.get(option.name, None if option.required else option.default)
            key = f"setting_{option.name}"
            if option.of == "table" and key in known and value not in (None, "", (), []):
                question = say("manuscript.quoted", question=FIGURES[name].question())
                values.setdefault(option.name, {}).setdefault(_read(value), []).append(question)
    lines = []
    for name, by_value in values.items():
        told = [
            value
            if len(by_value) == 1
            else say("manuscript.of_figures", value=value, figures=", ".join(dict.fromkeys(each)))
            for value, each in by_value.items()
        ]
        known_as = say(f"manuscript.setting_{name}")
        lines.append(say("manuscript.setting", name=known_as, values="; ".join(told)))
    return lines


def _read(value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return say("exports.yes" if value else "exports.no")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_read, value))
    if isinstance(value, (int, float)):
        return f"{value:,g}" if abs(value) < 1e6 else f"{value:,}"
    return labels.in_text(str(value))
