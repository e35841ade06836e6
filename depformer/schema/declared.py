"""Every variable, coordinate and attribute of a run, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from depformer import labels
from depformer.schema.target import target_of

if TYPE_CHECKING:
    import xarray as xr

VERSION = 2


@dataclass(frozen=True)
class Variable:
    """Declare one variable: its dims and unit; what it means is said in the wording.

    The unit ``logit`` stands for the unit of what is explained, see `Target.unit_of`.
    """

    dims: tuple[str, ...]
    units: str
    kind: str = "f"


VARIABLES = MappingProxyType(
    {
        "logit": Variable(("participant", "outcome"), "logit"),
        "probability": Variable(("participant", "outcome"), "1"),
        "branch_logit": Variable(("participant", "branch"), "logit"),
        "predicted": Variable(("participant",), "logit"),
        "branch_predicted": Variable(("participant", "branch"), "logit"),
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

# Of runs of a study whose people came several times: whose row it is, and of which session.
SESSION_COORDS = MappingProxyType({"person": ("participant", "U"), "session": ("participant", "U")})

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

REQUIRED = ("missing", "presentation")  # beside what says what is predicted


def describe(run: xr.Dataset) -> xr.Dataset:
    """Return the run with `long_name` and `units` of every variable as declared here."""
    described, target = run.copy(), target_of(run)
    for name in run.data_vars:
        described[name].attrs.update(
            long_name=target.says_of(str(name)),
            units=target.unit_of(VARIABLES[str(name)].units),
        )
    return described
