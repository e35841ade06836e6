"""Open a study and a checkpoint in a thread of its own, which outlives a page change."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from depformer import runs
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import checkpoint_digest, checkpoint_place, digest, user_path
from depformer.jobs.pace import Pace
from depformer.jobs.questions import question_in_full
from depformer.jobs.submit import CancelledError, follow, submit, workers
from depformer.runs import remembered
from depformer.runs.opened import Opened
from depformer.runs.studies import open_study
from depformer.stats.described import described
from depformer.study import Study, load_study
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

MOST_KEPT = 3  # a run, its study and their pictures are held in memory


@dataclass(frozen=True)
class Source:
    """Which study and checkpoint are open, and what is asked of them.

    Parameters
    ----------
    study, checkpoint : str
        The two folders.
    question : Question
        The methods, the baseline, the checks.
    run : str
        Folder or name of a run that is there already, in place of the question; else empty.
    """

    study: str
    checkpoint: str
    question: Question = Question()
    run: str = ""


class Opening:
    """The work from two folders to a run, with progress and a way out.

    A kept run is loaded; a new one is computed, which takes the model and hence torch, and kept.
    Nothing is written before all of it is there.

    Parameters
    ----------
    source : Source
        The two folders and the question.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pace = Pace()
        self.result: Opened | None = None
        self.fault: Exception | None = None
        self._stop = threading.Event()
        self._settled = threading.Event()
        self.thread = threading.Thread(target=self._work, name="opening", daemon=True)
        self.thread.start()

    @property
    def finished(self) -> bool:
        """Whether there is a result or a fault."""
        return self.result is not None or self.fault is not None

    @property
    def cancelled(self) -> bool:
        """Whether it ended because the reader asked for that."""
        return isinstance(self.fault, CancelledError)

    def wait(self) -> None:
        """Wait until it is finished, or until it turns out that the run must be computed."""
        while not self._settled.wait(0.1):
            pass

    def cancel(self) -> None:
        """End the work behind the participant at hand."""
        self._stop.set()

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise CancelledError
        self.pace.at(done, total)
        if total:  # before there are steps the run may yet be found
            self._settled.set()

    def _work(self) -> None:
        try:
            self.result = self._open()
        except Exception as fault:
            self.fault = fault
        finally:
            self._settled.set()

    def _open(self) -> Opened:
        for what, path in (("study", self.source.study), ("checkpoint", self.source.checkpoint)):
            if not path:
                raise DepformerError(say(f"opening.no_{what}_named"))
        study = open_study(self.source.study)
        checkpoint = checkpoint_place(self.source.checkpoint, fetch=False)
        question = self.source.question
        chosen = self._chosen(study, checkpoint)
        if chosen is not None:
            asked = runs.question_of(chosen[0], question.baseline_from)
            question = replace(asked, checks=question.checks)
        stamp, of_checks = (
            remembered.stamp(study.root, checkpoint, each)
            for each in (question, replace(question, checks=True))
        )
        if chosen is not None and not question.checks:
            found = chosen
        else:
            if chosen is not None:
                _refuse_other_folds(*chosen, study, checkpoint)
            known = _loaded(remembered.find(stamp))
            found = known or self._computed(study, checkpoint, question)
            if known is None:
                remembered.keep(stamp, found[1])
            if chosen is not None:
                found = runs.with_checks(chosen[0], [found[1]]) or found
        # Checks may lie elsewhere than their run: a study that came with one may not be writable.
        found = _with_checks(*found, remembered.find(of_checks))
        baseline_from = question.baseline_from or None
        key = _key(*found, study, baseline_from)
        run = described(found[0], study.participants)
        return Opened(study, checkpoint, run, key, baseline_from)

    def _chosen(self, study: Study, checkpoint: Path) -> tuple[xr.Dataset, Path] | None:
        """Return the run that is named, if one is and it is of what is open."""
        if not self.source.run:
            return None
        folder = runs.folder_of(self.source.run, study.root)
        run = runs.load_run(folder)
        asked = runs.question_of(run, self.source.question.baseline_from)
        source = load_study(asked.baseline_from).digest if asked.baseline_from else None
        runs.refuse_other(run, folder, study.digest, checkpoint_digest(checkpoint), source)
        return run, folder

    def _computed(
        self, study: Study, checkpoint: Path, question: Question
    ) -> tuple[xr.Dataset, Path]:
        """Return the run that answers a question and where it is kept.

        A process of its own computes it, so that the pages go on answering and a restart of the
        server ends nothing. Torch, which takes seconds to load, is loaded here only where a run of
        this study and this checkpoint may be the one.
        """
        if runs.available(study.root, study.digest, checkpoint_digest(checkpoint)):
            from depformer.explain.kept import find_run

            if (found := find_run(study, checkpoint, question)) is not None:
                return found
        asked = {
            "study": str(study.root.resolve()),
            "checkpoint": str(checkpoint.resolve()),
            "question": question_in_full(question),
        }
        job = submit("explain", asked, study=study.root, workers=workers())
        folder = follow(job, self._progress)
        return runs.load_run(folder), folder


def _refuse_other_folds(run: xr.Dataset, folder: Path, study: Study, checkpoint: Path) -> None:
    """Raise if others explain the run's people than the folds that speak for them in checks."""
    from depformer.model import load_checkpoint

    folds = load_checkpoint(checkpoint).assign(study)["fold"].loc[run["participant"].values]
    if (folds.to_numpy() != run["fold"].values).any():
        raise DepformerError(say("runs.other_folds", path=folder), kind="run")


def _loaded(folder: Path | None) -> tuple[xr.Dataset, Path] | None:
    """Return a remembered run and where it lies, None if it is gone or damaged."""
    if folder is not None:
        with suppress(DepformerError):
            return runs.load_run(folder), folder
    return None


def _with_checks(run: xr.Dataset, folder: Path, elsewhere: Path | None) -> tuple[xr.Dataset, Path]:
    """Return a run and where it lies, with its checks if they are found."""
    if "checks" in run.attrs:
        return run, folder
    places = [*runs.checked_runs(folder), *(() if elsewhere is None else (elsewhere,))]
    return runs.with_checks(run, places) or (run, folder)


def _key(run: xr.Dataset, folder: Path, study: Study, baseline_from: str | None) -> str:
    """Return what identifies a run: its content and its people, and what else is open with it."""
    people = run["participant"].values.astype(str).tolist()
    places = [str(each.resolve()) for each in (folder, study.root)]
    return digest(runs.content_digest(folder), *places, baseline_from or "", *people)[:12]


class Openings:
    """The openings under way and the last few that have ended, for all readers of the app."""

    def __init__(self) -> None:
        self._by_key: dict[str, Opening] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> Opening | None:
        """Return the opening of that key, if there is one."""
        with self._lock:
            return self._by_key.get(key)

    def get(self, key: str, source: Source) -> Opening:
        """Return the opening of that key, begun if there is none."""
        with self._lock:
            opening = self._by_key.pop(key, None) or Opening(source)
            self._by_key[key] = opening  # the last to be asked for stands last
            ended = [name for name, each in self._by_key.items() if each.finished and name != key]
            for name in ended[: 1 - MOST_KEPT]:
                del self._by_key[name]
            return opening

    def forget(self, opening: Opening) -> None:
        """Let the next one who asks begin anew."""
        with self._lock:
            for key in [key for key, each in self._by_key.items() if each is opening]:
                del self._by_key[key]


def fingerprint(source: Source) -> str:
    """Return what changes when any file does that the run of a source depends on."""
    baseline_from = source.question.baseline_from or None
    marks: list[str] = []
    with suppress(DepformerError):  # of a name that none can have: the opening says so
        place = checkpoint_place(source.checkpoint, fetch=False)
        folders = (user_path(source.study), place)
        marks = remembered.marks(*folders, baseline_from)
    return digest(
        source.study,
        source.checkpoint,
        source.question.text,
        source.run,
        *_marks_of_run(source),
        *marks,
    )


def _marks_of_run(source: Source) -> list[str]:
    """Return the place and the marks of a run that is named, nothing if there is none."""
    if source.run:
        with suppress(DepformerError):
            folder = runs.folder_of(source.run, user_path(source.study))
            marks = [remembered.mark(folder / name) for name in (runs.ABOUT, ".zmetadata")]
            return [str(folder.resolve()), *marks]
    return []
