"""Is an explanation to be believed? The checks of a run, stored beside what they check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain.baselines import offered
from depformer.explain.case import Array
from depformer.explain.checks.muting import faithfulness
from depformer.explain.checks.untrained import STAGES, each_fold
from depformer.explain.engine import Progress, answer, case_of, one_thread, shared_inputs
from depformer.explain.memory import rows_within
from depformer.labels import CURVES, METRICS, MODALITIES
from depformer.model import CheckpointSet, load_checkpoint
from depformer.stats.inference.ranks import kendall_w, overlap, spearman
from depformer.study import Study, load_study

COPIES = 20  # untrained ones, for the null band
SAMPLES = 5  # draws of a method that samples
TOP = 10  # cells whose overlap is counted


def check(
    run: xr.Dataset,
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    baseline_from: Study | Path | str | None = None,
    memory: int | None = None,
    also: Sequence[CheckpointSet | Path | str] = (),
    copies: int = COPIES,
    orders: int = 100,
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
    memory : int, optional
        As in `depformer.explain.explain`.
    also : sequence of CheckpointSet, Path or str
        The same training with other seeds, for the stability over seeds.
    copies : int
        Untrained copies, for the null band.
    orders : int
        Random orders of the words, the control of deletion and insertion.
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
        another training is the same one.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    if "attribution" not in run:
        raise DepformerError(
            "Checks are made of values of single words, and this run has none; explain with "
            "another method beside shapley_valence."
        )
    others = [load_checkpoint(each) for each in also]
    _refuse_others(run, study, checkpoint, others)
    work = _Work(run, study, checkpoint, progress, baseline_from, memory)
    stochastic = run["stochastic"].values.astype(bool)
    folds = range(len(checkpoint.folds) if len(checkpoint.folds) > 1 else 0)
    samples = range(1, SAMPLES if stochastic.any() else 1)
    baselines = offered(checkpoint)
    work.expect(1 + len(STAGES) + len(folds) + len(others) + len(samples) + copies + len(baselines))

    trained = run["attribution"].transpose("method", "participant", "word", "modality").values
    # A modality that an ablated model does not see has cells, but nothing to rank.
    unseen = [not checkpoint.config.has(name) for name in MODALITIES]
    trained = np.where(unseen, np.nan, trained)
    curve, metrics = work.muted(trained, orders)
    for last, stage in enumerate(STAGES):
        copy = each_fold(checkpoint, seed=last, stages=STAGES[: last + 1])
        drawn, own = _flat(work.explained(copy)), _flat(trained)
        metrics[f"randomisation_{stage}"] = spearman(drawn, own)
        metrics[f"randomisation_size_{stage}"] = spearman(np.abs(drawn), np.abs(own))
    by_fold = [work.explained(checkpoint, fold=number) for number in folds]
    by_seed = [trained, *(work.explained(other) for other in others)]
    by_sample = [
        trained,
        *(work.explained(checkpoint, seed=work.question.seed + i) for i in samples),
    ]
    drawn = np.where(stochastic[:, None, None, None], by_sample, np.nan)
    for name, several in (("folds", by_fold), ("seeds", by_seed), ("samples", drawn)):
        metrics |= _stability(name, np.abs(np.reshape(several, (-1, *trained.shape))))
    untrained = [
        work.explained(each_fold(checkpoint, seed=seed, stages=STAGES)) for seed in range(copies)
    ]
    against = [work.explained(checkpoint, baseline=name, baseline_from="") for name in baselines]

    values: dict[str, tuple[tuple[str, ...], Any]] = {
        "curve": (_DIMS["curve"].dims, curve),
        "faithfulness": (
            _DIMS["faithfulness"].dims,
            np.stack([metrics[name] for name in METRICS], axis=-1),
        ),
        "attribution_baseline": (_DIMS["attribution_baseline"].dims, np.stack(against, axis=-1)),
        **_planted(study),
    }
    if untrained:
        dims = ("copy", *_DIMS["attribution_untrained"].dims)
        values["attribution_untrained"] = (dims, np.stack(untrained))
    checked = run.assign(values).assign_coords(
        step=np.arange(run.sizes["word"] + 1),
        curve_metric=list(CURVES),
        metric=list(METRICS),
        baseline=list(baselines),
    )
    settings = {"copies": copies, "orders": orders, "top": TOP, "also": len(others)}
    settings["cells"] = run.sizes["word"] * unseen.count(False)
    checked.attrs["checks"] = json.dumps(settings)
    return schema.validate(schema.describe(checked))


def _refuse_others(
    run: xr.Dataset, study: Study, checkpoint: CheckpointSet, others: Sequence[CheckpointSet]
) -> None:
    """Raise unless the run is of this study and checkpoint, and every training another one."""
    pairs = (
        ("checkpoint", "checkpoint_digest", checkpoint.digest, checkpoint.root),
        ("features", "feature_digest", study.feature_digest, study.root),
        ("word list", "word_list_digest", study.word_list_digest, study.root),
    )
    faults = [
        f"{what}: the run's have the digest {str(run.attrs[name])[:12]}, those of {root} {own[:12]}"
        for what, name, own, root in pairs
        if str(run.attrs[name]) != own
    ]
    if faults:
        raise DepformerError.listing(
            "The run cannot be checked: it was made from something else.", faults, kind="run"
        )
    digests = [checkpoint.digest]
    for other in others:
        if other.digest in digests:
            raise DepformerError(
                f"{other.root} is a training that is compared already; name trainings of other "
                "seeds (--also).",
                kind="checkpoint",
            )
        other.check(study)
        digests.append(other.digest)


class _Work:
    """The people of a run, their explanations by other models, and the count of steps."""

    def __init__(
        self,
        run: xr.Dataset,
        study: Study,
        checkpoint: CheckpointSet,
        progress: Progress,
        baseline_from: Study | Path | str | None,
        memory: int | None,
    ) -> None:
        self.ids = run["participant"].values.astype(str).tolist()
        self.signed = run["signed"].values.astype(bool)
        self.study, self.checkpoint, self.progress = study, checkpoint, progress
        options = json.loads(run.attrs["methods"])
        self.source = None if baseline_from is None else load_study(baseline_from)
        self.question = Question(
            {name: options[name] for name in run["method"].values.astype(str)},
            str(run.attrs["baseline"]),
            baseline_from="" if self.source is None else str(self.source.root),
            seed=int(run.attrs["seed"]),
        )
        self.memory = memory
        self.rows = rows_within(memory, checkpoint.folds[0])
        self.done, self.total = 0, 0

    def expect(self, models: int) -> None:
        """Set how often everybody is gone through."""
        self.total = models * len(self.ids)

    def explained(
        self, checkpoint: CheckpointSet, *, fold: int | None = None, **changed: Any
    ) -> Array:
        """Return attributions by another model, shape (method, participant, word, modality)."""
        question = replace(self.question, **changed)
        run = answer(
            self.study,
            checkpoint,
            question,
            self.source if question.baseline_from else None,
            participants=self.ids,
            fold=fold,
            memory=self.memory,
            progress=lambda done, total: self._step(),
        )
        values: Array = run["attribution"].values
        return values

    def muted(self, attribution: Array, orders: int) -> tuple[Array, dict[str, Array]]:
        """Return the curves and the metrics of muting, (method, participant, ...)."""
        people = self.checkpoint.assign(self.study).loc[self.ids]
        found = []
        with one_thread:
            shared = shared_inputs(self.study, self.checkpoint, people, {}, self.source)
            for place, who in enumerate(self.ids):
                case, _ = case_of(
                    self.study,
                    self.checkpoint,
                    who,
                    people,
                    self.question.baseline,
                    self.question.seed,
                    shared,
                )
                case = replace(case, rows=self.rows)
                with case.checkpoint.lock:
                    of_person = attribution[:, place]
                    found.append(faithfulness(case, of_person, self.signed, orders=orders))
                self._step()
        curve = np.stack([each.curve for each in found], axis=1)
        names = found[0].metrics
        return curve, {
            name: np.stack([each.metrics[name] for each in found], axis=1) for name in names
        }

    def _step(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)


_DIMS = schema.VARIABLES


def _flat(attribution: Array) -> Array:
    """Return (..., word, modality) as (..., cell)."""
    *rest, words, modalities = attribution.shape
    return attribution.reshape(*rest, words * modalities)


def _stability(name: str, several: Array) -> dict[str, Array]:
    """Return agreement over models or draws, each (method, participant).

    Parameters
    ----------
    name : str
        What they differ in.
    several : ndarray
        Absolute attributions, shape (copy, method, participant, word, modality).
    """
    cells = np.moveaxis(_flat(several), 0, 2)  # (method, participant, copy, cell)
    scores = {
        "stability": [[kendall_w(rows) for rows in person] for person in cells],
        "overlap": [[overlap(rows, TOP) for rows in person] for person in cells],
    }
    return {f"{kind}_{name}": np.asarray(values) for kind, values in scores.items()}


def _planted(study: Study) -> dict[str, tuple[tuple[str, str], Array]]:
    """Return the planted effect of each cell (word, modality), for a synthetic study."""
    planted = study.planted()
    if planted is None:
        return {}
    table = planted.pivot_table("effect_d", "word_id", "modality", aggfunc="sum", fill_value=0)
    cells = table.reindex(index=study.words["word_id"], columns=list(MODALITIES), fill_value=0)
    return {"planted": (("word", "modality"), cells.to_numpy(dtype=float))}
