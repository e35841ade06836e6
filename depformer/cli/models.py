"""Verbs about models: train one, convert one, say how well it does."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from depformer.cli.jobs import begin
from depformer.cli.options import (
    MOST_SEED,
    CheckpointPath,
    Device,
    Json,
    OutPath,
    StudyPath,
    place_named,
)
from depformer.cli.report import progress_bar, records, show, show_card, warn
from depformer.config import DEVICES, PARTS, PRESETS, TARGETS
from depformer.errors import DepformerError
from depformer.labels import MODES, SPLIT_BY
from depformer.validate import allowed_list, one_of
from depformer.wording import say

FOLDS = 5


@place_named
def train(
    study: StudyPath,
    out: OutPath,
    preset: Annotated[
        str, typer.Option(help=say("command.preset_sizes", names=", ".join(PRESETS)))
    ] = "compact",
    folds: Annotated[int | None, typer.Option(help=say("command.folds"), min=2)] = None,
    split: Annotated[str | None, typer.Option(metavar="COLUMN", help=say("command.split"))] = None,
    split_by: Annotated[
        str, typer.Option(help=say("command.split_by", names=", ".join(SPLIT_BY)))
    ] = SPLIT_BY[0],
    seed: Annotated[int, typer.Option(help=say("command.seed_training"), min=0, max=MOST_SEED)] = 7,
    seeds: Annotated[int, typer.Option(help=say("command.seeds"), min=1)] = 1,
    epochs: Annotated[int | None, typer.Option(help=say("command.epochs"), min=1)] = None,
    target: Annotated[
        str, typer.Option(help=say("command.target", names=", ".join(TARGETS)))
    ] = "group",
    without: Annotated[
        list[str] | None, typer.Option(help=say("command.without", names=", ".join(PARTS)))
    ] = None,
    nested: Annotated[bool, typer.Option("--nested", help=say("command.nested"))] = False,
    permute_labels: Annotated[
        bool, typer.Option("--permute-labels", help=say("command.permute_labels"))
    ] = False,
    setting: Annotated[list[str] | None, typer.Option("--set", help=say("command.setting"))] = None,
    curves: Annotated[str | None, typer.Option(help=say("command.curves"))] = None,
    device: Device = DEVICES[0],
    background: Annotated[
        bool, typer.Option("--background", help=say("command.background"))
    ] = False,
    *,
    where: dict[str, Any],
) -> None:
    """Cross-validate a DEP-Former, or fit one to given parts, and write the checkpoints."""
    from depformer.jobs import verbs
    from depformer.train import TrainOptions, parse_options
    from depformer.work import place_of

    if split is not None and folds is not None:
        raise DepformerError(say("train.folds_and_split"))
    if one_of("--split-by", split_by, SPLIT_BY) != SPLIT_BY[0] and split is None:
        raise DepformerError(say("train.by_needs_split"))
    chosen = parse_options(setting or [])
    if epochs is not None:
        chosen["epochs"] = epochs
    asked = {
        "study": study,
        "out": out,
        "seed": seed,
        "seeds": seeds,
        "preset_name": preset,
        "folds": folds or FOLDS,
        "split": None if split is None else {"column": split, "by_person": split_by == "person"},
        "options": asdict(TrainOptions(**chosen)),
        "sizes": {"without": " ".join(sorted(set(without or []))), "target": target},
        "permute_labels": permute_labels,
        "nested": nested,
        "curves": curves,
        "device": device,
    }
    if background:
        begin("train", asked, ("out", "curves"), where)
        return
    with (
        place_of(**where, tell=warn, loads="depformer.train.crossval") as place,
        progress_bar(say("verbs.training")) as progress,
    ):
        done = verbs.train(asked, place, progress)
    show_card(done.folder)
    for sentence in done.notes:
        warn(sentence)


def untrained(
    study: StudyPath,
    out: OutPath,
    preset: Annotated[
        str, typer.Option(help=say("command.preset_sizes", names=", ".join(PRESETS)))
    ] = "compact",
    seed: Annotated[
        int, typer.Option(help=say("command.seed_untrained"), min=0, max=MOST_SEED)
    ] = 7,
) -> None:
    """Write a checkpoint of the sizes of a study that nobody has trained."""
    from depformer.files import user_path
    from depformer.train import write_untrained

    write_untrained(study, out, preset_name=preset, seed=seed)
    show_card(user_path(out))


def convert(
    weights: Annotated[str, typer.Argument(metavar="PTH", help=say("command.weights"))],
    out: OutPath,
    word_list: Annotated[str | None, typer.Option(help=say("command.word_list"))] = None,
) -> None:
    """Turn weights of the published code into a checkpoint folder."""
    from depformer.files import user_path
    from depformer.model import convert as to_checkpoint

    to_checkpoint(weights, out, word_list=word_list)
    show_card(user_path(out))


def fetch(
    checkpoint: Annotated[str, typer.Argument(metavar="HF_NAME", help=say("command.hf_name"))],
    json: Json = False,
) -> None:
    """Fetch a checkpoint from a hub, so that it opens without a network."""
    from depformer.files import checkpoint_digest, checkpoint_folders, source_of
    from depformer.files.hub import HubName, checkpoint_place

    HubName.of(checkpoint)  # a folder needs no fetching: what is named has to be on a hub
    folder = checkpoint_place(checkpoint, fetch=True)
    found = {"source": source_of(folder), "digest": checkpoint_digest(folder)}
    if json:
        show({**found, "commit": folder.name, "folder": str(folder)})
        return
    found["digest"] = found["digest"][:12]
    show(say("hub.fetched", **found, n=len(checkpoint_folders(folder)), folder=folder))


def evaluate(
    study: StudyPath,
    checkpoint: CheckpointPath,
    fold: Annotated[int | None, typer.Option(help=say("command.fold"))] = None,
    seed: Annotated[
        int, typer.Option(help=say("command.seed_bootstrap"), min=0, max=MOST_SEED)
    ] = 0,
    mode: Annotated[str, typer.Option(help=say("command.mode", names=", ".join(MODES)))] = "honest",
    batch_size: Annotated[int, typer.Option(help=say("command.batch_size"), min=1)] = 8,
    fmt: Annotated[str, typer.Option("--format", help=say("command.format_table"))] = "text",
    baselines: Annotated[bool, typer.Option(help=say("command.compared"))] = True,
    json: Json = False,
) -> None:
    """Print held-out accuracy, F1, AUC and more, with 95 % intervals, pooled and per fold."""
    from depformer.export.tables import performance_table, table_format
    from depformer.model import load_checkpoint
    from depformer.study import load_study
    from depformer.train import cautions, evaluation

    fmt = table_format(fmt)
    loaded, models = load_study(study), load_checkpoint(checkpoint)
    table = evaluation(
        loaded, models, fold=fold, seed=seed, mode=mode, batch_size=batch_size, baselines=baselines
    )
    people = models.assign(loaded, fold)
    other = sorted(set(loaded.persons[people["other_features"]].astype(str)))
    said = cautions(table, models)
    if other:
        said.append(say("notices.known_ids", n=len(other), ids=allowed_list(other)))
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
        (show if fmt == "text" else warn)(say("verbs.published_mode", seed=seed, batch=batch_size))
    show(performance_table(table, fmt).rstrip("\n"))
    for note in said:
        warn(note)
    warn(say("notices.synthetic" if loaded.synthetic else "notices.research_use"))
