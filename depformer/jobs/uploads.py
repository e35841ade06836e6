"""Recordings that are handed over to a job: in the study's folder, and taken away when it ends."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from depformer.errors import DepformerError
from depformer.files import explained
from depformer.jobs.job import home_of, homes, jobs_in
from depformer.wording import say

UPLOADS = ".uploaded"  # in the folder of the jobs
FORGOTTEN_S = 86_400.0  # after which no job will ask for files that none names


@contextmanager
def new_upload(study: Path) -> Iterator[Path]:
    """Yield a new, hidden folder in the study for the files of one job; it goes if the block fails.

    The job names it as ``uploaded``. What is made of the files lies in it, too: as nobody can ask
    for the same again, nothing of it can be gone on with.

    Raises
    ------
    DepformerError
        If the study cannot be written to.
    """
    home = homes(study)[0]
    if home_of(study) != home:  # faces and voices are not kept outside the study
        raise DepformerError(say("jobs.no_upload", study=study), kind="environment")
    clear_uploads(home)
    folder = home / UPLOADS / secrets.token_hex(8)
    with explained(folder):
        folder.mkdir(parents=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def receive(folder: Path, kind: str, name: str, content: BinaryIO) -> Path:
    """Write a file that was handed over, block by block, and return its path.

    Parameters
    ----------
    folder : Path
        From `new_upload`.
    kind : str
        What it is; its name.
    name : str
        What it was called, of which the ending stays.
    content : file
        Open, binary.

    Raises
    ------
    DepformerError
        If it cannot be written.
    """
    ending = Path(name).suffix.lower()
    path = folder / f"{kind}{ending if re.fullmatch(r'[.][0-9a-z]{1,8}', ending) else ''}"
    with explained(path), path.open("xb") as file:
        shutil.copyfileobj(content, file)
    return path


def clear_dead_uploads(study: Path) -> None:
    """Take away what was handed over to jobs of a study whose process ended without a word."""
    clear_uploads(homes(study)[0])


def clear_uploads(home: Path) -> None:
    """Take away what was handed over to jobs of this folder that have ended, or to none."""
    there = list((home / UPLOADS).glob("*"))
    jobs = jobs_in(home) if there else []
    for folder in there:
        for_it = [job for job in jobs if Path(str(job.asked.get("uploaded"))).name == folder.name]
        with suppress(OSError):
            old = time.time() - folder.stat().st_mtime > FORGOTTEN_S
            if not any(job.alive for job in for_it) and (for_it or old):
                shutil.rmtree(folder)
    with suppress(OSError):  # others are in it
        (home / UPLOADS).rmdir()
