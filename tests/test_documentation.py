"""What the documentation shows is so: doctests, the README's block, links, and printed numbers."""

from __future__ import annotations

import doctest
import re
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import nothing_pages
from depformer.explain import check
from depformer.recordings.words import review
from depformer.recordings.words.times import Candidate
from depformer.study import load_words
from depformer.study.words import WORD_COLUMNS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
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


def test_a_list_of_words_as_the_readme_says_is_one(tmp_path: Path) -> None:
    columns = re.findall(r"^\| `(\w+)` \| .* \|$", _section("A `words.tsv` of your own"), re.M)
    assert columns == [*WORD_COLUMNS]
    rows = [(f"w{n:02d}", n, f"词{n}", "n/a", "n/a", "neutral") for n in range(1, 9)]
    lines = ["\t".join(map(str, row)) for row in (columns, *rows)]
    (tmp_path / "words.tsv").write_text("\n".join(lines), "utf-8")
    assert load_words(tmp_path / "words.tsv")["text"].tolist() == [f"词{n}" for n in range(1, 9)]


def test_the_readme_explains_every_column_of_the_review() -> None:
    said = _section("- **The review**")
    for column in review.COLUMNS:
        assert f"`{column}`" in said
    assert Candidate(12.3, 12.9).text in said
    assert Candidate(12.3, 12.9, ("w05",)).text in said
    assert "--events LOOK" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_page_on_nothing_shows_the_numbers_of_the_sample_as_they_are() -> None:
    page = nothing_pages.PAGE.read_text("utf-8")
    table = page.partition(nothing_pages.BEGINS)[2].partition(nothing_pages.ENDS)[0]
    rows = re.findall(r"^\| (\w.*?) \| (.*?) \| .* \|$", table, re.M)
    assert dict(rows) == nothing_pages.column(nothing_pages.sample())


def _section(start: str) -> str:
    """Return what follows in the README, up to the next heading or point of a list."""
    _, _, after = (ROOT / "README.md").read_text("utf-8").partition(start)
    return re.split(r"\n(?:- \*\*|#)", after)[0]
