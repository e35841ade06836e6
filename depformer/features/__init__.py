"""Recordings to word features: one extractor a file, one line here."""

from depformer.features import log_mel
from depformer.features.base import ExtractorSpec
from depformer.registry import Registry

EXTRACTORS: Registry[ExtractorSpec] = Registry("extractor", (log_mel.SPEC,))

__all__ = ["EXTRACTORS", "ExtractorSpec"]
