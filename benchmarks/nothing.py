"""What is found where there is nothing? Studies without any effect, through training and tests.

    python benchmarks/nothing.py WORK [--small 100] [--large 3] [--json]

Small: from one pool of drawn people without any effect, 24 are taken at random and called depressed
or healthy at random, with 8 of the words; a small model is cross-validated on them (3 folds, 30
epochs), explained by integrated gradients, and the cohorts are compared by `stats.cohort_tests`
(step-down max-T, 9,999 permutations). A study counts as quiet where no cell of 8 x 2 is below 0.05.
Large: `synth --participants 140 --effect 0` with the seeds 21, 22 and 23, 5 folds of the preset
compact, and the same test with the true labels and with 100 shuffles of them.
WORK keeps what is made, so that a run that was cut off goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.progress import Progress  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.explain import explain, kept_run  # noqa: E402
from depformer.explain.methods import options_by_method  # noqa: E402
from depformer.files import read_json, read_table, write_json, write_table  # noqa: E402
from depformer.stats import cohort_tests, performance  # noqa: E402
from depformer.stats.people import choose  # noqa: E402
from depformer.study import Study, layout, load_study  # noqa: E402
from depformer.synth import write_study  # noqa: E402
from depformer.train import TrainOptions, cross_validate  # noqa: E402

METHOD = "integrated_gradients"
LEVEL = 0.05
PEOPLE, WORDS, POOL = 24, 8, 96
SMALL_MODEL = {"d_model": 24, "n_heads": 2, "d_k": 12, "d_v": 12}
SEEDS, SHUFFLES = (21, 22, 23), 100


def significant(run: xr.Dataset, seed: int = 0) -> int:
    """Return in how many cells the cohorts differ after the adjustment."""
    table = cohort_tests(run, METHOD, seed=seed)
    own = table[table["adjustment"] == "max_t"].drop_duplicates(["word", "modality"])
    return int((own["p_adjusted"] < LEVEL).sum())


def small_study(pool: Study, target: Path, seed: int) -> Study:
    """Return a study of some people and words of the pool, its groups drawn at random."""
    rng = np.random.default_rng(seed)
    who = sorted(rng.choice(pool.ids, PEOPLE, replace=False).tolist())
    words = np.sort(rng.choice(len(pool.words), WORDS, replace=False))
    shutil.copytree(pool.root, target)
    for gone in set(pool.ids) - set(who):
        shutil.rmtree(target / gone)
        shutil.rmtree(layout.face_path(target, gone).parent)
    people = read_table(target / layout.PARTICIPANTS, kind="study")
    people = people[people["participant_id"].isin(who)]
    people["group"] = rng.permutation(["depressed", "healthy"] * (PEOPLE // 2))
    write_table(target / layout.PARTICIPANTS, people)
    for path in target.glob("phenotype/*"):
        path.unlink()
    table = read_table(target / layout.WORDS, kind="study")
    kept = table.iloc[words].assign(position=range(1, WORDS + 1))
    write_table(target / layout.WORDS, kept)
    for each in who:
        _cut(target, each, words, kept["word_id"].tolist())
    return load_study(target)


def _cut(root: Path, who: str, words: np.ndarray, ids: list[str]) -> None:
    for path in (layout.face_path(root, who), layout.audio_path(root, who)):
        np.save(path, np.load(path)[words])
    path = layout.features_path(root, who)
    about = read_json(path, kind="study")
    about["quality"] = {
        name: np.array(cells)[words].tolist() for name, cells in about["quality"].items()
    }
    write_json(path, about)
    path = layout.events_path(root, who)
    events = read_table(path, kind="study")
    events = events[events["word_id"].isin(ids)]
    write_table(path, events.assign(position=range(1, WORDS + 1)))


def of_small(work: Path, number: int) -> dict[str, Any]:
    """Return what is found in one small study, made and trained if it is not there yet."""
    folder = work / f"small-{number:03d}"
    known = folder / "found.json"
    if known.exists():
        return read_json(known, kind="run")
    shutil.rmtree(folder, ignore_errors=True)
    study = small_study(load_study(work / "pool"), folder / "study", number)
    checkpoint = cross_validate(
        study,
        folder / "model",
        folds=3,
        seed=number,
        options=TrainOptions(epochs=30, least_epochs=10),
        sizes=SMALL_MODEL,
    )
    run = explain(study, checkpoint, methods=[METHOD])
    accuracy = performance(run).set_index("metric")["estimate"]["accuracy"]
    found = {"study": number, "significant": significant(run), "accuracy": float(accuracy)}
    write_json(known, found)
    for made in ("study", "model"):
        shutil.rmtree(folder / made)
    return found


def of_large(work: Path, seed: int) -> dict[str, Any]:
    """Return what is found in one study of 140 people, with its labels and with shuffled ones."""
    folder = work / f"large-{seed}"
    if not (folder / "study").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        drawing = Progress(f"{folder.name}: drawing and speaking")
        write_study(folder / "study", participants=140, seed=seed, effect=0.0, progress=drawing)
    checkpoint = cross_validate(
        folder / "study",
        folder / "model",
        folds=5,
        options=TrainOptions(epochs=60),
        reuse=True,
        progress=Progress(f"{folder.name}: training"),
    )
    asked = replace(Question(), methods=options_by_method([METHOD]))
    explaining = Progress(f"{folder.name}: explaining")
    run, _ = kept_run(load_study(folder / "study"), checkpoint, asked, progress=explaining)
    held, rng = choose(run), np.random.default_rng(seed)
    shuffled = Progress(f"{folder.name}: shuffling")
    quiet = 0
    for number in range(SHUFFLES):
        groups = ("participant", rng.permutation(held["group"].values))
        quiet += not significant(held.assign_coords(group=groups), seed=number)
        shuffled(number + 1, SHUFFLES)
    accuracy = performance(run).set_index("metric")["estimate"]["accuracy"]
    return {
        "seed": seed,
        "significant": significant(run),
        "quiet_shuffles": quiet,
        "accuracy": float(accuracy),
    }


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--large", type=int, default=len(SEEDS), choices=range(len(SEEDS) + 1))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    begun = time.monotonic()
    args.work.mkdir(parents=True, exist_ok=True)
    small: list[dict[str, Any]] = []
    if args.small and not (args.work / "pool").is_dir():
        drawing = Progress("pool: drawing and speaking")
        write_study(
            args.work / "pool",
            participants=POOL,
            seed=101,
            image_size=32,
            effect=0.0,
            progress=drawing,
        )
    training = Progress("small studies")
    for number in range(args.small):
        small.append(of_small(args.work, number))
        training(number + 1, args.small)
    large = [of_large(args.work, seed) for seed in SEEDS[: args.large]]
    spent = time.monotonic() - begun
    if args.json:
        print(json.dumps({"small": small, "large": large, "seconds": spent}, indent=2))
        return
    if small:
        quiet = sum(not each["significant"] for each in small)
        accuracy = np.mean([each["accuracy"] for each in small])
        print(f"{len(small)} small studies: nothing significant in {quiet}")
        print(f"mean held-out accuracy {accuracy:.2f}")
    for each in large:
        print(
            f"140 people, seed {each['seed']}: {each['significant']} of 48 cells significant with "
            f"the true labels, accuracy {each['accuracy']:.2f}; nothing significant in "
            f"{each['quiet_shuffles']} of {SHUFFLES} shuffles"
        )
    print(f"{spent:.0f} s")


if __name__ == "__main__":
    main()
