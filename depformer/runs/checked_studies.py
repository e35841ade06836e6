"""What the check of a study has found, kept in the user's cache folder until a file changes.

A check reads every file of every participant: of a thousand people that takes seconds. What it
found besides the study's tables is little: who saw the words in which order, what is missing, and
the digests of the features.
"""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

import depformer
from depformer.errors import DepformerError
from depformer.files import cache_folder, digest, folder_above, write_bytes
from depformer.runs.remembered import mark
from depformer.study import Study
from depformer.study.people import read_participants
from depformer.study.tables import read_words

MOST = 20
ARRAYS = ("presentation", "mask")
FACTS = ("name", "synthetic", "image_size", "audio_size", "feature_digest", "word_list_digest")


def find(key: str, root: Path) -> Study | None:
    """Return a study that was checked before, None if it is not known.

    Parameters
    ----------
    key : str
        What changes with any file of the study.
    root : Path
        Its folder, from which its tables are read.
    """
    with suppress(OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile):
        with np.load(_file(key), allow_pickle=False) as kept:
            presentation, mask = (kept[name] for name in ARRAYS)
            facts = json.loads(str(kept["facts"]))
        faults: list[str] = []
        participants, words = read_participants(root, faults), read_words(root, faults)
        if participants is None or words is None or faults:
            return None
        ids = [str(name) for name in participants.index]
        digests = {who: str(facts["digests"][who]) for who in ids}
        if mask.shape != (len(ids), len(words), 2):
            return None
        study = Study(
            root=root,
            participants=participants,
            words=words,
            presentation=pd.DataFrame(presentation, index=ids, columns=words["word_id"].tolist()),
            mask=mask.astype(bool),
            **{name: facts[name] for name in FACTS},
        )
        vars(study)["participant_digests"] = digests
        return study
    return None


def keep(key: str, study: Study) -> None:
    """Keep what the check of a study has found; a folder that cannot be written to is no fault."""
    facts = {name: getattr(study, name) for name in FACTS}
    facts["digests"] = study.participant_digests
    content = io.BytesIO()
    arrays = {"presentation": study.presentation.to_numpy(dtype=float), "mask": study.mask}
    np.savez_compressed(content, facts=np.array(json.dumps(facts)), **arrays)  # type: ignore[arg-type]
    path = _file(key)
    with suppress(DepformerError, OSError):
        with folder_above(path):
            write_bytes(path, content.getvalue())
        there = sorted(path.parent.glob("*.npz"), key=lambda each: each.stat().st_mtime)
        for old in there[:-MOST]:
            old.unlink(missing_ok=True)


def _file(key: str) -> Path:
    """Return the file of a key; what checks otherwise, another version, finds none."""
    source = sorted((Path(depformer.__file__).parent / "study").glob("*.py"))
    name = digest(key, depformer.__version__, *map(mark, source))
    return cache_folder() / "studies" / f"{name[:24]}.npz"
