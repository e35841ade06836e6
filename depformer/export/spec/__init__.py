"""What an export is made from and how: enough to make the same numbers again, and no path."""

from depformer.export.spec.fields import (
    DIGESTS,
    FILE,
    FROM_OUTSIDE,
    FigureOrder,
    Spec,
)
from depformer.export.spec.made_from import of_run, refuse_other, refuse_other_data, run_digest
from depformer.export.spec.reading import read_spec

__all__ = [
    "DIGESTS",
    "FILE",
    "FROM_OUTSIDE",
    "FigureOrder",
    "Spec",
    "of_run",
    "read_spec",
    "refuse_other",
    "refuse_other_data",
    "run_digest",
]
