"""Words in the sound of a recording: found, matched with a list, and corrected by a person."""

from depformer.recordings.words.align import align, align_windows
from depformer.recordings.words.find import Found, find
from depformer.recordings.words.finder import FinderSpec
from depformer.recordings.words.finders import silero
from depformer.recordings.words.hearing import Heard, hear
from depformer.recordings.words.times import Aligned, Extra, WordTime
from depformer.registry import Registry

FINDERS: Registry[FinderSpec] = Registry("finder", (silero.SPEC,))

__all__ = [
    "FINDERS",
    "Aligned",
    "Extra",
    "FinderSpec",
    "Found",
    "Heard",
    "WordTime",
    "align",
    "align_windows",
    "find",
    "hear",
]
