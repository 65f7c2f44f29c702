"""Split the one document into the content documents that it is read in.

A chunk is an element that carries `data-chunk`: the title, the contents, the text, the notes,
the credits. They stand in the order of the printed book, so the pages of the PDF follow one
another through them.

1. Copy each chunk out of the document; a chunk inside another belongs to the outer one.
2. Repair links between chunks, once: `#fn-1` becomes `notes.xhtml#fn-1` where the note lives in
   another chunk.
3. Give each a title that no other has.

Why headings keep their rank: the h1 is the publication's title, and a section is an h2 in the
PDF, in the web edition and here, so one outline is true of all three (EPUB Accessibility
Techniques 1.1, TITLES-002: numbered headings reflect the hierarchy of the publication, not of
the file that they happen to be in). A chunk of text that starts at h2 is therefore right.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from everyleaf.model import Element, Metadata, Publication

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
"""The heading elements, by rank."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One content document's worth of the document."""

    name: str
    """The stem of its file name: `text`, and `nav` for the contents."""
    kind: str
    """The value of `data-chunk`: `title`, `contents`, `text`, `notes`, `credits`, …"""
    title: str
    """What its `<title>` says; no two chunks say the same."""
    root: Element
    """A copy of the element; it keeps `data-node` and `data-source`, and has no tail."""

    @property
    def file_name(self) -> str:
        """The name that links between chunks use."""
        return f"{self.name}.xhtml"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the contents list."""

    rank: int
    """1 to 6."""
    href: str
    """Where it stands: `text.xhtml#moon`."""
    element: Element
    """The heading itself, in its chunk."""


def split_chunks(publication: Publication) -> tuple[Chunk, ...]:
    """Return the chunks of a publication in document order; the document is left alone.

    Raises:
        ValueError: if a link points at an id that no chunk has, or the document has no chunk.
            The reader and `html/` report dead links to the author; here it is a bug.
    """
    roots = [_without_tail(copy.deepcopy(element)) for element in _outermost(publication.document)]
    if not roots:
        raise ValueError("the document has no element with data-chunk")
    names = _unique([_stem(root.get("data-chunk", "")) for root in roots], "-{}")
    homes = _homes(roots, names)
    for root, name in zip(roots, names, strict=True):
        _repair_links(root, name, homes)
    titles = _unique([_title(root, publication.metadata) for root in roots], " ({})")
    return tuple(
        Chunk(name, root.get("data-chunk", ""), title, root)
        for name, title, root in zip(names, titles, roots, strict=True)
    )


def list_headings(chunks: Sequence[Chunk]) -> tuple[Heading, ...]:
    """Return the headings that contents must list: all but the title's and the contents' own.

    Raises:
        ValueError: if a heading has no id; `html/` gives every heading one.
    """
    found = []
    for chunk in chunks:
        if chunk.kind in ("title", "contents"):
            continue
        for element in chunk.root.iter(*HEADINGS):
            identifier = element.get("id")
            if not identifier:
                raise ValueError(f"a heading without an id at {element.get('data-source')}")
            rank = HEADINGS.index(element.tag) + 1
            found.append(Heading(rank, f"{chunk.file_name}#{identifier}", element))
    return tuple(found)


def plain_text(element: Element) -> str:
    """Return an element's text with runs of white space as one space."""
    return " ".join("".join(_words(element)).split())


def _words(element: Element) -> Iterator[str]:
    """Yield the text of an element without note references, comments and instructions."""
    if not isinstance(element.tag, str) or element.get("role") == "doc-noteref":
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _outermost(document: Element) -> list[Element]:
    return [
        element
        for element in document.iter(etree.Element)
        if element.get("data-chunk") is not None
        and not any(above.get("data-chunk") is not None for above in element.iterancestors())
    ]


def _without_tail(element: Element) -> Element:
    element.tail = None
    return element


def _stem(kind: str) -> str:
    return "nav" if kind == "contents" else kind


def _unique(wanted: Sequence[str], suffix: str) -> list[str]:
    """Return the texts, from the second on numbered by the suffix where one repeats."""
    taken: set[str] = set()
    result = []
    for text in wanted:
        candidate, number = text, 1
        while candidate in taken:
            number += 1
            candidate = text + suffix.format(number)
        taken.add(candidate)
        result.append(candidate)
    return result


def _homes(roots: Sequence[Element], names: Sequence[str]) -> dict[str, str]:
    """Map each id to the name of the chunk that has it."""
    return {
        identifier: name
        for root, name in zip(roots, names, strict=True)
        for element in root.iter(etree.Element)
        if (identifier := element.get("id"))
    }


def _repair_links(root: Element, name: str, homes: dict[str, str]) -> None:
    """Point each link within the document at its target's chunk; changes the tree."""
    for link in root.iter("a"):
        href = link.get("href", "")
        if not href.startswith("#"):
            continue
        home = homes.get(href[1:])
        if home is None:
            raise ValueError(f"a link to {href}, which no chunk has, at {link.get('data-source')}")
        if home != name:
            link.set("href", f"{home}.xhtml{href}")


def _title(root: Element, metadata: Metadata) -> str:
    """Return what tells this chunk from the others: `Notes – The Tides`."""
    kind = root.get("data-chunk")
    if kind == "title":
        people = ", ".join(c.name for c in metadata.contributors) or metadata.publisher
        second = metadata.subtitle or people
        return f"{metadata.title} – {second}" if second else metadata.title
    if kind == "text":
        return metadata.title
    heading = next(root.iter(*HEADINGS), None)
    return f"{plain_text(heading)} – {metadata.title}" if heading is not None else metadata.title
