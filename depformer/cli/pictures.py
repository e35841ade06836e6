"""Verbs for people: write figures, start the dashboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from depformer.cli.report import CheckpointPath, StudyPath, progress_bar, show, warn
from depformer.errors import DepformerError

HOST = "127.0.0.1"


def figures(
    study: StudyPath,
    checkpoint: CheckpointPath,
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder for the files.")],
    figure: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Figure id, repeatable; without it, all."),
    ] = None,
    participant: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="For figures of one person; without it, the first."),
    ] = None,
    preset: Annotated[str, typer.Option(help="Journal: ieee, nature, elsevier ...")] = "nature",
    width: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Width [mm], one that the preset allows; without it, its narrowest."),
    ] = None,
    fmt: Annotated[str, typer.Option("--format", help="svg, pdf or png.")] = "pdf",
    label: Annotated[str, typer.Option(help="Words as text, pinyin or gloss.")] = "text",
) -> None:
    """Write figures in a journal's width, each with its table as CSV."""
    from depformer.explain import checked_run, kept_run
    from depformer.export import PRESETS, export_figure, fits
    from depformer.figures import FIGURES

    names = tuple(figure) if figure else FIGURES.ids
    specs = [FIGURES[name] for name in names]
    if width is not None and width not in PRESETS[preset].widths_mm:
        allowed = ", ".join(f"{each:g}" for each in PRESETS[preset].widths_mm)
        raise DepformerError(f"Invalid width: got {width:g} mm, {preset} allows {allowed}.")
    with progress_bar("Explaining") as progress:
        plain, folder = kept_run(study, checkpoint, progress=progress)
    checked = checked_run(study, folder.name)
    run = plain if checked is None else checked
    order: dict[str, Any] = {"preset": preset, "width_mm": width, "participant": participant}
    fitting = []
    for spec in specs:  # all are laid out before the first is written
        try:
            fits(run, spec.id, label=label, **order)
        except DepformerError as fault:
            if fault.kind != "figure" or figure:
                raise
            warn(f"{spec.id} is left out: {fault}")
        else:
            fitting.append(spec)
    for spec in fitting:
        for path in export_figure(run, spec.id, Path(out), fmt=fmt, label=label, **order):
            show(str(path))


def dashboard(
    study: Annotated[str, typer.Option(help="Study folder to open.")] = "sample_data",
    checkpoint: Annotated[
        str, typer.Option(help="Checkpoint folder to open.")
    ] = "checkpoints/demo",
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8501,
) -> None:
    """Open the dashboard in the browser, on this machine only."""
    from depformer.files import checkpoint_folders
    from depformer.study import load_study

    # Said here, before a browser opens; the models themselves take seconds, and the app opens them.
    checkpoint_folders(Path(checkpoint).expanduser())
    _free(port)
    load_study(study)
    app = Path(__file__).parents[2] / "dashboard" / "app.py"
    environment = {
        **os.environ,
        "DEPFORMER_STUDY": str(Path(study).resolve()),
        "DEPFORMER_CHECKPOINT": str(Path(checkpoint).resolve()),
    }
    show(f"Dashboard: http://{HOST}:{port}  (Ctrl-C ends it)")
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += [f"--server.address={HOST}", f"--server.port={port}"]
    raise typer.Exit(_serve(command, environment, app.parents[1]))


def _serve(command: list[str], environment: dict[str, str], root: Path) -> int:
    """Run the app from its own folder, where its settings lie, and return its exit code."""
    return subprocess.run(command, env=environment, cwd=root, check=False).returncode


def _free(port: int) -> None:
    """Raise if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            raise DepformerError(
                f"Port {port} on {HOST} is taken by another program; choose a free one, for "
                f"example: make dashboard PORT={port + 1 if port < 65535 else port - 1}",
                kind="environment",
            ) from fault
