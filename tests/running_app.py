"""The app in a process of its own and a headless Chromium: for a test, the docs and a benchmark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS_TO_START = 60
APP = ROOT / "dashboard" / "app.py"
RUN = [sys.executable, "-m", "streamlit", "run"]


def required(found: str | None, what: str) -> str:
    """Return the path of a program; without it the test is skipped, but in CI it fails."""
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is not installed")
    return found


def find_browser() -> str | None:
    """Return the path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def running_app(study: Path, checkpoint: Path, **environment: str) -> Iterator[str]:
    """Serve the app on a free port, yield its address, and end it."""
    with served_app(study, checkpoint, **environment) as (address, _):
        yield address


@contextmanager
def served_app(study: Path, checkpoint: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """Serve the app on a free port, yield its address and the number of its process."""
    folders = {
        "DEPFORMER_STUDY": str(study.resolve()),
        "DEPFORMER_CHECKPOINT": str(checkpoint.resolve()),
    }
    with served(APP, **folders, **environment) as found:
        yield found


@contextmanager
def served(script: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """Serve a script on a free port, yield its address and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [*RUN, str(script), "--server.headless=true", f"--server.port={port}"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server)
            yield address, server.pid
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; raise if it ends, or does not within a minute."""
    ends = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < ends:
        if server.poll() is not None:
            raise RuntimeError("The server ended at its start.")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The server did not answer within {SECONDS_TO_START} s.")
