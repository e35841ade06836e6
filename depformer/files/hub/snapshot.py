"""The files of a checkpoint on a hub, as they lie in the cache of the hub's own library.

Only what a checkpoint is read from is asked for, by its exact name: JSON, safetensors and the
model card. Nothing of a repository is run, and a file of another kind is not even fetched.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from depformer.errors import DepformerError
from depformer.files.checkpoints import (
    BASELINES,
    CARD,
    CONFIG,
    FOLDS,
    WEIGHTS,
    checkpoint_folders,
)
from depformer.files.hub.faults import hub_faults
from depformer.files.hub.name import HubName
from depformer.files.training import TRAINING
from depformer.wording import say

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

OF_MODEL = (CONFIG, WEIGHTS, BASELINES, TRAINING)
MOST_BYTES = 4_000_000_000  # of one file: more is not read either
_NO_TELEMETRY = "HF_HUB_DISABLE_TELEMETRY"


def fetched(name: HubName) -> Path:
    """Return the folder of a checkpoint, fetched unless it is cached.

    A full commit that is cached is asked of nobody. Any other revision is asked for, and where
    the hub cannot be reached the commit that it was when it was fetched last is taken.

    Parameters
    ----------
    name : HubName
        What is asked for.

    Returns
    -------
    Path
        Named by the commit, see `source_of`.

    Raises
    ------
    DepformerError
        If it is neither fetched nor cached whole, or holds no checkpoint.
    """
    with _library() as api, hub_faults(name):
        commit = api.resolve_revision(name.repository, revision=name.revision).resolved
        with suppress(DepformerError):
            return cached(name.at(commit))
        folder = _snapshot(api, name, commit, [FOLDS, CONFIG])
        wanted = _wanted(name, commit, folder)
        _refuse_large(name, commit, wanted)
        _snapshot(api, name, commit, wanted)
    return _whole(name, commit, folder)


def cached(name: HubName) -> Path:
    """Return the folder of a checkpoint that was fetched before; nobody is asked.

    Raises
    ------
    DepformerError
        If it is not cached whole, with the command that fetches it.
    """
    from huggingface_hub.errors import LocalEntryNotFoundError, RevisionResolutionError

    with _library() as api:
        try:
            commit = api.resolve_revision(
                name.repository, revision=name.revision, local_files_only=True
            ).resolved
            folder = _snapshot(api, name, commit, [FOLDS, CONFIG], local=True)
            _snapshot(api, name, commit, _wanted(name, commit, folder), local=True)
        except (LocalEntryNotFoundError, RevisionResolutionError) as fault:
            raise DepformerError(say("hub.not_cached", name=name), kind="checkpoint") from fault
    return _whole(name, commit, folder)


@contextmanager
def _library() -> Iterator[HfApi]:
    """Load the hub's library with its telemetry off, and have it speak by its errors alone."""
    os.environ[_NO_TELEMETRY] = "1"  # read where it is loaded
    from huggingface_hub import HfApi, constants
    from huggingface_hub.utils import logging as of_library
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    constants.HF_HUB_DISABLE_TELEMETRY = True  # somebody may have loaded it before
    before = of_library.get_verbosity()
    bars = sys.stderr.isatty() or are_progress_bars_disabled()
    of_library.set_verbosity(logging.ERROR)
    if not bars:
        disable_progress_bars()
    try:
        yield HfApi()
    finally:
        of_library.set_verbosity(before)
        if not bars:
            enable_progress_bars()


def _snapshot(
    api: HfApi, name: HubName, commit: str, wanted: list[str], *, local: bool = False
) -> Path:
    found: str = api.snapshot_download(
        name.repository,
        revision=commit,
        allow_patterns=[escape(each) for each in wanted],
        local_files_only=local,
    )
    return Path(found)


def _wanted(name: HubName, commit: str, folder: Path) -> list[str]:
    """Return the names of all files that a checkpoint may have, by what its first files say."""
    if not any((folder / each).is_file() for each in (FOLDS, CONFIG)):
        facts = {"name": name, "commit": commit, "config": CONFIG, "folds": FOLDS}
        raise DepformerError(say("hub.no_checkpoint", **facts), kind="checkpoint")
    folds = [] if not (folder / FOLDS).is_file() else _folds(folder)
    within = [f"{fold}/" for fold in folds] or [""]
    of_all = [CARD, FOLDS] if folds else [CARD]
    return [*of_all, *(each + file for each in within for file in OF_MODEL)]


def _folds(folder: Path) -> list[str]:
    return [each.name for each in checkpoint_folders(folder)]


def _refuse_large(name: HubName, commit: str, wanted: list[str]) -> None:
    """Raise before anything is fetched that would not be read."""
    for file in _listed(name, commit) or ():
        if file.path in wanted and file.size > MOST_BYTES:
            facts = {"name": name, "file": file.path, "size": file.size / 1e6}
            raise DepformerError(
                say("hub.too_large", **facts, most=MOST_BYTES // 1_000_000), kind="checkpoint"
            )


def _whole(name: HubName, commit: str, folder: Path) -> Path:
    """Return the folder if all of it is there.

    Whoever has fetched it has the list of the repository's files beside it. Without that list, as
    of a cache that an older library has filled, only a checkpoint with all its files is whole: one
    whose baselines did not come would be read as one that has none.
    """
    needed = [each / file for each in checkpoint_folders(folder) for file in OF_MODEL]
    listed = _listed(name, commit)
    if listed is not None:
        known = {each.path for each in listed}
        needed = [each for each in needed if each.relative_to(folder).as_posix() in known]
    if missing := [each for each in needed if not each.is_file()]:
        facts = {"name": name.at(commit), "file": missing[0].relative_to(folder).as_posix()}
        raise DepformerError(say("hub.not_whole", **facts), kind="checkpoint")
    return folder


def _listed(name: HubName, commit: str) -> list[RepoFile] | None:
    """Return all files of a commit, as they were listed when it was fetched; None if it was not."""
    from huggingface_hub import get_cached_repo_tree
    from huggingface_hub.errors import CachedRepoTreeNotFoundError

    try:
        found: list[RepoFile] = get_cached_repo_tree(name.repository, revision=commit)
    except CachedRepoTreeNotFoundError:
        return None
    return found
