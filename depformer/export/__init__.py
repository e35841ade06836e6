"""Files for people: figures in the sizes of journals, their captions and their numbers."""

from depformer.export.bundle import export_figure, fits
from depformer.export.image import FORMATS, figure_bytes, write_figure
from depformer.export.manuscript.caption import caption
from depformer.export.manuscript.numbers import table_csv
from depformer.export.presets import PRESETS, Preset

__all__ = [
    "FORMATS",
    "PRESETS",
    "Preset",
    "caption",
    "export_figure",
    "figure_bytes",
    "fits",
    "table_csv",
    "write_figure",
]
