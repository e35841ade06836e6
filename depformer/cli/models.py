"""Verbs about models: train one, say how well it does."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from depformer.cli.report import (
    CheckpointPath,
    Json,
    OutPath,
    StudyPath,
    progress_bar,
    records,
    show,
    show_table,
)
from depformer.config import PRESETS
from depformer.labels import RESEARCH_USE, SYNTHETIC


def train(
    study: StudyPath,
    out: OutPath,
    preset: Annotated[str, typer.Option(help=f"Sizes: {', '.join(PRESETS)}.")] = "compact",
    folds: Annotated[int, typer.Option(help="Folds of the cross-validation.", min=2)] = 5,
    seed: Annotated[int, typer.Option(help="Of splits and training.", min=0)] = 7,
    epochs: Annotated[Optional[int], typer.Option(help="At most, per fold.", min=1)] = None,  # noqa: UP045
) -> None:
    """Cross-validate a DEP-Former and write one checkpoint a fold."""
    from depformer.train import TrainOptions, cross_validate

    options = TrainOptions() if epochs is None else TrainOptions(epochs=epochs)
    with progress_bar("Training") as progress:
        trained = cross_validate(
            study,
            out,
            preset_name=preset,
            folds=folds,
            seed=seed,
            options=options,
            progress=progress,
        )
    show((trained.root / "README.md").read_text(encoding="utf-8"))


def evaluate(
    study: StudyPath,
    checkpoint: CheckpointPath,
    fold: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="One fold for everybody; else the one that held each person out."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap.", min=0)] = 0,
    json: Json = False,
) -> None:
    """Print held-out accuracy, F1, AUC and more, with 95 % intervals."""
    from depformer.study import load_study
    from depformer.train import evaluate as performance

    loaded = load_study(study)
    table = performance(loaded, checkpoint, fold=fold, seed=seed)
    if json:
        show({"synthetic": loaded.synthetic, "metrics": records(table)})
        return
    show_table(table)
    show(SYNTHETIC if loaded.synthetic else RESEARCH_USE)
