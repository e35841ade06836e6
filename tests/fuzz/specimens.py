"""The sound inputs that are damaged, and one damaged copy a seed."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pandas as pd
import torch

from tests.fuzz.mutators import mutate
from tests.model.test_published import small, words_file

KINDS = ("study", "checkpoint", "weights")
PEOPLE = 4
# Of a study and a checkpoint, what nothing reads: damage to it would mostly be lost.
UNREAD = re.compile(
    r"^(README|\.bidsignore|phenotype/.*|(participants|planted|stimuli/words)\.json)$"
    r"|depformer-features/dataset_description\.json$|curve\.csv$"
)


def write_sound(study: Path, checkpoint: Path, folder: Path) -> None:
    """Write the three sound inputs: a study of few people, its checkpoint, a ``.pth``."""
    no_runs = shutil.ignore_patterns("depformer-runs")
    own = Path(shutil.copytree(study, folder / "study", ignore=no_runs))
    table = pd.read_csv(own / "participants.tsv", sep="\t", dtype=str, keep_default_na=False)
    for who in table["participant_id"][PEOPLE:]:
        shutil.rmtree(own / who)
        shutil.rmtree(own / "derivatives" / "depformer-features" / who)
    table[:PEOPLE].to_csv(own / "participants.tsv", sep="\t", index=False)
    shutil.copytree(checkpoint, folder / "checkpoint")
    (folder / "weights").mkdir()
    torch.save(small(), folder / "weights" / "m.pth")
    words_file(folder / "weights", 8)


def damaged(sound: Path, kind: str, seed: int, target: Path, canary: Path) -> list[str]:
    """Copy a sound input and damage one to three of its files; return what was done.

    Parameters
    ----------
    sound : Path
        From `write_sound`.
    kind : str
        One of `KINDS`.
    seed : int
        Decides everything.
    target : Path
        The folder to come.
    canary : Path
        What hostile pickles would make.
    """
    draw = random.Random(f"{kind} {seed}")
    shutil.copytree(sound / kind, target)
    files = sorted(path for path in target.rglob("*") if path.is_file())
    read = [path for path in files if not UNREAD.search(str(path.relative_to(target)))]
    files = files if draw.random() < 0.05 else read
    # Each kind of file gets its share; otherwise the arrays of all people would get nearly all.
    by_kind: dict[str, list[Path]] = {}
    for path in files:
        by_kind.setdefault(path.suffix + str(len(path.relative_to(target).parts)), []).append(path)
    done = []
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        if kind == "checkpoint" and draw.random() < 0.08:
            done.append(_folds_outside(target, draw))
            continue
        path = draw.choice(by_kind[draw.choice(sorted(by_kind))])
        if kind == "weights" and draw.random() < 0.7:
            path = target / "m.pth"
        done.append(f"{path.relative_to(target)}: {mutate(path, canary, draw)}")
    return done


def _folds_outside(target: Path, draw: random.Random) -> str:
    """Let the list of folds name what is not in the folder."""
    path = target / "folds.json"
    names = draw.choice(
        ('"../checkpoint/fold-0"', '"/etc"', '"fold-0", "fold-0"', '"."', '".."', '"fold-9"', "3",
         '"fold-0/../fold-1"', '""', '"a\\u0000b"', '"fold-0\\n"', "null", "[]", '"\\ud800"',
         ", ".join(f'"fold-{i}"' for i in range(5000)))
    )  # fmt: skip
    if path.is_file() and not path.is_symlink():
        path.write_text(f'{{"folds": [{names}]}}')
    return f"folds.json: {names[:40]}"
