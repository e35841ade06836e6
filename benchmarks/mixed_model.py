"""How long does the mixed model take, and how much memory?

    python benchmarks/mixed_model.py [--participants 140] [--words 72]

Values of people and words that differ in level and slope, one modality after the other, as
`stats.mixed_model` fits them. A second fit starts statsmodels' search from its own beginning, with
as many evaluations of the likelihood as it needs: it has to end in the same interaction.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from depformer import schema, stats  # noqa: E402
from depformer.stats.inference.groups import mixed  # noqa: E402


def drawn(people: int, words: int, seed: int = 0) -> np.ndarray:
    """Return values (participant, word, modality) with an interaction of 0.05."""
    rng = np.random.default_rng(seed)
    group = ((np.arange(people) < people // 2) - 0.5)[:, None, None]
    valence = (0.5 - np.arange(words) % 2)[None, :, None]
    values = 0.2 * rng.normal(size=(people, words, 2)) + 0.1 * rng.normal(size=(people, 1, 2))
    values += 0.05 * rng.normal(size=(1, words, 2)) + 0.05 * group * valence
    values += 0.1 * rng.normal(size=(people, 1, 2)) * valence
    return values + 0.05 * rng.normal(size=(1, words, 2)) * group


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=140)
    parser.add_argument("--words", type=int, default=72)
    parser.add_argument("--far", action="store_true", help="also search from far away")
    args = parser.parse_args(arguments)
    run = schema.example(0, participants=args.participants, words=args.words).copy(deep=True)
    run["attribution"].loc[{"method": "integrated_gradients"}] = drawn(
        args.participants, args.words
    )
    near = mixed.variance_ratios
    starts = {"near": near, "far": lambda *asked: np.ones(4)}
    for name in ("near", "far") if args.far else ("near",):
        mixed.variance_ratios = starts[name]
        start, clock = time.process_time(), time.perf_counter()
        table = stats.mixed_model(run)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{name}: {args.participants} people, {args.words} words, both modalities: "
            f"{time.process_time() - start:.0f} s ({time.perf_counter() - clock:.0f} s on the "
            f"clock), at most {peak:.0f} MB"
        )
        for row in table.to_dict("records"):
            ends = f"{row['ci_low']:.5f} to {row['ci_high']:.5f}"
            print(f"  {row['modality']}: {row['estimate']:.5f} ({ends}), p = {row['p']:.5f}")


if __name__ == "__main__":
    main()
