"""Paths that a user names, and the user's own folders."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_config_path

from depformer.errors import DepformerError
from depformer.validate import shortened
from depformer.wording import say


def user_path(named: Path | str) -> Path:
    """Return the path that a user names, its ``~`` spelt out.

    Raises
    ------
    DepformerError
        If no system could have a file of that name, or the home folder is not known.
    """
    try:
        path = Path(named).expanduser()
        path.lstat()
    except FileNotFoundError:
        return path
    except (OSError, RuntimeError, ValueError) as fault:
        if isinstance(fault, (NotADirectoryError, PermissionError)):
            return path  # a path like any other: whoever opens it says what is wrong
        raise DepformerError(
            say("files.no_path", path=shortened(str(named)), why=_why(fault))
        ) from fault
    return path


def _why(fault: Exception) -> str:
    """Return why a path is none."""
    if isinstance(fault, RuntimeError):
        return say("files.no_such_user")
    if isinstance(fault, ValueError):
        return say("files.nul_in_path")
    return str(getattr(fault, "strerror", None) or fault).lower()


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    return user_cache_path("depformer", appauthor=False)


def settings_folder() -> Path:
    """Return the user's folder for settings."""
    return user_config_path("depformer", appauthor=False)
