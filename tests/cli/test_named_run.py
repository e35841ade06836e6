"""The verbs that show a run take any: by name, by folder, or by the question that made it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer

from depformer import runs
from depformer.cli import pictures
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import kept_run

QUERY = Question({"attention_query": {}, "occlusion": {}}, "zero")


@pytest.fixture
def out(tiny_study: Path, tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """A run that was written with --out, with methods and a baseline of its own."""
    return kept_run(tiny_study, tiny_checkpoint, QUERY, out=tmp_path / "run")[1]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What figures are asked for, which a browser would draw."""
    asked: list[dict[str, Any]] = []

    def export(run: Any, name: str, folder: Path, **options: Any) -> tuple[Path, ...]:
        asked.append({"run": run, "name": name, **options})
        return ()

    monkeypatch.setattr("depformer.export.export_figure", export)
    return asked


def test_figures_of_a_named_run(
    tiny_study: Path, tiny_checkpoint: Path, out: Path, drawn: list[dict[str, Any]]
) -> None:
    pictures.figures(
        str(tiny_study),
        str(tiny_checkpoint),
        "files",
        figure=["word_profile", "selection_rate"],
        method="occlusion",
        run=str(out),
    )
    assert [each["name"] for each in drawn] == ["word_profile", "selection_rate"]
    assert [each.get("method") for each in drawn] == ["occlusion", None]
    assert all(each["run"].attrs["baseline"] == "zero" for each in drawn)


def test_what_needs_the_checks_is_left_out_in_one_sentence(
    tiny_study: Path,
    tiny_checkpoint: Path,
    out: Path,
    drawn: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    pictures.figures(str(tiny_study), str(tiny_checkpoint), "files", run=str(out))
    said = [line for line in capsys.readouterr().err.splitlines() if "--trust" in line]
    assert len(said) == 1
    assert said[0].endswith("untrained_band, stability, baseline_ranking, planted_truth.")
    assert "stability" not in [each["name"] for each in drawn]


def test_figures_of_the_run_that_answers_a_question(
    tiny_study: Path, tiny_checkpoint: Path, drawn: list[dict[str, Any]]
) -> None:
    pictures.figures(
        str(tiny_study),
        str(tiny_checkpoint),
        "files",
        figure=["word_profile"],
        methods="attention_query",
        settings=["attention_query.top=4"],
        baseline="zero",
    )
    run = drawn[0]["run"]
    assert run["method"].values.tolist() == ["attention_query"]
    assert runs.question_of(run) == Question({"attention_query": {"top": 4}}, "zero")


def test_maps_of_a_named_run_of_a_study_mean_take_its_study(
    tiny_study: Path,
    tiny_checkpoint: Path,
    own_study: Path,
    tmp_path: Path,
    drawn: list[dict[str, Any]],
) -> None:
    asked = replace(QUERY, baseline="study_mean", baseline_from=str(tiny_study))
    _, folder = kept_run(tiny_study, tiny_checkpoint, asked, out=tmp_path / "mean")
    draw = partial(
        pictures.figures,
        str(tiny_study),
        str(tiny_checkpoint),
        "files",
        figure=["what_if"],
        word=["w04"],
        run=str(folder),
    )
    draw(baseline_from=str(tiny_study))
    assert [each["name"] for each in drawn] == ["what_if"]
    people = own_study / "participants.tsv"
    people.write_text(people.read_text().replace("\tM\t", "\tF\t", 1))
    with pytest.raises(DepformerError, match="does not have the mean of this study"):
        draw(baseline_from=str(own_study))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"methods": "occlusion"}, "would change nothing"),
        ({"baseline_from": "."}, "so --baseline-from would change nothing"),
        ({"seed": 3}, "--run names a run that is there already, so --seed would"),
        ({"method": "oclusion"}, "Did you mean 'occlusion'"),
        ({"method": "rollout"}, "does not hold rollout, it holds occlusion, attention_query"),
        ({"run": "nowhere"}, "There is no run at nowhere|Invalid run: got 'nowhere'"),
    ],
)
def test_what_does_not_fit_a_named_run_is_a_sentence(
    given: dict[str, Any],
    said: str,
    tiny_study: Path,
    tiny_checkpoint: Path,
    out: Path,
    drawn: list[dict[str, Any]],
) -> None:
    with pytest.raises(DepformerError, match=said):
        pictures.figures(
            str(tiny_study), str(tiny_checkpoint), "files", **({"run": str(out)} | given)
        )
    assert not drawn


def test_a_run_of_another_study_is_refused_before_a_browser_opens(
    own_study: Path, tiny_checkpoint: Path, out: Path
) -> None:
    people = own_study / "participants.tsv"
    people.write_text(people.read_text().replace("\tM\t", "\tF\t", 1))
    with pytest.raises(DepformerError, match="is not of this study"):
        pictures.dashboard(
            study=str(own_study), checkpoint=str(tiny_checkpoint), run=str(out), port=18_501
        )


def test_nothing_to_open_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DepformerError, match="There is no sample study here"):
        pictures.dashboard()


def test_a_study_alone_is_opened_for_its_recordings(
    tiny_study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    served: list[dict[str, str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pictures, "_serve", lambda command, env: served.append(env) or 0)
    with pytest.raises(typer.Exit):
        pictures.dashboard(study=str(tiny_study), port=18_502)
    assert served[0]["DEPFORMER_STUDY"] == str(tiny_study.resolve())
    assert served[0]["DEPFORMER_CHECKPOINT"] == ""
    said = capsys.readouterr().out
    assert "http://127.0.0.1:18502/recordings" in said
    assert "No checkpoint is named" in said


def test_a_named_run_is_shown_without_the_model(
    tiny_study: Path, tiny_checkpoint: Path, out: Path
) -> None:
    code = (
        "import sys, depformer.export\n"
        "depformer.export.export_figure = lambda *args, **options: ()\n"
        "from depformer.cli import pictures\n"
        "pictures.figures(*sys.argv[1:4], figure=['selection_rate'], run=sys.argv[4])\n"
        "print('torch' in sys.modules)\n"
    )
    command = [sys.executable, "-c", code, *map(str, (tiny_study, tiny_checkpoint, "files", out))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
