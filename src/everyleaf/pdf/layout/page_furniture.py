"""Write into the print edition's own copy what its stylesheet shows and cannot find out.

1. The page size, for rules that differ by it.
2. Each heading in plain words (`data-plain`): running heads and bookmarks have no room for note
   numbers and drawn formulas.
3. What stands at the head of left and right pages (`data-left-head`, `data-right-head`): the book
   or its part on the verso, the chapter on the recto; right-to-left books have the recto left.
4. What rank a heading has in its chapter (`data-level`), whatever part it stands in.
5. Where front matter and body begin (`data-front-start`, `data-body-start`), and links into the front matter (`data-folio`), whose
   pages have roman numbers.
6. The words around the page number of a cross-reference (`data-page-before`, `data-page-after`).
7. The words of each index entry (`data-entry`), for the heads of the index.

Why attributes and not text: the text is every edition's, and what a stylesheet adds is marked as
such in the tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from everyleaf.elements import HEADINGS, MATH
from everyleaf.model import Element, Publication

_NESTED = ("subchapter",)
"""Chunks that go on under the head of what they stand in."""
_SHORT_TABLE = 8
"""Rows of a table that is kept on one page."""


def furnish_pages(document: Element, publication: Publication) -> None:
    """Add the attributes that print.css shows; the document is changed."""
    document.set("data-page-size", publication.settings.page_size)
    for heading in document.iter(*HEADINGS):
        heading.set("data-plain", plain_text(heading))
    for chunk in document.iterfind(".//*[@data-matter]"):
        _rank_headings(chunk)
        _set_heads(chunk, publication.metadata.title, document.get("dir") == "rtl")
    for matter in ("front", "body"):
        start = document.find(f".//*[@data-matter='{matter}']")
        if start is not None:
            start.set(f"data-{matter}-start", "")
    _mark_links(document)
    for table in document.iter("table"):
        if len(list(table.iter("tr"))) <= _SHORT_TABLE:
            table.set("data-short", "")
    for section in document.iterfind(".//*[@role='doc-index']"):
        for entry in section.iter("li"):
            entry.set("data-entry", _entry_words(entry))


def plain_text(el: Element) -> str:
    """Return an element's text on one line, without note references, formulas in words."""
    return " ".join("".join(_words(el)).split())


def _words(el: Element) -> Iterator[str]:
    if not isinstance(el.tag, str) or el.get("role") == "doc-noteref" or el.tag == "rt":
        return
    if el.tag == MATH:
        yield el.get("alttext") or "".join(map(str, el.itertext()))
        return
    yield el.text or ""
    for child in el:
        yield from _words(child)
        yield child.tail or ""


def _rank_headings(chunk: Element) -> None:
    """Give the headings of a chunk their level in it: 1 for its own, 2 for its sections'."""
    headings = [h for h in chunk.iter(*HEADINGS) if h.tag != "h1"]
    nested = chunk.get("data-chunk") in _NESTED
    if not headings or nested:
        return
    first = HEADINGS.index(headings[0].tag)
    for heading in headings:
        heading.set("data-level", str(max(HEADINGS.index(heading.tag) - first, 0) + 1))


def _set_heads(chunk: Element, title: str, right_to_left: bool) -> None:
    """Say what the running heads of a chunk are, if it has a heading of its own."""
    heading = next(chunk.iter(*HEADINGS), None)
    if heading is None or heading.tag == "h1" or chunk.get("data-chunk") in _NESTED:
        return
    part = next((a for a in chunk.iterancestors() if a.get("data-chunk") == "part"), None)
    above = next(part.iter(*HEADINGS), None) if part is not None else None
    recto = _head(heading)
    verso = title if above is None else _head(above)
    # on the heading, which stands on one page: a section says it again on each of its pages
    heading.set("data-left-head", recto if right_to_left else verso)
    heading.set("data-right-head", verso if right_to_left else recto)


def _head(heading: Element) -> str:
    """Return a heading on one line, its number set apart."""
    words = heading.get("data-plain", "")
    first = next(iter(heading), None)
    if first is None or "number" not in first.get("class", "").split():
        return words
    number = plain_text(first)
    return f"{number}\u2002{words.removeprefix(number).lstrip()}"


def _mark_links(document: Element) -> None:
    """Mark links that lead into the front matter, and write the words around page numbers."""
    front = {
        identifier
        for matter in document.iterfind(".//*[@data-matter='front']")
        for el in matter.iter(etree.Element)
        if (identifier := el.get("id"))
    }
    for link in document.iter("a"):
        if link.get("href", "")[1:] in front:
            link.set("data-folio", "roman")
        words = link.get("data-page-words")
        if words:
            before, _, after = words.partition("{}")
            link.set("data-page-before", before)
            link.set("data-page-after", after)


def _entry_words(entry: Element) -> str:
    """Return the words of an index entry before its locators."""
    words = [entry.text or ""]
    for child in entry:
        if child.tag in ("a", "ul", "ol") or child.get("class") == "see":
            break
        words += [*_words(child), child.tail or ""]
    return " ".join("".join(words).split()).rstrip(",،、:;. ")
