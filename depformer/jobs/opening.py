"""Open a study and a checkpoint in a thread of its own, which outlives a page change."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from depformer import runs
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import checkpoint_digest, digest
from depformer.runs import KeptRun, remembered
from depformer.study import Study, load_study
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

MADE_FROM = ("study", "checkpoint")
MOST_KEPT = 3  # a run, its study and their pictures are held in memory


@dataclass(frozen=True)
class Opened:
    """A study with the run of one checkpoint.

    Parameters
    ----------
    study : Study
        Checked.
    checkpoint : Path
        Its folder.
    run : xarray.Dataset
        Obeys the schema.
    key : str
        What identifies the run, for caches.
    baseline_from : str or None
        The study of the run's baseline, where it is one's mean.
    """

    study: Study
    checkpoint: Path
    run: xr.Dataset
    key: str
    baseline_from: str | None = None

    @property
    def others(self) -> tuple[KeptRun, ...]:
        """All kept runs of this study and this checkpoint, those made meanwhile too."""
        digests = (self.run.attrs[f"{each}_digest"] for each in MADE_FROM)
        return runs.available(self.study.root, *digests)


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


class CancelledError(Exception):
    """The reader no longer wants the run."""


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
        self.done, self.total = 0, 0
        self.result: Opened | None = None
        self.fault: Exception | None = None
        self._first, self._from = 0.0, 0
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

    @property
    def seconds_left(self) -> float:
        """The time left [s], by the pace so far; NaN before there is one."""
        steps = self.done - self._from
        pace = (time.monotonic() - self._first) / steps if steps else float("nan")
        return pace * (self.total - self.done)

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
        if total != self.total:  # another kind of step begins, with a pace of its own
            self._first, self._from = time.monotonic(), done
        self.done, self.total = done, total
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
        study = load_study(self.source.study)
        checkpoint = Path(self.source.checkpoint).expanduser()
        question = self.source.question
        chosen = self._chosen(study, checkpoint)
        if chosen is not None:
            asked = runs.question_of(chosen[0], question.baseline_from)
            question = replace(asked, checks=question.checks)
        stamp, of_checks = (
            remembered.stamp(study.root, checkpoint, each)
            for each in (question, replace(question, checks=True))
        )
        # Checks may lie elsewhere than their run: a study that came with one may not be writable.
        elsewhere = None if question.checks else remembered.find(of_checks)
        if chosen is not None and not question.checks:
            found = self._kept(chosen[1], elsewhere)
            if found is None or not _same_people(found[0], chosen[0]):
                found = chosen
        else:
            folder = remembered.find(stamp)
            found = None if folder is None else self._kept(folder, elsewhere)
        if found is None:
            from depformer.explain import kept_run

            run, folder = kept_run(study, checkpoint, question, progress=self._progress)
            remembered.keep(stamp, folder)
            found = self._kept(folder, elsewhere) or (run, folder)
        return Opened(
            study,
            checkpoint,
            found[0],
            _key(found[1], study.root),
            question.baseline_from or None,
        )

    def _chosen(self, study: Study, checkpoint: Path) -> tuple[xr.Dataset, Path] | None:
        """Return the run that is named, if one is and it is of this study and this checkpoint."""
        if not self.source.run:
            return None
        folder = runs.folder_of(self.source.run, study.root)
        run = runs.load_run(folder)
        runs.refuse_other(run, folder, study.digest, checkpoint_digest(checkpoint))
        return run, folder

    def _kept(self, folder: Path, elsewhere: Path | None) -> tuple[xr.Dataset, Path] | None:
        """Return a kept run and where it lies, rather with its checks; None if it is damaged."""
        checked = [] if self.source.question.checks else runs.checked_runs(folder)
        for each in (*checked, elsewhere, folder):
            if each is not None:
                with suppress(DepformerError):
                    return runs.load_run(each), each
        return None


def _same_people(one: xr.Dataset, other: xr.Dataset) -> bool:
    return bool(one["participant"].equals(other["participant"]))


def _key(folder: Path, study: Path) -> str:
    """Return what identifies a run: the name of a kept one says all, any other lies anywhere."""
    if folder.parent in runs.homes(study):
        return folder.name
    return digest(str(folder.resolve()), remembered.mark(folder / runs.ABOUT))[:12]


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
    folders = (Path(source.study).expanduser(), Path(source.checkpoint).expanduser())
    baseline_from = source.question.baseline_from or None
    return digest(
        source.study,
        source.checkpoint,
        source.question.text,
        source.run,
        remembered.mark(Path(source.run) / runs.ABOUT),
        *remembered.marks(*folders, baseline_from),
    )
