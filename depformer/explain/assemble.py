"""Put the participants' results into the container of `depformer.schema`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from depformer import schema
from depformer.explain.method import Array, MethodSpec
from depformer.explain.person import PersonResult
from depformer.model.quantity import predicted_variables
from depformer.study import Study
from depformer.study.reader import SHOWN


def assemble(
    study: Study,
    people: pd.DataFrame,
    results: Sequence[PersonResult],
    methods: Sequence[MethodSpec],
) -> xr.Dataset:
    """Return the run's variables and coords.

    Parameters
    ----------
    study : Study
        Where names, groups and words come from.
    people : DataFrame
        Index participant; columns ``fold`` and ``role``.
    results : sequence of PersonResult
        In the order of `people`.
    methods : sequence of MethodSpec
        In the order of each result's ``attributed``.

    Returns
    -------
    xarray.Dataset
        Without attributes.
    """
    target = results[0].quantity.target
    rows = [study.ids.index(str(name)) for name in people.index]
    of_cells = [i for i, method in enumerate(methods) if method.players == "cells"]
    coalitions = [i for i, method in enumerate(methods) if method.players == "valence"]
    values: dict[str, Any] = {
        **predicted_variables(
            [result.branch_logit for result in results], [result.quantity for result in results]
        ),
        "missing": study.mask[rows],
        "presentation": study.presentation.to_numpy(dtype=float)[rows],
    }
    for name in ("query_score", "query_selected", "attention", "confidence", "index_shared"):
        values[name] = np.stack([getattr(result, name) for result in results])
    if of_cells:
        values["attribution"] = _by_method(results, of_cells, "attribution")
        values["completeness_gap"] = _by_method(results, of_cells, "gap")
    if any(methods[i].stochastic for i in of_cells):
        values["attribution_sd"] = _by_method(results, of_cells, "error")
    players: dict[str, list[str]] = {}
    for i in coalitions:
        said = [each for result in results if (each := result.attributed[i].coalitions)]
        values["coalition_value"] = np.stack([each.value for each in said])
        values["coalition_interaction"] = np.stack([each.interaction for each in said])
        players = {key: list(said[0].players) for key in ("player", "player_2")}
    run = xr.Dataset({name: (schema.VARIABLES[name].dims, array) for name, array in values.items()})
    words = study.words["word_id"].tolist()
    return run.assign_coords(
        {dim: list(names) for dim, names in schema.FIXED_LABELS.items() if dim in run.dims}
        | {"word": words, "query_word": words, "key_word": words}
        | {"head": np.arange(run.sizes["head"]), "stack": np.arange(run.sizes["stack"])}
        | _person_coords(study, people)
        | {name: ("word", study.words[name].to_numpy(dtype=str)) for name in _WORD_TEXT}
        | {"position": ("word", study.words["position"].to_numpy(dtype=np.int64))}
        | players
        | {"method": [methods[i].id for i in of_cells]}
        | {
            name: ("method", np.array([getattr(methods[i], name) for i in of_cells], dtype=bool))
            for name in ("signed", "complete", "stochastic")
        }
        | {"unit": ("method", np.array([target.unit_of(methods[i].unit) for i in of_cells], str))}
    )


_WORD_TEXT = ("text", "pinyin", "gloss", "valence")


def _by_method(results: Sequence[PersonResult], chosen: Sequence[int], name: str) -> Array:
    """Return one field of the attributions, shape (method, participant, ...); absent is NaN."""
    table = []
    for i in chosen:
        column = [getattr(result.attributed[i], name) for result in results]
        nothing = np.full_like(results[0].attributed[i].attribution, np.nan)
        table.append([nothing if each is None else each for each in column])
    return np.asarray(table, dtype=np.float64)


def _person_coords(study: Study, people: pd.DataFrame) -> dict[str, Any]:
    """Return the participant coords; what the study does not know is NaN."""
    described = study.participants.loc[people.index]
    return {
        "participant": [str(name) for name in people.index],
        **{
            name: ("participant", described[name].to_numpy(dtype=kind))
            for name, kind in zip(SHOWN, (str, str, float, float), strict=True)
        },
        **{
            name: ("participant", described[name].to_numpy(dtype=str))
            for name in schema.SESSION_COORDS
            if study.has_sessions
        },
        "fold": ("participant", people["fold"].to_numpy(dtype=np.int64)),
        "role": ("participant", people["role"].to_numpy(dtype=str)),
    }
