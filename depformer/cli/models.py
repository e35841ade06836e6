"""Verbs about models: train one, convert one, say how well it does."""

from __future__ import annotations

from pathlib import Path
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
    warn,
)
from depformer.config import PARTS, PRESETS, TARGETS
from depformer.labels import MODES
from depformer.validate import allowed_list, one_of
from depformer.wording import say


def train(
    study: StudyPath,
    out: OutPath,
    preset: Annotated[str, typer.Option(help=f"Sizes: {', '.join(PRESETS)}.")] = "compact",
    folds: Annotated[int, typer.Option(help="Folds of the cross-validation.", min=2)] = 5,
    seed: Annotated[int, typer.Option(help="Of splits and training.", min=0)] = 7,
    seeds: Annotated[
        int, typer.Option(help="Cross-validations, with seeds counted up from --seed.", min=1)
    ] = 1,
    epochs: Annotated[Optional[int], typer.Option(help="At most, per fold.", min=1)] = None,  # noqa: UP045
    target: Annotated[str, typer.Option(help=f"What is learnt: {', '.join(TARGETS)}.")] = "group",
    without: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help=f"Leave a part out, repeatable: {', '.join(PARTS)}."),
    ] = None,
    nested: Annotated[
        bool, typer.Option("--nested", help="Choose the learning rate by inner folds.")
    ] = False,
    permute_labels: Annotated[
        bool, typer.Option("--permute-labels", help="Shuffle the labels: shows the chance level.")
    ] = False,
    setting: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--set", help="Any training setting as NAME=VALUE, repeatable."),
    ] = None,
    curves: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Folder for the loss curves as TensorBoard reads them."),
    ] = None,
) -> None:
    """Cross-validate a DEP-Former and write one checkpoint a fold.

    A training that is cut off goes on with its unfinished folds when the command is repeated.
    """
    from depformer.train import TrainOptions, cross_validate, parse_options, several_seeds
    from depformer.train.unfinished import unfinished_path

    chosen = parse_options(setting or [])
    if epochs is not None:
        chosen["epochs"] = epochs
    settings = {
        "preset_name": preset,
        "folds": folds,
        "options": TrainOptions(**chosen),
        "sizes": {"without": " ".join(sorted(set(without or []))), "target": target},
        "permute_labels": permute_labels,
        "nested": nested,
        "curves": curves,
    }
    try:
        with progress_bar("Training") as progress:
            if seeds == 1:
                cross_validate(study, out, seed=seed, progress=progress, **settings)  # type: ignore[arg-type]
            else:
                numbers = tuple(range(seed, seed + seeds))
                several_seeds(study, out, numbers, progress=progress, **settings)
    except KeyboardInterrupt:
        place = Path(out).expanduser()
        if unfinished_path(place).is_dir() or any(place.glob("seed-*")):
            warn("Cancelled. Finished folds are kept; the same command goes on from there.")
        raise
    show((Path(out).expanduser() / "README.md").read_text(encoding="utf-8"))


def convert(
    weights: Annotated[str, typer.Argument(metavar="PTH", help="The release's state_dict.")],
    out: OutPath,
    word_list: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="words.tsv that the model was trained with; else the default list."),
    ] = None,
) -> None:
    """Turn weights of the published code into a checkpoint folder."""
    from depformer.model import convert as to_checkpoint

    to_checkpoint(weights, out, word_list=word_list)
    show((Path(out).expanduser() / "README.md").read_text(encoding="utf-8"))


def evaluate(
    study: StudyPath,
    checkpoint: CheckpointPath,
    fold: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(help="One fold for everybody; else the one that held each person out."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the bootstrap and of drawn keys.", min=0)] = 0,
    mode: Annotated[str, typer.Option(help=f"Forward pass: {', '.join(MODES)}.")] = "honest",
    batch_size: Annotated[
        int, typer.Option(help="Participants a batch, which the published mode mixes.", min=1)
    ] = 8,
    fmt: Annotated[str, typer.Option("--format", help="text, markdown, csv or latex.")] = "text",
    baselines: Annotated[
        bool, typer.Option(help="Fit majority and two linear models to compare with.")
    ] = True,
    json: Json = False,
) -> None:
    """Print held-out accuracy, F1, AUC and more, with 95 % intervals, pooled and per fold."""
    from depformer.export.tables import FORMATS, performance_table
    from depformer.model import load_checkpoint
    from depformer.study import load_study
    from depformer.train import cautions, evaluation

    one_of("format", fmt, FORMATS)
    loaded, models = load_study(study), load_checkpoint(checkpoint)
    table = evaluation(
        loaded, models, fold=fold, seed=seed, mode=mode, batch_size=batch_size, baselines=baselines
    )
    people = models.assign(loaded, fold)
    other = [str(who) for who in people.index[people["other_features"]]]
    said = cautions(table, models)
    if other:
        said.append(say("notices.known_ids", n=len(other), ids=allowed_list(other)))
    how = f"Published mode: seed {seed}, {batch_size} participants a batch."
    if json:
        pooled = (table["scope"] == "pooled") & (table["model"] == "depformer")
        show(
            {
                "synthetic": loaded.synthetic,
                "mode": mode,
                **({"seed": seed, "batch_size": batch_size} if mode == "published" else {}),
                "metrics": records(table[pooled].drop(columns=["model", "scope"])),
                "all": records(table),
                "warnings": said,
            }
        )
        return
    if mode == "published":
        (show if fmt == "text" else warn)(how)
    show(performance_table(table, fmt).rstrip("\n"))
    for note in said:
        warn(note)
    warn(say("notices.synthetic" if loaded.synthetic else "notices.research_use"))
