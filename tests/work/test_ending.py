"""What ends a block from outside leaves no module half loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from depformer.work.ending import watched

MODULE = "half_loaded_if_ended"


class WantedNoMoreError(Exception):
    """Whoever asked has gone."""


def test_an_import_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import counts for a while, long enough for many looks; then the block ends at once."""
    (tmp_path / f"{MODULE}.py").write_text(
        "import time\nuntil = time.monotonic() + 0.3\nwhile time.monotonic() < until:\n    pass\n"
        "whole = True\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    def load_and_go_on() -> None:
        with watched(WantedNoMoreError):
            __import__(MODULE)
            while True:
                pass

    with pytest.raises(WantedNoMoreError):
        load_and_go_on()
    assert sys.modules.pop(MODULE).whole
