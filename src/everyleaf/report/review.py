"""Gather what no tool can judge, each with the place to look.

1. Every image with its alternative text, decoration too: does the text say what the image says?
2. Every passage in another language: is it that language?
3. Every table: do the headers belong to their cells, and does the caption say what it shows?
4. Every formula: do the words say what the formula says?

What a person must also do, and no list can help with, is `QUESTIONS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from everyleaf.elements import MATH, text_of
from everyleaf.model import Element

_LONGEST = 160
"""Characters of a passage that are shown."""

QUESTIONS = (
    "Read the headings alone: do they tell the reader what the text is about, in its order?",
    "Listen to the first pages with a screen reader, in the PDF and in one other edition: is the "
    "order right, are names and foreign words said well?",
    "Use the web edition with the keyboard alone and at 400 % zoom: can you reach and read all of it?",
    "Is anything said by colour, shape or place alone (“the red line”, “the box on the right”)?",
    "Are abbreviations and hard words explained where they first stand, or in a glossary?",
)
"""What to do besides the lists."""


@dataclass(frozen=True, slots=True)
class ImageToReview:
    """An image and the words that stand for it."""

    source: str
    """Its `src` in the HTML intermediate."""
    alt: str
    """Empty for decoration."""
    caption: str
    described_at: str
    """The id of its long description; empty if it has none."""
    place: str
    """`path:line:column`."""


@dataclass(frozen=True, slots=True)
class PassageToReview:
    """Words in another language."""

    language: str
    """BCP 47."""
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class TableToReview:
    """A table by its caption and headers."""

    caption: str
    columns: tuple[str, ...]
    """The words of the header cells of columns."""
    rows: int
    place: str


@dataclass(frozen=True, slots=True)
class FormulaToReview:
    """A formula in words."""

    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a person must look at, in the order of the text."""

    images: tuple[ImageToReview, ...]
    passages: tuple[PassageToReview, ...]
    tables: tuple[TableToReview, ...]
    formulas: tuple[FormulaToReview, ...]


def gather_review(document: Element) -> Review:
    """Return what a person must look at; the document is left alone."""
    return Review(
        images=tuple(_image(e) for e in document.iter("img")),
        passages=tuple(_passages(document)),
        tables=tuple(_table(e) for e in document.iter("table")),
        formulas=tuple(
            FormulaToReview(e.get("alttext", ""), _place(e)) for e in document.iter(MATH)
        ),
    )


def _image(image: Element) -> ImageToReview:
    figure = next(image.iterancestors("figure"), None)
    caption = figure.find("figcaption") if figure is not None else None
    return ImageToReview(
        source=image.get("src", ""),
        alt=image.get("alt", ""),
        caption=text_of(caption) if caption is not None else "",
        described_at=image.get("aria-details", ""),
        place=_place(image),
    )


def _passages(document: Element) -> Iterator[PassageToReview]:
    body = document.find("body")
    assert body is not None  # `html/` composes one
    for element in body.iter(etree.Element):
        language = element.get("lang")
        if not language:
            continue
        around = next((e.get("lang") for e in element.iterancestors() if e.get("lang")), None)
        if language != around and text_of(element):
            yield PassageToReview(language, _shorten(text_of(element)), _place(element))


def _table(table: Element) -> TableToReview:
    caption = table.find("caption")
    columns = [c for c in table.iter("th") if c.get("scope", "col") in ("col", "colgroup")]
    return TableToReview(
        caption=text_of(caption) if caption is not None else "",
        columns=tuple(text_of(cell) for cell in columns),
        rows=sum(1 for row in table.iter("tr") if row.find("td") is not None),
        place=_place(table),
    )


def _place(element: Element) -> str:
    return element.get("data-source", "")


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
