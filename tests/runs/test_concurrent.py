"""Two processes explain one study at once, one of them may be killed: the run is the right one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import xarray as xr

import depformer
from benchmarks.concurrent_explains import METHODS, a_pair
from depformer.runs import save_run


@pytest.fixture(scope="module")
def undisturbed(
    tiny_study: Path, tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """A study without kept runs, and the run of it that nobody disturbed."""
    work = tmp_path_factory.mktemp("concurrent")
    shutil.copytree(tiny_study, work / "own", ignore=shutil.ignore_patterns("depformer-runs"))
    run: xr.Dataset = depformer.explain(
        work / "own", tiny_checkpoint, methods=METHODS, baseline="zero"
    )
    save_run(work / "run", run)
    return work / "own", work / "run"


@pytest.mark.parametrize("kill_after", [None, 2.5, 4.0])
def test_a_finished_run_is_the_right_one(
    kill_after: float | None, undisturbed: tuple[Path, Path], tiny_checkpoint: Path, tmp_path: Path
) -> None:
    study, run = undisturbed
    pair = a_pair(study, tiny_checkpoint, run, tmp_path, kill_after=kill_after)
    assert pair.exit_codes == (0, 0)
    assert pair.finished == 1
    assert pair.equal
    assert pair.left == 0
