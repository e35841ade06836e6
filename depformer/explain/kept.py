"""Runs that are kept, so that the same question is computed once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import xarray as xr

import depformer
from depformer import runs, schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain.baselines import check_baseline
from depformer.explain.check_run import check
from depformer.explain.engine import Progress, answer
from depformer.explain.methods import method_options
from depformer.files import digest, folder_above, locked, refuse_existing, user_path
from depformer.model import CheckpointSet, load_checkpoint
from depformer.study import Study, load_study

PART = 8  # participants that are computed before they are kept
PART_CHECKED = 2  # each is explained by some 40 models

Make = Callable[[list[str], Progress], xr.Dataset]


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
    out: Path | str | None = None,
    memory: int | None = None,
    progress: Progress = lambda done, total: None,
) -> tuple[xr.Dataset, Path]:
    """Return the run that answers a question, computed if it is not there yet.

    The participants are computed in parts, and finished parts are kept: after a cancellation or a
    crash the same call goes on from there. Each participant is explained alone, so the numbers are
    those of one go. A second process that asks the same waits for the first.

    Parameters
    ----------
    study, checkpoint, memory, progress
        As in `depformer.explain.explain`; with checks, progress counts a participant once for every
        model that explains them.
    question : Question
        The methods, the baseline, the seed, and whether every explanation is checked, see
        `depformer.explain.check_run.check`.
    out : Path or str, optional
        A folder to write the run to as well; it must not be there.

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
        If the study does not fit the checkpoint, a name is unknown, or nothing can be written.
    """
    target = None if out is None else user_path(out)
    if target is not None:
        refuse_existing(target)
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    source = load_study(question.baseline_from) if question.baseline_from else None
    check_baseline(question.baseline, source)
    keep = _Keep(study, progress, beside=target is None)
    name = run_digest(study, checkpoint, question, source)[:12]

    def explained(ids: list[str], report: Progress) -> xr.Dataset:
        return answer(
            study, checkpoint, question, source, participants=ids, memory=memory, progress=report
        )

    run, folder = keep.run(name, explained, PART)
    if question.checks:
        others = [load_checkpoint(each) for each in question.also]
        plain = run

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
        run, folder = keep.run(f"{name}{runs.CHECKED}{with_others}", checked, PART_CHECKED)
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
    progress : callable
        As of `kept_run`.
    beside : bool
        Whether new ones lie beside the study; else in the user's cache folder, since somebody who
        names a place of their own wants the study left alone.
    """

    study: Study
    progress: Progress
    beside: bool

    def run(self, name: str, make: Make, size: int) -> tuple[xr.Dataset, Path]:
        """Return the run of that name, made in parts if it is not there yet, and its folder.

        One process makes it; whoever asks the same meanwhile waits, and then reads.

        Parameters
        ----------
        name : str
            By which it is kept.
        make : callable
            Returns the run of some participants.
        size : int
            Participants a part.
        """
        homes = runs.homes(self.study.root)
        begun = [home for home in homes if os.access(home / f"{name}{UNFINISHED}", os.W_OK)]
        found = runs.kept(homes, name)
        if found is not None and not begun:
            return found
        home = (begun or [runs.writable_home(self.study.root, beside=self.beside)])[0]
        place = home / f"{name}{UNFINISHED}"
        total = len(self.study.ids) - len(self.study.too_incomplete)

        def waiting() -> None:
            self.progress(min(total, size * len([*place.glob(f"{PIECE}*")])), total)

        try:
            with folder_above(place), locked(place / "lock", waiting):
                found = runs.kept(homes, name)  # whoever was waited for may have finished it
                if found is None:
                    run = _in_parts(self.study, place, make, self.progress, size)
                    runs.save_run(home / name, run)
                    found = run, home / name
                shutil.rmtree(place, ignore_errors=True)
        finally:
            for empty in (place, home):
                with suppress(OSError):
                    empty.rmdir()
        return found


UNFINISHED = ".unfinished"  # follows the name of a run in that of the folder of its parts
PIECE = "part-"


def _in_parts(
    study: Study, unfinished: Path, make: Make, progress: Progress, size: int
) -> xr.Dataset:
    """Make the run of `size` participants at a time, keep each part, and put them together."""
    refused = study.too_incomplete
    ids = [who for who in study.ids if who not in refused]
    parts = []
    for start in range(0, len(ids), size):
        chosen = ids[start : start + size]
        # By what it is made from: the run of that name, and whose part it is.
        place = unfinished / f"{PIECE}{digest(unfinished.name, *chosen)[:12]}"
        try:
            part = runs.load_run(place)
            progress(start + len(chosen), len(ids))
        except DepformerError:  # not there yet, or cut off while it was written

            def report(done: int, total: int, start: int = start, n: int = len(chosen)) -> None:
                each = total // n  # steps that a participant takes
                progress(start * each + done, len(ids) * each)

            part = make(chosen, report)
            if len(ids) > size:
                runs.save_run(place, part)
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
