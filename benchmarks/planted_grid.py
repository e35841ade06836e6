"""Do the explanations find the planted cells of other studies too? Over seeds, strengths and sizes.

    python benchmarks/planted_grid.py WORK [--methods default] [--only p48-w24-s11-e1 ...] [--json]

Each study of the grid is made by `synth`, cross-validated with the preset compact (seed 7, 60
epochs) and measured as in planted.py. WORK gets a folder a study (p48-w24-s11-e0.75: participants,
words, generator seed, strength) with `study` and `model`; what is there already is not made again.
One table in markdown: mean and range over generator seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.planted import (  # noqa: E402
    cell_methods,
    held_out,
    markdown,
    measured,
    planted_cells,
)
from benchmarks.progress import Progress  # noqa: E402
from depformer.cli.report import plain  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.errors import DepformerError  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from depformer.explain.methods import options_by_method  # noqa: E402
from depformer.labels import human  # noqa: E402
from depformer.study import load_study  # noqa: E402
from depformer.synth import write_study  # noqa: E402
from depformer.train import (  # noqa: E402
    TrainOptions,
    cross_validate,
    evaluate,
)

SCORE = "cohort_difference"
SETTING = ["participants", "words", "effect"]


@dataclass(frozen=True)
class Cell:
    """One study of the grid, and how many folds its model has."""

    participants: int
    words: int
    seed: int
    effect: float
    folds: int

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"p{self.participants}-w{self.words}-s{self.seed}-e{self.effect:g}"


GRID = (
    *(Cell(48, 24, seed, effect, folds=4) for effect in (0.75, 1.0, 1.25) for seed in (11, 12, 13)),
    *(Cell(140, 24, seed, 1.0, folds=5) for seed in (11, 12)),
    Cell(96, 72, 11, 1.0, folds=4),
)


def scored(work: Path, cell: Cell, methods: list[str], epochs: int) -> list[dict[str, Any]]:
    """Return one row a method, of a study that is made and trained if it is not there yet."""
    study, model = work / cell.name / "study", work / cell.name / "model"
    if not study.is_dir():
        study.parent.mkdir(parents=True, exist_ok=True)
        write_study(
            study,
            participants=cell.participants,
            words=cell.words,
            seed=cell.seed,
            effect=cell.effect,
            progress=Progress(f"{cell.name}: drawing and speaking"),
        )
    checkpoint = cross_validate(
        study,
        model,
        preset_name="compact",
        folds=cell.folds,
        seed=7,
        options=TrainOptions(epochs=epochs),
        reuse=True,
        progress=Progress(f"{cell.name}: training"),
    )
    read = load_study(study)
    run, _ = kept_run(
        read,
        checkpoint,
        Question(options_by_method(methods)),
        progress=Progress(f"{cell.name}: explaining"),
    )
    rows = measured(held_out(run), planted_cells(read), resamples=0)
    performance = evaluate(read, checkpoint).set_index("metric")["estimate"]
    beside = {**asdict(cell), "model_accuracy": float(performance["accuracy"])}
    return [{**beside, **row} for row in rows if row["score"] == SCORE]


def spread(values: pd.Series) -> str:
    """Return mean and range, or the one value."""
    if len(values) == 1:
        return f"{values.iloc[0]:.2f}"
    return f"{values.mean():.2f} ({values.min():.2f}–{values.max():.2f})"


def summary(rows: list[dict[str, Any]]) -> str:
    """Return the table: a column a setting, in it AUROC; precision at k, over the seeds."""
    table = pd.DataFrame(rows)
    settings = list(table.groupby(SETTING, sort=False))
    head, seeds, accuracy = [""], ["generator seeds"], ["accuracy of the model"]
    lines: dict[str, list[str]] = {name: [human(name)] for name in dict.fromkeys(table["method"])}
    for (participants, words, effect), part in settings:
        head.append(f"{participants} people, {words} words, effect {effect:g}")
        one = part.drop_duplicates("seed")
        seeds.append(", ".join(str(seed) for seed in one["seed"]))
        accuracy.append(spread(one["model_accuracy"]))
        for name, of_method in part.groupby("method", sort=False):
            cell = f"{spread(of_method['auroc'])}; {spread(of_method['precision'])}"
            lines[str(name)].append(cell)
    return markdown([head, seeds, accuracy, *lines.values()])


def main(argv: Sequence[str] | None = None) -> None:
    names = [cell.name for cell in GRID]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--methods", default="default", help="default, all, or ids with commas")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="STUDY")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    try:
        methods, rows = cell_methods(args.methods), []
        chosen = [cell for cell in GRID if cell.name in args.only]
        for done, cell in enumerate(chosen):
            rows += scored(args.work, cell, methods, args.epochs)
            print(f"{cell.name}: {done + 1} of {len(chosen)} studies", file=sys.stderr, flush=True)
    except DepformerError as fault:
        raise SystemExit(str(fault)) from None
    if args.json:
        print(json.dumps(plain({"score": SCORE, "rows": rows}), indent=2))
        return
    print("Cohort difference, held-out people: AUROC; precision at k. Mean (range over seeds).\n")
    print(summary(rows))


if __name__ == "__main__":
    main()
