"""Model cards: what a checkpoint is, what it reached on people it had not seen, what it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from depformer.config import PARTS, ModelConfig
from depformer.stats.inference.regression import ERRORS
from depformer.study import Study
from depformer.train.folds import Partition
from depformer.train.options import TrainOptions
from depformer.train.tasks import task_of
from depformer.wording import say

SHOWN = ("accuracy", "balanced_accuracy", "f1", "auc", "mae", "rmse", "pearson", "ccc")


def fold_card(number: int, notes: Mapping[str, Any], unit: str) -> str:
    """Return the model card of one fold, errors in a unit."""
    splits = {part: len(people) for part, people in notes["splits"].items()}
    lines = [
        say("model_cards.fold_title", fold=number),
        "",
        say(
            "model_cards.fold",
            study=notes["study"]["name"],
            train=splits["train"],
            val=splits["val"],
            test=splits["test"],
            weights=notes["weights"],
            best=notes["best_epoch"] + 1,
            epochs=len(notes["curve"]),
        ),
        "",
        say("model_cards.fold_performance"),
        "",
        *metric_lines(notes["metrics"], unit),
        "",
        *_caution(bool(notes["synthetic"])),
    ]
    return "\n".join(lines) + "\n"


def set_card(
    study: Study,
    config: ModelConfig,
    options: TrainOptions,
    folds: int,
    summary: Mapping[str, Any],
    unit: str,
    split: Partition | None = None,
) -> str:
    """Return the model card of a cross-validated set, or of a model of given parts."""
    known = {"study": study.name, "column": "" if split is None else split.column}
    lines = [
        say("model_cards.set_title", folds=folds, study=study.name)
        if split is None
        else say("model_cards.given_title", **known),
        "",
        say(
            "model_cards.set",
            words=config.n_words,
            image=config.image_size,
            audio=config.audio_size,
            d_model=config.d_model,
            heads=config.n_heads,
            sparsity=config.sparsity_factor,
            seed=summary["seed"],
            epochs=options.epochs,
            rate=options.learning_rate,
        ),
        *_departures(config, bool(summary["permuted_labels"])),
        *(["", say("model_cards.together")] if split is not None and split.by_person else []),
        "",
        say("model_cards.set_performance")
        if split is None
        else say("model_cards.given_performance"),
        "",
        *metric_lines(summary["metrics"], unit),
        "",
        _sharing(config),
        "",
        *_caution(study.synthetic),
    ]
    return "\n".join(lines) + "\n"


def untrained_card(study: Study, config: ModelConfig, notes: Mapping[str, Any]) -> str:
    """Return the model card of fresh weights."""
    lines = [
        say("model_cards.untrained_title", study=study.name),
        "",
        say("model_cards.untrained"),
        "",
        say(
            "model_cards.untrained_sizes",
            words=config.n_words,
            image=config.image_size,
            audio=config.audio_size,
            weights=notes["weights"],
            seed=notes["seed"],
        ),
        "",
        say("model_cards.untrained_baselines"),
        "",
        *_caution(study.synthetic),
    ]
    return "\n".join(lines) + "\n"


def _sharing(config: ModelConfig) -> str:
    """Say whether the attention sharing unit has anything to choose from."""
    queries = config.n_words // 4
    selected = config.selected_queries(queries)
    return say(
        "model_cards.sharing_chooses" if selected < queries else "model_cards.sharing_idle",
        words=config.n_words,
        selected=selected,
        queries=queries,
    )


def _departures(config: ModelConfig, permuted: bool) -> list[str]:
    """Return what a reader must know of a model that is not the plain one."""
    lines = []
    if permuted:
        lines.append(say("model_cards.permuted"))
    if config.without:
        parts = "; ".join(PARTS[part] for part in config.without.split())
        lines.append(say("model_cards.ablation", parts=parts))
    lines += task_of(config).departures()
    return [line for text in lines for line in ("", text)]


def metric_lines(metrics: Iterable[Mapping[str, Any]], unit: str) -> list[str]:
    """Return a Markdown table of the metrics with their intervals, errors in a unit."""
    rows = [say("model_cards.metrics_head"), "|---|---|---|---|"]
    for row in metrics:
        if row["metric"] not in SHOWN or row["estimate"] is None:
            continue
        name = str(row["metric"]).replace("_", " ")
        if row["metric"] in ERRORS:
            name = f"{name} [{unit}]"
        found = {"metric": name, "value": row["estimate"], "n": row["n"]}
        low, high = row["ci_low"], row["ci_high"]
        rows.append(
            say("model_cards.metric_alone", **found)
            if low is None
            else say("model_cards.metric", low=low, high=high, **found)
        )
    return rows


def _caution(synthetic: bool) -> list[str]:
    return [*([say("notices.synthetic"), ""] if synthetic else []), say("notices.research_use")]
