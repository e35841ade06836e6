"""Figures on paper: laid out for a width in millimetres, their heat maps sharp."""

from depformer.export.paper.fitted import (
    CSS_DPI,
    MM_PER_INCH,
    POINT_DPI,
    Page,
    fit,
    least_width_mm,
    name_of,
)

__all__ = ["CSS_DPI", "MM_PER_INCH", "POINT_DPI", "Page", "fit", "least_width_mm", "name_of"]
