"""Recordings that are handed over to a job: in the study's folder, and taken away when it ends."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from depformer.files import explained
from depformer.jobs.job import home_of, jobs_in

UPLOADS = ".uploaded"  # in the folder of the jobs
FORGOTTEN_S = 86_400.0  # after which no job will ask for files that none names


def new_upload(study: Path) -> Path:
    """Return a new, hidden folder in the study for the files of one job.

    Raises
    ------
    DepformerError
        If the study cannot be written to.
    """
    home = home_of(study)
    clear_uploads(home)
    folder = home / UPLOADS / secrets.token_hex(8)
    with explained(folder):
        folder.mkdir(parents=True)
    return folder


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


def clear_uploads(home: Path) -> None:
    """Take away what was handed over to jobs of this folder that have ended, or to none."""
    jobs = jobs_in(home)
    for folder in (home / UPLOADS).glob("*"):
        for_it = [job for job in jobs if folder.name in repr(job.asked)]
        with suppress(OSError):
            old = time.time() - folder.stat().st_mtime > FORGOTTEN_S
            if not any(job.alive for job in for_it) and (for_it or old):
                shutil.rmtree(folder)
    with suppress(OSError):  # others are in it
        (home / UPLOADS).rmdir()
