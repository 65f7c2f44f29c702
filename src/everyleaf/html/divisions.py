"""Turn the author's divisions into sections, each in its place of the publication.

1. A division becomes a `<section>` with its role, its chunk and its matter (front, body, back).
2. Its headings are nested in sections of their own and lowered to where they stand: the title of
   the publication is the h1, a part or chapter an h2, a chapter of a part an h3.
3. Who wrote a division, and on what terms, stands under its heading.

Why all headings of a division sink together: a chapter file begins with `#` whether it stands in a
part or not, and a level that its author skips must still be found (`check/rules`).
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lxml import etree
from markupsafe import Markup

from everyleaf.elements import HEADINGS
from everyleaf.html.bylines import write_bylines, write_rights
from everyleaf.html.headings import nest_sections
from everyleaf.html.languages import direction_of
from everyleaf.model import Division, DivisionKind, Element, Manuscript
from everyleaf.words import Words, find_words

Matter: TypeAlias = Literal["front", "body", "back"]

BODY_KINDS = frozenset({"part", "chapter", "appendix"})
"""The divisions that make the body of a book; what stands before or after them is not body."""
BEFORE_CONTENTS = frozenset({"dedication", "epigraph"})
"""The front matter that stands before the contents."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A division in its place; later steps change its elements."""

    kind: DivisionKind
    division: Division
    section: Element
    """Holds the sections of the children too."""
    notes: Element | None
    """The division's notes, not yet in the document."""
    words: Words
    """In the division's language."""
    matter: Matter | None
    """None in an article."""
    children: tuple[Placed, ...] = ()

    @property
    def heading(self) -> Element | None:
        """The heading that names the division."""
        return heading_of(self.section)

    def walk(self) -> Iterator[Placed]:
        """Yield this division and those inside it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def walk_all(placed: Iterable[Placed]) -> Iterator[Placed]:
    """Yield divisions and those inside them, in the order of the text."""
    for one in placed:
        yield from one.walk()


def heading_of(section: Element) -> Element | None:
    """Return the heading that a section begins with, if it does."""
    first = section[0] if len(section) else None
    return first if first is not None and first.tag in HEADINGS else None


def place_divisions(manuscript: Manuscript, *, consume: bool = False) -> tuple[Placed, ...]:
    """Return the divisions as sections, in the author's order.

    With `consume`, the sections are made of the manuscript's own trees, else of copies.
    """
    divisions = manuscript.divisions if consume else tuple(map(_copy, manuscript.divisions))
    if manuscript.metadata.form == "book":
        return tuple(_place_book(divisions, manuscript.metadata.language))
    return tuple(_place_article(divisions, manuscript.metadata.language))


def _copy(division: Division) -> Division:
    return dataclasses.replace(
        division,
        body=copy.deepcopy(division.body),
        notes=copy.deepcopy(division.notes),
        children=tuple(map(_copy, division.children)),
    )


def _place_article(divisions: Sequence[Division], language: str) -> Iterator[Placed]:
    """Yield the text, its headings nested, and the sections of what goes with it."""
    for division in divisions:
        if division.kind != "text":
            yield _place(division, None, language, rank=2, nested=False)
            continue
        body = division.body
        body.set("data-chunk", "text")
        nest_sections(body)
        yield Placed("text", division, body, division.notes, find_words(language), None)


def _place_book(divisions: Sequence[Division], language: str) -> Iterator[Placed]:
    body = [number for number, one in enumerate(divisions) if one.kind in BODY_KINDS]
    for number, division in enumerate(divisions):
        matter: Matter = "body"
        if body and number < body[0]:
            matter = "front"
        if (body and number > body[-1]) or division.kind == "glossary":
            matter = "back"
        yield _place(division, matter, language, rank=2, nested=False)


def _place(
    division: Division, matter: Matter | None, language: str, rank: int, nested: bool
) -> Placed:
    section = division.body
    section.tag = "section"
    section.tail = None
    own_language = division.language or language
    words = find_words(own_language)
    if nested:
        section.set("data-chunk", "subchapter")
    else:
        section.set("role", f"doc-{division.kind}")
        section.set("data-chunk", division.kind)
    if matter is not None:
        section.set("data-matter", matter)
    if division.language:
        section.set("lang", division.language)
        section.set("dir", section.get("dir") or direction_of(division.language))
    heading = heading_of(section)
    if heading is not None and heading.tag == "h1":
        section.remove(heading)
        nest_sections(section)
        section.insert(0, heading)
        section.set("aria-labelledby", division.identifier or heading.get("id", ""))
    else:
        nest_sections(section)
        section.set("aria-label", getattr(words, division.kind, words.text))
        if division.identifier:
            section.set("id", division.identifier)
    _rank(section, rank)
    _credit(section, division, words, own_language)
    children = tuple(
        _place(child, matter, own_language, rank + 1, division.kind != "part")
        for child in division.children
    )
    section.extend(child.section for child in children)
    return Placed(division.kind, division, section, division.notes, words, matter, children)


def _rank(section: Element, rank: int) -> None:
    """Lower the headings by as much as the division's title is lowered; changes the section."""
    for heading in section.iter(*HEADINGS):
        level = HEADINGS.index(str(heading.tag)) + rank
        heading.tag = HEADINGS[min(level, 6) - 1]


def _credit(section: Element, division: Division, words: Words, language: str) -> None:
    """Put who wrote a division, and its terms, under its heading; changes the section."""
    place = 1 if heading_of(section) is not None else 0
    lines = write_bylines(division.contributors, words, language)
    rights = write_rights(division.rights, division.license, words)
    for number, line in enumerate([*lines, *([rights] if rights is not None else [])]):
        section.insert(place + number, line)


def stand_in(placed: Sequence[Placed], some: Iterable[Placed]) -> Markup:
    """Return markup that stands for some of the sections until they are put in their places."""
    return Markup("\n").join(
        Markup('<section {}="{}"/>').format(_STAND_IN, placed.index(one)) for one in some
    )


def put_in_place(document: Element, placed: Sequence[Placed]) -> bool:
    """Put the sections where the document has something that stands for them.

    Changes the document, and takes the sections. Tells whether each had exactly one place.
    """
    places = [e for e in document.iter("section") if e.get(_STAND_IN) is not None]
    sections = {str(number): one.section for number, one in enumerate(placed)}
    if sorted(e.get(_STAND_IN, "") for e in places) != sorted(sections):
        return False
    for place in places:
        section = sections[place.get(_STAND_IN, "")]
        etree.strip_elements(section, etree.Comment, etree.ProcessingInstruction, with_tail=False)
        section.tail = place.tail
        parent = place.getparent()
        assert parent is not None  # it stands in the body
        parent.replace(place, section)
    return True


_STAND_IN = "data-stands-for"
"""Attribute of an element that stands for a section: its number."""
