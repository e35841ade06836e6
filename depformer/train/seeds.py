"""Several seeds: how far a result depends on the draw of splits and first weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from depformer.files import (
    CARD,
    FOLDS,
    read_fold_list,
    refuse_existing,
    user_path,
    write_table,
    write_text,
)
from depformer.model import CheckpointSet, load_checkpoint
from depformer.study import load_study
from depformer.train.training import carried_out, training_of
from depformer.wording import say
from depformer.work import HERE, Place, goes_on

TABLE = "seeds.tsv"
Progress = Callable[[int, int], None]


def several_seeds(
    study: Any,
    out: Path | str,
    seeds: tuple[int, ...],
    *,
    place: Place = HERE,
    progress: Progress = lambda done, total: None,
    **settings: Any,
) -> list[CheckpointSet]:
    """Cross-validate once a seed, into ``OUT/seed-7`` and so on.

    A finished seed is not repeated, if all that was asked for is the same; else it is refused.

    Parameters
    ----------
    study, out
        As in `cross_validate`; `out` holds one checkpoint folder a seed and their table.
    seeds : tuple of int
        One cross-validation each.
    place : Place
        As in `cross_validate`; the folds of all seeds are one list of work.
    progress : callable
        As in `cross_validate`, over all seeds that are not there yet.
    **settings
        The other arguments of `cross_validate`.

    Returns
    -------
    list of CheckpointSet
        One a seed.
    """
    out, trainings = user_path(out), []
    curves = settings.pop("curves", None)
    if not (out / TABLE).is_file() and not any(out.glob("seed-*")):
        refuse_existing(out)
    study = load_study(study)
    for seed in seeds:
        name = f"seed-{seed}"
        beside = None if curves is None else Path(curves) / name
        trainings.append(training_of(study, out / name, seed=seed, curves=beside, **settings))
    to_come = [each for each in trainings if not each.is_there]
    if to_come:
        with goes_on(lambda: any(out.glob("seed-*"))):
            carried_out(to_come, place, progress)
    rows = [
        {"seed": seed, **row}
        for seed in seeds
        for row in read_fold_list(out / f"seed-{seed}" / FOLDS)["metrics"]
    ]
    table = pd.DataFrame(rows)
    write_table(out / TABLE, table)
    spread = table.groupby("metric", sort=False)["estimate"].agg(["mean", "min", "max"])
    listed = ", ".join(str(seed) for seed in seeds)
    lines = [say("model_cards.seeds", seeds=listed), "", say("model_cards.seeds_head")]
    lines.append("|---|---|---|")
    for name, mean, low, high in spread.itertuples():
        metric = str(name).replace("_", " ")
        lines.append(say("model_cards.seeds_metric", metric=metric, mean=mean, low=low, high=high))
    write_text(out / CARD, "\n".join(lines) + "\n")
    return [load_checkpoint(each.out) for each in trainings]
