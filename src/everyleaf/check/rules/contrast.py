"""Rules about the contrast of text and what lies behind it, in every edition (WCAG 2.2 SC 1.4.3).

1. `measure_contrast` styles the document with each edition's sheet, in light and dark and in print,
   at rest and in each state, and measures every pair of colours that comes of it.
2. `texts_stand_out` finds pairs below 4.5:1, or 3:1 for large text.
3. Drawings are measured in `drawings`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from everyleaf.check.rules.cascade import (
    BLACK,
    PROPERTIES,
    WHITE,
    Colour,
    Style,
    contrast_of,
    parse_colour,
    style_document,
)
from everyleaf.check.rules.stylesheets import Mode, PageRule, read_stylesheet
from everyleaf.diagnostics import Diagnostic, Position
from everyleaf.model import Element, Publication

Sheet: TypeAlias = Literal["web.css", "epub.css", "print.css"]

LEAST = 4.5
LEAST_LARGE = 3.0

_MODES: tuple[tuple[Sheet, Mode], ...] = (
    ("web.css", "light"),
    ("web.css", "dark"),
    ("epub.css", "light"),
    ("epub.css", "dark"),
    ("print.css", "print"),
)
_SHOWN: Mapping[Mode, str] = {"light": "", "dark": ", in dark mode", "print": ", in print"}
_COLOURED = re.compile(r"color|background|opacity", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A pair of colours that text is shown in."""

    sheet: Sheet
    mode: Mode
    what: str
    """An element that has it: `figcaption`, `.notes`."""
    colour: Colour
    ground: Colour
    ratio: float
    large: bool
    line: int
    """Of the rule that gave the text its colour, or else the ground; 0 for neither."""

    @property
    def enough(self) -> bool:
        """Whether it is what WCAG 2.2 SC 1.4.3 asks for."""
        return self.ratio >= (LEAST_LARGE if self.large else LEAST)


def measure_contrast(publication: Publication, reduced: Element) -> tuple[Contrast, ...]:
    """Return every pair of colours of every edition, once each, the weakest first.

    `reduced` is the document as `reduce_publication` leaves it.
    """
    texts = {name: publication.templates.get(name, "") for name, _ in _MODES}
    found: dict[tuple[object, ...], Contrast] = {}
    for name, mode in _MODES:
        css = texts[name]
        if not _COLOURED.search(css) or (mode == "dark" and "dark" not in css):
            continue
        sheet = read_stylesheet(css, mode, PROPERTIES)
        pairs = [
            _pair(name, mode, styled.selector, styled.style)
            for styled in style_document(reduced, sheet, mode)
        ]
        pairs += [_page_pair(name, mode, page, sheet.pages) for page in sheet.pages]
        for pair in pairs:
            if pair is not None:
                key = (pair.sheet, pair.mode, str(pair.colour), str(pair.ground), pair.large)
                found.setdefault(key, pair)
    return tuple(sorted(found.values(), key=lambda c: (c.ratio, c.sheet, c.mode, c.what)))


def _pair(name: Sheet, mode: Mode, what: str, style: Style) -> Contrast | None:
    if style.colour is None or style.ground is None:
        return None
    colour = style.colour.over(style.ground)
    rule = style.rule or style.ground_rule
    line = rule.line if rule else 0
    if style.rule is not None and style.rule.selector not in _EVERYTHING:
        what = style.rule.selector
    ratio = contrast_of(colour, style.ground)
    return Contrast(name, mode, what, colour, style.ground, ratio, style.large, line)


_EVERYTHING = ("*", "html", ":root", "body", "")


def _page_pair(
    name: Sheet, mode: Mode, page: PageRule, pages: tuple[PageRule, ...]
) -> Contrast | None:
    """Measure what stands in the margins of printed pages."""
    if not any(d.lower_name == "color" for d in page.declarations):
        return None
    colour, ground = BLACK, WHITE
    for rule in (pages[0], page):
        for declaration in rule.declarations:
            tokens = [t for t in declaration.value if t.type != "whitespace"]
            value = parse_colour(tokens[0], mode) if len(tokens) == 1 else None
            if value is not None and declaration.lower_name == "color":
                colour = value
            elif value is not None and declaration.lower_name in ("background", "background-color"):
                ground = value.over(WHITE)
    colour = colour.over(ground)
    ratio = contrast_of(colour, ground)
    return Contrast(name, mode, page.name, colour, ground, ratio, False, page.line)


def texts_stand_out(
    publication: Publication, measured: tuple[Contrast, ...]
) -> Iterator[Diagnostic]:
    """Find text whose contrast with its ground is too low (WCAG 2.2 SC 1.4.3)."""
    for pair in measured:
        if pair.enough:
            continue
        least = LEAST_LARGE if pair.large else LEAST
        yield Diagnostic(
            "contrast-low",
            "warning",
            f"{pair.what} is {pair.colour} on {pair.ground}, {pair.ratio:.2f}:1"
            f"{_SHOWN[pair.mode]}; {'large text' if pair.large else 'text'} needs {least:g}:1",
            "Make one of the two colours darker or lighter.",
            place_of_sheet(publication, pair.sheet, pair.line),
            "WCAG 2.2 SC 1.4.3",
        )


def place_of_sheet(publication: Publication, name: str, line: int | None) -> Position:
    """Return the place of a style sheet that comes with the text."""
    folder = publication.source_path
    if posixpath.splitext(folder)[1]:  # a file; a book may be named by its folder
        folder = posixpath.dirname(folder)
    return Position(posixpath.join(folder, "templates", name), line or None)
