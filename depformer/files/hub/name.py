"""The name of a checkpoint on a hub, and that of one whose folder lies in the hub's cache."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from depformer.errors import DepformerError
from depformer.validate import shortened
from depformer.wording import say

PREFIX = "hf:"
LATEST = "main"
LONGEST = 96  # characters of ORG/NAME that a hub takes
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
_NAME = re.compile(
    rf"{PREFIX}(?P<repository>{_PART}/{_PART})(?:@(?P<revision>[A-Za-z0-9][\w./-]*))?", re.A
)
_COMMIT = re.compile("[0-9a-f]{40}")


@dataclass(frozen=True)
class HubName:
    """Where a checkpoint lies on a hub.

    Parameters
    ----------
    repository : str
        ``ORG/NAME``.
    revision : str
        A branch, a tag or a commit.
    """

    repository: str
    revision: str = LATEST

    @classmethod
    def of(cls, text: str) -> HubName:
        """Read ``hf:ORG/NAME`` or ``hf:ORG/NAME@REVISION``.

        Raises
        ------
        DepformerError
            If it is none: nobody is asked for it.

        Examples
        --------
        >>> HubName.of("hf:org/name@v1")
        HubName(repository='org/name', revision='v1')
        """
        found = _NAME.fullmatch(text.strip())
        repository, revision = ("", "") if found is None else found.group("repository", "revision")
        steps = (revision or LATEST).split(
            "/"
        )  # a revision is a path in the cache, and stays in it
        odd = any(each in repository for each in ("--", "..")) or repository.endswith(".git")
        if not repository or odd or len(repository) > LONGEST or {"", ".", ".."} & {*steps}:
            raise DepformerError(say("hub.malformed", got=shortened(text)), kind="checkpoint")
        return cls(repository, revision or LATEST)

    @property
    def is_commit(self) -> bool:
        """Whether the revision is a full commit, which names the same files for ever."""
        return _COMMIT.fullmatch(self.revision) is not None

    def at(self, commit: str) -> HubName:
        """Return the same at a commit."""
        return HubName(self.repository, commit)

    def __str__(self) -> str:
        """Return the name as it is typed."""
        shown = "" if self.revision == LATEST else f"@{self.revision}"
        return f"{PREFIX}{self.repository}{shown}"


def is_on_hub(named: Path | str) -> bool:
    """Return whether a name is one of a hub; a `Path` never is, so that it asks nobody."""
    return isinstance(named, str) and named.strip().startswith(PREFIX)


def source_of(folder: Path) -> str:
    """Return the name and the commit of a folder in a hub's cache, nothing for any other.

    Examples
    --------
    >>> source_of(Path("models--org--name", "snapshots", "0" * 40))[:20]
    'hf:org/name@00000000'
    >>> source_of(Path("checkpoints", "demo"))
    ''
    """
    commit, above, kept = folder.name, folder.parent.name, folder.parent.parent.name
    pieces = kept.split("--")
    if not _COMMIT.fullmatch(commit) or above != "snapshots" or pieces[0] != "models":
        return ""
    return str(HubName("/".join(pieces[1:]), commit)) if len(pieces) == 3 else ""
