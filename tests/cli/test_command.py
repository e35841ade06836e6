"""The command: what it prints, its exit codes, and nothing written on a fault."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from depformer.cli.drawing import of_figures
from depformer.errors import DepformerError
from depformer.figures import FIGURES
from depformer.runs import load_run
from tests.cli.asked import ask
from tests.running_app import wait_for

DEPFORMER = Path(sys.executable).with_name("depformer")


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NO_COLOR": "1"}
    command = [str(DEPFORMER), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


VERBS = (
    *("validate", "synth", "import", "norms", "export-bids", "untrained", "train", "evaluate"),
    *("explain", "stats", "figures", "dashboard"),
)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    done = run(verb, "--help")
    assert done.returncode == 0
    assert f"depformer {verb}" in done.stdout
    assert "[logit]" not in done.stdout  # a checkpoint may as well predict points of a score


def test_a_valid_study(tiny_study: Path) -> None:
    done = run("validate", tiny_study)
    assert done.returncode == 0
    assert "12 healthy" in done.stdout
    assert "24 words, faces of 32 x 32 pixels" in done.stdout
    assert json.loads(run("validate", tiny_study, "--json").stdout)["valid"] is True


def test_a_fault_is_a_sentence_exit_code_2_and_nothing_written(tmp_path: Path) -> None:
    done = run("validate", tmp_path)
    assert done.returncode == 2
    assert "is no valid study: it" in done.stderr
    assert "Traceback" not in done.stderr
    assert ask("train", tmp_path, tmp_path / "out").code == 2
    assert not list(tmp_path.iterdir())
    listed = ask("validate", tmp_path, "--json")
    assert listed.code == 2
    assert json.loads(listed.out)["faults"]


def test_synth_writes_what_validate_accepts(tmp_path: Path) -> None:
    out = tmp_path / "study"
    done = run("synth", out, "--participants", 4, "--image-size", 32, "--seed", 1)
    assert done.returncode == 0, done.stderr
    assert ask("validate", out).code == 0
    again = ask("synth", out, "--participants", 4)
    assert again.code == 2
    assert "is there already and not empty" in again.err


def test_the_card_of_a_checkpoint_is_printed_as_plain_text(
    tiny_study: Path, tmp_path: Path
) -> None:
    said = ask("untrained", tiny_study, tmp_path / "c").out
    assert said.startswith("DEP-Former, untrained, of the sizes of ")
    assert not set("#*`") & set(said)
    assert "Nobody has trained this model. Its weights are fresh" in said
    assert "--baseline-from STUDY" in " ".join(said.split())


def test_evaluate_prints_the_metrics_with_intervals(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    printed = json.loads(run("evaluate", tiny_study, tiny_checkpoint, "--json").stdout)
    assert printed["synthetic"] is True
    metrics = {row["metric"]: row for row in printed["metrics"]}
    assert metrics["auc"]["ci_low"] <= metrics["auc"]["estimate"] <= metrics["auc"]["ci_high"]
    assert "f1" in ask("evaluate", tiny_study, tiny_checkpoint).out


def test_explain_writes_a_run_and_keeps_it(
    tiny_study: Path, tiny_checkpoint: Path, homes: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    methods = "occlusion, attention_query"
    done = run("explain", tiny_study, tiny_checkpoint, "--out", out, "--methods", methods)
    assert done.returncode == 0, done.stderr
    assert load_run(out)["method"].values.tolist() == ["occlusion", "attention_query"]
    assert ask("explain", tiny_study, tiny_checkpoint, "--out", out).code == 2
    wrong = ask("explain", tiny_study, tiny_checkpoint, "--out", tmp_path / "b", "--methods", "ig")
    assert wrong.code == 2
    assert "Invalid method: got 'ig'" in wrong.err
    assert not (tmp_path / "b").exists()


def test_a_busy_port_and_a_pth_get_a_sentence(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("dashboard", "--checkpoint", tiny_checkpoint, "--port", port)
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    weights = tmp_path / "best_model.pth"
    weights.touch()
    done = run("dashboard", "--checkpoint", weights)
    assert done.returncode == 2
    assert "depformer convert" in done.stderr


def test_importing_the_library_loads_nothing_heavy() -> None:
    heavy = ("torch", "xarray", "pandas", "numpy")
    code = f"import sys, depformer; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_options_of_methods_are_set_and_wrong_ones_named(
    six_people: Path, tiny_checkpoint: Path, homes: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    asked = ("explain", six_people, tiny_checkpoint, "--methods", "integrated_gradients")
    done = ask(*asked, "--set", "integrated_gradients.steps=5", "--memory", "64GB", "--out", out)
    assert done.code == 0, done.err
    about = json.loads((out / "run.json").read_text())
    assert about["methods"]["integrated_gradients"]["steps"] == 5
    for given, said in (
        (("--set", "integrated_gradients.step=5"), "Did you mean 'integrated_gradients.steps'"),
        (("--set", "integrated_gradients.steps=five"), "allowed is a whole number"),
        (("--set", "integrated_gradients.steps=0"), "Invalid steps: got 0"),
        (("--memory", "lots"), "Invalid memory: got 'lots'"),
        (("--baseline", "study_mean"), "is the mean of a study that is named for it"),
        (("--also", tiny_checkpoint), "add --trust"),
    ):
        wrong = ask(*asked, *given, "--out", tmp_path / "wrong")
        assert wrong.code == 2
        assert said in wrong.err.replace("\n", " ")
        assert not (tmp_path / "wrong").exists()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_whatever_ends_the_command_ends_the_server(
    sign: signal.Signals, tiny_study: Path, tiny_checkpoint: Path, homes: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = ("--study", str(tiny_study), "--checkpoint", str(tiny_checkpoint))
    command = [str(DEPFORMER), "dashboard", *folders, "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
        wait_for(f"http://127.0.0.1:{port}", app)
        app.send_signal(sign)
        app.wait(30)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_leaves_only_what_is_finished(
    sign: signal.Signals, tmp_path: Path
) -> None:
    command = [str(DEPFORMER), "synth", str(tmp_path / "deep" / "out"), "--participants", "400"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as synth:
        while not list(tmp_path.glob("deep/out.unfinished/participants/*.json")):
            assert synth.poll() is None
        synth.send_signal(sign)
        said = synth.communicate(timeout=60)[1]
    assert synth.returncode == 128 + sign
    assert b"Traceback" not in said
    assert [path.name for path in tmp_path.glob("deep/*")] == ["out.unfinished"]


def test_what_would_steer_the_terminal_is_spelt_out(tmp_path: Path) -> None:
    done = run("validate", f"{tmp_path}/\x1b[31mred\u202e")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\\x1b[31mred\\u202e" in done.stderr


def test_a_participant_who_is_not_there_is_refused_whatever_the_figure(
    tiny_study: Path, tiny_checkpoint: Path, homes: Path, tmp_path: Path
) -> None:
    asked = ("figures", tiny_study, tiny_checkpoint, tmp_path / "out", "--figure", "roc")
    done = ask(*asked, "--participant", "sub-999", "--methods", "attention_query")
    assert done.code == 2
    assert "Invalid participant: got 'sub-999'" in done.err
    assert not (tmp_path / "out").exists()


def test_options_of_a_figure_make_it_fit(
    tiny_study: Path, tiny_checkpoint: Path, homes: Path, tmp_path: Path
) -> None:
    asked = ("figures", tiny_study, tiny_checkpoint, tmp_path / "out", "--methods")
    asked += ("attention_query", "--figure", "selection_rate")
    for given, said in (
        ("top=x", "--option top must be a whole number of 1 or more, got 'x'"),
        ("crossed=no", "--option knows no 'crossed' of these figures; known: top"),
    ):
        done = ask(*asked, "--option", given)
        assert done.code == 2
        assert said in done.err
    assert not (tmp_path / "out").exists()


def test_an_option_of_a_figure_is_a_count_or_a_switch() -> None:
    specs = [FIGURES["cohort_top_words"], FIGURES["modality_balance"]]
    assert of_figures(specs, ["top=3", "crossed=no"]) == {"top": 3, "crossed": False}
    assert of_figures(specs, []) == {}
    for given in ("crossed=3", "top=0", "top=", "top", "method=lime"):
        with pytest.raises(DepformerError):
            of_figures(specs, [given])
