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
from depformer.model import CheckpointSet
from depformer.train.crossval import cross_validate
from depformer.wording import say
from depformer.work import goes_on

TABLE = "seeds.tsv"
Progress = Callable[[int, int], None]


def several_seeds(
    study: Any,
    out: Path | str,
    seeds: tuple[int, ...],
    *,
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
    progress : callable
        As in `cross_validate`, over all seeds.
    **settings
        The other arguments of `cross_validate`.

    Returns
    -------
    list of CheckpointSet
        One a seed.
    """
    out, sets = user_path(out), []
    curves = settings.pop("curves", None)
    if not (out / TABLE).is_file() and not any(out.glob("seed-*")):
        refuse_existing(out)
    for number, seed in enumerate(seeds):

        def report(done: int, total: int, number: int = number) -> None:
            progress(number * total + done, len(seeds) * total)

        name = f"seed-{seed}"
        with goes_on(lambda: any(out.glob("seed-*"))):
            own = cross_validate(
                study,
                out / name,
                seed=seed,
                curves=None if curves is None else Path(curves) / name,
                reuse=True,
                progress=report,
                **settings,
            )
        sets.append(own)
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
    return sets
