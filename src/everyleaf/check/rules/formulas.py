"""Rules about what of a formula cannot be drawn in print."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from everyleaf.diagnostics import Diagnostic
from everyleaf.elements import MATH, place_of
from everyleaf.formulas import UndrawableError, draw_formula, undrawable_characters
from everyleaf.model import Publication

WIDEST_EM = 40
"""A third more than the measure of print.css."""


def formulas_drawable(publication: Publication) -> Iterator[Diagnostic]:
    """Find characters that the font of formulas has not (ISO 14289-1:2014 7.21.8)."""
    for math in publication.document.iter(MATH):
        missing = sorted(undrawable_characters(math))
        if missing:
            names = ", ".join(unicodedata.name(c, f"U+{ord(c):04X}") for c in missing)
            yield Diagnostic(
                "math-glyph-missing",
                "error",
                f"the font of formulas, STIX Two Math, has no {' '.join(missing)} ({names})",
                "Write it in the text beside the formula, or use other characters.",
                place_of(math),
                "ISO 14289-1:2014 7.21.8",
            )


def formulas_without_lines(publication: Publication) -> Iterator[Diagnostic]:
    """Find lines between the cells of arrays, which ziamath 0.13 does not draw."""
    for math in publication.document.iter(MATH):
        if any("border-" in cell.get("style", "") for cell in math.iter("{*}mtd")):
            yield Diagnostic(
                "math-line-missing",
                "warning",
                "print leaves out the lines between the cells of this array",
                "Use \\left. and \\right|, or a Markdown table, if the lines say something.",
                place_of(math),
            )


def formulas_fit(publication: Publication) -> Iterator[Diagnostic]:
    """Find formulas that print cannot draw, or has to shrink by more than a quarter."""
    for math in publication.document.iter(MATH):
        try:
            drawing = draw_formula(math)
        except UndrawableError:
            yield Diagnostic(
                "math-undrawable",
                "error",
                "the formula cannot be drawn in print: its parts are nested in an unusual way",
                "Write it in a simpler way: boxes and strokes around whole formulas, no empty rows.",
                place_of(math),
            )
            continue
        if math.get("display") == "block" and drawing.width_em > WIDEST_EM:
            yield Diagnostic(
                "math-too-wide",
                "warning",
                "the formula is wider than a printed line and is set small",
                "Break it into lines with \\\\ in \\begin{aligned} … \\end{aligned}.",
                place_of(math),
            )
