"""Runs that are kept, so that the same question is computed once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import xarray as xr

import depformer
from depformer import runs
from depformer.config import DEVICES, Question
from depformer.explain.baselines import check_baseline
from depformer.explain.engine import Progress
from depformer.explain.methods import method_options
from depformer.explain.parts import Checked, Explained
from depformer.files import digest, folder_above, locked, refuse_existing, user_path
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.processor import PRESENT, device_named
from depformer.model.quantity import quantity_of
from depformer.study import Study, load_study
from depformer.validate import one_of
from depformer.work import HERE, Piece, Place, carry_out_each, goes_on

PART = 8  # participants that are computed before they are kept
PART_TOGETHER = 64  # on an accelerator, where those of one fold share passes
PART_CHECKED = 2  # each is explained by some 40 models
UNFINISHED = ".unfinished"  # follows the name of a run in that of the folder of its parts


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
    if quantity_of(
        checkpoint.folds[0]
    ).target.is_score:  # no digest holds what brings outputs to points
        facts += [fold.training["severity"] for fold in checkpoint.folds]
    return digest(
        study.digest,
        checkpoint.digest,
        checkpoint.assign(study).to_csv(),
        "" if source is None else source.digest,
        json.dumps(facts, sort_keys=True),
    )


def names_of(
    study: Study, checkpoint: CheckpointSet, question: Question, source: Study | None = None
) -> tuple[str, str]:
    """Return the names by which a run and the same with its checks are kept.

    Parameters
    ----------
    study, checkpoint, question, source
        As of `run_digest`.
    """
    name = run_digest(study, checkpoint, question, source)[:12]
    others = [load_checkpoint(each).digest for each in question.also]
    return (
        name,
        f"{name}{runs.CHECKED}{'-' if others else ''}{digest(*others)[:6] if others else ''}",
    )


def find_run(
    study: Study | Path | str, checkpoint: CheckpointSet | Path | str, question: Question
) -> tuple[xr.Dataset, Path] | None:
    """Return the run that answers a question and where it is kept, None if it is not there yet.

    A run with its checks answers the question without them, too: it holds the same and more.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, or a name is unknown.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    source = load_study(question.baseline_from) if question.baseline_from else None
    check_baseline(question.baseline, source, checkpoint)
    plain, checked = names_of(study, checkpoint, question, source)
    homes = runs.homes(study.root)
    found = None if question.checks else runs.kept(homes, plain)
    return found or runs.kept(homes, checked)


def kept_run(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    question: Question = Question(),
    *,
    out: Path | str | None = None,
    place: Place = HERE,
    device: str = DEVICES[0],
    progress: Progress = lambda done, total: None,
) -> tuple[xr.Dataset, Path]:
    """Return the run that answers a question, computed if it is not there yet.

    The participants are computed in parts, and finished parts are kept: after a cancellation or a
    crash the same call goes on from there. Each participant is explained alone, so the numbers are
    those of one go. A second process that asks the same waits for the first.

    Parameters
    ----------
    study, checkpoint, progress
        As in `depformer.explain.explain`; with checks, progress counts a participant once for every
        model that explains them.
    question : Question
        The methods, the baseline, the seed, and whether every explanation is checked, see
        `depformer.explain.check_run.check`.
    out : Path or str, optional
        A folder to write the run to as well; it must not be there.
    place : Place, optional
        Where the parts are computed, see `depformer.work`; the numbers do not depend on it.
    device : str
        Where the models compute, one of `depformer.config.DEVICES`. It is no part of the question:
        numbers agree to 1e-4 of the largest cell, and the run names where each came from.

    Returns
    -------
    run : xarray.Dataset
        The run.
    folder : Path
        Where it lies: `out`; or under the study's ``derivatives/depformer-runs``, or in the user's
        cache folder where the study cannot be written to.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, a name is unknown, the device is not there, or
        nothing can be written.
    """
    one_of("device", device, PRESENT)
    if not place.elsewhere:  # of other machines, each looks for its own
        device_named(device)
    target = None if out is None else user_path(out)
    if target is not None:
        refuse_existing(target)
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    source = load_study(question.baseline_from) if question.baseline_from else None
    check_baseline(question.baseline, source, checkpoint)
    keep = _Keep(study, place, progress, beside=target is None)
    name, name_checked = names_of(study, checkpoint, question, source)
    homes = runs.homes(study.root)
    plain = any((home / name / runs.ABOUT).is_file() for home in homes)
    # A run with its checks answers the question without them, too: it holds the same and more.
    whole = None if plain and not question.checks else runs.kept(homes, name_checked)
    if whole is None:
        refused = study.too_incomplete
        size = PART if device == DEVICES[0] else PART_TOGETHER
        groups = batched([who for who in study.ids if who not in refused], size)
        explained = Explained(study, checkpoint, source, question=question, device=device)
        whole = keep.run(name, explained, [(group, group) for group in groups])
        if question.checks:
            others = tuple(load_checkpoint(each) for each in question.also)
            checked = Checked(study, checkpoint, source, others, question, device)
            pairs = batched(whole[0]["participant"].values.astype(str).tolist(), PART_CHECKED)
            parts = [(pair, whole[0].sel(participant=list(pair))) for pair in pairs]
            with goes_on(lambda: True):  # the run without checks is kept
                whole = keep.run(name_checked, checked, parts)
    run, folder = whole
    if target is None:
        return run, folder
    runs.save_run(target, run, replace=False)
    return run, target


@dataclass(frozen=True)
class _Keep:
    """Where the runs of a study are kept, and how they are made if they are not there.

    Parameters
    ----------
    study : Study
        Whose.
    place, progress
        As of `kept_run`.
    beside : bool
        Whether new ones lie beside the study; else in the user's cache folder, since somebody who
        names a place of their own wants the study left alone.
    """

    study: Study
    place: Place
    progress: Progress
    beside: bool

    def run(
        self,
        name: str,
        make: Explained | Checked,
        parts: Sequence[tuple[Sequence[str], Any]],
    ) -> tuple[xr.Dataset, Path]:
        """Return the run of that name, made in parts if it is not there yet, and its folder.

        One process makes it; whoever asks the same meanwhile waits, and then reads.

        Parameters
        ----------
        name : str
            By which it is kept.
        make : callable
            Returns the run of some participants.
        parts : sequence
            The ids of each part, and what `make` gets for it.
        """
        homes = runs.homes(self.study.root)
        begun = [home for home in homes if os.access(home / f"{name}{UNFINISHED}", os.W_OK)]
        found = runs.kept(homes, name)
        if found is not None and not begun:
            return found
        home = (begun or [runs.writable_home(self.study.root, beside=self.beside)])[0]
        unfinished = home / f"{name}{UNFINISHED}"
        sizes = [len(ids) for ids, _ in parts]

        def waiting() -> None:
            there = len([*unfinished.glob(f"{runs.PIECE}*")])
            self.progress(sum(sizes[:there]), sum(sizes))

        try:
            with (
                folder_above(unfinished),
                locked(unfinished / "lock", waiting),
                goes_on(lambda: any(unfinished.glob(f"{runs.PIECE}*"))),
            ):
                found = runs.kept(homes, name)  # whoever was waited for may have finished it
                if found is None:
                    # By what it is made from: the run of that name, and whose part it is.
                    pieces = [
                        Piece(
                            digest(unfinished.name, *ids)[:12],
                            what,
                            ", ".join(ids),
                            len(ids),
                            make.reads,
                        )
                        for ids, what in parts
                    ]
                    keep = runs.Parts(unfinished)
                    for _ in carry_out_each(
                        make, pieces, place=self.place, keep=keep, progress=self.progress
                    ):
                        pass  # it is kept: a thousand people's parts are not held in memory
                    made = [keep.opened(piece.name) for piece in pieces]
                    runs.save_run(home / name, runs.joined(made, self.study.too_incomplete))
                    found = runs.load_run(home / name), home / name
                shutil.rmtree(unfinished, ignore_errors=True)
        finally:
            for empty in (unfinished, home):
                with suppress(OSError):
                    empty.rmdir()
        return found


def batched(ids: Sequence[str], size: int) -> list[tuple[str, ...]]:
    """Return the ids, `size` at a time."""
    return [tuple(ids[start : start + size]) for start in range(0, len(ids), size)]
