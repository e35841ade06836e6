"""The last folders that were opened, in the user's configuration folder."""

from __future__ import annotations

import contextlib
import json
import threading
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import settings_folder, source_of, write_json

MOST = 5
Pair = tuple[str, str]
_LOCK = threading.Lock()  # every reader of the app has a thread, and all of them one list


def recent() -> list[Pair]:
    """Return the last pairs of study and checkpoint, the newest first; a broken file is none."""
    try:
        content = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    pairs = content if isinstance(content, list) else []
    return [
        (str(pair["study"]), str(pair["checkpoint"]))
        for pair in pairs
        if isinstance(pair, dict) and {"study", "checkpoint"} <= pair.keys()
    ][:MOST]


def remember(study: str, checkpoint: str) -> None:
    """Put a pair on top of the list; a folder that cannot be written to is no fault."""
    models = Path(checkpoint).absolute()
    pair = (str(Path(study).absolute()), source_of(models) or str(models))
    with _LOCK:
        before = recent()
        pairs = [pair, *(other for other in before if other != pair)][:MOST]
        if pairs != before:
            content = [{"study": study, "checkpoint": checkpoint} for study, checkpoint in pairs]
            with contextlib.suppress(DepformerError):
                write_json(_file(), content)


def _file() -> Path:
    return settings_folder() / "recent.json"
