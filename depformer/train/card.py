"""Model cards: what a checkpoint is, what it reached on people it had not seen, what it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from depformer import labels
from depformer.config import PARTS, ModelConfig
from depformer.study import Study
from depformer.train.options import TrainOptions

SHOWN = ("accuracy", "balanced_accuracy", "f1", "auc", "mae", "rmse", "ccc")


def fold_card(number: int, notes: Mapping[str, Any]) -> str:
    """Return the model card of one fold."""
    splits = {part: len(people) for part, people in notes["splits"].items()}
    lines = [
        f"# DEP-Former, fold {number}",
        "",
        f"Trained on {splits['train']} participants of *{notes['study']['name']}*, stopped by "
        f"{splits['val']}, held out {splits['test']}. {notes['weights']:,} weights; best epoch "
        f"{notes['best_epoch'] + 1} of {len(notes['curve'])}.",
        "",
        "## Held-out performance of this fold",
        "",
        *metric_lines(notes["metrics"]),
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
) -> str:
    """Return the model card of a cross-validated set."""
    lines = [
        f"# DEP-Former, {folds}-fold cross-validation of *{study.name}*",
        "",
        f"{config.n_words} words, faces of {config.image_size} x {config.image_size} pixels, "
        f"audio vectors of {config.audio_size} numbers; d_model {config.d_model}, "
        f"{config.n_heads} heads, sparsity factor {config.sparsity_factor}. "
        f"Seed {summary['seed']}, at most {options.epochs} epochs, AdamW, "
        f"learning rate {options.learning_rate:g}.",
        *_departures(config, bool(summary["permuted_labels"])),
        "",
        "## Held-out performance, each participant by the fold that did not see them",
        "",
        *metric_lines(summary["metrics"]),
        "",
        f"With {config.n_words} words and this sparsity factor, "
        f"{config.selected_queries(config.n_words // 4)} of the {config.n_words // 4} queries that "
        "the attention sharing unit sees are selected"
        + (
            "; it therefore has a choice."
            if config.selected_queries(config.n_words // 4) < config.n_words // 4
            else ", so its choice changes nothing and its confidence gets no gradient."
        ),
        "",
        *_caution(study.synthetic),
    ]
    return "\n".join(lines) + "\n"


def _departures(config: ModelConfig, permuted: bool) -> list[str]:
    """Return what a reader must know of a model that is not the plain one."""
    lines = []
    if permuted:
        lines.append(
            "**The labels were shuffled among the participants before training: what it reached "
            "is chance.**"
        )
    if config.without:
        parts = "; ".join(PARTS[part] for part in config.without.split())
        lines.append(f"An ablation, trained without: {parts}.")
    if config.target == "severity":
        lines.append("It predicts the severity of the rating scale, not the group.")
    return [line for text in lines for line in ("", text)]


def metric_lines(metrics: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return a Markdown table of the metrics with their intervals."""
    rows = ["| metric | value | 95 % interval | n |", "|---|---|---|---|"]
    for row in metrics:
        if row["metric"] in SHOWN and row["estimate"] is not None:
            low, high = row["ci_low"], row["ci_high"]
            interval = "" if low is None else f"{low:.3f} to {high:.3f}"
            rows.append(
                f"| {str(row['metric']).replace('_', ' ')} | {row['estimate']:.3f} | {interval} "
                f"| {row['n']} |"
            )
    return rows


def _caution(synthetic: bool) -> list[str]:
    return [*([labels.SYNTHETIC, ""] if synthetic else []), labels.RESEARCH_USE]
