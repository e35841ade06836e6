"""The extractors of the program itself."""

from depformer.features.extractor import ExtractorSpec
from depformer.features.extractors import log_mel
from depformer.registry import Registry

EXTRACTORS: Registry[ExtractorSpec] = Registry("extractor", (log_mel.SPEC,))
