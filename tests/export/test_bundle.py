"""All that a manuscript needs beside a figure, and the same numbers again from its spec alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xarray as xr

from depformer import schema
from depformer.cli import drawing
from depformer.cli.drawing import panels_of
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.export import archive, bundle
from depformer.export.archive import Order
from depformer.export.manuscript.caption import of_panels
from depformer.export.spec import FigureOrder, Spec, of_run, read_spec, run_digest
from depformer.figures import FIGURES
from depformer.runs import question_of, save_run
from depformer.stats.filtered import split_by
from tests.cli.asked import ask

WHO = {"participant": "sub-001"}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What a browser would be asked to draw."""
    asked: list[tuple[Any, ...]] = []
    for name in ("figure_bytes", "sheet_bytes"):
        monkeypatch.setattr(bundle, name, lambda *given, n=name: asked.append((n, *given)) or b"-")
    return asked


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return schema.example(0)


def spec_of(run: xr.Dataset, *names: str, **more: Any) -> Spec:
    rows = tuple((FigureOrder(name, WHO if name == "word_profile" else {}),) for name in names)
    return Spec(rows, **more, **of_run(run))


def files(spec: Spec, run: xr.Dataset) -> dict[str, bytes]:
    return dict(bundle.files_of(spec, run, [{}] * len(spec.orders)))


def test_a_bundle_holds_figures_numbers_words_and_its_spec(
    run: xr.Dataset, drawn: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    made = files(spec_of(run, "word_profile", "roc", "roc", formats=("pdf", "png")), run)
    assert [path for path in made if path.endswith((".pdf", ".csv"))] == [
        *(f"{stem}.pdf" for stem in ("word_profile_sub-001", "roc", "roc-2")),
        *(f"{stem}.csv" for stem in ("word_profile_sub-001", "roc", "roc-2", "guards")),
    ]
    assert {(name, fmt) for name, _, fmt, *_ in drawn} == {
        ("figure_bytes", "pdf"),
        ("figure_bytes", "png"),
    }
    assert "n = 1" in made["captions.txt"].decode()
    said = made["methods.txt"].decode()
    for part in ("DEP-Former", "integrated gradients", "Bootstrap resamples: 2,000", "NumPy 2"):
        assert part in said
    assert b"@article{ye2025depformer" in made["references.bib"]
    assert b"newcombe2006confidence" in made["references.bib"]
    assert made["roc.tex"].startswith(b"\\begin{tabular}")
    assert b"\\toprule" in made["roc.tex"]
    assert b"| --- |" in made["roc.md"]
    (tmp_path / "spec.json").write_bytes(made["spec.json"])
    again = read_spec(tmp_path / "spec.json")
    assert set(again.data) == {path for path in made if path.endswith(".csv")} - {"guards.csv"}
    assert {"level", "name", "sentence"} == set(again.guards[0])
    assert again.run == run_digest(run)
    assert files(again, run) == made


def test_panels_are_one_page_with_one_caption(
    run: xr.Dataset, drawn: list[tuple[Any, ...]]
) -> None:
    row = (FigureOrder("cohort_words"), FigureOrder("roc", share=2))
    spec = Spec((row, (FigureOrder("confusion"),)), together=True, preset="ieee", **of_run(run))
    made = files(spec, run)
    assert [(name, fmt) for name, _, fmt, *_ in drawn] == [("sheet_bytes", "pdf")]
    assert [[panel.share for panel in row] for row in drawn[0][1]] == [[1, 2], [1]]
    assert {"panels.pdf", "a_cohort_words.csv", "b_roc.csv", "c_confusion.csv"} <= set(made)
    said = made["captions.txt"].decode()
    assert said.count("Research use only") == 1
    assert all(f"({mark}) " in said for mark in "abc")


def test_what_several_panels_say_stands_once() -> None:
    captions = [["One?", "n = 5.", "All."], ["Two?", "n = 5.", "All."], ["Three?", "All."]]
    assert of_panels(captions, "abc") == "a One? b Two? c Three? a, b: n = 5. All."


def test_a_spec_says_no_path_and_no_time(run: xr.Dataset, drawn: list[tuple[Any, ...]]) -> None:
    about = {"study": str(Path.home() / "study"), "created": "2026-11-26T18:15:28+00:00"}
    text = b"".join(files(spec_of(run, "roc"), run.assign_attrs(about)).values()).decode("utf-8")
    assert str(Path.home()) not in text
    assert "2026-11-26" not in text


def test_other_numbers_than_those_of_the_spec_are_refused(
    run: xr.Dataset, drawn: list[tuple[Any, ...]]
) -> None:
    spec = replace(spec_of(run, "roc"), data={"roc.csv": "0" * 64})
    with pytest.raises(DepformerError, match=r"came out otherwise than the spec says, in roc\.csv"):
        files(spec, run)
    assert not drawn


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"formt": 1}, "Invalid key of the spec.*Did you mean 'format'"),
        ({"format": 99}, "has format 99, and this version reads 1"),
        ({"rows": []}, "names at least one figure"),
        ({"rows": [[{"figure": "rok"}]]}, "Did you mean 'roc'"),
        ({"rows": [[{"figure": "roc", "options": {"sed": 1}}]]}, "Did you mean 'seed'"),
        ({"rows": [[{"figure": "word_profile", "options": {"pictures": {}}}]]}, "pictures"),
        ({"rows": "roc"}, "Invalid rows in the spec: got roc, allowed is list"),
        ({"preset": "natur"}, "Did you mean 'nature'"),
        ({"methods": {"occlusion": 5}}, "Invalid occlusion in the spec"),
        ({"rows": [[{"figure": "roc", "options": {"n_bootstrap": 10**11}}]]}, "n_bootstrap"),
        ({"rows": [[{"figure": "roc", "options": {"seed": "x"}}]]}, "seed"),
        ({"rows": [[{"figure": "volcano", "options": {"covariates": "age"}}]]}, "allowed is list"),
        ({"rows": [[{"figure": "volcano", "options": {"covariates": [5]}}]]}, "allowed is text"),
        ({"formats": ["pdff"]}, "Did you mean 'pdf'"),
        ({"width_mm": 9999}, "width_mm"),
        ({"english": "yes"}, "Invalid english in the spec"),
        ({"seed": -1}, "seed"),
    ],
)
def test_a_spec_that_no_export_can_follow_is_a_sentence(
    change: dict[str, Any], said: str, run: xr.Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({**json.loads(spec_of(run, "roc").text), **change}))
    with pytest.raises(DepformerError, match=said):
        read_spec(path)


def test_the_guards_of_a_bundle_are_those_of_whom_it_shows(
    run: xr.Dataset, drawn: list[tuple[Any, ...]]
) -> None:
    trained = run.assign_coords(role=("participant", ["train", *["test"] * 11]))
    for role, said in (("all", True), ("held_out", False)):
        order = FigureOrder("modality_balance", {"role": role})
        spec = Spec(((order,),), formats=(), **of_run(trained))
        made = files(spec, trained)
        for name in ("guards.csv", "spec.json"):
            assert ("Training people in a test" in made[name].decode()) is said


def test_what_was_chosen_for_comparisons_stands_in_the_export(
    run: xr.Dataset, drawn: list[tuple[Any, ...]]
) -> None:
    split = split_by(schema.example(0, participants=40), "age >= 40")
    split["role"].values[:] = "test"
    opened = SimpleNamespace(run=split, study=None, checkpoint=None, baseline_from=None)
    order = Order(
        *("sub-001", "integrated_gradients", "text", "nature", "svg", None),
        groups_by="age >= 40",
        measure="selection_rate",
        covariates=("sex",),
    )
    content = archive.archive(opened, ("valence_contrast",), order)  # type: ignore[arg-type]
    made = zipfile.ZipFile(BytesIO(content))
    spec = json.loads(made.read("spec.json"))
    assert spec["groups_by"] == "age >= 40"
    assert spec["rows"][0][0]["options"]["measure"] == "selection_rate"
    said = made.read("methods.txt").decode()
    assert "age >= 40" in said
    assert "in a linear model with sex held constant" in said
    assert "Held constant: sex" in made.read("captions.txt").decode()


def test_the_command_hands_comparisons_to_figures_that_know_them() -> None:
    two = [FIGURES["cohort_forest"], FIGURES["roc"]]
    given = drawing.of_compared(two, "selection_rate", None, "age, sex", absolute=False)
    assert given == {"measure": "selection_rate", "covariates": ["age", "sex"]}
    with pytest.raises(DepformerError, match="--people, --absolute would change nothing"):
        drawing.of_compared(two[1:], None, "correct", None, absolute=True)
    with pytest.raises(DepformerError, match="Did you mean 'matched'"):
        drawing.of_compared(two, None, "machted", None, absolute=False)


def test_panels_are_named_in_rows() -> None:
    (first,), (left, right) = panels_of("cohort_words / word_profile@sub-001:2, roc")
    assert first == {"figure": "cohort_words", "participant": None, "share": 1}
    assert (left["participant"], left["share"], right["figure"]) == ("sub-001", 2, "roc")
    with pytest.raises(DepformerError, match="Invalid panel: got 'roc:wide'"):
        panels_of("roc:wide")


IN_A_FRESH_PROCESS = """
from depformer.cli import main
from depformer.export import archive, bundle
from depformer.export.archive import Order
bundle.sheet_bytes = lambda *given: b"-"
main()
"""


def test_a_fresh_process_makes_the_same_numbers_from_the_spec(
    tiny_study: Path,
    tiny_checkpoint: Path,
    tiny_run: xr.Dataset,
    own_study: Path,
    tmp_path: Path,
    drawn: list[tuple[Any, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, again = tmp_path / "made", tmp_path / "again"
    save_run(tmp_path / "run", tiny_run)
    panels = ("--panels", "roc, modality_balance:2 / word_profile@sub-003", "--english")
    both = (tiny_study, tiny_checkpoint)
    answer = ask("figures", *both, made, "--run", tmp_path / "run", *panels)
    assert answer.code == 0, answer.err
    spec = ("--spec", made / "spec.json")
    command = [sys.executable, "-c", IN_A_FRESH_PROCESS, "figures", *both, again, *spec]
    command += ["--run", tmp_path / "run"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in made.iterdir())
    assert len([name for name in names if name.endswith(".csv")]) == 4
    assert {name: (made / name).read_bytes() for name in names} == {
        path.name: path.read_bytes() for path in again.iterdir()
    }

    asked: list[Question] = []  # without --run, the run is that of the question
    monkeypatch.setattr(
        drawing, "shown_run", lambda *given, **chosen: asked.append(given[2]) or tiny_run
    )
    assert ask("figures", *both, again, *spec).code == 0
    assert asked == [question_of(tiny_run)]
    people = own_study / "participants.tsv"
    people.write_text(people.read_text().replace("\tM\t", "\tF\t", 1))
    other = ask("figures", own_study, tiny_checkpoint, again, *spec)
    assert other.code == 2
    assert "The spec was made from another study" in other.err
    refused = ask("figures", *both, again, "--spec", "x", "--english")
    assert "--spec says already what to make: leave out --english" in refused.err
