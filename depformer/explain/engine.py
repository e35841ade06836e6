"""Run the methods over the participants of a study and fill the container."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import torch
import xarray as xr
from numpy.typing import NDArray

import depformer
from depformer import schema
from depformer.config import DEVICES, Question
from depformer.errors import DepformerError
from depformer.explain.assemble import assemble
from depformer.explain.baselines import baseline_z, check_baseline
from depformer.explain.case import Case
from depformer.explain.methods import METHODS, method_options, options_by_method
from depformer.explain.person import PersonResult, explain_person
from depformer.explain.rows import rows_of
from depformer.explain.shared_inputs import NO_INPUTS, SharedInputs, shared_inputs
from depformer.explain.together.people import explain_together, of_one_fold, people_at_once
from depformer.model import CheckpointSet, Taps, load_checkpoint
from depformer.model.one_thread import one_thread
from depformer.model.processor import computed_on, device_named
from depformer.model.quantity import quantity_of
from depformer.study import MOST_MISSING, Study, load_study
from depformer.validate import one_of
from depformer.wording import say

Progress = Callable[[int, int], None]


def explain(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    methods: Sequence[str] | Mapping[str, Any] = ("default",),
    baseline: str = "training_mean",
    baseline_from: Study | Path | str | None = None,
    seed: int = 0,
    participants: Sequence[str] | None = None,
    fold: int | None = None,
    device: str = DEVICES[0],
    progress: Progress = lambda done, total: None,
) -> xr.Dataset:
    """Explain every participant by the fold that did not see them.

    Parameters
    ----------
    study : Study, Path or str
        The study folder.
    checkpoint : CheckpointSet, Path or str
        The checkpoint folder.
    methods : sequence of str, or mapping
        Method ids, or ids with their options; without it, those that draw no samples.
    baseline : str
        What words are compared with, one of `depformer.labels.BASELINES`.
    baseline_from : Study, Path or str, optional
        The study whose mean is the baseline ``study_mean``; it has to be named.
    seed : int
        For methods that draw.
    participants : sequence of str, optional
        Only these.
    fold : int, optional
        One fold for everybody.
    device : str
        Where the models compute, one of `depformer.config.DEVICES`.
    progress : callable
        Called with participants done and participants in all. What it raises ends the work.

    Returns
    -------
    xarray.Dataset
        A run, see `depformer.schema`.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, a name is unknown, or the device is not there.
    """
    source = None if baseline_from is None else load_study(baseline_from)
    return answer(
        load_study(study),
        load_checkpoint(checkpoint).on(device_named(device)),
        Question(
            options_by_method(methods),
            baseline,
            baseline_from="" if source is None else str(source.root),
            seed=seed,
        ),
        source,
        participants=participants,
        fold=fold,
        progress=progress,
    )


def answer(
    study: Study,
    checkpoint: CheckpointSet,
    question: Question,
    source: Study | None = None,
    *,
    participants: Sequence[str] | None = None,
    fold: int | None = None,
    progress: Progress = lambda done, total: None,
) -> xr.Dataset:
    """Return the run that answers a question, without its checks; see `explain`.

    Parameters
    ----------
    study, checkpoint, participants, fold, progress
        As of `explain`; the models compute where they lie.
    question : Question
        The methods, the baseline, the seed.
    source : Study, optional
        The study at ``question.baseline_from``, loaded.
    """
    checkpoint.check(study)
    chosen = method_options(question.methods)
    check_baseline(question.baseline, source, checkpoint)
    ids, refused = _people(study, participants)
    people = checkpoint.assign(study, fold)
    rows = rows_of(checkpoint.folds[0])
    by_person: dict[str, PersonResult] = {}
    with one_thread:
        shared = shared_inputs(study, checkpoint, people.loc[ids], chosen, source)

        def before_model(participant: str) -> tuple[Case, NDArray[np.bool_]]:
            asked = question.baseline, question.seed, shared
            case, mask = case_of(study, checkpoint, participant, people, *asked)
            return replace(case, rows=rows), mask

        for few in of_one_fold(people["fold"][ids], people_at_once(checkpoint)):
            cases = [before_model(participant) for participant in few]
            if len(few) == 1:
                by_person[few[0]] = explain_person(*cases[0], chosen)
            else:
                by_person |= zip(few, explain_together(cases, chosen), strict=True)
            progress(len(by_person), len(ids))
    results = [by_person[participant] for participant in ids]
    run = assemble(study, people.loc[ids], results, [METHODS[name] for name in chosen])
    target = results[0].quantity.target
    scales = [fold.training.get("severity") for fold in checkpoint.folds]
    of_score = {"scales": json.dumps(scales)} if target.is_score else {}
    on_hub = {"checkpoint_source": checkpoint.source} if checkpoint.source else {}
    run.attrs = {
        "target": target.id,
        "unit": target.unit,
        "schema_version": schema.VERSION,
        "package_version": depformer.__version__,
        "captum_version": version("captum"),
        "computed_on": computed_on(device=checkpoint.device),
        "checkpoint_digest": checkpoint.digest,
        **on_hub,
        "study_digest": study.digest,
        "feature_digest": study.feature_digest,
        "word_list_digest": study.word_list_digest,
        "config": json.dumps(checkpoint.config.to_dict()),
        "methods": json.dumps({name: asdict(options) for name, options in chosen.items()}),
        "baseline": question.baseline,
        "baseline_from": "" if source is None else source.name,
        "baseline_from_digest": "" if source is None else source.digest,
        "seed": question.seed,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "synthetic": study.synthetic,
        "study": study.name,
        "permuted_labels": any(
            fold.training.get("permuted_labels") is True for fold in checkpoint.folds
        ),
        "untrained": any(fold.untrained for fold in checkpoint.folds),
        "calibration": json.dumps([fold.training.get("calibration") for fold in checkpoint.folds]),
        **of_score,
        "refused": json.dumps(refused),
        "other_features": json.dumps([who for who in ids if people["other_features"][who]]),
    }
    return schema.validate(schema.describe(run))


def _people(study: Study, participants: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Return who is explained and who is refused for too many missing recordings."""
    asked = study.ids if participants is None else list(participants)
    if not asked:
        raise DepformerError(say("explaining.nobody_named"))
    for participant in asked:
        one_of("participant", participant, study.ids)
    refused = [who for who in asked if who in study.too_incomplete]
    if refused and (participants is not None or len(refused) == len(asked)):
        raise DepformerError(
            say("explaining.too_incomplete", who=", ".join(refused), share=MOST_MISSING),
            kind="study",
        )
    return [who for who in asked if who not in refused], refused


def case_of(
    study: Study,
    checkpoint: CheckpointSet,
    participant: str,
    people: pd.DataFrame,
    baseline: str,
    seed: int,
    shared: SharedInputs = NO_INPUTS,
) -> tuple[Case, NDArray[np.bool_]]:
    """Return a participant before the fold that speaks for them, and what is missing of them.

    Each is computed alone, so that nobody's numbers depend on who else is in the run.
    """
    number = int(people["fold"][participant])
    fold = checkpoint.folds[number]
    features = study.features(participant)
    z = fold.z(features.face[None] / np.float32(255), features.audio[None], features.mask[None])
    known = int(study.participant_digests[participant][:16], 16)  # not the place in the study
    stream = np.random.SeedSequence([seed, known])
    absent = baseline_z(baseline, fold, z[0], features.mask, shared.means.get(number))
    missing = torch.from_numpy(features.mask)[..., None]
    case = Case(
        fold,
        z[0],
        torch.where(missing, z[0], absent),  # what was not recorded cannot move the prediction
        Taps(),
        int(stream.generate_state(1)[0]),
        tuple(study.words["valence"].astype(str)),
        shared.references.get(number),
        shared.mean,
        participant=participant,
        quantity=quantity_of(fold),
    )
    return case, features.mask


def one_person(
    study: Study,
    checkpoint: CheckpointSet,
    participant: str,
    baseline: str,
    source: Study | None,
    chosen: Mapping[str, Any] = MappingProxyType({}),
    seed: int = 0,
) -> tuple[Case, NDArray[np.bool_]]:
    """Return `case_of` a single participant, with everything checked; call it in `one_thread`.

    `chosen` are the methods that the case has to serve, with their options.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, a name is unknown, or the participant misses too
        many recordings.
    """
    checkpoint.check(study)
    _people(study, [participant])
    check_baseline(baseline, source, checkpoint)
    people = checkpoint.assign(study).loc[[participant]]
    shared = shared_inputs(study, checkpoint, people, chosen, source)
    case, mask = case_of(study, checkpoint, participant, people, baseline, seed, shared)
    return replace(case, rows=rows_of(case.checkpoint)), mask
