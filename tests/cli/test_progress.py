"""How far a command is, where nobody sees a bar."""

from __future__ import annotations

import pytest

from depformer.cli import report


def test_a_log_is_told_now_and_then_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    with report.progress_bar("Checking") as progress:
        for done in range(8):
            progress(done, 8)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1].startswith("Checking: ")
    assert "of 8, about " in lines[-1]
    assert lines[-1].endswith(" min left.")
    assert 1 < len(lines) < 8


def test_a_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with report.progress_bar("Checking") as progress:
        progress(1, 2)
        progress(2, 2)
    assert capsys.readouterr().err == ""
