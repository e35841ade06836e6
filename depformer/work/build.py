"""What programs a process consists of, as far as numbers and what is sent depend on them."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version

from depformer import __version__
from depformer.errors import DepformerError
from depformer.wording import say


@dataclass(frozen=True)
class Build:
    """The versions of a process."""

    depformer: str
    python: str
    torch: str
    numpy: str
    distributed: str


@lru_cache(maxsize=1)
def own_build() -> Build:
    """Return the versions of this process; none of the packages is loaded for it."""
    python = ".".join(platform.python_version_tuple()[:2])  # within these, bytecode is the same
    return Build(__version__, python, *map(version, ("torch", "numpy", "distributed")))


def refuse_other(build: Build, worker: str) -> None:
    """Raise unless this process consists of the same as the one that asks.

    Parameters
    ----------
    build : Build
        Of the process that asks.
    worker : str
        What this one is called.
    """
    own, asked = asdict(own_build()), asdict(build)
    other = [f"{name} {own[name]} ({asked[name]})" for name in own if own[name] != asked[name]]
    if other:
        known = {"worker": worker, "other": ", ".join(other)}
        raise DepformerError(say("work.other_build", **known), kind="environment")
