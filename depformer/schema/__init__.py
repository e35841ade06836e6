"""The container of every result: an xarray.Dataset whose names, dims and units are fixed here.

A run is a plain ``xarray.Dataset``. The order of dims never matters, only their names. A variable
that a run has not computed is absent; a cell that was not computed is NaN.
"""

from depformer.schema.checked import validate
from depformer.schema.declared import (
    ATTRS,
    COORDS,
    FIXED_LABELS,
    REQUIRED,
    SESSION_COORDS,
    VARIABLES,
    VERSION,
    Variable,
    describe,
)
from depformer.schema.drawn import example
from depformer.schema.target import Target, prediction, target_of

__all__ = [
    "ATTRS",
    "COORDS",
    "FIXED_LABELS",
    "REQUIRED",
    "SESSION_COORDS",
    "VARIABLES",
    "VERSION",
    "Target",
    "Variable",
    "describe",
    "example",
    "prediction",
    "target_of",
    "validate",
]
