"""Checkpoints that lie on a hub: named ``hf:ORG/NAME[@REVISION]``, fetched by command, cached."""

from __future__ import annotations

from pathlib import Path

from depformer.files.hub.name import HubName, is_on_hub, source_of
from depformer.files.places import user_path


def checkpoint_place(named: Path | str, *, fetch: bool) -> Path:
    """Return the folder of a checkpoint that somebody names: a path, or ``hf:ORG/NAME[@REVISION]``.

    Parameters
    ----------
    named : Path or str
        A `Path` is always one of this machine.
    fetch : bool
        Whether what lies on a hub may be fetched; the app opens only what was fetched before.

    Returns
    -------
    Path
        The folder; of a hub's checkpoint that in the cache, named by its commit.

    Raises
    ------
    DepformerError
        If the name is none, or what it names is not to be had.
    """
    if not is_on_hub(named):
        return user_path(named)
    from depformer.files.hub.snapshot import cached, fetched

    name = HubName.of(str(named))
    return fetched(name) if fetch else cached(name)


__all__ = ["HubName", "checkpoint_place", "is_on_hub", "source_of"]
