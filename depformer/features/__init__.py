"""Recordings to word features: one extractor a file, one line here, or one an installed package."""

from depformer.features.builtin import EXTRACTORS
from depformer.features.extractor import ExtractorSpec
from depformer.features.installed import extractor_ids, find_extractor, refused
from depformer.features.of_module import module_extractor

__all__ = [
    "EXTRACTORS",
    "ExtractorSpec",
    "extractor_ids",
    "find_extractor",
    "module_extractor",
    "refused",
]
