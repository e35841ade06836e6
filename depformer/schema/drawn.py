"""A small run of random numbers that obeys the schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from depformer import labels
from depformer.schema.declared import ATTRS, FIXED_LABELS, VARIABLES, VERSION, describe
from depformer.schema.target import GROUPS, Target

if TYPE_CHECKING:
    import xarray as xr

MEAN_SCORE, POINTS_A_LOGIT = 15.0, 10.0


def example(
    seed: int = 0,
    *,
    participants: int = 12,
    words: int = 8,
    heads: int = 4,
    checked: bool = False,
    target: Target = GROUPS,
) -> xr.Dataset:
    """Return a small random run that obeys the schema: fixture and first demonstration at once.

    Parameters
    ----------
    seed : int
        Of the random numbers.
    participants, words, heads : int
        Sizes; the first half of the participants is depressed, valence alternates.
    checked : bool
        Whether it holds the checks of its explanations as well.
    target : Target
        What is predicted; a score is 15 points and 10 for each logit.

    Returns
    -------
    xarray.Dataset
        With predictions, attributions of one complete and one attention method, and attention.
        The first participant misses the face of the first word.

    Examples
    --------
    >>> from depformer.schema import validate
    >>> run = example(seed=1)
    >>> validate(run) is run
    True
    """
    import xarray as xr

    rng = np.random.default_rng(seed)
    n, m, h, s = participants, words, heads, len(labels.STREAMS)
    depressed = np.arange(n) < n // 2
    branch = rng.normal(0, 0.5, (n, 5)) + np.where(depressed, 0.6, -0.6)[:, None]
    logit = np.stack([-branch.sum(axis=1) / 2, branch.sum(axis=1) / 2], axis=1)
    probability = np.exp(logit) / np.exp(logit).sum(axis=1, keepdims=True)
    missing = np.zeros((n, m, 2), dtype=bool)
    missing[0, 0, 0] = True
    scores = rng.gamma(2.0, 0.5, (n, s, h, m))
    selected = scores >= np.sort(scores, axis=-1)[..., [-max(2, m // 2)]]
    attention = rng.dirichlet(np.ones(m), (n, s, h, m))
    attention[~selected] = np.nan
    attribution = rng.normal(0, 0.2, (2, n, m, 2)) + np.where(depressed, 0.05, -0.05)[:, None, None]
    attribution[1] = selected[:, 1:].mean(axis=2).transpose(0, 2, 1)
    attribution[:, missing] = np.nan
    gap = np.stack([rng.normal(0, 1e-3, n), np.full(n, np.nan)])
    run = xr.Dataset(
        {
            "logit": (("participant", "outcome"), logit),
            "probability": (("participant", "outcome"), probability),
            "branch_logit": (("participant", "branch"), branch),
            "attribution": (("method", "participant", "word", "modality"), attribution),
            "completeness_gap": (("method", "participant"), gap),
            "query_score": (("participant", "stream", "head", "word"), scores),
            "query_selected": (("participant", "stream", "head", "word"), selected),
            "attention": (
                ("participant", "stream", "head", "query_word", "key_word"),
                attention,
            ),
            "confidence": (("participant", "asu_stream", "stack"), rng.uniform(size=(n, 2, 3))),
            "index_shared": (("participant", "asu_stream", "stack"), rng.random((n, 2, 3)) < 0.5),
            "missing": (("participant", "word", "modality"), missing),
            "presentation": (
                ("participant", "word"),
                np.stack([rng.permutation(m) + 1.0 for _ in range(n)]),
            ),
        },
        coords={
            **{dim: list(names) for dim, names in FIXED_LABELS.items()},
            "participant": [f"sub-{i + 1:03d}" for i in range(n)],
            "group": ("participant", np.where(depressed, "depressed", "healthy")),
            "age": ("participant", rng.integers(18, 60, n).astype(float)),
            "sex": ("participant", np.where(rng.random(n) < 0.5, "F", "M")),
            "severity": ("participant", np.where(depressed, 20.0, 3.0) + rng.normal(0, 1, n)),
            "fold": ("participant", np.arange(n) % 3),
            "role": ("participant", np.full(n, "test")),
            "word": [f"w{i + 1:02d}" for i in range(m)],
            "text": ("word", [f"词{i + 1}" for i in range(m)]),
            "pinyin": ("word", [f"cí{i + 1}" for i in range(m)]),
            "gloss": ("word", [f"word {i + 1}" for i in range(m)]),
            "valence": ("word", np.where(np.arange(m) % 2, "negative", "positive")),
            "position": ("word", np.arange(m) + 1),
            "query_word": [f"w{i + 1:02d}" for i in range(m)],
            "key_word": [f"w{i + 1:02d}" for i in range(m)],
            "head": np.arange(h),
            "stack": np.arange(3),
            "method": ["integrated_gradients", "attention_query"],
            "unit": ("method", ["logit", "1"]),
            "signed": ("method", [True, False]),
            "complete": ("method", [True, False]),
            "stochastic": ("method", [False, False]),
        },
        attrs={
            **dict.fromkeys(ATTRS, ""),
            "schema_version": VERSION,
            "methods": "{}",
            "config": "{}",
            "baseline": "training_mean",
            "seed": seed,
            "synthetic": True,
        },
    )
    whole = _checked(run, rng) if checked else run
    return describe(scored(whole, target) if target.is_score else whole)


def scored(run: xr.Dataset, target: Target) -> xr.Dataset:
    """Return the run as one of a model that predicts a score."""
    shares = POINTS_A_LOGIT * run["branch_logit"]
    shares[:, -1] += MEAN_SCORE
    units = [target.unit_of(str(unit)) for unit in run["unit"].values]
    scored = run.drop_vars(("logit", "probability", "branch_logit", "outcome"))
    scales = [{"mean": MEAN_SCORE + fold, "sd": POINTS_A_LOGIT} for fold in range(3)]
    about = {"target": target.id, "unit": target.unit, "scales": json.dumps(scales)}
    named = {"predicted": shares.sum("branch"), "branch_predicted": shares}
    return scored.assign(named).assign_coords(unit=("method", units)).assign_attrs(about)


def _checked(run: xr.Dataset, rng: np.random.Generator) -> xr.Dataset:
    """Return a run with random results of every check, coalitions and planted cells."""
    sizes = {**run.sizes, "copy": 5, "baseline": 2, "step": run.sizes["word"] + 1}
    sizes |= {"metric": len(labels.METRICS), "curve_metric": len(labels.CURVES)}
    sizes |= {"player": 4, "player_2": 4}

    def draw(name: str, *, scale: float = 0.2) -> tuple[tuple[str, ...], np.ndarray]:
        copies = ("copy",) if name == "attribution_untrained" else ()
        dims = (*copies, *VARIABLES[name].dims)
        return dims, rng.normal(0, scale, [sizes[dim] for dim in dims])

    names = ("attribution_untrained", "attribution_baseline", "curve", "attribution_sd")
    drawn = {name: draw(name) for name in (*names, "coalition_value", "coalition_interaction")}
    drawn["faithfulness"] = (
        VARIABLES["faithfulness"].dims,
        rng.uniform(size=(2, sizes["participant"], sizes["metric"])),
    )
    cells = np.zeros((sizes["word"], 2))
    cells[:2, 0] = 1.8
    players = [f"{valence}_{m}" for valence in ("positive", "negative") for m in labels.MODALITIES]
    return run.assign(drawn | {"planted": (("word", "modality"), cells)}).assign_coords(
        copy=np.arange(5),
        baseline=["training_mean", "zero"],
        step=np.arange(sizes["step"]),
        metric=list(labels.METRICS),
        curve_metric=list(labels.CURVES),
        player=players,
        player_2=players,
    )
