"""Where the work runs: a list of independent pieces, carried out here or in several processes."""

from depformer.work.cancelled import goes_on, is_kept
from depformer.work.carrying import carry_out, carry_out_each
from depformer.work.here import HERE
from depformer.work.pieces import Keep, Piece, Place, Progress
from depformer.work.place import place_of

__all__ = [
    "HERE",
    "Keep",
    "Piece",
    "Place",
    "Progress",
    "carry_out",
    "carry_out_each",
    "goes_on",
    "is_kept",
    "place_of",
]
