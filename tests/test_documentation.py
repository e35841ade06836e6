"""What the documentation shows runs: every doctest, and the README's block as it stands."""

from __future__ import annotations

import doctest
import re
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from depformer.explain import check

ROOT = Path(__file__).parents[1]
PEOPLE = 2  # of the sample study, one a group: checking all takes minutes
SHOWING = [
    path for path in sorted(ROOT.glob("depformer/**/*.py")) if ">>>" in path.read_text("utf-8")
]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", [module_of(path) for path in SHOWING])
def test_doctests_hold(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample's first people beside the demo checkpoint, in the folder that is worked in."""
    study = shutil.copytree(
        ROOT / "sample_data",
        tmp_path / "sample_data",
        ignore=shutil.ignore_patterns("depformer-runs"),
    )
    lines = (study / "participants.tsv").read_text("utf-8").splitlines(keepends=True)
    (study / "participants.tsv").write_text("".join(lines[: 1 + PEOPLE]), "utf-8")
    shutil.copytree(ROOT / "checkpoints", tmp_path / "checkpoints")
    monkeypatch.chdir(tmp_path)


def test_the_block_of_the_readme_runs(sample: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(check.__kwdefaults__, "copies", 2)  # the block shows how, not how many
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)
    assert names["run"].sizes["participant"] == PEOPLE  # type: ignore[attr-defined]
    assert "faithfulness" in names["checked"]  # type: ignore[operator]
