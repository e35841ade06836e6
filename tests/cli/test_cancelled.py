"""Ctrl-C is one sentence and exit code 130, whenever it comes, and promises only what is so."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from depformer.cli import imports
from depformer.errors import DepformerError
from tests.cli.asked import Answer, ask
from tests.recordings.sources import MAKERS

GOES_ON = "What is finished is kept; the same command goes on from there."


class _Interrupts:
    """Ctrl-C while a module is loaded."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "depformer.cli.app":
            raise KeyboardInterrupt


def test_ctrl_c_while_the_command_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "depformer.cli.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Interrupts(), *sys.meta_path])
    assert ask("--help") == Answer(130, "", "Cancelled.\n")


def test_a_second_ctrl_c_while_the_first_is_answered_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def say(key: str, **_: object) -> str:
        signal.raise_signal(signal.SIGINT)
        return key

    monkeypatch.delitem(sys.modules, "depformer.cli.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Interrupts(), *sys.meta_path])
    monkeypatch.setattr("depformer.wording.say", say)
    assert ask("--help") == Answer(130, "", "command.cancelled\n")


def test_ctrl_c_that_a_library_takes_for_a_damaged_file_is_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: str) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise DepformerError("The header of an array is damaged.") from None

    monkeypatch.setattr("depformer.study.load_study", read)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may ignore it
    try:
        asked = ask("report", tmp_path, tmp_path, tmp_path / "report.html")
    finally:
        signal.signal(signal.SIGINT, before)
    assert asked == Answer(130, "", "Cancelled.\n")


@pytest.mark.parametrize(
    ("kind", "after", "kept"),
    [("segments", 1, True), ("segments", 0, False), ("published-npy", 1, False)],
)
def test_a_cancelled_import_promises_only_what_is_kept(
    kind: str, after: int, kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def cancelled(_: str) -> Iterator[Callable[[int, int], None]]:
        def progress(done: int, total: int) -> None:
            if done == after:
                raise KeyboardInterrupt

        if after:
            yield progress
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports, "progress_bar", cancelled)
    source, options = MAKERS[kind](tmp_path)
    asked = ["--word-list", options.word_list] if options.word_list else ["--words", options.words]
    for option, pairs in (("--columns", options.columns), ("--groups", options.groups)):
        asked += [part for name, each in pairs.items() for part in (option, f"{name}={each}")]
    said = ask("import", kind, source, tmp_path / "s", "--unit", options.unit, *asked)
    assert said.code == 130
    assert said.err.strip() == (f"Cancelled. {GOES_ON}" if kept else "Cancelled.")
    assert (tmp_path / "s.unfinished").exists() == kept
    assert not (tmp_path / "s").exists()
