"""The sizes and fonts that journals and slides ask for: one preset an entry."""

from __future__ import annotations

from dataclasses import dataclass

from depformer.figures.parts.style import FALLBACK_FONTS
from depformer.registry import Registry

SANS = f"Arial, Helvetica, Liberation Sans, {FALLBACK_FONTS}"


@dataclass(frozen=True)
class Preset:
    """Describe what one kind of page allows.

    Parameters
    ----------
    id : str
        Stable, short name.
    title : str
        Name for people.
    widths_mm : tuple of float
        Column widths, narrow to wide [mm].
    max_height_mm : float
        Tallest figure [mm].
    text_pt : float
        Size of the running text in the figure [pt]; small text is five sixths of it.
    smallest_pt : float
        No text may be smaller [pt].
    dpi_photo, dpi_line : int
        Resolution of PNG with and without pictures [dot/inch].
    has_title : bool
        Whether the question stays over the figure; in a paper it goes into the caption.
    fills_page : bool
        Whether the figure takes the whole height.
    font : str
        Font families in the order of preference.
    letter : str
        How the first panel of several is marked: ``a``, ``(a)`` or ``A``, always bold.
    letter_pt : float
        Size of that letter [pt].
    """

    id: str
    title: str
    widths_mm: tuple[float, ...]
    max_height_mm: float
    text_pt: float
    smallest_pt: float
    dpi_photo: int
    dpi_line: int
    has_title: bool = False
    fills_page: bool = False
    font: str = SANS
    letter: str = "a"
    letter_pt: float = 8

    def panel(self, place: int) -> str:
        """Return the mark of a panel, counted from 0."""
        first = "A" if "A" in self.letter else "a"
        return self.letter.replace(first, chr(ord(first) + place))


PRESETS: Registry[Preset] = Registry(
    "preset",
    (
        Preset("nature", "Nature", (89, 120, 183), 170, 7, 5, 300, 600),
        Preset("ieee", "IEEE", (88.9, 181.9), 216, 9.6, 8, 300, 600, letter="(a)", letter_pt=9),
        Preset("elsevier", "Elsevier", (90, 140, 190), 240, 7.2, 6, 300, 1000, letter="(a)"),
        Preset("plos", "PLOS", (132, 190.5), 222, 9.6, 8, 300, 600, letter="A", letter_pt=12),
        Preset(
            "frontiers", "Frontiers", (85, 180), 225, 9.6, 8, 300, 600, letter="A", letter_pt=10
        ),
        Preset("apa", "APA", (160,), 220, 10, 8, 300, 600, letter="A", letter_pt=11),
        Preset(
            "slide",
            "Slide, 16:9",
            (254,),
            143,
            16.8,
            14,
            150,
            150,
            has_title=True,
            fills_page=True,
            letter_pt=20,
        ),
    ),
)
