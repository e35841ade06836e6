"""Verbs for people: write figures, start the dashboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depformer.cli.drawing import (
    fitting_of,
    methods_in,
    of_compared,
    of_figures,
    ordered,
    panels_of,
    rebuild,
    write_files,
)
from depformer.cli.options import (
    Baseline,
    BaselineFrom,
    CheckpointPath,
    Methods,
    OpenCheckpoint,
    Seed,
    Settings,
    StudyPath,
    place_named,
    question,
)
from depformer.cli.report import show, warn
from depformer.cli.shown import named_run, shown_run
from depformer.errors import DepformerError
from depformer.labels import WORD_LABELS
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

HOST = "127.0.0.1"
SAMPLE = ("sample_data", "checkpoints/demo")
# On the command line, where neither a file of the user's nor a variable of the system undoes them.
SERVER = (
    f"--server.address={HOST}",  # faces and voices are health data: this machine only
    f"--server.allowedHosts={HOST}",
    "--server.allowedHosts=localhost",
    "--server.headless=true",
    "--server.fileWatcherType=none",
    f"--browser.serverAddress={HOST}",  # else a refused origin makes it ask for its own address
    "--browser.gatherUsageStats=false",
    "--client.showErrorLinks=false",  # no links to search engines
)


def figures(
    study: StudyPath,
    checkpoint: CheckpointPath,
    out: Annotated[str, typer.Argument(metavar="OUT", help=say("command.out_files"))],
    figure: Annotated[list[str] | None, typer.Option(help=say("command.figure"))] = None,
    participant: Annotated[str | None, typer.Option(help=say("command.participant"))] = None,
    method: Annotated[str | None, typer.Option(help=say("command.method_of_figure"))] = None,
    preset: Annotated[str, typer.Option(help=say("command.preset_journal"))] = "nature",
    width: Annotated[float | None, typer.Option(help=say("command.width"))] = None,
    fmt: Annotated[str, typer.Option("--format", help=say("command.format_figure"))] = "pdf",
    label: Annotated[str, typer.Option(help=say("command.label"))] = "text",
    word: Annotated[list[str] | None, typer.Option(help=say("command.word"))] = None,
    donor: Annotated[str | None, typer.Option(help=say("command.donor"))] = None,
    run: Annotated[str | None, typer.Option(help=say("command.run"))] = None,
    groups_by: Annotated[str | None, typer.Option(help=say("command.groups_by"))] = None,
    measure: Annotated[str | None, typer.Option(help=say("command.tested_measure"))] = None,
    people: Annotated[str | None, typer.Option(help=say("command.tested_people"))] = None,
    covariates: Annotated[str | None, typer.Option(help=say("command.covariates"))] = None,
    absolute: Annotated[bool, typer.Option("--absolute", help=say("command.absolute"))] = False,
    panels: Annotated[str | None, typer.Option(help=say("command.panels"))] = None,
    bundle: Annotated[bool, typer.Option("--bundle", help=say("command.bundle"))] = False,
    spec: Annotated[str | None, typer.Option(help=say("command.spec"))] = None,
    option: Annotated[list[str] | None, typer.Option(help=say("command.figure_option"))] = None,
    english: Annotated[bool, typer.Option("--english", help=say("command.english"))] = False,
    faces: Annotated[bool, typer.Option("--faces", help=say("command.faces"))] = False,
    methods: Methods = None,
    settings: Settings = None,
    baseline: Baseline = None,
    baseline_from: BaselineFrom = None,
    seed: Seed = 0,
) -> None:
    """Write figures in a journal's width, each with its table as CSV."""
    from depformer.export import export_figure
    from depformer.figures import FIGURES
    from depformer.files import check_place, more_files, user_path
    from depformer.study import load_study

    check_place(target := user_path(out))
    made_by = {"--methods": methods, "--set": settings, "--baseline": baseline, "--seed": seed}
    if spec is not None:
        said: dict[str, object] = {"--figure": figure, "--panels": panels}
        said |= {"--participant": participant, "--method": method, "--word": word}
        said |= {"--donor": donor, "--groups-by": groups_by, "--option": option}
        said |= {"--measure": measure, "--people": people, "--covariates": covariates}
        said |= {"--absolute": absolute, **made_by}
        said |= {"--english": english, "--faces": faces, "--width": width}
        if given := _given(said):
            raise DepformerError(say("verbs.spec_and_options", options=given))
        where = user_path(spec)
        for path in rebuild(study, checkpoint, target, where, run, baseline_from):
            show(str(path))
        return
    if panels is not None and figure:
        raise DepformerError(say("verbs.panels_and_figures"))
    rows = panels_of(panels) if panels is not None else []
    figure = [each["figure"] for row in rows for each in row] or figure
    # Maps and what-if are about words that are named.
    possible = [each for each in FIGURES if word or not each.given]
    specs = [FIGURES[name] for name in figure] if figure else possible
    own = of_compared(specs, measure, people, covariates, absolute=absolute)
    own |= of_figures(specs, option or [])
    _refuse_width(preset, width)
    read = load_study(study)
    if run is not None and (given := _given(made_by)):
        raise DepformerError(say("verbs.run_and_question", options=given))
    asked = question(methods, settings, baseline, baseline_from, seed)
    shown = shown_run(read, checkpoint, asked, run=run, groups_by=groups_by)
    _refuse_unknown(shown, read.ids, participant, donor, word or [], label)
    _refuse_method(shown, method)
    order: dict[str, Any] = {"preset": preset, "width_mm": width, "participant": participant}
    order |= {"label": label, "method": method, "english": english, "own": own}
    outside = {"words": word or [], "donor": donor, "baseline_from": baseline_from, "faces": faces}
    chosen = specs if figure else [each for each in specs if each.offered(shown)]
    fitting = fitting_of(chosen, rows, read, checkpoint, shown, order, outside, named=bool(figure))
    if rows or bundle:
        page = {"preset": preset, "width_mm": width, "formats": tuple(fmt.split(","))}
        page |= {"english": english, "faces": faces, "groups_by": groups_by or ""}
        for path in write_files(target, *ordered(shown, fitting, rows, page)):
            show(str(path))
        return
    written: list[Path] = []
    with more_files(target) as beside:  # all of them or none
        for name, options in fitting:
            written += export_figure(shown, name, beside, fmt=fmt, **options)
    for path in written:
        show(str(target / path.name))


def _given(options: dict[str, Any]) -> str:
    """Return which of these options were given."""
    return ", ".join(name for name, value in options.items() if value)


def _refuse_width(preset: str, width: float | None) -> None:
    """Raise if the preset has no such column."""
    from depformer.export import PRESETS

    if width is not None and width not in PRESETS[preset].widths_mm:
        allowed = ", ".join(f"{each:g}" for each in PRESETS[preset].widths_mm)
        raise DepformerError(say("verbs.invalid_width", got=width, preset=preset, allowed=allowed))


def _refuse_method(run: xr.Dataset, method: str | None) -> None:
    """Raise if the run holds no attributions of the method."""
    if method is None:
        return
    from depformer.explain.methods import METHODS

    known = methods_in(run)
    if one_of("method", method, {*METHODS.ids, *known}) not in known:
        held = ", ".join(known)
        raise DepformerError(say("verbs.method_not_held", method=method, held=held), kind="run")


def _refuse_unknown(
    run: xr.Dataset,
    ids: list[str],
    participant: str | None,
    donor: str | None,
    words: list[str],
    label: str,
) -> None:
    """Raise at a name that is not there, whether or not a figure asks for it."""
    one_of("label", label, WORD_LABELS)
    for what, name, allowed in (
        ("participant", participant, run["participant"].values.astype(str).tolist()),
        ("donor", donor, ids),
        *(("word", word, run["word"].values.astype(str).tolist()) for word in words),
    ):
        if name is not None:
            one_of(what, name, allowed)


@place_named
def dashboard(
    study: Annotated[str | None, typer.Option(help=say("command.open_study"))] = None,
    checkpoint: OpenCheckpoint = None,
    run: Annotated[str | None, typer.Option(help=say("command.open_run"))] = None,
    port: Annotated[int, typer.Option(help=say("command.port"), min=1, max=65535)] = 8501,
    *,
    where: dict[str, Any],
) -> None:
    """Open the dashboard in the browser, on this machine only."""
    from depformer.files import checkpoint_folders, source_of, user_path
    from depformer.jobs.submit import environment_of
    from depformer.study import load_study
    from depformer.work import place_of

    if study is None and not Path(SAMPLE[0]).is_dir():
        raise DepformerError(say("verbs.nothing_to_open", path=Path(SAMPLE[0]).absolute()))
    if checkpoint is None and not Path(SAMPLE[1]).is_dir():
        if study is None or run is not None:
            raise DepformerError(say("verbs.nothing_to_open", path=Path(SAMPLE[1]).absolute()))
        checkpoint = ""  # a study alone is enough for its recordings
    study, checkpoint = study or SAMPLE[0], SAMPLE[1] if checkpoint is None else checkpoint
    place_of(**where, tell=warn)  # what cannot be meant is said before anything begins
    # Said here, before a browser opens; the models themselves take seconds, and the app opens them.
    shown = ""
    if checkpoint:
        path = user_path(checkpoint)
        checkpoint_folders(path)
        shown = source_of(path) or str(path.resolve())  # a name that the side bar has room for
    _free(port)
    opened = load_study(study)
    environment = {
        **os.environ,
        "DEPFORMER_STUDY": str(user_path(study).resolve()),
        "DEPFORMER_CHECKPOINT": shown,
        **environment_of(where),
    }
    if run is not None:
        named_run(run, opened, checkpoint)
        path = user_path(run)
        environment["DEPFORMER_RUN"] = str(path.resolve()) if path.is_dir() else run
    page = "" if checkpoint else "/recordings"
    show(say("verbs.dashboard_at", address=f"http://{HOST}:{port}{page}"))
    if not checkpoint:
        show(say("verbs.no_checkpoint"))
    app = Path(__file__).parents[2] / "dashboard" / "app.py"
    # -P: what lies in the folder that the command is called from is not imported.
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(app)]
    raise typer.Exit(_serve([*command, f"--server.port={port}", *SERVER], environment))


def _serve(command: list[str], environment: dict[str, str]) -> int:
    """Run the app in the place of this process, so that whatever ends the one ends the other."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as app:  # Windows replaces no process
        return app.wait()


def _free(port: int) -> None:
    """Raise if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            other = port + 1 if port < 65535 else port - 1
            raise DepformerError(
                say("verbs.port_taken", port=port, host=HOST, other=other), kind="environment"
            ) from fault
