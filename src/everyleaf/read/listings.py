"""Add mdBook's listings: `<Listing number="1-1" file-name="main.rs" caption="A `program`">`.

The file's name stands before the code, the caption behind it. The caption is Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping

from everyleaf.diagnostics import Position
from everyleaf.elements import place_of
from everyleaf.read.growth import Growth

CAPTION_WORDS = "data-caption-words"
"""Attribute of a caption whose words `tree` adds: they are Markdown."""
CAPTION_LINE = "data-caption-line"
"""Attribute of such a caption: the index of the line where the listing begins."""


def open_listing(growth: Growth, given: Mapping[str, str], place: Position) -> None:
    """Add the name of the listing's file, and keep its caption; the figure is open already."""
    figure = growth.stack[-1]
    if caption := " ".join(given.get("caption", "").split()):
        figure.set(CAPTION_WORDS, caption)
        figure.set(CAPTION_LINE, str(growth.line))
    if name := given.get("file-name", "").strip():
        growth.open("p", place, {"class": "file-name"})
        growth.open("code", place)
        growth.text(name)
        growth.close()
        growth.close()


def close_listing(growth: Growth) -> None:
    """Add the caption; the figure is closed by who opened it."""
    figure = growth.stack[-1]
    place = place_of(figure)
    own = {
        name: figure.attrib.pop(name)
        for name in (CAPTION_WORDS, CAPTION_LINE)
        if name in figure.attrib
    }
    if own or figure.get("data-number"):
        growth.open("figcaption", place, own)
        growth.close()
