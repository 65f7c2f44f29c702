"""Say how large the page is, where the text stands on it, and what is cut off.

1. Each page size has its margins. An article has the same on every page, since most people read it
   on a screen; a book is bound, so that its inner margin differs from its outer one.
2. What is printed beyond the trimmed page (the bleed) is framed by crop marks, which stand outside
   of it; the page boxes say so (ISO 32000-1 14.11.2).

Why not in print.css: a stylesheet cannot ask for the page size that the author chose. These rules
come before it and weigh nothing: whatever print.css says about `@page` wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyleaf.model import Form, PageSize, Settings
from everyleaf.pdf.file.objects import PdfFile, array, is_dictionary

_MARKS_MM = 6.0
"""Room for the crop marks beyond the bleed."""
_POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class PageSetup:
    """A page and its margins."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    side_mm: float
    """Left and right of an article."""
    inner_mm: float
    """Towards the spine of a book; the outer margin takes the rest of both sides."""

    @property
    def text_height_mm(self) -> float:
        """What is left for text, less what rounding may cost."""
        return round(self.height_mm - self.top_mm - self.bottom_mm - 0.5, 3)

    @property
    def outer_mm(self) -> float:
        """Away from the spine of a book."""
        return round(2 * self.side_mm - self.inner_mm, 3)


# A4 and Letter hold a frame of 146 mm, A5 and 6 by 9 inches a column of 107 mm.
SETUPS: Mapping[PageSize, PageSetup] = {
    "A4": PageSetup(210, 297, 30, 33, 32, 29),
    "Letter": PageSetup(215.9, 279.4, 27, 30, 34.95, 32),
    "A5": PageSetup(148, 210, 20, 23, 20.5, 19),
    "6x9": PageSetup(152.4, 228.6, 22, 25, 22.7, 21),
}


def page_rules(settings: Settings, form: Form) -> str:
    """Return the `@page` rules of a publication, and the height of its text for the stylesheet."""
    setup = SETUPS[settings.page_size]
    rules = [
        f"@page {{ size: {setup.width_mm:g}mm {setup.height_mm:g}mm; "
        f"margin: {setup.top_mm:g}mm {setup.side_mm:g}mm {setup.bottom_mm:g}mm }}",
        f"html {{ --text-height: {setup.text_height_mm:g}mm }}",
    ]
    if form == "book":
        inner, outer = setup.inner_mm, setup.outer_mm
        rules.append(f"@page :right {{ margin-left: {inner:g}mm; margin-right: {outer:g}mm }}")
        rules.append(f"@page :left {{ margin-left: {outer:g}mm; margin-right: {inner:g}mm }}")
    if settings.bleed_mm:
        around = _around_mm(settings.bleed_mm)
        rules.append(f"@page {{ bleed: {around:g}mm; marks: crop }}")
    return "\n".join(rules)


def write_boxes(pdf: PdfFile, bleed_mm: float) -> None:
    """Say where the bleed ends; WeasyPrint 70.0 says 10 points beyond the trimmed page."""
    if not bleed_mm:
        return
    bleed = bleed_mm * _POINTS_PER_MM
    for page in pdf.objects:
        if is_dictionary(page, "/Page"):
            left, bottom, right, top = page["TrimBox"]
            page["BleedBox"] = array([left - bleed, bottom - bleed, right + bleed, top + bleed])


def _around_mm(bleed_mm: float) -> float:
    """Return how far the sheet goes beyond the trimmed page.

    WeasyPrint 70.0 draws crop marks in the outer half of that; they must not reach the bleed.
    """
    return max(bleed_mm + _MARKS_MM, 2 * bleed_mm)
