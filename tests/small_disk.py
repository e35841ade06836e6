"""A disk of its own that is soon full."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, **limits: object) -> Iterator[Path]:
    """Yield a folder on a disk of its own that is soon full."""
    place.mkdir()
    options = ",".join(f"{name}={value}" for name, value in limits.items())
    asked = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(asked, capture_output=True).returncode:
        pytest.skip("this user may not mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
