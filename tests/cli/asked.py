"""Ask the command for something within the process of the tests."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from dataclasses import dataclass
from unittest import mock

from depformer.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def ask(*arguments: object) -> Answer:
    """Return what ``depformer ARGUMENTS`` answers; what it raises beside exits is a fault of it."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    of_the_tests = signal.getsignal(signal.SIGINT)
    with (
        mock.patch.object(sys, "argv", ["depformer", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    if (
        signal.getsignal(signal.SIGINT) is not of_the_tests
    ):  # a command that is cancelled hears none
        signal.signal(signal.SIGINT, of_the_tests)
    return Answer(code, out.getvalue(), err.getvalue())
