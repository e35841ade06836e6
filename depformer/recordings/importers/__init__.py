"""The kinds of source that can be imported: one a file, one line here."""

from depformer.recordings.importer import ImporterSpec
from depformer.recordings.importers import avec2014, ewre_wav, published_npy, segments
from depformer.registry import Registry

IMPORTERS: Registry[ImporterSpec] = Registry(
    "kind of source", (published_npy.SPEC, ewre_wav.SPEC, segments.SPEC, avec2014.SPEC)
)

__all__ = ["IMPORTERS"]
