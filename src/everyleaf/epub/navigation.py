"""Write the navigation document: contents, pages and landmarks (EPUB 3.3 §7).

Steps 1 and 4 of `epub.write`. The contents are made before the page-break markers are placed,
because a printed page may begin in them; the page list is made afterwards, from the markers.

Why the contents are made of the headings again: what stands in an article's own contents stops
at a rank; the toc of an EPUB must be the outline. Where the document's contents have a link to a
heading, that link is used, with its words, languages and node numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.chunks import Chunk, Heading, plain_text
from everyleaf.elements import HEADINGS
from everyleaf.model import Element, Form
from everyleaf.page_breaks import PageBreak
from everyleaf.words import Words


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer by its kind."""

    term: str
    """Of the EPUB 3 Structural Semantics Vocabulary: `bodymatter`."""
    label: str
    """What the reader sees."""
    href: str


_LANDMARKS = {
    kind: kind
    for kind in (
        "colophon", "dedication", "epigraph", "foreword", "preface", "introduction",
        "acknowledgments", "conclusion", "afterword", "appendix", "glossary", "bibliography",
        "index", "credits",
    )
} | {"half-title": "halftitlepage", "title": "titlepage", "contents": "toc",
     "list-of-figures": "loi", "list-of-tables": "lot", "notes": "endnotes"}  # fmt: skip
"""Kind of chunk → the term of its landmark."""

_DEPTH = 3
"""Levels of the contents of a book that has no list of its own."""


def select_headings(
    headings: Sequence[Heading], contents: Element | None, form: Form
) -> Sequence[Heading]:
    """Return the headings that the contents list.

    An article's are all. A book's are those that its own contents list, so that every edition has
    the same, or else three levels of them.
    """
    if form == "article":
        return headings
    if contents is not None:
        listed = {link.get("href") for link in contents.iter("a")}
        return [heading for heading in headings if heading.href in listed]
    ranks: list[int] = []
    found = []
    for heading in headings:
        while ranks and ranks[-1] >= heading.rank:
            ranks.pop()
        ranks.append(heading.rank)
        if len(ranks) <= _DEPTH:
            found.append(heading)
    return found


def make_contents(contents: Element | None, headings: Sequence[Heading], words: Words) -> Element:
    """Return a `<nav role="doc-toc">` that lists the headings, nested by rank.

    Args:
        contents: The document's own contents, whose heading and links are copied; or None.
        headings: What to list, in order.
        words: Words in the publication's language, if there are no contents to take them from.
    """
    nav = etree.Element("nav", {"data-epub-type": "toc", "role": "doc-toc", "id": "toc"})
    links: dict[str, Element] = {}
    own = None
    if contents is not None:
        nav.set("data-node", contents.get("data-node", ""))
        nav.set("id", contents.get("id") or "toc")
        own = next(contents.iter(*HEADINGS), None)
        links = {link.get("href", ""): link for link in contents.iter("a")}
    if own is None:
        title = etree.SubElement(nav, "h2", id="toc-title")
        title.text = words.contents
        if words.language is not None:
            title.set("lang", words.language)
    else:
        title = copy.deepcopy(own)
        title.tail = None
        if title.get("id") is None:
            title.set("id", "toc-title")
        nav.append(title)
    nav.set("aria-labelledby", title.get("id", ""))
    lists: list[tuple[int, Element]] = [(0, etree.SubElement(nav, "ol"))]
    for heading in headings:
        while len(lists) > 1 and lists[-2][0] >= heading.rank:
            lists.pop()
        rank, inner = lists[-1]
        if 0 < rank < heading.rank:
            inner = etree.SubElement(inner[-1], "ol")
            lists.append((heading.rank, inner))
        else:  # the first heading, an equal one, or one that comes back from a skipped rank
            lists[-1] = (heading.rank, inner)
        _append_link(inner, heading, links.get(heading.href))
    return nav


def make_page_list(hrefs: Sequence[tuple[str, PageBreak]], words: Words) -> Element:
    """Return a `<nav role="doc-pagelist">` with one entry for each marker, in page order.

    Args:
        hrefs: The file name and the marker.
        words: For its heading.
    """
    nav, items = _hidden("page-list", words.pages, words)
    nav.set("role", "doc-pagelist")
    for file_name, page_break in hrefs:
        link = etree.SubElement(etree.SubElement(items, "li"), "a")
        link.set("href", f"{file_name}#{page_break.identifier}")
        link.text = page_break.label
    return nav


def make_landmarks(landmarks: Sequence[Landmark], words: Words) -> Element:
    """Return the landmarks `<nav>` (EPUB 3.3 §7.4.3)."""
    nav, items = _hidden("landmarks", words.landmarks, words)
    for landmark in landmarks:
        link = etree.SubElement(etree.SubElement(items, "li"), "a")
        link.set("data-epub-type", landmark.term)
        link.set("href", landmark.href)
        link.text = landmark.label
    return nav


def find_landmarks(chunks: Sequence[Chunk], words: Words) -> list[Landmark]:
    """Return the landmarks of the chunks that there are, in the order of the spine, each once."""
    found: dict[str, Landmark] = {}
    for chunk in chunks:
        if chunk.matter == "body" and "bodymatter" not in found:
            found["bodymatter"] = Landmark("bodymatter", words.text, chunk.file_name)
        term = _LANDMARKS.get(chunk.kind)
        if term is None or term in found:
            continue
        heading = next(chunk.root.iter(*HEADINGS), None)
        label = plain_text(heading) if heading is not None else chunk.title
        href = chunk.file_name
        if chunk.kind == "title":
            label = words.title_page
        elif heading is None:  # what a book has without a heading, words has a name for
            label = getattr(words, chunk.kind.replace("-", "_"), chunk.title)
        if chunk.kind == "contents":
            href += f"#{chunk.root.get('id')}"
        found[term] = Landmark(term, label, href)
    return list(found.values())


def _hidden(kind: str, title: str, words: Words) -> tuple[Element, Element]:
    """Return a `<nav>` that is for the reading system and not for reading, and its list."""
    nav = etree.Element("nav", {"data-epub-type": kind, "id": kind, "hidden": "hidden"})
    nav.set("aria-labelledby", f"{kind}-title")
    heading = etree.SubElement(nav, "h2", id=f"{kind}-title")
    heading.text = title
    if words.language is not None:
        heading.set("lang", words.language)
    return nav, etree.SubElement(nav, "ol")


def _append_link(items: Element, heading: Heading, link: Element | None) -> None:
    item = etree.SubElement(items, "li")
    new = etree.SubElement(item, "a", href=heading.href)
    source = heading.element if link is None else link
    if link is not None:
        for made, copied in zip((new, item, items), (link, *link.iterancestors()), strict=False):
            if made.get("data-node") is None:
                made.set("data-node", copied.get("data-node", ""))
    for name in ("lang", "dir"):
        if (value := source.get(name)) is not None:
            new.set(name, value)
    _copy_phrasing(source, new, keep_nodes=link is not None)


def _copy_phrasing(source: Element, target: Element, keep_nodes: bool) -> None:
    """Copy what a heading says: no note references, no links in the link, no second ids."""
    target.text = source.text
    for child in source:
        if not isinstance(child.tag, str) or child.get("role") == "doc-noteref":
            _append_text(target, child.tail)
        elif child.tag == "a":
            holder = etree.SubElement(target, "span")
            _copy_phrasing(child, holder, keep_nodes)
            holder.tail = child.tail
        else:
            new = etree.SubElement(target, child.tag)
            for key, value in child.attrib.items():
                if key != "id" and (keep_nodes or not str(key).startswith("data-")):
                    new.set(key, value)
            _copy_phrasing(child, new, keep_nodes)
            new.tail = child.tail


def _append_text(element: Element, text: str | None) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + (text or "")
    else:
        element.text = (element.text or "") + (text or "")
