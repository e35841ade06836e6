"""The container of every result: an xarray.Dataset whose names, dims and units are fixed here.

A run is a plain ``xarray.Dataset``. The order of dims never matters, only their names. A variable
that a run has not computed is absent; a cell that was not computed is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from depformer import labels
from depformer.errors import DepformerError
from depformer.validate import allowed_list
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

VERSION = 2


@dataclass(frozen=True)
class Variable:
    """Declare one variable: its dims and unit; what it means is said in the wording."""

    dims: tuple[str, ...]
    units: str
    kind: str = "f"


VARIABLES = MappingProxyType(
    {
        "logit": Variable(("participant", "outcome"), "logit"),
        "probability": Variable(("participant", "outcome"), "1"),
        "branch_logit": Variable(("participant", "branch"), "logit"),
        "attribution": Variable(("method", "participant", "word", "modality"), "see coord unit"),
        "attribution_sd": Variable(("method", "participant", "word", "modality"), "see coord unit"),
        "completeness_gap": Variable(("method", "participant"), "logit"),
        "coalition_value": Variable(("participant", "player"), "logit"),
        "coalition_interaction": Variable(("participant", "player", "player_2"), "logit"),
        "curve": Variable(("method", "participant", "curve_metric", "step"), "logit"),
        "attribution_untrained": Variable(
            ("method", "participant", "word", "modality"), "see coord unit"
        ),
        "attribution_baseline": Variable(
            ("method", "participant", "word", "modality", "baseline"), "see coord unit"
        ),
        "planted": Variable(("word", "modality"), "1"),
        "query_score": Variable(("participant", "stream", "head", "word"), "1"),
        "query_selected": Variable(("participant", "stream", "head", "word"), "1", "b"),
        "attention": Variable(("participant", "stream", "head", "query_word", "key_word"), "1"),
        "confidence": Variable(("participant", "asu_stream", "stack"), "1"),
        "index_shared": Variable(("participant", "asu_stream", "stack"), "1", "b"),
        "missing": Variable(("participant", "word", "modality"), "1", "b"),
        "presentation": Variable(("participant", "word"), "1"),
        "faithfulness": Variable(("method", "participant", "metric"), "see metric"),
    }
)

# Coordinates of a dim: name -> (dim, dtype kind). Kind U = text, f = number, b = bool.
COORDS = MappingProxyType(
    {
        "group": ("participant", "U"),
        "age": ("participant", "f"),
        "sex": ("participant", "U"),
        "severity": ("participant", "f"),
        "fold": ("participant", "i"),
        "role": ("participant", "U"),
        "text": ("word", "U"),
        "pinyin": ("word", "U"),
        "gloss": ("word", "U"),
        "valence": ("word", "U"),
        "position": ("word", "i"),
        "unit": ("method", "U"),
        "signed": ("method", "b"),
        "complete": ("method", "b"),
        "stochastic": ("method", "b"),
    }
)

FIXED_LABELS = MappingProxyType(
    {
        "outcome": labels.OUTCOMES,
        "branch": labels.BRANCHES,
        "stream": labels.STREAMS,
        "asu_stream": labels.MODALITIES,
        "modality": labels.MODALITIES,
        "curve_metric": labels.CURVES,
    }
)

ATTRS = (
    "schema_version",
    "package_version",
    "captum_version",
    "checkpoint_digest",
    "study_digest",
    "feature_digest",
    "word_list_digest",
    "config",
    "methods",
    "baseline",
    "baseline_from_digest",
    "seed",
    "created",
    "synthetic",
)

PREDICTED = ("logit", "probability", "branch_logit")
REQUIRED = (*PREDICTED, "missing", "presentation")


def describe(run: xr.Dataset) -> xr.Dataset:
    """Return the run with `long_name` and `units` of every variable as declared here."""
    described = run.copy()
    for name in run.data_vars:
        described[name].attrs.update(
            long_name=say(f"variables.{name}"), units=VARIABLES[str(name)].units
        )
    return described


def validate(run: xr.Dataset) -> xr.Dataset:
    """Return the run if it obeys the schema, else raise with every fault.

    Parameters
    ----------
    run : xarray.Dataset
        Any dataset.

    Returns
    -------
    xarray.Dataset
        The same object, unchanged.

    Raises
    ------
    DepformerError
        Listing unknown variables, wrong dims, dtypes, labels, missing coords and attributes.
    """
    faults = [*_variable_faults(run), *_label_faults(run), *_coord_faults(run)]
    faults += _overflow_faults(run)
    faults += [say("run_format.no_attribute", name=name) for name in ATTRS if name not in run.attrs]
    if run.attrs.get("schema_version", VERSION) != VERSION:
        got = run.attrs["schema_version"]
        faults.append(say("run_format.version", got=got, allowed=VERSION))
    if faults:
        raise DepformerError.listing(say("run_format.no_run"), faults, kind="run")
    return run


def _variable_faults(run: xr.Dataset) -> list[str]:
    faults = [say("run_format.no_variable", name=name) for name in REQUIRED if name not in run]
    for name, array in run.data_vars.items():
        declared = VARIABLES.get(str(name))
        if declared is None:
            faults.append(say("run_format.unknown_variable", name=name))
            continue
        dims = {str(dim) for dim in array.dims} - {"copy"}
        if dims != set(declared.dims):
            expected = list(declared.dims)
            faults.append(say("run_format.dims", name=name, got=sorted(dims), expected=expected))
        if array.dtype.kind != declared.kind:
            got, kind = array.dtype, declared.kind
            faults.append(say("run_format.dtype", name=name, got=got, expected=kind))
        if not {"units", "long_name"} <= array.attrs.keys():
            faults.append(say("run_format.undescribed", name=name))
    return faults


def _overflow_faults(run: xr.Dataset) -> list[str]:
    """Return a sentence for each prediction that is not finite: unlike an attribution, all are."""
    faults = []
    for name in PREDICTED:
        if name in run and "participant" in run[name].dims and run[name].dtype.kind == "f":
            others = [dim for dim in run[name].dims if dim != "participant"]
            finite = (abs(run[name]) < np.inf).all(others).values  # NaN is not
            if not finite.all():
                who = allowed_list(run["participant"].values[~finite])
                faults.append(say("run_format.not_finite", name=name, who=who))
    return faults


def _label_faults(run: xr.Dataset) -> list[str]:
    faults = []
    for dim, expected in FIXED_LABELS.items():
        if dim in run.dims:
            got = tuple(str(label) for label in run[dim].values) if dim in run.coords else ()
            if got != tuple(expected):
                faults.append(say("run_format.labels", dim=dim, got=got, expected=expected))
    for dim in ("participant", "word", "method"):
        if dim in run.dims and dim not in run.coords:
            faults.append(say("run_format.no_labels", dim=dim))
        elif dim in run.dims and len(np.unique(run[dim].values)) != run.sizes[dim]:
            faults.append(say("run_format.repeated_labels", dim=dim))
    return faults


def _coord_faults(run: xr.Dataset) -> list[str]:
    faults = []
    for name, (dim, kind) in COORDS.items():
        if dim not in run.dims:
            continue
        if name not in run.coords:
            faults.append(say("run_format.no_coord", name=name, dim=dim))
        elif run[name].dims != (dim,) or run[name].dtype.kind not in (kind, "T"):
            dims, dtype = run[name].dims, run[name].dtype
            faults.append(say("run_format.coord", name=name, dims=dims, dtype=dtype))
    return faults


def example(
    seed: int = 0,
    *,
    participants: int = 12,
    words: int = 8,
    heads: int = 4,
    checked: bool = False,
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

    Returns
    -------
    xarray.Dataset
        With predictions, attributions of one complete and one attention method, and attention.
        The first participant misses the face of the first word.

    Examples
    --------
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
    return describe(_checked(run, rng) if checked else run)


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
