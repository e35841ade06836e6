"""Where runs lie: beside their study, in the user's cache folder, or in any folder."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depformer.errors import DepformerError
from depformer.files import cache_folder, user_path
from depformer.runs.store import ABOUT, ARRAYS, load_run, question_of, read_about
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

_OF_PEOPLE = ("refused", "other_features")  # attributes that name people
CHECKED = "-checked"  # follows the name of a kept run in that of the same with its checks


@dataclass(frozen=True)
class KeptRun:
    """What ``run.json`` says of a run.

    Attributes
    ----------
    folder : Path
        Where it lies.
    methods : tuple of str
        Ids.
    baseline : str
        One of `depformer.labels.BASELINES`.
    checked : bool
        Whether its explanations are checked.
    created : str
        When, in ISO 8601.
    study, checkpoint : str
        Digests of what it was made from.
    """

    folder: Path
    methods: tuple[str, ...]
    baseline: str
    checked: bool
    created: str
    study: str
    checkpoint: str

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name


def homes(study: Path) -> tuple[Path, Path]:
    """Return the folders that keep runs of a study: beside it, and in the user's cache folder."""
    return study / layout.RUNS, cache_folder() / "runs"


def writable_home(study: Path, *, beside: bool = True) -> Path:
    """Return the first of `homes` that can be written to.

    Parameters
    ----------
    study : Path
        The study folder.
    beside : bool
        Whether the place beside the study comes first; else the user's cache folder does.

    Raises
    ------
    DepformerError
        If neither can.
    """
    for home in homes(study) if beside else homes(study)[::-1]:
        if writable(home):
            return home
    raise DepformerError(say("runs.no_home", study=study), kind="environment")


def writable(folder: Path) -> bool:
    """Return whether the folder, or the nearest one above it that exists, can be written to."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def kept(folders: Iterable[Path], name: str) -> tuple[xr.Dataset, Path] | None:
    """Return the run of that name in the first folder that holds it whole, and where it lies."""
    for home in folders:
        if (home / name / ABOUT).is_file():
            with suppress(DepformerError):
                return load_run(home / name), home / name
    return None


def checked_runs(run: Path) -> list[Path]:
    """Return the folders beside a run whose names say that they hold its checks, newest first."""
    found = [path.parent for path in run.parent.glob(f"{glob.escape(run.name)}{CHECKED}*/{ABOUT}")]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def with_checks(run: xr.Dataset, folders: Iterable[Path]) -> tuple[xr.Dataset, Path] | None:
    """Return the first of some runs that is the same run with its checks, and where it lies.

    A name proves nothing: it must be made from the same, for the same question, with the same folds
    for all the people of the run; of others it holds, they are left out.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    folders : iterable of Path
        Where to look.
    """
    for folder in folders:
        with suppress(DepformerError):  # damaged: the plain run stands for it
            found = load_run(folder)
            if _made_alike(run, found) and (same := _of_its_people(run, found)) is not None:
                return same, folder
    return None


def _made_alike(run: xr.Dataset, checked: xr.Dataset) -> bool:
    """Return whether the second is checked, of the same study and checkpoint, asked the same."""
    names = ("study_digest", "checkpoint_digest", "baseline_from_digest")
    asked = replace(question_of(run), checks=True)
    return question_of(checked) == asked and all(run.attrs[n] == checked.attrs[n] for n in names)


def _of_its_people(run: xr.Dataset, checked: xr.Dataset) -> xr.Dataset | None:
    """Return the part of the second that holds the people of the first; None if it lacks some."""
    ids = run["participant"].values.tolist()
    if not set(ids) <= set(checked["participant"].values.tolist()):
        return None
    same = checked.sel(participant=ids)
    if not same["fold"].equals(run["fold"]):
        return None
    if same.sizes["participant"] == checked.sizes["participant"]:
        return same
    return same.assign_attrs({name: run.attrs[name] for name in _OF_PEOPLE if name in run.attrs})


def available(
    study: Path, study_digest: str | None, checkpoint_digest: str | None
) -> tuple[KeptRun, ...]:
    """Return the kept runs of a study and a checkpoint, the newest first.

    Parameters
    ----------
    study : Path
        The study folder.
    study_digest, checkpoint_digest : str
        From `depformer.study.Study.digest` and `depformer.files.checkpoint_digest`, or from the
        attributes of a run; without that of the study, also runs from before it was changed, and
        without that of the checkpoint, runs of any.
    """
    found: dict[str, KeptRun] = {}
    for home in homes(study):
        for path in home.glob(f"*/{ABOUT}"):
            run = _described(path.parent)
            wanted = study_digest, checkpoint_digest
            if run and all(map(_same_or_any, wanted, (run.study, run.checkpoint))):
                found.setdefault(run.name, run)
    return tuple(sorted(found.values(), key=lambda run: (run.created, run.name), reverse=True))


def _same_or_any(wanted: str | None, got: str) -> bool:
    return wanted is None or wanted == got


def folder_of(run: Path | str, study: Path) -> Path:
    """Return the folder of a run that is named by its path, or by its name if it is kept.

    Raises
    ------
    DepformerError
        If there is none.
    """
    path = user_path(run)
    if path.is_dir():
        return path.resolve().parent if path.resolve().name == ARRAYS else path
    kept_here = {each.parent.name: each.parent for home in homes(study) for each in _abouts(home)}
    if len(path.parts) != 1 or not kept_here:
        raise DepformerError(say("runs.missing", path=run), kind="run")
    return kept_here[one_of("run", str(run), sorted(kept_here), kind="run")]


def refuse_other(
    run: xr.Dataset,
    path: Path | str,
    study: str,
    checkpoint: str,
    baseline_from: str | None = None,
) -> None:
    """Raise unless a run was made from this study and this checkpoint, naming both digests.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    path : Path or str
        Where it lies.
    study, checkpoint : str
        Digests of what is open.
    baseline_from : str, optional
        Digest of the study that is named for the baseline, if one is.
    """
    open_now = {"study": study, "checkpoint": checkpoint}
    if baseline_from is not None:
        open_now["baseline_from"] = baseline_from
    for what, own in open_now.items():
        made_from = str(run.attrs[f"{what}_digest"])
        if made_from != own:
            raise DepformerError(
                say(f"runs.of_another_{what}", path=path, got=made_from[:12], own=own[:12]),
                kind="run",
            )


def _abouts(home: Path) -> list[Path]:
    return list(home.glob(f"*/{ABOUT}"))


def _described(folder: Path) -> KeptRun | None:
    """Return what a ``run.json`` says, or None where it is not what was written."""
    try:
        about: dict[str, Any] = read_about(folder)
    except DepformerError:
        return None
    methods = about.get("methods")
    texts = [about.get(k) for k in ("baseline", "created", "study_digest", "checkpoint_digest")]
    if not isinstance(methods, dict) or not all(isinstance(text, str) for text in texts):
        return None
    baseline, created, study, checkpoint = map(str, texts)
    return KeptRun(folder, tuple(methods), baseline, "checks" in about, created, study, checkpoint)
