"""Runs that are kept beside their study, so that the same question is computed once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import xarray as xr

import depformer
from depformer import schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain.baselines import check_baseline
from depformer.explain.checks.check import check
from depformer.explain.engine import Progress, answer
from depformer.explain.methods import method_options
from depformer.files import digest, digest_folder, new_folder, write_json
from depformer.model import CheckpointSet, load_checkpoint
from depformer.runs import load_run, write_run
from depformer.study import Study, load_study
from depformer.study.layout import CHECKED, RUNS, checked_runs

PART = 8  # participants that are computed before they are kept
PART_CHECKED = 2  # each is explained by some 40 models


def run_digest(
    study: Study, checkpoint: CheckpointSet, question: Question, source: Study | None = None
) -> str:
    """Return what identifies a run without its checks: all that its numbers are made from.

    Parameters
    ----------
    study, checkpoint
        Loaded.
    question : Question
        The methods, the baseline, the seed.
    source : Study, optional
        The study at ``question.baseline_from``, loaded.
    """
    options = {name: asdict(each) for name, each in method_options(question.methods).items()}
    facts = [options, question.baseline, question.seed, depformer.__version__]
    return digest(
        study.digest,
        checkpoint.digest,
        checkpoint.assign(study).to_csv(),
        "" if source is None else source.digest,
        json.dumps(facts, sort_keys=True),
    )


def kept_run(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    question: Question = Question(),
    *,
    memory: int | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[xr.Dataset, Path]:
    """Return the run that answers a question, computed if it is not there yet.

    The participants are computed in parts, and finished parts are kept: after a cancellation or a
    crash the same call goes on from there. Each participant is explained alone, so the numbers are
    those of one go.

    Parameters
    ----------
    study, checkpoint, memory, progress
        As in `depformer.explain.explain`; with checks, progress counts a participant once for every
        model that explains them.
    question : Question
        The methods, the baseline, the seed, and whether every explanation is checked, see
        `depformer.explain.checks.check.check`.

    Returns
    -------
    run : xarray.Dataset
        The run.
    folder : Path
        Where it is kept: under the study's ``derivatives/depformer-runs``, or in the user's cache
        folder where the study cannot be written to.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    source = load_study(question.baseline_from) if question.baseline_from else None
    check_baseline(question.baseline, source)
    name = run_digest(study, checkpoint, question, source)[:12]

    def explained(ids: list[str], report: Progress) -> xr.Dataset:
        return answer(
            study,
            checkpoint,
            question,
            source,
            participants=ids,
            memory=memory,
            progress=report,
        )

    if not question.checks:
        return _kept(study, name, explained, progress)
    others = [load_checkpoint(each) for each in question.also]
    plain, _ = _kept(study, name, explained, progress)

    def checked(ids: list[str], report: Progress) -> xr.Dataset:
        part = plain.sel(participant=ids)
        return check(
            part,
            study,
            checkpoint,
            baseline_from=source,
            memory=memory,
            also=others,
            progress=report,
        )

    with_others = f"-{digest(*(other.digest for other in others))[:6]}" if others else ""
    return _kept(study, f"{name}{CHECKED}{with_others}", checked, progress, PART_CHECKED)


def checked_run(study: Study | Path | str, name: str) -> xr.Dataset | None:
    """Return a kept run with its checks, the newest if there are several, or None without any.

    Parameters
    ----------
    study : Study, Path or str
        The study that was explained.
    name : str
        Name of the plain run's folder, from `kept_run`.
    """
    for home in _homes(load_study(study)):
        for folder in checked_runs(home / name):
            with suppress(DepformerError):  # damaged: the plain run stands for it
                return load_run(folder)
    return None


Make = Callable[[list[str], Progress], xr.Dataset]


def _kept(
    study: Study, name: str, make: Make, progress: Progress, size: int = PART
) -> tuple[xr.Dataset, Path]:
    """Return the run of that name, made in parts if it is not there yet, and its folder."""
    for home in _homes(study):
        if (home / name / "run.json").is_file():
            try:
                return load_run(home / name), home / name
            except DepformerError:
                break  # written by another version, or damaged: compute it again
    writable = [home for home in _homes(study) if _writable(home)]
    if not writable:
        raise DepformerError(
            f"No run can be kept: neither {study.root} nor the cache folder can be written to. "
            "Make one writable, or set XDG_CACHE_HOME.",
            kind="environment",
        )
    folder = writable[0] / name
    unfinished = folder.with_name(f"{name}.unfinished")
    run = _in_parts(study, unfinished, make, progress, size)
    save_run(folder, run)
    shutil.rmtree(unfinished, ignore_errors=True)
    return run, folder


def _in_parts(
    study: Study, unfinished: Path, make: Make, progress: Progress, size: int
) -> xr.Dataset:
    """Make the run of `size` participants at a time, keep each part, and put them together."""
    refused = study.too_incomplete
    ids = [who for who in study.ids if who not in refused]
    parts = []
    for start in range(0, len(ids), size):
        place = unfinished / f"part-{start // size}"
        chosen = ids[start : start + size]
        try:
            part = load_run(place)
            progress(start + len(chosen), len(ids))
        except DepformerError:  # not there yet, or cut off while it was written

            def report(done: int, total: int, start: int = start, n: int = len(chosen)) -> None:
                each = total // n  # steps that a participant takes
                progress(start * each + done, len(ids) * each)

            part = make(chosen, report)
            if len(ids) > size:
                save_run(place, part)
        parts.append(part)
    run = xr.concat(
        parts,
        dim="participant",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        join="override",
        combine_attrs="override",
    )
    other = [who for part in parts for who in json.loads(part.attrs["other_features"])]
    run.attrs |= {
        "created": parts[-1].attrs["created"],
        "refused": json.dumps(refused),
        "other_features": json.dumps(other),
    }
    return schema.validate(run)


def save_run(folder: Path, run: xr.Dataset, *, replace: bool = True) -> None:
    """Write a run's folder: ``run.zarr`` and ``run.json``, which says what it is."""
    with new_folder(folder, replace=replace) as beside:
        write_run(beside / "run.zarr", run)
        about = {key: run.attrs[key] for key in run.attrs if key not in ("config", "methods")}
        about |= {key: json.loads(run.attrs[key]) for key in ("config", "methods")}
        about["content_digest"] = digest_folder(beside / "run.zarr")
        about["participants"] = int(run.sizes["participant"])
        write_json(beside / "run.json", about)


def _homes(study: Study) -> tuple[Path, ...]:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return study.root / RUNS, cache / "depformer" / "runs"


def _writable(folder: Path) -> bool:
    """Return whether the folder, or the nearest one above it that exists, can be written to."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return os.access(there, os.W_OK)
