"""What do the pages and tests show where there is nothing? The sample's twin without an effect.

    python benchmarks/nothing_pages.py WORK [--workers N] [--write]

The twin has the same people, words, noise and seed as the sample study, and nothing is planted. It
is recorded, read, trained and explained as the sample was, with all checks, in WORK/study and
WORK/model, which takes an hour on one core; what is there already is used. Then the numbers of both
are printed as the table of docs/nothing.md; `--write` puts it there. `docs/take_screenshots.py`
takes the pictures of both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.progress import Progress  # noqa: E402
from depformer import figures, stats  # noqa: E402
from depformer.config import Question  # noqa: E402
from depformer.explain import kept_run  # noqa: E402
from depformer.labels import human  # noqa: E402
from depformer.stats import findings  # noqa: E402
from depformer.stats.cohort import N_PERMUTATIONS  # noqa: E402
from depformer.stats.people import choose  # noqa: E402
from depformer.synth import write_study  # noqa: E402
from depformer.train import cross_validate  # noqa: E402
from depformer.work import place_of  # noqa: E402

PAGE = ROOT / "docs" / "nothing.md"
BEGINS, ENDS = "<!-- numbers: benchmarks/nothing_pages.py -->", "<!-- end of the numbers -->"
METHOD = "integrated_gradients"
LEVEL, SURE = 0.05, 0.8


def twin(work: Path, workers: int = 1) -> tuple[Path, Path]:
    """Return study and checkpoint of the twin, made if they are not there."""
    study, model = work / "study", work / "model"
    if not study.is_dir():
        write_study(
            study,
            effect=0.0,
            recorded=True,
            keep_recordings=2,
            place=place_of(workers),
            progress=Progress("recording"),
        )
    cross_validate(study, model, reuse=True, progress=Progress("training"))
    return study, model


def checked(study: Path, model: Path, workers: int = 1) -> xr.Dataset:
    """Return the run with all checks, computed if it is not kept."""
    asked, place = Question(checks=True), place_of(workers)
    run, _ = kept_run(study, model, asked, place=place, progress=Progress("explaining"))
    return run


def sample() -> xr.Dataset:
    """Return the run that is shipped with the sample study."""
    return checked(ROOT / "sample_data", ROOT / "checkpoints" / "demo")


def column(run: xr.Dataset) -> dict[str, str]:
    """Return what a run shows of its groups, by the name of each row of the table."""
    held = choose(run)
    performance = stats.performance(run).set_index("metric")
    contrast = stats.valence_contrast(run, METHOD).iloc[0]
    tests = stats.cohort_tests(run, METHOD)
    own = tests[tests["unit"] == contrast["unit"]]
    filled = stats.filled_cells(run, METHOD).iloc[0]
    adjusted = {name: rows["p_adjusted"] for name, rows in own.groupby("adjustment")}
    first = own[own["adjustment"] == "max_t"]
    largest = first.loc[first["estimate"].abs().idxmax()]
    planted = int((run["planted"] != 0).sum()) if "planted" in run else 0
    return {
        "people, cells (word × modality), planted cells": (
            f"{held.sizes['participant']}, {len(first)}, {planted}"
        ),
        "accuracy, held-out people": _estimate(performance.loc["accuracy"], "{:.2f}"),
        "AUC": _estimate(performance.loc["auc"], "{:.2f}"),
        "contrast of positive and negative words [logit]": (
            f"{_estimate(contrast, '{:+.3f}')}, {_p(contrast['p'])}"
        ),
        "one test of everything": _p(stats.omnibus(run, METHOD)["p"].iloc[0]),
        "cells drawn filled (own 95 % interval excludes 0)": (
            f"{filled['filled']}; {filled['range_low']} to {filled['range_high']} by shuffling"
        ),
        "smallest p of a cell, not adjusted": _p(first["p"].min()),
        "cells with p < 0.05, not adjusted": _count(first["p"]),
        "after Benjamini-Hochberg": _count(adjusted["bh"]),
        "after Benjamini-Yekutieli": _count(adjusted["by"]),
        "after max-T": _count(adjusted["max_t"]),
        **_of_planted(run, first),
        "smallest adjusted p (max-T)": _p(adjusted["max_t"].min()),
        "largest difference of a cell [logit]": _estimate(largest, "{:+.2f}"),
        **_single_people(held),
        **_trust(run, held),
        "warnings": _warnings(run),
    }


def _of_planted(run: xr.Dataset, tests: pd.DataFrame) -> dict[str, str]:
    """Return how many of the cells after max-T are planted, and the names of those not so."""
    names = findings.word_names(run)
    found = tests[tests["p_adjusted"] < LEVEL]
    planted = [
        bool(run["planted"].sel(word=row["word"], modality=row["modality"]) != 0)
        if "planted" in run
        else False
        for row in found.to_dict("records")
    ]
    wrong = found[~np.array(planted, dtype=bool)]
    listed = [
        f"{names[row['word']]}, {human(row['modality']).lower()} ({_p(row['p_adjusted'])})"
        for row in wrong.to_dict("records")
    ]
    return {
        "of these, planted": f"{sum(planted)}",
        "of these, not planted (false positives)": "; ".join(listed) or "none",
    }


def _single_people(held: xr.Dataset) -> dict[str, str]:
    """Return how sure the model sounds of single people, right or wrong."""
    sure = held["probability"].max("outcome").values >= SURE
    largest = np.abs(held["attribution"].loc[{"method": METHOD}]).max(["word", "modality"])
    return {
        f"people whom the model places with a probability of {SURE} or more": f"{sure.sum()}",
        "largest attribution of a person, median [logit]": f"{float(largest.median()):.2f}",
    }


def _trust(run: xr.Dataset, held: xr.Dataset) -> dict[str, str]:
    """Return what the page Trust finds of the method."""
    curves = figures.table("deletion_curves", run, method=METHOD)
    muted = curves[curves["curve"] == "deletion"].iloc[0]
    band = figures.table("untrained_band", run, method=METHOD)
    limit = round(float(band["untrained_share"].iloc[0]) * len(band))
    checks = held["faithfulness"].loc[{"method": METHOD}]
    folds, fresh = (
        float(checks.loc[{"metric": name}].mean())
        for name in ("correlation_folds", "randomisation_adapter")
    )
    return {
        "muting in its order beats random orders": f"{muted['better']:.0f} of {muted['n']}",
        "cells outside all untrained copies": (
            f"{int(band['outside'].sum())}; up to {limit} of one more copy"
        ),
        "correlation with random weights": _signed(fresh),
        "correlation between the models of the folds": _signed(folds),
    }


def _warnings(run: xr.Dataset) -> str:
    """Return the names of the warnings that touch everything or the method."""
    found = stats.touching(stats.guards(run), ("people", "cohort", "model", "attribution"), METHOD)
    names = found.loc[found["level"].isin(["block", "warn"]), "name"]
    return "; ".join(names) or "none"


def _estimate(row: pd.Series, style: str) -> str:
    ends = [style.format(row[name]) for name in ("estimate", "ci_low", "ci_high")]
    return "{} ({} to {})".format(*(end.replace("-", "−") for end in ends))


def _signed(r: float) -> str:
    return f"{r:+.2f}".replace("-", "−")


def _p(p: float) -> str:
    """Return a p; the smallest that the permutations can give is a bound."""
    at_floor = p * (N_PERMUTATIONS + 1) < 1 + 1e-9
    return f"p {'≤' if at_floor else '='} {p:.4f}"


def _count(p: pd.Series) -> str:
    return f"{int((p < LEVEL).sum())}"


def found_in_words(run: xr.Dataset) -> list[str]:
    """Return the sentences of `depformer stats` on contrast, everything, and cells."""
    names = findings.word_names(run)
    return [
        findings.contrast_found(stats.valence_contrast(run, METHOD))[0],
        findings.omnibus_found(stats.omnibus(run, METHOD)),
        *findings.cells_found(stats.cohort_tests(run, METHOD), names),
    ]


def numbers(planted: xr.Dataset, nothing: xr.Dataset) -> str:
    """Return the table of both as Markdown, and what the tests say of the twin."""
    left, right = column(planted), column(nothing)
    rows = [f"| {name} | {left[name]} | {right[name]} |" for name in left]
    said = [f"> {sentence}  " for sentence in found_in_words(nothing)]
    head = ["| | the sample study | its twin, nothing planted |", "|---|---|---|"]
    words = ["What `depformer stats` says of the twin:"]
    return "\n".join([*head, *rows, "", *words, "", *said]).rstrip()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("work", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(arguments)
    found = numbers(sample(), checked(*twin(args.work, args.workers), args.workers))
    print(found)
    if args.write:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGINS)
        after = rest.partition(ENDS)[2]
        PAGE.write_text(f"{before}{BEGINS}\n{found}\n{ENDS}{after}", "utf-8")


if __name__ == "__main__":
    main()
