"""What some figures need beside the run: recordings, maps and predictions of the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer import labels
from depformer.errors import DepformerError
from depformer.figures import FIGURES
from depformer.figures.parts.recordings import pictures
from depformer.study import Study
from depformer.study.arrays import recorded
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.model import CheckpointSet

CONSENT = "consent_publish_face"
MAPPED = "integrated_gradients"


def may_publish(study: Study, participant: str) -> bool:
    """Return whether the person has consented to have their face shown in exports."""
    people = study.participants
    return CONSENT in people and str(people.loc[participant, CONSENT]).lower() == "yes"


def given(
    name: str,
    study: Study,
    checkpoint: CheckpointSet | Path | str,
    run: xr.Dataset,
    participant: str,
    *,
    words: Sequence[str],
    modalities: Sequence[str] = labels.MODALITIES,
    donor: str | None = None,
    baseline_from: str | None = None,
    maps: xr.Dataset | None = None,
    recordings: bool = False,
) -> dict[str, Any]:
    """Return the options of a figure that hold data from outside the run; the model computes them.

    Parameters
    ----------
    name : str
        Id of the figure.
    study, checkpoint, run
        Of one explanation.
    participant : str
        Id of the person.
    words : sequence of str
        The word of a map, or those that are replaced.
    modalities, donor
        As of `depformer.explain.what_if`.
    baseline_from : str or None
        The study of the baseline ``study_mean``.
    maps : xarray.Dataset or None
        Of this person, where they are computed already.
    recordings : bool
        Whether face and voice are asked for; the person must have consented.

    Returns
    -------
    dict
        Empty for figures that need nothing else. Recordings only if asked for, and with consent.

    Raises
    ------
    DepformerError
        If no word is named, or recordings are asked for without consent.
    """
    needed = FIGURES[name].given
    shown = {"recorded", "pictures"} & {option.name for option in FIGURES[name].options}
    if recordings and shown and not may_publish(study, participant):
        raise DepformerError(say("exports.no_consent", who=participant, column=CONSENT))
    if not needed:
        if recordings and "pictures" in shown:
            return {"pictures": pictures(recorded(study, participant))}
        return {}
    if not words:
        raise DepformerError(say("exports.names_no_word", figure=name), kind="figure")
    from depformer import explain

    shared: dict[str, Any] = {
        "baseline": str(run.attrs["baseline"]),
        "baseline_from": baseline_from,
    }
    if "predictions" in needed:
        how: dict[str, Any] = {"words": tuple(words), "modalities": tuple(modalities)}
        how["donor"] = donor
        predicted = explain.what_if(study, checkpoint, participant, **how, **shared)
        return {"predictions": predicted, **how}
    if maps is None:
        options = map_options(run)
        maps = explain.maps(study, checkpoint, participant, options=options, **shared)
    own = recorded(study, participant) if recordings else None
    return {"word": words[0], "maps": maps, "recorded": own}


def map_options(run: xr.Dataset) -> dict[str, Any] | None:
    """Return the options with which the run's integrated gradients were computed, if it has any."""
    found: dict[str, Any] | None = json.loads(run.attrs["methods"]).get(MAPPED)
    return found
