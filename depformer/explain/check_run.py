"""The checks of a run, stored beside what they check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from depformer import schema
from depformer.config import DEVICES
from depformer.errors import DepformerError
from depformer.explain.check_work import TOP, Work
from depformer.explain.checks import CHECKS
from depformer.explain.engine import Progress
from depformer.labels import METRICS
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.processor import computed_on, device_named
from depformer.study import Study, load_study
from depformer.wording import say

COPIES = 20  # untrained ones, for the null band


def check(
    run: xr.Dataset,
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    baseline_from: Study | Path | str | None = None,
    also: Sequence[CheckpointSet | Path | str] = (),
    copies: int = COPIES,
    orders: int = 100,
    device: str = DEVICES[0],
    progress: Progress = lambda done, total: None,
) -> xr.Dataset:
    """Return the run with every check of its explanations.

    Parameters
    ----------
    run : xarray.Dataset
        From `depformer.explain.explain`, of this study and this checkpoint.
    study, checkpoint
        What the run was made from.
    baseline_from : Study, Path or str, optional
        The same as of the run.
    also : sequence of CheckpointSet, Path or str
        The same training with other seeds, for the stability over seeds.
    copies : int
        Untrained copies, for the null band.
    orders : int
        Random orders of the words, the control of deletion and insertion.
    device : str
        Where the models compute, one of `depformer.config.DEVICES`.
    progress : callable
        Called with steps done and steps in all; a step is one participant before one model. What
        it raises ends the work.

    Returns
    -------
    xarray.Dataset
        With ``curve``, ``faithfulness``, ``attribution_untrained``, ``attribution_baseline`` and,
        for a synthetic study, ``planted``.

    Raises
    ------
    DepformerError
        If the run is none of this study and this checkpoint or holds no values of single words, or
        another training is the same one; or if the device is not there.
    """
    at = device_named(device)
    study, checkpoint = load_study(study), load_checkpoint(checkpoint).on(at)
    if "attribution" not in run:
        raise DepformerError(say("checks.no_values"))
    others = [load_checkpoint(each).on(at) for each in also]
    source = None if baseline_from is None else load_study(baseline_from)
    _refuse_others(run, study, checkpoint, source, others)
    work = Work(
        run,
        study,
        checkpoint,
        source,
        others,
        copies=copies,
        orders=orders,
        progress=progress,
    )
    work.expect(sum(spec.models(work) for spec in CHECKS))
    found = [spec.measure(work) for spec in CHECKS]
    metrics = {name: values for each in found for name, values in each.metrics.items()}
    dims = schema.VARIABLES["faithfulness"].dims
    stacked = np.stack([metrics[name] for name in METRICS], axis=-1)
    checked = run.assign({"faithfulness": (dims, stacked)}).assign_coords(metric=list(METRICS))
    for each in found:
        checked = checked.assign(each.variables).assign_coords(each.coords)
    settings = {"copies": copies, "orders": orders, "top": TOP, "also": len(others)}
    settings["cells"] = run.sizes["word"] * work.unseen.count(False)
    checked.attrs["checks"] = json.dumps(settings)
    checked.attrs["computed_on"] = computed_on([run.attrs.get("computed_on", "[]")], device)
    return schema.validate(schema.describe(checked))


def _refuse_others(
    run: xr.Dataset,
    study: Study,
    checkpoint: CheckpointSet,
    source: Study | None,
    others: Sequence[CheckpointSet],
) -> None:
    """Raise unless the run is of these studies and checkpoint, and every training another one."""
    pairs = [
        ("checkpoint", "checkpoint_digest", checkpoint.digest, checkpoint.root),
        ("features", "feature_digest", study.feature_digest, study.root),
        ("word list", "word_list_digest", study.word_list_digest, study.root),
        ("study", "study_digest", study.digest, study.root),
    ]
    if source is not None:
        pairs.append(("baseline's study", "baseline_from_digest", source.digest, source.root))
    faults = [
        say(
            "checks.other_digest", what=what, run=str(run.attrs[name])[:12], root=root, own=own[:12]
        )
        for what, name, own, root in pairs
        if str(run.attrs[name]) != own
    ]
    if faults:
        raise DepformerError.listing(say("checks.made_from_another"), faults, kind="run")
    digests = [checkpoint.digest]
    for other in others:
        if other.digest in digests:
            raise DepformerError(say("checks.compared_already", root=other.root), kind="checkpoint")
        other.check(study)
        digests.append(other.digest)
